"""Rules for what a column holds: lengths, kinds, dates, times."""

import re

from course.guidance.errors.kinds import sort_of
from course.guidance.errors.rules import Rule
from course.guidance.errors.scene import Scene, tables, texts
from course.guidance.wording import clean, quoted


def _lengths(_: Scene, found: "re.Match[str]") -> str:
    return (
        f"给新列的值有 {found[1]} 个，表却有 {found[2]} 行，请让个数和行数一样，"
        "或写一个值填满整列；算好的一列请直接用列来算"
    )


def _frequency(_: Scene, found: "re.Match[str]") -> str:
    old = found[1].lstrip("0123456789-")
    new = {
        "M": "ME",
        "Q": "QE",
        "Y": "YE",
        "A": "YE",
        "H": "h",
        "T": "min",
        "S": "s",
        "L": "ms",
        "U": "us",
        "N": "ns",
        "BM": "BME",
        "BQ": "BQE",
        "SM": "SME",
        "CBM": "CBME",
    }.get(old.split("-")[0])
    if new:
        return (
            f'pandas 3 的频率不再写 "{clean(old)}"，请改成 "{new}"（月 ME、季 QE、年 YE、小时 h、'
            "分 min、秒 s）"
        )
    return (
        f"没有叫「{clean(found[1])}」的时间频率，请用 D（天）、W（周）、ME（月）、QE（季）、"
        "YE（年）、h（小时）"
    )


def _compare_dates(_: Scene, found: "re.Match[str]") -> str:
    left, right = found[1], found[2]
    if "datetime" in left:
        if right == "str":
            return '时间只能和写法正确的日期比，请写成 "2026-11-01" 这样的文字，或用 pd.Timestamp(...)'
        return '时间不能直接和数字比，请写成 "2026-11-01" 这样的日期，或先用 .dt.hour 取出钟点再比'
    return ""


def _reduction(scene: Scene, found: "re.Match[str]") -> str:
    frames = tables(scene)
    numbers = texts(frames[0].select_dtypes("number").columns) if frames else []
    shown = f"，数字列有{quoted(numbers)}" if numbers else ""
    done = next((group for group in found.groups() if group), "")
    return f"文字列不能算 {clean(done)}{shown}，请先用方括号取出数字列，或加上 numeric_only=True"


RULES = (
    Rule("ValueError", r"Length of values \((\d+)\) does not match length of index \((\d+)\)", _lengths),
    Rule(
        "ValueError",
        r"Length mismatch: Expected axis has (\d+) elements, new values have (\d+)",
        "给的名字有 {2} 个，表却有 {1} 列（或行），请写一样多的名字，只改几个请用 .rename(columns=...)",
    ),
    Rule(
        "ValueError",
        "arrays must (all )?be (of )?the same length|Arrays must all be same length",
        "几列的长短不一样，做成一张表时每列的个数要相同，请数一数各列有几个值",
    ),
    Rule("ValueError", "all scalar values", "做表时每一列要是一个列表，请把单个的值放进方括号，比如 [1]"),
    Rule(
        "ValueError", "Columns must be same length as key", "等号左边的列数和右边的列数不一样，请让两边一样多"
    ),
    Rule(
        "ValueError",
        r"(\d+) columns passed, passed data had (\d+) columns",
        "给了 {1} 个列名，数据却有 {2} 列，请写一样多的列名",
    ),
    Rule(
        "TypeError",
        r"Cannot perform reduction '(\w+)'|does not support (?:operation|reduction) '(\w+)'",
        _reduction,
    ),
    Rule("TypeError", r"agg function failed \[how->(\w+)", _reduction),
    Rule(
        "TypeError",
        r"Column '(.+?)' has dtype \w+, cannot use method '(\w+)'|Cannot use method '(\w+)' with dtype",
        "这个排名只能用在数字列上，这一列不是数字，请换一列，或先变成数字",
    ),
    Rule("TypeError", "Invalid comparison between dtype=(.*?) and (.*)", _compare_dates),
    Rule(
        "TypeError",
        r"Invalid comparison between dtype=(?:float|int)\w* and str",
        '这一列是数字，比较时数字不要加引号，请把 "3" 写成 3',
    ),
    Rule("TypeError", "Invalid comparison between", "两边的种类不一样，不能比较，请先变成同一种再比"),
    Rule(
        "TypeError",
        r"Invalid value '(.+?)' for dtype '(\w+)'",
        "这一列的种类是 {2}，放不进「{1}」，请放同一种值，或先用 .astype(object) 改变列的种类",
    ),
    Rule(
        "TypeError", "Addition/subtraction of integers", "时间不能直接加减数字，请写成 + pd.Timedelta(days=1)"
    ),
    Rule(
        "TypeError",
        r"unsupported operand type\(s\) for [-+]: '(Datetime|Timedelta)Array' and 'str'",
        '时间不能直接和文字相减，请先写成 pd.Timestamp("2026-11-01") 再减',
    ),
    Rule(
        "TypeError",
        "Only valid with DatetimeIndex",
        '按时间汇总要先让时间做行标签，请先写 .set_index("时间列")，或在 resample 里写 on="时间列"',
    ),
    Rule("ValueError", r"Invalid frequency: ([\w\-]+)", _frequency),
    Rule("ValueError", r"'([\w\-]+)' is no longer supported", _frequency),
    Rule("OutOfBoundsDatetime", "", "日期超出了范围，请检查年份有没有多写一位"),
    Rule(
        "ValueError",
        r"time data \"(.*?)\" doesn't match format|time data '(.*?)' does not match format",
        lambda _, found: (
            f"「{clean(found[1] or found[2] or '')}」和别的日期写法不一样，变不成日期，"
            '请统一成 2026-11-01 这样的写法，或加上 errors="coerce" 让读不出的变成缺失'
        ),
    ),
    Rule(
        "DateParseError",
        r"(?:unable to parse: |: )(.*?)$",
        "「{1}」读不成日期，请写成 2026-11-01 这样的写法，并检查月和日有没有超出范围",
    ),
    Rule(
        "ValueError",
        r"(?:month|day|hour|minute|second).{0,12}(?:must be in|is out of range)",
        "日期或时间的数字超出了范围，请检查月、日、时、分",
    ),
    Rule(
        "ValueError",
        "invalid unit abbreviation|unit abbreviation w/o a number|have leftover units",
        "时长的单位读不懂，请写成 pd.Timedelta(days=3) 或 pd.Timedelta(hours=2)",
    ),
    Rule("ValueError", "read-only", '这样取出来的数组是只读的，改不了表，请用 表.loc[行, "列名"] = 新值'),
    Rule(
        "ValueError", "Bin labels must be one fewer", "分组的名字要比分界点少一个，请数一数两个列表各有几项"
    ),
    Rule(
        "ValueError",
        "percentiles? should all be in the interval",
        "分位数要写 0 到 1 之间的小数，比如第 90 百分位写 0.9",
    ),
    Rule("ValueError", "Cannot take a larger sample", "要抽的行数比表的行数还多，请把数目改小"),
    Rule(
        "TypeError",
        r"unsupported format string passed to (\w+)",
        lambda _, found: (
            f"这样的格式只能用在一个数上，这里却是{sort_of(found[1])}，请先取出一个数，比如加 .mean()"
        ),
    ),
)
