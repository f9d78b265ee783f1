"""The public check of a data task: one Chinese sentence on the form of an answer, never on its value.

It knows only `task.expects`, which the release shows anyhow. Meaning of `expects` by kind:
table: `columns`, `rows`; number: `unit`, `low`, `high`; text: `choices`, `length` (characters at most);
list: `length` (items exactly), `choices` (of each item), `unit`, `low`, `high` (of numbers); figure: nothing.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from course.guidance.numbers import read_number
from course.guidance.safely import safely
from course.guidance.unanswered import is_unanswered
from course.guidance.wording import clean, is_seen, nearest, plain_name, quoted

if TYPE_CHECKING:
    from course.exercises.bank import Expects, PublicTask

PASSED = "公开检查通过，列名等形式合要求；内容对不对、全不全，评分时才知道。"
_LONG = 10_000  # items of a list that are looked at


def check_sentence(task: "PublicTask", value: object) -> str:
    """One Chinese sentence: what was seen, what is expected, what to try; or PASSED. Never raises."""
    if is_unanswered(value):
        return f"未作答：「{task.answer}」还是空的，需要{_wanted(task)}，请填好以后再检查一次。"
    check = {"table": _table, "number": _number, "text": _text, "list": _list, "figure": _figure}[task.kind]
    failed = f"「{task.answer}」读不出来，需要{_wanted(task)}，请换成普通的值再检查一次。"
    return safely(lambda: check(task, value), failed) or PASSED


def not_begun(task: "PublicTask") -> str:
    """One Chinese sentence for who has neither set the workbench nor assigned the variable: what to do."""
    return (
        f"未作答：请在上面的数据工作台里从第 1 步往下选，做出{_wanted(task)}，不用写代码，选好就自动保存；"
        f"会写 pandas 的也可以把结果赋给「{task.answer}」，做好以后再检查一次。"
    )


def _say(task: "PublicTask", found: str, attempt: str, wanted: str = "") -> str:
    return f"「{task.answer}」{found}，需要{wanted or _wanted(task)}，{attempt}。"


def _wanted(task: "PublicTask") -> str:
    expects = task.expects
    if task.kind == "table":
        rows = f" {expects.rows} 行的" if expects.rows is not None else ""
        columns = f"（列名：{quoted(expects.columns)}）" if expects.columns else ""
        return f"一张{rows}数据表{columns}"
    if task.kind == "number":
        return "一个数字" + _limits(expects)
    if task.kind == "text":
        if expects.choices:
            return f"{quoted(expects.choices)}中的一个"
        return f"不超过 {expects.length} 字的文字" if expects.length is not None else "一段文字"
    if task.kind == "list":
        items = f"有 {expects.length} 项的列表" if expects.length is not None else "一个列表"
        return items + (f"、每项取自{quoted(expects.choices)}" if expects.choices else _limits(expects))
    return "一张图"


def _limits(expects: "Expects") -> str:
    unit = expects.unit or ""
    if expects.low is not None and expects.high is not None:
        return f"（从 {expects.low:g} 到 {expects.high:g}{unit}）"
    if expects.low is not None:
        return f"（不小于 {expects.low:g}{unit}）"
    if expects.high is not None:
        return f"（不大于 {expects.high:g}{unit}）"
    return f"（单位：{unit}）" if unit else ""


def _table(task: "PublicTask", value: Any) -> str:
    pandas = sys.modules.get("pandas")
    if pandas is None or type(value) not in (pandas.DataFrame, pandas.Series):
        return _say(task, f"现在{is_seen(value)}", "请把结果做成数据表（DataFrame）再赋值")
    frame = value.to_frame() if type(value) is pandas.Series else value
    expects = task.expects
    names = [plain_name(name) for name in frame.columns if type(name) is str]
    index = [plain_name(name) for name in frame.index.names if type(name) is str]
    absent = [name for name in expects.columns or [] if name not in names and name not in index]
    if absent:
        return _absent_columns(task, absent, names + index, is_seen(value))
    twice = [name for name in expects.columns or [] if (names + index).count(name) > 1]
    if twice:
        return _say(task, f"里列名{quoted(twice[:1])}出现了不止一次", "请只留一列", "每个列名只出现一次")
    if len(frame) == 0:
        due = f" {expects.rows} 行" if expects.rows is not None else "有内容的行"
        return _say(task, "现在一行也没有", "请看看筛选条件里的文字是不是和表里写的一样", due)
    if expects.rows is not None and len(frame) != expects.rows:
        attempt = _rows_to_try(len(frame), expects.rows)
        return _say(task, f"现在有 {len(frame)} 行", attempt, f" {expects.rows} 行")
    return ""


def _rows_to_try(rows: int, wanted: int) -> str:
    if rows > wanted:
        return "请看看是不是少了一个筛选条件，或者还没有分组汇总"
    return "请看看筛选条件是不是太严，或者有缺失值的行被去掉了"


def _absent_columns(task: "PublicTask", absent: list[str], names: list[str], is_what: str) -> str:
    due = task.expects.columns or []
    extra = [name for name in names if name not in due]
    pairs = _alike(extra, absent)
    if len(names) == len(due) and len(extra) == len(absent):
        old = [name for name in extra if name not in pairs]
        new = [name for name in absent if name not in pairs.values()]
        pairs |= dict(zip(old, new, strict=True))
        attempt = f"如果只是叫法不同，请改名：{_renamed(pairs)}"
        return _say(task, f"现在{is_what}，列数没错", attempt, "改的是列名")
    missing = [name for name in absent if name not in pairs.values()]
    steps = [f"把列名改过来：{_renamed(pairs)}"] if pairs else []
    steps += [f"补上{quoted(missing)}"] if missing else []
    have = f"，列名有{quoted(names, 5)}" if names and not pairs else ""
    return _say(task, f"现在{is_what}{have}", f"请{'，再'.join(steps)}", "的列还没有齐")


def _alike(extra: Sequence[str], absent: Sequence[str]) -> dict[str, str]:
    """Return by name of a column there the absent one that it looks like, each once."""
    pairs: dict[str, str] = {}
    for name in extra:
        free = [each for each in absent if each not in pairs.values()]
        if not free:
            break
        close = nearest(name, free)[0]
        # One letter in common, as 暂停天数 and 件数 have, is chance.
        if len(set(name) & set(close)) >= min(2, len(set(name)), len(set(close))):
            pairs[name] = close
    return pairs


def _renamed(pairs: dict[str, str]) -> str:
    return "、".join(f"「{clean(old)}」→「{clean(new)}」" for old, new in list(pairs.items())[:4])


def _number(task: "PublicTask", value: object) -> str:
    expects = task.expects
    number = read_number(value, expects.unit or "")
    if number is None:
        return _say(task, f"现在{is_seen(value)}", "请只留一个数字" + _number_to_try(value))
    return _outside(task, number, "")


def _number_to_try(value: object) -> str:
    pandas = sys.modules.get("pandas")
    if pandas is not None and type(value) in (pandas.DataFrame, pandas.Series):
        return "，比如在最后取平均数或用 .iloc[0] 取出一个"
    return "，比如 12.5"


def _outside(task: "PublicTask", number: float, which: str) -> str:
    low, high = task.expects.low, task.expects.high
    if (low is None or number >= low) and (high is None or number <= high):
        return ""
    percent = task.expects.unit == "%" and 0 < number < 1
    attempt = "百分之几请写成 81 或 81%，不写 0.81" if percent else "请看看单位和分母有没有弄错"
    return _say(task, f"{which}现在是数字 {number:.6g}", attempt)


def _text(task: "PublicTask", value: Any) -> str:
    if not issubclass(type(value), str):
        return _say(task, f"现在{is_seen(value)}", "请写成引号里的文字")
    expects = task.expects
    text = str.__getitem__(value, slice(0, 100_000)).strip()
    if not text:
        return _say(task, "现在是空白的文字", "请写上内容")
    if expects.choices and plain_name(text) not in expects.choices:
        close = nearest(text, expects.choices)
        return _say(task, f"现在是文字「{clean(text)}」", f"请改成{quoted(close[:3])}")
    if expects.length is not None and len(text) > expects.length:
        return _say(task, f"现在有 {len(text)} 字", f"请删去 {len(text) - expects.length} 字")
    return ""


def _list(task: "PublicTask", value: object) -> str:
    items = _items(value)
    if items is None:
        return _say(task, f"现在{is_seen(value)}", "请写成方括号里的列表，比如 [1, 2]")
    expects = task.expects
    if expects.length is not None and len(items) != expects.length:
        change = f"再补 {expects.length - len(items)} 项" if len(items) < expects.length else "去掉多出来的项"
        return _say(task, f"现在有 {len(items)} 项", f"请{change}")
    if not items:
        return _say(task, "现在是空的列表", "请看看筛选条件里的文字是不是和表里写的一样")
    for place, item in enumerate(items[:_LONG], start=1):
        said = _item(task, item, place)
        if said:
            return said
    return ""


def _item(task: "PublicTask", item: object, place: int) -> str:
    expects = task.expects
    if expects.choices:
        text = str.__getitem__(item, slice(0, 200)) if issubclass(type(item), str) else ""  # type: ignore[index]
        if plain_name(text) in expects.choices:
            return ""
        close = nearest(text, expects.choices)
        return _say(task, f"的第 {place} 项{is_seen(item)}", f"请改成{quoted(close[:3])}")
    if expects.unit or expects.low is not None or expects.high is not None:
        number = read_number(item, expects.unit or "")
        if number is None:
            return _say(task, f"的第 {place} 项{is_seen(item)}", "请改成一个数字，比如 12.5")
        return _outside(task, number, f"的第 {place} 项")
    return ""


def _items(value: Any) -> Sequence[object] | None:
    kind = type(value)
    if kind is list or kind is tuple:
        return list(value)
    pandas, numpy = sys.modules.get("pandas"), sys.modules.get("numpy")
    if pandas is not None and (kind is pandas.Series or kind is pandas.Index):
        return list(value.tolist())
    if pandas is not None and kind is pandas.DataFrame and value.shape[1] == 1:
        return list(value.iloc[:, 0].tolist())
    if numpy is not None and kind is numpy.ndarray and value.ndim == 1:
        return list(value.tolist())
    return None


def _figure(task: "PublicTask", value: Any) -> str:
    kind = type(value)
    is_figure = kind.__module__.startswith("plotly.") and kind.__name__ == "Figure"
    traces = value.to_plotly_json().get("data") if is_figure else value.get("data") if kind is dict else None
    if not isinstance(traces, list | tuple):
        return _say(task, f"现在{is_seen(value)}", "请把画图的结果（比如 px.bar(...)）赋给它")
    if not traces:
        return _say(task, "里什么也没有画", "请看看画图用的数据是不是空的")
    return ""
