"""Rules for single values: kinds that do not go together, conversions, lists."""

import re

from course.guidance.errors.kinds import sort_of
from course.guidance.errors.rules import Rule
from course.guidance.errors.scene import Scene, tables, texts
from course.guidance.wording import clean, quoted

_OPERATIONS = {
    "+": "相加",
    "-": "相减",
    "*": "相乘",
    "/": "相除",
    "//": "整除",
    "%": "取余数",
    "** or pow()": "乘方",
}


def _operands(_: Scene, found: "re.Match[str]") -> str:
    sign, left, right = found[1], found[2], found[3]
    kinds = {left, right}
    if "ellipsis" in kinds or "Unanswered" in kinds:
        return "这里还是占位符 ...，请先把答案填好再计算"
    if "NoneType" in kinds:
        return "参加计算的值有一个是空的（None），请检查上一步有没有给出结果"
    done = _OPERATIONS.get(sign.removesuffix("="), f"做 {clean(sign)} 运算")
    if kinds & {"function", "method", "builtin_function_or_method"}:
        return f"函数不能拿来{done}，多半是函数名后面少了一对圆括号 ()"
    if "str" in kinds and kinds & {"int", "float"}:
        return (
            f"文字和数字不能{done}，文字里的数请先用 float(...) 变成数字，"
            "要连成一句话请用 str(...) 把数字变成文字"
        )
    return f"{sort_of(left)}和{sort_of(right)}不能{done}，请先变成同一种再算"


def _concatenate(_: Scene, found: "re.Match[str]") -> str:
    kind = found[1]
    if kind in ("int", "float"):
        return (
            "文字和数字不能相加，文字里的数请先用 float(...) 变成数字，"
            "要连成一句话请用 str(...) 把数字变成文字"
        )
    return f"文字不能和{sort_of(kind)}直接相加，请先用 str(...) 变成文字"


def _compared(_: Scene, found: "re.Match[str]") -> str:
    left, right = found[1], found[2]
    if "NoneType" in (left, right):
        return "比较的值有一个是空的（None），请检查上一步有没有给出结果"
    if "ellipsis" in (left, right):
        return "这里还是占位符 ...，请先把答案填好再比较"
    if {left, right} & {"function", "method"}:
        return "函数不能拿来比较，多半是函数名后面少了一对圆括号 ()"
    if "str" in (left, right):
        return (
            "文字不能和数字比大小，是一列请先用 pd.to_numeric(...) 变成数字，"
            "是一个值请先用 float(...)，并检查数字有没有加引号"
        )
    return f"{sort_of(left)}不能和{sort_of(right)}比大小，请先变成同一种"


def _to_number(scene: Scene, found: "re.Match[str]") -> str:
    text = (found[1] or "").strip("'\" ")
    if re.fullmatch(r"-?[\d,，.]+%?|\d[\d,.]*[万亿元秒件天]?", text) and re.search(
        "[,，%万亿元秒件天]", text
    ):
        return (
            f"「{clean(text)}」里的逗号、百分号或单位要先去掉，才能变成数字，"
            "一列文字请先用 .str.replace(...) 去掉"
        )
    if not text:
        return '空白的文字变不成数字，请先去掉空白的值，或用 pd.to_numeric(..., errors="coerce") 让它变成缺失'
    if re.fullmatch(r"-?\d+\.\d+", text):
        return f"「{clean(text)}」带小数点，不能直接变成整数，请先用 float(...) 再用 int(...)"
    if "corr" in scene.code or "mean" in scene.code:
        frames = tables(scene)
        numbers = texts(frames[0].select_dtypes("number").columns) if frames else []
        return (
            f"表里有文字列（比如「{clean(text)}」），不能这样算，请先取数字列{quoted(numbers)}，"
            "或加 numeric_only=True"
        )
    return (
        f"文字「{clean(text)}」变不成数字，请检查选的列对不对，"
        '或用 pd.to_numeric(..., errors="coerce") 让读不出的变成缺失'
    )


def _item_kind(_: Scene, found: "re.Match[str]") -> str:
    holder, key = found[1], found[2]
    what = "列表" if holder == "list" else "元组" if holder == "tuple" else "文字"
    if key == "str":
        return f"{what}的方括号里只能写数字位置（从 0 数起），按名字取值的是字典和表，请检查方括号前面是什么"
    return f"{what}的方括号里要写整数位置，这里却是{sort_of(key)}，请改成整数"


def _not_iterable(_: Scene, found: "re.Match[str]") -> str:
    kind = found[1]
    if kind == "NoneType":
        return "要逐个取的值是空的（None），请检查上一步有没有给出结果"
    if kind in ("int", "float"):
        return "一个数字不能逐个取，重复几次请写 range(次数)，几个数请放进方括号"
    return f"{sort_of(kind)}不能逐个取里面的值，请检查 in 后面或括号里的值"


def _not_number(_: Scene, found: "re.Match[str]") -> str:
    kind = found[2]
    if kind == "NoneType":
        return "空值 None 变不成数字，请检查上一步有没有给出结果"
    if kind in ("Series", "DataFrame"):
        return "一整列不能变成一个数，请先取出一个，比如 .iloc[0] 或 .mean()，整列变成数字请用 .astype(float)"
    return f"{sort_of(kind)}变不成数字，请检查括号里的值"


RULES = (
    Rule("ZeroDivisionError", "", "除数是 0，算不出结果，请先看看分母是不是空的筛选结果，或用 if 避开 0"),
    Rule("TypeError", r"unsupported operand type\(s\) for (.+?): '(\w+)' and '(\w+)'", _operands),
    Rule("TypeError", r"can only concatenate str \(not \"(\w+)\"\) to str", _concatenate),
    Rule(
        "TypeError",
        r"can only concatenate (list|tuple)",
        "列表只能和列表相加，一个值请用 .append(...) 加进去，或放进方括号再加",
    ),
    Rule(
        "TypeError", r"sequence item \d+: expected str", "join 只能连接文字，请先用 str(...) 把数字变成文字"
    ),
    Rule(
        "TypeError",
        "ufunc '(\\w+)' did not contain a loop|ufunc '(\\w+)' not supported",
        "一列数字和文字不能一起算，请去掉文字的引号，要连成文字请先用 .astype(str)",
    ),
    Rule("TypeError", r"not supported between instances of '(\w+)' and '(\w+)'", _compared),
    Rule(
        "TypeError",
        r"'(\w+)' object does not support item assignment",
        lambda _, found: f"{sort_of(found[1])}不能改里面的值，请做一个新的，或改用列表",
    ),
    Rule("TypeError", r"(list|tuple) indices must be integers or slices, not (\w+)", _item_kind),
    Rule(
        "TypeError",
        r"(string) indices must be integers(?:, not '(\w+)')?",
        lambda scene, found: "文字的方括号里只能写数字位置，按名字取值的是字典和表，请检查方括号前面是什么",
    ),
    Rule(
        "TypeError",
        r"cannot unpack non-iterable|(?:too many|not enough) values to unpack",
        "等号左边的变量个数和右边的值的个数不一样，请让两边一样多",
    ),
    Rule(
        "ValueError",
        r"(?:too many|not enough) values to unpack",
        "等号左边的变量个数和右边的值的个数不一样，请让两边一样多",
    ),
    Rule(
        "TypeError",
        r"'(\w+)' object is not iterable|argument of type '(\w+)' is not (?:iterable|a container)",
        lambda scene, found: _not_iterable(scene, re.match("(.*)", found[1] or found[2]) or found),
    ),
    Rule(
        "TypeError",
        r"[Uu]nhashable type: '(\w+)'|cannot use '(\w+)' as a",
        lambda _, found: f"{sort_of(found[1] or found[2])}不能当字典的键或集合的一项，请改用文字、数字或元组",
    ),
    Rule(
        "TypeError",
        r"object of type '(\w+)' has no len",
        lambda _, found: f"{sort_of(found[1])}没有长度，len(...) 的括号里请放列表、文字或表",
    ),
    Rule("TypeError", r"^(int|float)\(\) argument must be a .*?, not '(\w+)'", _not_number),
    Rule(
        "TypeError",
        r"cannot convert the series to",
        "一整列不能变成一个数，请先取出一个，比如 .iloc[0] 或 .mean()，整列变成数字请用 .astype(float)",
    ),
    Rule(
        "TypeError",
        r"type (\w+) doesn't define __round__|bad operand type for abs\(\): '(\w+)'",
        lambda _, found: f"{sort_of(found[1] or found[2])}不能取整或取绝对值，请先变成数字",
    ),
    Rule(
        "TypeError",
        r"'(\w+)' object cannot be interpreted as an integer",
        lambda _, found: (
            f"这里要一个整数，给的是{'小数' if found[1] == 'float' else sort_of(found[1])}，请去掉引号或小数"
        ),
    ),
    Rule(
        "TypeError",
        "format: a (?:real )?number is required, not (\\w+)",
        "格式 %d、%f 要一个数字，请先把文字变成数字，或改用 %s",
    ),
    Rule(
        "TypeError",
        "data type '?(.+?)'? not understood",
        '没有叫「{1}」的种类，常用的有 int、float、str、"category"',
    ),
    Rule(
        "ValueError",
        r"Unknown format code '(\w)' for object of type 'str'",
        "小数格式只能用在数字上，请先用 float(...) 把文字变成数字",
    ),
    Rule("ValueError", r"Invalid format specifier", "花括号里冒号后面的格式读不懂，两位小数请写 :.2f"),
    Rule("ValueError", "could not convert string to float: (.*)", _to_number),
    Rule("ValueError", "invalid literal for int\\(\\) with base 10: (.*)", _to_number),
    Rule("ValueError", 'Unable to parse string "?(.*?)"? at position', _to_number),
    Rule(
        "ValueError",
        "Cannot convert non-finite values|cannot convert float NaN to integer",
        "有缺失值，变不成整数，请先用 .dropna() 去掉或用 .fillna(...) 填好，"
        '也可以用 .astype("Int64") 保留缺失',
    ),
    Rule(
        "OverflowError", "cannot convert float infinity", "有一个数是无穷大，变不成整数，请检查是不是除以了 0"
    ),
    Rule(
        "ValueError",
        "operands could not be broadcast|shapes? .* not aligned",
        "两组数的个数不一样，不能逐个计算，请让两边一样多",
    ),
    Rule(
        "ValueError",
        "is not in list|x not in (list|tuple)",
        "要找的值不在列表里，请检查拼写，或先用 in 看看有没有",
    ),
    Rule("ValueError", "substring not found", "要找的文字不在里面，请检查拼写，或先用 in 看看有没有"),
    Rule(
        "ValueError",
        "math domain error|expected a (non-?negative|positive) input",
        "这个数不能这样算，比如负数不能开平方、0 不能取对数，请检查括号里的数",
    ),
    Rule("ValueError", "Exceeds the limit", "这个整数太长了，请检查是不是多打了许多位"),
    Rule("IndexError", "pop from empty", "列表已经空了，取不出来，请先看看里面还有没有"),
    Rule("AssertionError", "", "这里检查的条件不成立，请看看检查的是哪个值，再往前找它是怎么算的"),
)
