"""Rules for tables: names of columns and rows, places, joining."""

import re
from typing import Any

from course.guidance.errors.rules import Rule
from course.guidance.errors.scene import Scene, close_names, code_text, like, rows_or_columns, tables, texts
from course.guidance.safely import safely
from course.guidance.wording import clean, quoted


def _key(scene: Scene, _: "re.Match[str]") -> str:
    looked_for = scene.error.args[0] if scene.error.args else ""
    holder, where = rows_or_columns(scene)
    if holder is None:
        return _dict_key(scene, looked_for) if scene.in_own_code else ""
    if isinstance(looked_for, tuple) and where == "columns":
        names = "、".join(f'"{clean(each)}"' for each in looked_for if isinstance(each, str))
        if names:
            return f"取几列要用两层方括号，请写成 表[[{names.replace('、', ', ')}]]"
        return ""
    missing = _labels(looked_for)
    if where == "columns" and hasattr(holder, "columns"):
        return _column(scene, holder, missing, looked_for)
    return _row(holder, missing, looked_for)


def _labels(looked_for: object) -> list[str]:
    """The texts that were looked for; an empty list when it was something else, such as a number."""
    if isinstance(looked_for, str):
        listed = re.search(r"\[(.*?)\]", looked_for, re.DOTALL)
        plain = looked_for.removeprefix("Column not found: ")
        if plain != looked_for or listed is None or not re.search("['\"]", listed[1]):
            return [] if listed is not None and "Index(" in looked_for else [plain]
        return [each[0] or each[1] for each in re.findall(r"'([^']*)'|\"([^\"]*)\"", listed[1])]
    if isinstance(looked_for, int | float | tuple):
        return []
    return safely(lambda: texts(looked_for), [])


def _column(scene: Scene, frame: Any, missing: list[str], looked_for: object) -> str:
    columns = texts(frame.columns)
    missing = [name for name in missing if name not in columns] or missing
    if not missing:
        if isinstance(looked_for, int):
            return (
                f"表里没有叫 {looked_for} 的列，方括号里要写列名；"
                f"取第几行请用 .iloc[{looked_for}]，第一行是 .iloc[0]"
            )
        return '方括号里放的是一列值，不是列名，也不是条件；筛选行请写成条件，比如 表[表["列"] > 3]'
    name = missing[0]
    index = texts(frame.index.names)
    if name in index:
        return f"「{clean(name)}」现在是行标签而不是列，请先用 .reset_index() 把它变回列"
    if not close_names(name, columns):
        # The frame that failed may be a part of the trainee's table, or the other one of two.
        columns = [*columns, *(each for frame in tables(scene)[:3] for each in texts(frame.columns))]
        columns = list(dict.fromkeys(columns))
    many = f"（还有{quoted(missing[1:4])}）" if len(missing) > 1 else ""
    return f"表里没有叫「{clean(name)}」的列{many}，{like(name, columns, '表里的列')}，请改好引号里的列名"


def _row(holder: Any, missing: list[str], looked_for: object) -> str:
    columns = texts(getattr(holder, "columns", ()))
    labels = texts(holder.index)
    if not missing:
        shown = clean(str(looked_for), 30)
        return (
            f"行标签里没有 {shown}，这里一共 {len(holder)} 行，"
            "按位置取请用 .iloc[...]，从 0 数起；筛选以后行标签会不连续"
        )
    name = missing[0]
    if name in columns:
        return (
            f'「{clean(name)}」是列名，这里找的却是行标签，取列请写 表["{clean(name)}"]，'
            f'删列请写 .drop(columns=["{clean(name)}"])'
        )
    if close := close_names(name, columns):
        return (
            f'行标签里没有「{clean(name)}」，列名里最像的是{quoted(close)}，要找的是列就请写 columns=["列名"]'
        )
    if name in texts(holder.index.names):
        return f"「{clean(name)}」是行标签的名字，请先用 .reset_index() 把它变成列"
    if labels:
        return f"没有叫「{clean(name)}」的标签，{like(name, labels, '这里')}，请检查拼写"
    return f'行标签里没有「{clean(name)}」，行标签是数字，按内容筛选请写成条件，比如 表[表["列名"] == "内容"]'


def _dict_key(scene: Scene, looked_for: object) -> str:
    key = looked_for if isinstance(looked_for, str) else str(looked_for)
    for name in re.findall(r"\w+", scene.code):
        value = scene.names.get(name)
        if isinstance(value, dict) and looked_for not in value:
            return (
                f"字典「{clean(name)}」里没有「{clean(key)}」，{like(key, texts(value), '里面')}，请检查拼写"
            )
    return f"要找的「{clean(key)}」不在里面，请检查拼写，或先用 in 看看有没有"


def _listed(scene: Scene, found: "re.Match[str]") -> str:
    names = re.findall(r"'([^']*)'", found[1])
    frames = tables(scene)
    columns = texts(frames[0].columns) if frames else []
    return (
        f"表里没有叫「{clean(names[0])}」的列，{like(names[0], columns, '表里的列')}，请改好列名"
        if names
        else ""
    )


def _figure_column(scene: Scene, found: "re.Match[str]") -> str:
    option, listed, name = found[1], found[2], found[3].strip()
    columns = re.findall(r"'([^']*)'", listed)
    if not columns:
        return (
            "画图用的不是一张列名齐全的表，请先汇总并加 .reset_index()，"
            f"再把表交给画图函数（选项 {clean(option)}）"
        )
    return (
        f"画图选项 {clean(option)} 写的「{clean(name)}」不是表里的列，"
        f"{like(name, columns, '表里的列')}，请改好列名"
    )


def _position(scene: Scene, _: "re.Match[str]") -> str:
    holder, where = rows_or_columns(scene)
    if holder is not None and len(holder) == 0:
        return "筛选结果一行也没有，取不出第一行，请检查筛选条件里的文字和表里写的是不是一样"
    if holder is not None:
        size = f"{len(holder)} 行"
        if where == "columns" and hasattr(holder, "columns"):
            size += f" {len(holder.columns)} 列"
        return f"要取的位置超出了范围，这里只有 {size}，从 0 数起，最后一行是 .iloc[-1]"
    return "要取的位置超出了范围，位置从 0 数起，请先用 len(...) 看看一共有多少项"


def _merge_kinds(_: Scene, found: "re.Match[str]") -> str:
    return (
        f"两张表用来对应的「{clean(found[1])}」一边是文字、一边是别的，"
        "请确认是不是同一种编号，并先用 .astype(str) 变成同一种"
    )


def _not_table_column(scene: Scene, _: "re.Match[str]") -> str:
    code = code_text(scene.code)
    return f'方括号里同时写了行和列：{code}，请改用 .loc[行, 列]，只取一列请写 表["列名"]'


RULES = (
    Rule("KeyError", r"None of \[Index\(\[\s*-?[\d.]", _key),
    Rule("KeyError", r"not present in the DataFrame: (.*)", _listed),
    Rule("KeyError", "", _key),
    Rule(
        "ValueError",
        r"Value of '(\w+)' is not the name of a column in 'data_frame'.*?one of \[(.*?)\] but received: "
        r"([^\n]*)",
        _figure_column,
    ),
    Rule(
        "ValueError",
        r"same length\. The length of argument `(\w+)` is (\d+)",
        "画图选项 {1} 给了 {2} 个值，和表的行数不一样，请写列名，或给同样多的值",
    ),
    Rule(
        "ValueError",
        r"Invalid property specified for object of type [\w.]*?(\w+): '(\w+)'(?:\s+Did you mean \"(\w+)\")?",
        lambda _, found: (
            f"图的 {clean(found[1])} 没有「{clean(found[2])}」这个选项，"
            + (f"最像的是「{clean(found[3])}」，" if found[3] else "")
            + "请检查拼写"
        ),
    ),
    Rule(
        "ValueError",
        r"Invalid value of type .*? received for the '(\w+)' property of (\w+)",
        "图的选项 {1} 给的值不合适，请对照例子改写",
    ),
    Rule("IndexError", "out-of-bounds|out of bounds|out of range", _position),
    Rule(
        "ValueError",
        "arg(max|min) of an empty|zero-size array|iterable argument is empty|arg is an empty sequence",
        "没有可以比较的值，多半是筛选结果一行也没有，请检查筛选条件里的文字和表里写的是不是一样",
    ),
    Rule(
        "ValueError", r"No objects to concatenate", "要拼接的列表是空的，请检查前面的筛选或循环有没有得到表"
    ),
    Rule("InvalidIndexError", "", _not_table_column),
    Rule(
        "TypeError",
        r"unhashable type: '(Series|DataFrame|slice)'",
        "这里要列名，给的却是整列或范围，请只写列名",
    ),
    Rule(
        "ValueError",
        r"No axis named (.+?) for object type (\w+)",
        "这里的括号里不写列名「{1}」，取列或取行请用方括号，方向选项只有 axis=0（行）和 axis=1（列）",
    ),
    Rule(
        "ValueError",
        r"level name (.+?) is not the name of the index",
        '按几列分组要放进方括号里，请写成 .groupby(["甲", "乙"])',
    ),
    Rule("ValueError", r"trying to merge on .*? for key '(.+?)'", _merge_kinds),
    Rule(
        "MergeError",
        "not unique|one-to-one|one-to-many|many-to-one",
        "用来对应的那一列有重复的值，不是一对一，请先去重，或改用别的列来对应",
    ),
    Rule(
        "MergeError", "No common columns", "两张表没有同名的列，请用 left_on 和 right_on 写出各自用来对应的列"
    ),
    Rule(
        "ValueError",
        "columns overlap but no suffix",
        '两张表有同名的列，请改用 .merge(..., on="对应的列")，或写上后缀',
    ),
    Rule(
        "ValueError",
        "cannot reindex on an axis with duplicate|duplicate labels|cannot reindex",
        "行标签或列名有重复，对不上号，请先用 .reset_index(drop=True) 或去掉重复的列",
    ),
    Rule(
        "ValueError",
        "Index contains duplicate entries",
        '同一格有几个值，转不成透视表，请改用 .pivot_table(..., aggfunc="mean")',
    ),
    Rule(
        "ValueError",
        "Location based indexing|positional index",
        '.iloc 里只能写数字位置，按名字取请用 .loc[行, "列名"]',
    ),
    Rule(
        "TypeError",
        "Cannot index by location|cannot do positional indexing|positional indexers?",
        ".iloc 和按位置取值只认数字，按名字取请用 .loc，数字不要加引号",
    ),
    Rule(
        "TypeError",
        "first argument must be an iterable of pandas objects|concat\\(\\) takes",
        "拼接的几张表要放进一个方括号里，请写成 pd.concat([甲, 乙])",
    ),
)
