"""Rules for names: variables, attributes, imports."""

import builtins
import re
import sys
from typing import Any

from course.guidance.errors.kinds import sort_of
from course.guidance.errors.rules import Rule
from course.guidance.errors.scene import Scene, close_names, code_text, tables, texts, vars_of
from course.guidance.wording import clean, quoted

_OTHER_LANGUAGES = {
    "true": "True",
    "false": "False",
    "TRUE": "True",
    "FALSE": "False",
    "null": "None",
    "NULL": "None",
    "none": "None",
    "nil": "None",
    "undefined": "None",
    "nan": 'float("nan")',
    "NaN": 'float("nan")',
    "NA": "pd.NA",
}
_IMPORTS = {
    "pd": "import pandas as pd",
    "pandas": "import pandas as pd",
    "np": "import numpy as np",
    "numpy": "import numpy as np",
    "px": "import plotly.express as px",
    "go": "import plotly.graph_objects as go",
    "math": "import math",
    "datetime": "import datetime",
    "time": "import time",
    "re": "import re",
    "random": "import random",
    "json": "import json",
}
# What tutorials of earlier pandas teach, and what it is called now.
_GONE = {
    "append": "pd.concat([甲, 乙])",
    "applymap": ".map(...)",
    "iteritems": ".items()",
    "ix": ".loc[...]",
    "get_value": ".at[行, 列]",
    "as_matrix": ".to_numpy()",
    "sort": ".sort_values(...)",
    "lookup": ".loc[...]",
    "mad": ".std()",
    "fillna_method": ".ffill()",
    "swaplevel_": "",
}


def _undefined(scene: Scene, found: "re.Match[str]") -> str:
    name = found[1]
    if name in _OTHER_LANGUAGES:
        return f"Python 里没有「{clean(name)}」，请写成 {_OTHER_LANGUAGES[name]}"
    column = _unquoted(scene, name)
    if column:
        return column
    course = _course_names()
    known = [each for each in scene.names if not each.startswith("_") and each not in ("In", "Out")]
    if name in course and name not in known:
        return f"「{clean(name)}」还没有引入，请先运行本章最上面的代码格（from course import ...）"
    if name in _IMPORTS:
        return f"「{clean(name)}」还没有引入，请先运行 {_IMPORTS[name]}"
    if name in ("sqrt", "log", "exp", "ceil", "floor", "pi"):
        return f"「{clean(name)}」在程序包 math 里，请先运行 import math，再写成 math.{clean(name)}"
    close = close_names(name, [*known, *(each for each in course if each not in known), *dir(builtins)])
    made = _made_in(scene, name)
    if made:
        return f"「{clean(name)}」是在前面的代码格里定义的（{made}），请先运行那一格，再运行这一格"
    if close:
        return f"没有叫「{clean(name)}」的名字，最像的是{quoted(close)}，请检查拼写和大小写"
    advice = "是文字就放进英文引号里" if _chinese(name) else "请检查拼写"
    return f"名字「{clean(name)}」还没有定义，多半是前面定义它的代码格没有运行，请从上往下运行；{advice}"


def _unquoted(scene: Scene, name: str) -> str:
    """For a name that is a column, a table or a value of a table, and only lacks its quotes."""
    where = re.search(rf"[\[(,=]\s*{re.escape(name)}\s*[\]),]", scene.code)
    for frame in tables(scene)[:5]:
        if name in texts(frame.columns):
            return f'「{clean(name)}」是列名，列名是文字，请放进英文引号里，写成 "{clean(name)}"'
    if where and _chinese(name) and re.search(r"table\(|dictionary\(", scene.code):
        return f'表名是文字，请放进英文引号里，写成 "{clean(name)}"'
    for frame in tables(scene)[:2] if _chinese(name) else ():
        for column in list(frame.columns)[:30]:
            values = frame[column]
            if getattr(values, "ndim", 0) == 1 and name in texts(values.head(500)):
                return f'「{clean(name)}」是文字，请放进英文引号里，写成 "{clean(name)}"'
    return ""


def _made_in(scene: Scene, name: str) -> str:
    """The first line of the notebook that assigns, imports or defines name, if it is in another cell."""
    plain = re.escape(name)
    makes = re.compile(
        rf"^(?:{plain}\s*(?:=(?!=)|,[^=\n]*=(?!=))|def\s+{plain}\b|(?:from\s.*)?import\s.*\b{plain}\b)", re.M
    )
    own = "".join(scene.source).strip()
    for cell in scene.cells():
        found = makes.search(cell)
        if found and cell.strip() != own:
            line = cell[found.start() :].split("\n")[0]
            if not re.fullmatch(r".*=\s*\.\.\.\s*", line):
                return code_text(line, 40)
    return ""


def _course_names() -> list[str]:
    course = sys.modules.get("course")
    return list(getattr(course, "__all__", ()))


def _chinese(name: str) -> bool:
    return any("一" <= char <= "鿿" for char in name)


def _unbound(_: Scene, found: "re.Match[str]") -> str:
    return f"函数里在给「{clean(found[1] or found[2])}」赋值之前就用到了它，请把赋值移到前面，或换一个名字"


def _no_attribute(scene: Scene, found: "re.Match[str]") -> str:
    kind, name = found[1], found[2]
    value = getattr(scene.error, "obj", None)
    if kind == "NoneType":
        return (
            f"点号 .{clean(name)} 前面的值是空的（None），上一步没有给出结果，"
            "请检查是不是用了 inplace=True、print，或取表没有成功"
        )
    if kind.endswith("GroupBy"):
        return _on_groups(name)
    if kind == "ellipsis":
        return "这里还是占位符 ...，请先把答案填好再用"
    if kind in ("list", "tuple", "str", "int", "float", "dict") and name in dir(_pandas("Series")):
        return (
            f"{sort_of(kind)}没有 .{clean(name)} 这个功能，表和列才有，"
            f"请先用 pd.Series(...) 做成一列，或检查前面取到的是不是一列"
        )
    if kind in ("DataFrame", "Series"):
        return _on_table(kind, name, value)
    close = close_names(name, _public(value)) if value is not None else []
    nearest = f"，最像的是{quoted('.' + each for each in close)}" if close else ""
    return f"{sort_of(kind)}没有 .{clean(name)} 这个功能{nearest}，请检查拼写，也看看点号前面是不是想要的值"


def _on_table(kind: str, name: str, value: Any) -> str:
    columns = texts(value.columns) if kind == "DataFrame" and hasattr(value, "columns") else []
    if name in _GONE:
        return f"pandas 3 里已经没有 .{clean(name)} 了，请改用 {_GONE[name]}"
    if name in ("hour", "minute", "day", "month", "year", "weekday", "dayofweek", "strftime", "date"):
        return f"从一列时间里取 {clean(name)} 要先写 .dt，请写成 列.dt.{clean(name)}"
    if kind == "Series" and name in (
        "contains",
        "startswith",
        "endswith",
        "lower",
        "upper",
        "strip",
        "split",
    ):
        return f"处理一列文字要先写 .str，请写成 列.str.{clean(name)}(...)"
    if _chinese(name) or close_names(name, columns, 1):
        close = close_names(name, columns)
        nearest = f"，最像的是{quoted(close)}" if close else f"，有{quoted(columns)}" if columns else ""
        return f'表里没有叫「{clean(name)}」的列{nearest}，请用 表["列名"] 的写法取列'
    other = "Series" if kind == "DataFrame" else "DataFrame"
    if name in dir(_pandas(other)):
        change = "请先取出一列，再用它" if kind == "DataFrame" else "请在整张表上用它"
        return f".{clean(name)} 是{sort_of(other)}才有的功能，这里是{sort_of(kind)}，{change}"
    close = close_names(name, _public(value if value is not None else _pandas(kind)))
    nearest = f"最像的是{quoted('.' + each for each in close)}，" if close else ""
    return f"{sort_of(kind)}没有 .{clean(name)} 这个功能，{nearest}请检查拼写"


def _on_groups(name: str) -> str:
    close = close_names(name, _public(_pandas("api.typing.DataFrameGroupBy")))
    if name not in dir(_pandas("DataFrame")) and close:
        return f"分组没有 .{clean(name)} 这个功能，最像的是{quoted('.' + each for each in close)}，请检查拼写"
    return (
        f"分组以后还没有汇总，不能直接用 .{clean(name)}，"
        "请先接一个汇总，比如 .mean() 或 .size()，再用 .reset_index() 变回表"
    )


def _pandas(path: str) -> Any:
    value: Any = sys.modules.get("pandas")
    for part in path.split("."):
        value = getattr(value, part, None)
    return value


def _public(value: Any) -> list[str]:
    return [name for name in dir(value) if not name.startswith("_")]


def _module_attribute(scene: Scene, found: "re.Match[str]") -> str:
    module, name = found[1], found[2]
    value = getattr(scene.error, "obj", None) or sys.modules.get(module)
    close = close_names(name, _public(value))
    if module == "datetime" and name in ("now", "today", "strptime"):
        return f"请写成 datetime.datetime.{clean(name)}(...)，第一个 datetime 是程序包，第二个才是里面的时间"
    nearest = f"最像的是{quoted(close)}，" if close else ""
    return f"程序包 {clean(module)} 里没有「{clean(name)}」，{nearest}请检查拼写和大小写"


def _cannot_import(scene: Scene, found: "re.Match[str]") -> str:
    name, module = found[1], found[2]
    value = sys.modules.get(module)
    known = list(getattr(value, "__all__", ())) or _public(value)
    close = close_names(name, known)
    nearest = f"最像的是{quoted(close)}，" if close else ""
    return f"程序包 {clean(module)} 里没有「{clean(name)}」，{nearest}请检查拼写和大小写"


def _no_module(scene: Scene, found: "re.Match[str]") -> str:
    name = found[1]
    top = name.split(".")[0]
    if top in ("matplotlib", "seaborn", "pyecharts", "bokeh", "altair"):
        return f"本课没有安装 {clean(top)}，画图请用 plotly.express 或本课的画图函数，不用另外安装"
    close = close_names(top, ["pandas", "numpy", "plotly", "course", "math", "datetime", "json", "random"], 1)
    if close and top != close[0]:
        return f"没有叫「{clean(name)}」的程序包，最像的是{quoted(close)}，请检查拼写"
    if top in vars_of(sys.modules.get("course")) or name.startswith("course."):
        return f"本课的程序包里没有「{clean(name)}」，请照本章最上面的代码格引入"
    return f"这里没有安装程序包「{clean(name)}」，本课的题目用不到它，请去掉这一行，用本章引入过的来做"


RULES = (
    Rule("UnboundLocalError", r"variable '(\w+)'|variable (\w+)", _unbound),
    Rule(
        "UndefinedVariableError",
        r"name '(.+?)' is not defined",
        lambda scene, found: _query_column(scene, found[1]),
    ),
    Rule("NameError", r"cannot access free variable '(\w+)'", "函数里用到的「{1}」还没有赋值，请先给它赋值"),
    Rule("NameError", r"name '(.+?)' is not defined", _undefined),
    Rule("ModuleNotFoundError", r"No module named '([^']+)'", _no_module),
    Rule("ImportError", r"cannot import name '([^']+)' from '([^']+)'", _cannot_import),
    Rule(
        "ImportError",
        "matplotlib is required",
        "本课没有安装 matplotlib，表的 .plot() 用不了，请改用 plotly.express 或本课的画图函数",
    ),
    Rule(
        "ImportError",
        "Missing optional dependency '?([\\w.]+)",
        "这个功能要用的程序包「{1}」没有安装，本课的题目用不到它，请换一种做法",
    ),
    Rule("AttributeError", r"module '([^']+)' has no attribute '([^']+)'", _module_attribute),
    Rule(
        "AttributeError",
        r"Can only use \.str accessor",
        "这一列不是文字，不能用 .str，数字列请直接比较大小，或先用 .astype(str) 变成文字",
    ),
    Rule(
        "AttributeError",
        r"Can only use \.dt accessor",
        "这一列不是时间，不能用 .dt，请先用 pd.to_datetime(...) 变成时间",
    ),
    Rule(
        "AttributeError",
        r"'([^']+)' is not a valid function for '(\w+)'",
        lambda scene, found: _not_aggregation(found[1]),
    ),
    Rule("AttributeError", r"'(\w+)' object has no attribute '([^']+)'", _no_attribute),
    Rule(
        "AttributeError",
        r"type object '(\w+)' has no attribute '([^']+)'",
        "{1} 里没有「{2}」，请检查拼写和大小写",
    ),
)


def _query_column(scene: Scene, name: str) -> str:
    frames = tables(scene)
    columns = texts(frames[0].columns) if frames else []
    close = close_names(name, columns)
    shown = f"最像的是{quoted(close)}" if close else f"表里的列有{quoted(columns)}"
    return f"条件里的「{clean(name)}」不是表里的列，{shown}，请检查拼写；文字要再套一层引号"


def _not_aggregation(name: str) -> str:
    known = ["mean", "median", "sum", "count", "size", "min", "max", "std", "nunique", "first", "last"]
    close = close_names(name, known)
    shown = f"最像的是{quoted(close)}" if close else f"常用的有{quoted(known)}"
    return f"没有叫「{clean(name)}」的汇总方法，{shown}，请检查拼写"
