"""What intake says, one Chinese sentence each: who, which file, what happened, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from course.grading.intake.receipt import Remark

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Finding:
    """Something to say: its code, the file it is about, and what goes into the sentence."""

    code: str
    file: str
    fact: str = ""


# {who}: the trainee; {file}: the file; {fact}: a number or a list of names.
REFUSED = {
    # Files
    "link": "{who} 的 {file} 是链接，没有打开，请把文件本身放进来后重新提交。",
    "pipe": "{who} 的 {file} 是管道，不是普通文件，没有打开，请删除它后重新提交。",
    "socket": "{who} 的 {file} 是套接字，不是普通文件，没有打开，请删除它后重新提交。",
    "device": "{who} 的 {file} 是设备，不是普通文件，没有打开，请删除它后重新提交。",
    "closed": "{who} 的 {file} 没有读取权限，没有收下，请检查权限后重新提交。",
    "deep": "{who} 的 {file} 放得太深，里面的文件没有收下，请减少文件夹的层数后重新提交。",
    "many": "{who} 交的文件太多，从 {file} 起没有再收，请只留下需要的文件后重新提交。",
    "large": "{who} 的 {file} 太大（{fact}），没有收下，请删除或缩小它后重新提交。",
    "full": "{who} 的附带文件合计太大，{file} 没有收下，请只留下需要的文件后重新提交。",
    "code": "{who} 的 {file} 是程序文件，没有收下，请把代码写进笔记本的格子里再提交。",
    "hidden": "{who} 的 {file} 是隐藏文件，没有收下，请改名或删除它后重新提交。",
    "odd_name": "{who} 的 {file} 名字里有不能用的字符，没有收下，请改名后重新提交。",
    "folder": "{who} 的 {file} 是文件夹，应该是文件，请移走这个文件夹后重新提交。",
    "not_folder": "{who} 的提交 {file} 不是文件夹，没有打开，先按空白卷处理，请学员重新提交。",
    "second_notebook": "{who} 多交了一个笔记本 {file}，没有评分，请只交一个笔记本。",
    "missing_folder": "没有收到 {who} 的提交文件夹 {file}，先按空白卷处理，请学员重新提交。",
    "missing_notebook": "{who} 没有交笔记本 {file}，先按空白卷处理，请学员重新提交。",
    # The notebook as a file
    "empty": "{who} 的 {file} 是空文件，没有可评分的内容，请打开确认有内容后重新提交。",
    "truncated": "{who} 的 {file} 不完整或已损坏，无法读取，请在 JupyterLab 里重新保存后再提交。",
    "nested": "{who} 的 {file} 里的内容嵌套太深，无法读取，请从课程重新取一份，填好后再提交。",
    "format": "{who} 的 {file} 是别的版本的笔记本格式（{fact}），无法读取，请用课程的 JupyterLab 另存。",
    "foreign": "{who} 的 {file} 不是这一章的笔记本，没有评分，请提交这一章的笔记本。",
    "renamed": "{who} 的笔记本叫 {file}，已按这一章的笔记本评分，下次请不要改名。",
    "old_release": "{who} 的 {file} 来自另一个版本的课程，答案已移到现在的版本里，请讲师核对。",
    # Cells of the notebook
    "copied": "{who} 的 {file} 里有复制出来的格子（{fact}），只按原来的格子评分，请删除多余的格子。",
    "deleted": "{who} 的 {file} 少了课程的格子（{fact}），已补上，请不要删除课程的格子。",
    "moved": "{who} 的 {file} 里课程格子的顺序变了，已放回原处，请不要移动课程的格子。",
    "retyped": "{who} 的 {file} 里有格子的类型改了（{fact}），已改回，请不要改格子的类型。",
    "edited_test": "{who} 的 {file} 里检查用的格子改过（{fact}），已恢复原样，请不要改检查用的格子。",
    "edited_locked": "{who} 的 {file} 里锁定的格子改过（{fact}），已恢复原样，请不要改锁定的格子。",
    "points": "{who} 的 {file} 里的分值改过（{fact}），已按课程的分值评分，请讲师核对。",
    "ids": "{who} 的 {file} 里有课程没有的格子编号（{fact}），没有按编号评分，请讲师核对。",
    "checksum": "{who} 的 {file} 里的校验码改过（{fact}），已恢复原样，请讲师核对。",
    "schema": "{who} 的 {file} 里评分信息的版本改过（{fact}），已恢复原样，请讲师核对。",
    "marks": "{who} 的 {file} 里格子的评分标记改过（{fact}），已恢复原样，请讲师核对。",
    "long_cell": "{who} 的 {file} 里有格子太长（{fact}），没有收下，请缩短后重新提交。",
    "many_cells": "{who} 的 {file} 里自己加的格子太多，有 {fact} 个没有收下，请删减后重新提交。",
    "pictures": "{who} 的 {file} 里有不能用的图片（{fact}），没有收下，请换成较小的 PNG 或 JPEG 再提交。",
    "markers": "{who} 的 {file} 里写了评分系统专用的标记（{fact}），已改写，请不要使用这类标记。",
    # The answer log
    "log_large": "{who} 的作答记录 {file} 太大（{fact}），只收了最近的部分，请讲师核对。",
    "log_corrupt": "{who} 的作答记录 {file} 里有 {fact} 行无法读取，已跳过，其余照常评分，请讲师核对。",
    "log_foreign": "{who} 的作答记录 {file} 里有 {fact} 行来自别的学员或别的章节，请讲师核对。",
    # The time of handing in
    "time_unreadable": "{who} 的提交时间 {file} 无法读取，已改用服务器时间 {fact}，请讲师核对。",
    "time_forged": "{who} 的提交时间 {file} 和服务器的记录不符，已改用服务器时间 {fact}，请讲师核对。",
}  # fmt: skip

NOTES = {
    "log_missing": "{who} 没有交作答记录 {file}，练习和测验按未作答处理，若做过请重新提交。",
    "log_other_version": "{who} 的作答记录 {file} 里有 {fact} 行来自别的版本，已原样保留，不用处理。",
    "own_cells": "{who} 的 {file} 里有自己加的格子 {fact} 个，已保留在原处，不用处理。",
    "time_missing": "{who} 没有提交时间 {file}，已用服务器时间 {fact}，不用处理。",
    "release_file": "{who} 交的 {file} 与课程发的不同，已换成课程发的那一份，不用处理。",
}


def remarks(findings: Iterable[Finding], trainee: str) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """Return what was refused and what is only noted, each once."""
    refused: dict[Remark, None] = {}
    notes: dict[Remark, None] = {}
    for finding in findings:
        text = REFUSED.get(finding.code) or NOTES[finding.code]
        file = shown(finding.file)
        sentence = text.format(who=shown(trainee), file=file, fact=finding.fact)
        remark = Remark(code=finding.code, file=file, sentence=sentence)
        (refused if finding.code in REFUSED else notes)[remark] = None
    return tuple(refused), tuple(notes)


def shown(name: str) -> str:
    """Return a trainee's name for something, harmless in any page: letters, digits and a few signs."""
    kept = "".join(sign if sign.isalnum() or sign in "-_./ ()（）" else "?" for sign in name)
    return kept if len(kept) <= _LONGEST_NAME else f"{kept[:_LONGEST_NAME]}…"


def listed(names: Iterable[str], most: int = 3) -> str:
    """Return names as 甲、乙 等 n 个, or as they are when there are few."""
    all_names = [shown(name) for name in dict.fromkeys(names)]
    text = "、".join(all_names[:most])
    return text if len(all_names) <= most else f"{text} 等 {len(all_names)} 个"


def measured(size: int) -> str:
    """Return a number of bytes as people say it."""
    if size >= 1 << 30:
        return f"{size / (1 << 30):.1f} GB"
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{max(1, size >> 10)} KB"
