"""What people see first: the text in the terminal and the page that a server opens."""

from __future__ import annotations

from pathlib import Path

from course.hub.accounts import Account
from course.hub.settings import Settings
from course.hub.workfolder import WorkFolder

PAGES = Path(__file__).parent
WELCOME_FILE = "开始.md"


def put_pages(folder: WorkFolder, accounts: list[Account]) -> None:
    """Writes each person's first page to where that person's server opens."""
    for account in accounts:
        place = folder.teaching if account.role == "instructor" else folder.home(account.name)
        text = (PAGES / f"{account.role}.md").read_text(encoding="utf-8")
        (place / WELCOME_FILE).write_text(text, encoding="utf-8")


def terminal_text(chosen: Settings, seconds: float, noticed: str = "") -> str:
    """Returns the text that says where the demo is, who may log in, and what it does not do.

    `noticed` is what people should know about grading here.
    """
    width = max(len(a.name) for a in chosen.accounts)
    roles = {"instructor": "讲师 instructor", "trainee": "学员 trainee"}
    rows = [f"    {a.name:<{width}}  {a.password}   {roles[a.role]}" for a in chosen.accounts]
    bar = "!" * 72
    return "\n".join(
        [
            "",
            bar,
            "!!  警告：演示环境不隔离任何人。所有账号共用一个系统用户，彼此能读写文件、成绩和密码。",
            "!!  WARNING: the demo isolates nobody. All accounts share one system user and can",
            "!!  read and change each other's files, grades and passwords. No real data here.",
            bar,
            "",
            f"  地址 Address   {chosen.address}   ({seconds:.0f} 秒启动)",
            "  账号 Account / 密码 Password",
            *rows,
            "",
            *([f"  评分 Grading   {noticed}", ""] if noticed else []),
            f"  作业保存在 Work is kept in   {chosen.folder.root}",
            f"  日志 Log                     {chosen.folder.log_file}",
            "  按 Ctrl-C 结束 / Press Ctrl-C to stop",
            "",
        ]
    )
