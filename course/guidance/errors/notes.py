"""Warnings, one Chinese sentence each."""

import re
from collections.abc import Sequence

from course.guidance.wording import clean

_CHAINED = (
    "这样改不会改到表里：先取出来的是一份拷贝，请把行和列写进同一个方括号，"
    '比如 表.loc[条件, "列名"] = 新值，改整列请写 表["列名"] = 新的一列'
)
_KNOWN: Sequence[tuple[str, str, str]] = (
    ("ChainedAssignmentError SettingWithCopyWarning", "", _CHAINED),
    (
        "Warning",
        r"operations between boolean dtype and str",
        '条件没有分开，结果多半不是您要的，每个条件请各自放进一对圆括号，比如 (甲 > 3) & (乙 == "电话")',
    ),
    (
        "UserWarning",
        "Boolean Series key will be reindexed",
        "筛选条件和表的行对不齐，条件要用同一张表的列来写，请检查方括号里外是不是同一张表",
    ),
    (
        "UserWarning",
        "doesn't allow columns to be created via a new attribute",
        '用点号不能加新列，表里没有多出这一列，请写成 表["新列名"] = ...',
    ),
    (
        "UserWarning",
        "Could not infer format",
        '日期的写法不统一，是逐个猜的，可能猜错月和日，请加上 format="%Y-%m-%d" 说明写法',
    ),
    (
        "UserWarning",
        "Parsing dates in .* format when dayfirst",
        '日期里月和日的先后是猜的，请加上 format="%Y-%m-%d" 说明写法',
    ),
    ("UserWarning", "match groups", "条件文字里的圆括号有特别的意思，按原样找请加上 regex=False"),
    (
        "RuntimeWarning",
        "[Mm]ean of empty slice|Degrees of freedom",
        "要算平均的值一个也没有，结果是缺失，请检查筛选条件是不是什么也没有选到",
    ),
    ("RuntimeWarning", "divide by zero", "有的除数是 0，结果成了无穷大，请先去掉分母是 0 的行"),
    (
        "RuntimeWarning",
        "invalid value encountered",
        "有的值算不出来（比如 0 除以 0），结果是缺失，请检查分母和缺失值",
    ),
    ("RuntimeWarning", "overflow", "有的数太大，结果不可靠，请检查单位"),
    ("RuntimeWarning", "never awaited", "这个函数要在前面加 await 才会运行"),
    (
        "SyntaxWarning",
        r"invalid escape sequence|is an invalid escape",
        "文字里的反斜杠 \\ 有特别的意思，请改用正斜杠 /，或在引号前加 r",
    ),
    ("SyntaxWarning", r"\"is( not)?\" with", "比较两个值请用 == 而不是 is"),
    (
        "SyntaxWarning",
        "is not callable|is not subscriptable|indices must be",
        "这里多半少了一个逗号或运算符号，请在两个值之间补上",
    ),
    ("SyntaxWarning", "invalid decimal literal", "数字和后面的词连在一起了，请在中间加空格"),
    ("SyntaxWarning", "assertion is always true", "这样写的检查永远成立，请去掉 assert 后面的圆括号"),
    ("DtypeWarning", "", "有的列里数字和文字混在一起，请先看看这些列，再变成同一种"),
    ("ParserWarning", "", "读文件时换了一种较慢的方法，结果不受影响"),
    ("PerformanceWarning", "", "这样做比较慢，结果不受影响"),
    ("UnsortedIndexWarning", "", "行标签没有排序，取范围可能不全，请先用 .sort_index()"),
    ("ResourceWarning", "", "有文件没有关上，结果不受影响"),
    (
        "FutureWarning DeprecationWarning PendingDeprecationWarning",
        "",
        "这种写法以后的版本会改，今天的结果不受影响，有空请照例子里的写法改",
    ),
)


def note(category: type[Warning], message: str) -> str:
    """One Chinese sentence for a warning."""
    types = {kind.__name__ for kind in category.__mro__}
    for names, pattern, said in _KNOWN:
        if not types.isdisjoint(names.split()) and re.search(pattern, message):
            return f"{said}。"
    return f"这一格能运行，但有一条提醒（{clean(category.__name__, 40)}），请对照例子看看写法。"
