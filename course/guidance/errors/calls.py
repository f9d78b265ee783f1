"""Rules for calls: brackets of the wrong kind, options, what is missing or too much."""

import builtins
import re
import sys
from typing import Any

from course.guidance.errors.kinds import sort_of
from course.guidance.errors.rules import Rule
from course.guidance.errors.scene import Scene, close_names
from course.guidance.wording import clean, quoted


def _not_callable(scene: Scene, found: "re.Match[str]") -> str:
    kind = found[1]
    if kind in ("DataFrame", "Series"):
        what = "表" if kind == "DataFrame" else "列"
        return f"{what}后面用了圆括号，取列或筛选要用方括号，请写成 {what}[...]"
    if kind.endswith("GroupBy"):
        return "分组后面不能直接跟圆括号，取列用方括号，汇总请写 .mean() 这样的方法"
    if kind in ("_LocIndexer", "_iLocIndexer"):
        return ".loc 和 .iloc 后面用方括号，请写成 .loc[行, 列]"
    if kind == "module":
        return "程序包本身不能当函数用，请写出里面的函数，比如 pd.DataFrame(...)"
    for name in re.findall(r"(\w+)\s*\(", scene.code):
        if hasattr(builtins, name) and name in scene.names:
            return (
                f"前面把 {name} 当变量名用了，Python 自己的 {name}() 就叫不到了，请先运行 del {name}，"
                "再给变量换个名字"
            )
    if kind == "str" and re.search(r"['\"]\s*\(", scene.code):
        return "文字后面直接跟了圆括号，中间多半少了逗号或运算符号，请补上"
    return f"{sort_of(kind)}不是函数，后面不能跟圆括号，请检查是不是少了运算符号，或该用方括号"


def _not_subscriptable(scene: Scene, found: "re.Match[str]") -> str:
    kind = found[1]
    if kind in ("method", "function", "builtin_function_or_method"):
        name = re.search(r"\.?(\w+)\s*\[", scene.code)
        shown = clean(name[1]) if name else "函数"
        return f"{shown} 是函数，后面要用圆括号，请把方括号改成圆括号，写成 {shown}(...)"
    if kind == "NoneType":
        return (
            "方括号前面的值是空的（None），上一步没有给出结果，请检查是不是用了 inplace=True、"
            "print，或取表没有成功"
        )
    if kind == "ellipsis":
        return "这里还是占位符 ...，请先把答案填好再用"
    return f"{sort_of(kind)}不能用方括号取里面的值，请检查方括号前面是不是想要的表或列表"


def _keyword(scene: Scene, found: "re.Match[str]") -> str:
    function, option = found[1].split(".")[-1], found[2]
    if option == "method" and function == "fillna":
        return "pandas 3 的 fillna 不再有 method 选项，请改用 .ffill()（用前一个填）或 .bfill()（用后一个填）"
    close = close_names(option, _options(scene, function))
    nearest = f"，最像的是{quoted(close)}" if close else ""
    return f"{clean(function)}() 没有叫「{clean(option)}」的选项{nearest}，请检查拼写"


def _options(scene: Scene, function: str) -> list[str]:
    """The names of the options of the function that was called in the failing line."""
    pandas = sys.modules.get("pandas")
    owners: list[Any] = [scene.names.get(name) for name in re.findall(r"\w+", scene.code)]
    if pandas is not None:
        owners += [pandas.DataFrame, pandas.Series, pandas]
    for owner in owners:
        called = owner if getattr(owner, "__name__", "") == function else getattr(owner, function, None)
        called = getattr(called, "__wrapped__", called)
        code = getattr(called, "__code__", None)
        if code is not None:
            names: tuple[str, ...] = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            return [name for name in names if name != "self"]
    return []


def _missing_arguments(_: Scene, found: "re.Match[str]") -> str:
    names = re.findall(r"'(\w+)'", found[2])
    return f"{clean(found[1].split('.')[-1])}() 的括号里还要给{quoted(names)}，请补上"


def _too_many(_: Scene, found: "re.Match[str]") -> str:
    name = clean(found[1].split(".")[-1])
    return f"{name}() 的括号里给的值太多，请检查逗号；几个列名要放进一个方括号，选项请写成 名字=值"


RULES = (
    Rule("TypeError", r"'(\w+)' object is not callable", _not_callable),
    Rule("TypeError", r"'(\w+)' object is not subscriptable", _not_subscriptable),
    Rule("TypeError", r"^([\w.]+)\(\) got an unexpected keyword argument '(\w+)'", _keyword),
    Rule(
        "TypeError",
        r"^([\w.]+)\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.*)",
        _missing_arguments,
    ),
    Rule("TypeError", r"^([\w.]+)\(\) takes .*positional arguments? but", _too_many),
    Rule(
        "TypeError",
        r"^([\w.]+)\(\) takes no arguments|takes no keyword",
        "这个函数的括号里不用写东西，请把括号里清空",
    ),
)
