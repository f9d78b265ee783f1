"""A real shell of IPython that keeps what it shows, and the names a notebook would have."""

import warnings
from dataclasses import dataclass, field

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course.guidance.errors.hook import install

NAMES = """
import numpy as np
import pandas as pd
import plotly.express as px
from course import table, class_table, quiz
contacts = pd.DataFrame({
    "客户编号": ["K1", "K2", "K1", "K3"],
    "渠道": ["电话", "在线", "电话", "网点"],
    "等待秒": [24.0, None, 605.0, 10.0],
    "件数": ["1", "2", "3", "四"],
    "开始时间": pd.to_datetime(["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04"]),
})
tickets = pd.DataFrame({"工单编号": ["XQ-1"], "客户编号": ["K9"], "满意度": [5]})
none = contacts[contacts["渠道"] == "微信"]
groups = contacts.groupby("渠道")
waits = groups[["等待秒"]].mean()
limits = {"电话": 30, "在线": 60}
names = ["甲", "乙"]
答案_t1 = ...
nothing = names.append("丙")
"""


@dataclass
class Shown:
    """What one cell showed: cards, and the lines of its error output."""

    cards: list[dict[str, str]] = field(default_factory=list)
    errors: list[tuple[str, list[str]]] = field(default_factory=list)
    failed: bool = False

    @property
    def sentence(self) -> str:
        """The sentence of the last card."""
        return self.cards[-1]["text/plain"].split("\n")[0] if self.cards else ""


class Notebook:
    """A shell with `install`ed explanations. cells: the notebook's sources, in a file beside it."""

    def __init__(self, notebook=None) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        self.shell = InteractiveShell(config=config)
        self.shell.InteractiveTB.set_mode("Plain")  # no pieces of source, which cost a second each
        self.shown = Shown()
        self.shell.display_pub.publish = lambda data, metadata=None, **_: self.shown.cards.append(data)
        self.shell._showtraceback = lambda kind, _, lines: self.shown.errors.append((kind.__name__, lines))
        self.notebook = notebook
        self.run(NAMES)
        assert not self.shown.failed, self.shown.errors

    def run(self, code: str) -> Shown:
        """What a cell with this code shows, with the warnings that a kernel would show."""
        self.shown = Shown()
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            install(self.shell, self.notebook)
            self.shown.failed = not self.shell.run_cell(code, store_history=True).success
        return self.shown
