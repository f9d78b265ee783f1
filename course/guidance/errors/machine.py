"""Rules for files, memory, time, and the notebook itself."""

import re
from pathlib import Path

from course.guidance.errors.rules import Rule
from course.guidance.errors.scene import Scene, close_names
from course.guidance.wording import clean, quoted


def _no_file(scene: Scene, _: "re.Match[str]") -> str:
    name = str(getattr(scene.error, "filename", "") or "")
    if not name:
        return "找不到这个文件，请检查文件名，数据请用 table(...) 取，不用自己读文件"
    path = Path(name)
    beside = [each.name for each in path.parent.iterdir()][:200] if path.parent.is_dir() else []
    close = close_names(path.name, beside)
    nearest = f"，同一个文件夹里最像的是{quoted(close)}" if close else ""
    return f"找不到文件「{clean(name, 40)}」{nearest}，请检查文件名和后缀，本课的数据请用 table(...) 取"


def _large(scene: Scene, found: "re.Match[str]") -> str:
    size = re.search(r"Unable to allocate ([\d.]+ \w+)", found.string)
    need = f"这一步要 {clean(size[1])} 内存" if size else "内存不够"
    return f"{need}，数据太大放不下，请先筛选或汇总再算；两张表合并时请检查对应的列有没有大量重复"


RULES = (
    Rule("RecursionError", "", "函数一直在叫自己，停不下来，请检查函数里面是不是又用了同一个函数名"),
    Rule("MemoryError", "", _large),
    Rule(
        "KeyboardInterrupt",
        "",
        "运行被中断了，前面的结果还在，要重来就再运行这一格；总是很久，请看看循环会不会停、数据是不是太大",
    ),
    Rule("TimeoutError CellTimeoutError", "", "运行时间太长，已经停下，请看看循环会不会停、数据是不是太大"),
    Rule("StdinNotImplementedError EOFError", "", "这里不能用 input() 等人输入，请直接把值写在等号右边"),
    Rule("FileNotFoundError", "", _no_file),
    Rule(
        "OSError",
        r"non-existent directory: '(.*?)'",
        "要存到的文件夹「{1}」不存在，请直接写文件名，存在笔记本旁边",
    ),
    Rule("IsADirectoryError", "", "给的是文件夹而不是文件，请写上完整的文件名"),
    Rule("PermissionError", "", "没有权限读写这个文件，请换到自己的文件夹，或换一个文件名"),
    Rule("OSError", "No space left", "磁盘满了，请删掉不用的文件再运行"),
    Rule("EmptyDataError", "", "文件是空的，读不出表，请检查是不是选错了文件"),
    Rule("ParserError", "", "文件的列数前后不一致，读不成表，请检查分隔符，或用记事本打开看看"),
    Rule(
        "UnicodeDecodeError",
        "",
        '文件的编码不对，读出来是乱码，请加上 encoding="gbk" 或 encoding="utf-8" 再试',
    ),
    Rule("UnicodeEncodeError", "", '有些字存不进这种编码，请加上 encoding="utf-8" 再试'),
    Rule("JSONDecodeError", "", "这段文字不是完整的 JSON，请检查括号、引号和逗号"),
    Rule("OverflowError", "", "算出的数太大，放不下，请检查乘方和单位"),
    Rule("FloatingPointError", "", "这一步算不出有限的数，请检查是不是除以了 0"),
    Rule("StopIteration", "", "已经取完，没有下一个了，请检查循环"),
    Rule(
        "RuntimeError",
        "dictionary changed size|changed size during iteration",
        "循环里不能增删正在循环的字典，请先做一份 list(...)",
    ),
    Rule("UsageError", "", "以 % 开头的是笔记本的命令，没有这一条或写得不对，请删掉这一行，用普通的代码来写"),
    Rule("NotImplementedError", "", "这个功能还没有，请换一种做法"),
)
