"""Columns that the workbench adds to a table, where a trainee would need arithmetic or another table.

They are no part of the world's tables: each is worked out from them by the pandas expression that the
workbench shows, so that whoever writes code can do the same. In an expression `行` is the table with the
columns worked out before, and `table` gives the other tables of the same data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Final

import pandas as pd

from course.cases import vocabulary as words
from course.cases.scorecards import ITEMS
from course.cases.spec import Column

TODAY: Final = f'pd.Timestamp("{words.CUTOFF:%Y-%m-%d}")'
"""The day on which the course's data end, as code."""

Tables = Callable[[str], pd.DataFrame]
"""Gives a table of the same data by its name."""


@dataclass(frozen=True)
class Computed:
    """A computed column: its line in the dictionary, its pandas expression, the computed ones it needs."""

    column: Column
    code: str
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column.name


_FLAG: Final = ("True", "False")
_AGENT: Final = 'table("坐席").set_index("坐席")'
_CONSENT: Final = 'table("授权").query("目的 == \'营销推荐\'").set_index("客户编号")'
_ITEMS: Final = "[" + ", ".join(f'"{item}"' for item in ITEMS) + "]"

COMPUTED: Final[Mapping[str, tuple[Computed, ...]]] = {
    "联络": (
        Computed(
            Column("等待分钟", "等待秒换成分钟", "分钟", missing="系统没有记下等待秒"), '行["等待秒"] / 60'
        ),
        Computed(Column("处理分钟", "处理秒换成分钟", "分钟", missing="客户放弃了"), '行["处理秒"] / 60'),
        Computed(
            Column("七天内又来", "同一位客户七天内为同一类业务又找来；末七天的还看不全", values=_FLAG),
            '行.groupby(["客户编号", "业务类型"])["开始时间"].shift(-1) - 行["开始时间"]'
            ' <= pd.Timedelta("7D")',
        ),
        Computed(
            Column(
                "班组", "接待的坐席在哪个班组，从「坐席」表查来", values=words.TEAMS, missing="客户放弃了"
            ),
            f'行["坐席"].map({_AGENT}["班组"])',
        ),
        Computed(
            Column("技能", "接待的坐席的技能，从「坐席」表查来", values=words.SKILLS, missing="客户放弃了"),
            f'行["坐席"].map({_AGENT}["技能"])',
        ),
    ),
    "工单": (
        Computed(
            Column("期限天数", "投诉的期限：简单 15，复杂 30，批了延长的 60", "天", missing="不是投诉"),
            '行["复杂程度"].map({"简单": 15, "复杂": 30, "特别复杂": 30})'
            '.mask(行["延期已批"], 60).where(行["类型"] == "投诉")',
        ),
        Computed(
            Column("最后一天", "受理日往后数期限天数，停掉的日子加回去", "年-月-日", missing="不是投诉"),
            '行["受理日"] + pd.to_timedelta(行["期限天数"] + 行["暂停天数"], unit="D")',
            ("期限天数",),
        ),
        Computed(
            Column(
                "剩余天数",
                "到最后一天还有几天；0 是今天到期，负数是已经过了",
                "天",
                missing="不是投诉，或者已经办结",
            ),
            f'(行["最后一天"] - {TODAY}).dt.days.where(行["办结日"].isna())',
            ("最后一天",),
        ),
        Computed(
            Column("办理天数", "从受理到办结用了几天，停掉的不算", "天", missing="还在办"),
            '(行["办结日"] - 行["受理日"]).dt.days - 行["暂停天数"]',
        ),
        Computed(
            Column("超时", "投诉过了最后一天才办结，或者过了还没有办结", values=_FLAG),
            f'行["办结日"].fillna({TODAY}) > 行["最后一天"]',
            ("最后一天",),
        ),
    ),
    "排班": (
        Computed(
            Column("缺岗人数", "计划人数减去在岗人数；负数是另外来了帮手", "人"),
            '行["计划人数"] - 行["在岗人数"]',
        ),
        Computed(Column("人均进线", "这个小时每位在岗的人摊到几次", "次"), '行["进线数"] / 行["在岗人数"]'),
    ),
    "回访": (
        Computed(
            Column(
                "推荐分类",
                "9 至 10 推荐者，7 至 8 中立者，0 至 6 贬损者",
                values=("贬损者", "中立者", "推荐者"),
                missing="没有作答",
            ),
            'pd.cut(行["推荐意愿"], [-1, 6, 8, 10], labels=["贬损者", "中立者", "推荐者"]).astype("str")',
        ),
        Computed(
            Column(
                "推荐净值分",
                "推荐者 100，中立者 0，贬损者 -100；平均数就是推荐净值（NPS）",
                "分",
                missing="没有作答",
            ),
            '行["推荐分类"].map({"推荐者": 100, "中立者": 0, "贬损者": -100})',
            ("推荐分类",),
        ),
    ),
    "质检": (
        Computed(
            Column("全部合格", "涉及的各项都合格；不涉及的不算", values=_FLAG),
            f"(行[{_ITEMS}] != 0).all(axis=1)",
        ),
        Computed(
            Column("致命项合格", "核验客户和无收益承诺都合格", values=_FLAG),
            '(行["核验客户"] == 1) & (行["无收益承诺"] == 1)',
        ),
    ),
    "授权": (
        Computed(Column("现在有效", "到今天没有撤回", values=_FLAG), '行["撤回日"].isna()'),
        Computed(
            Column("有效天数", "从授权到撤回有几天", "天", missing="没有撤回"),
            '(行["撤回日"] - 行["授权日"]).dt.days',
        ),
    ),
    "活动": (
        Computed(
            Column(
                "营销授权日",
                "这位客户同意营销推荐的日子，从「授权」表查来",
                "年-月-日",
                missing="从来没有同意过",
            ),
            f'行["客户编号"].map({_CONSENT}["授权日"])',
        ),
        Computed(
            Column(
                "营销撤回日",
                "这位客户撤回营销推荐的日子，从「授权」表查来",
                "年-月-日",
                missing="没有撤回，或者没有同意过",
            ),
            f'行["客户编号"].map({_CONSENT}["撤回日"])',
        ),
        Computed(
            Column(
                "撤回后天数",
                "触达日在撤回日后几天；0 和正数是撤回以后，负数是撤回以前",
                "天",
                missing="没有撤回过",
            ),
            '(行["触达日"] - 行["营销撤回日"]).dt.days',
            ("营销撤回日",),
        ),
    ),
    "持有": (
        Computed(
            Column("超出承受", "产品风险的数字大于客户风险的数字", values=_FLAG),
            '行["产品风险"].str[1:].astype(int) > 行["客户风险"].str[1:].astype(int)',
        ),
        Computed(
            Column("持有天数", "从开始到结束有几天", "天", missing="还持有"),
            '(行["结束日"] - 行["开始日"]).dt.days',
        ),
    ),
    "访问日志": (
        Computed(Column("夜里", "22 点到次日 5 点以前", values=_FLAG), '~行["时刻"].dt.hour.between(5, 21)'),
    ),
    "对话记录": (
        Computed(Column("字数", "这一行有几个字，标点也算", "字"), '行["内容"].str.len()'),
        Computed(
            Column("坐席秒数", "坐席说的这一行的秒数；客户说的记 0", "秒"),
            '行["秒数"].where(行["说话人"] == "坐席", 0)',
        ),
    ),
}
"""By table, in the order in which they are worked out."""

_RUN: Final[dict[str, CodeType]] = {
    each.code: compile(each.code, f"<computed {each.name}>", "eval")
    for group in COMPUTED.values()
    for each in group
}


def computed(name: str) -> tuple[Computed, ...]:
    """The computed columns of a table, none for a table without any."""
    return COMPUTED.get(name, ())


def needed(name: str, wanted: Iterable[str]) -> tuple[Computed, ...]:
    """The computed columns of a table that these names use, with what they need, in working order."""
    kept = set(wanted)
    for each in reversed(computed(name)):
        if each.name in kept:
            kept.update(each.needs)
    return tuple(each for each in computed(name) if each.name in kept)


def with_computed(rows: pd.DataFrame, columns: Iterable[Computed], table: Tables) -> pd.DataFrame:
    """The table with these columns behind its own. rows: a copy of the caller's, which is changed."""
    for each in columns:
        # The expressions are constants of this module: what is shown is by construction what was run.
        rows[each.name] = eval(_RUN[each.code], {"行": rows, "pd": pd, "table": table})
    return rows
