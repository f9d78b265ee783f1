"""Rules for conditions that choose rows, and for groups that are not summed up."""

import re

from course.guidance.errors.rules import Rule
from course.guidance.errors.scene import Scene

_BRACKETS = "每个条件请各自放进一对圆括号，再用 &（并且）或 |（或者）连接，比如 (甲 > 3) & (乙 == 4)"


def _truth(scene: Scene, _: "re.Match[str]") -> str:
    code = scene.code
    if re.search(r"\band\b|\bor\b", code):
        return f"表的条件之间不能用 and、or，{_BRACKETS}"
    if re.search(r"\bnot\b", code):
        return "表的条件前面不能用 not，请改用 ~，并把条件放进圆括号，比如 ~(甲 > 3)"
    if re.match(r"\s*(if|elif|while)\b", code):
        return (
            "if 要的是一个是或否，这里却是一整列，筛选行请写成 表[条件]，或用 .any()（有一个是）、"
            ".all()（全部是）"
        )
    if re.search("[&|]|[<>=].*[<>=]", code):
        return f"条件没有分开，{_BRACKETS}"
    return "这里要一个是或否，给的却是一整列，请用 .any()（有一个是）或 .all()（全部是）变成一个"


def _and_or(scene: Scene, found: "re.Match[str]") -> str:
    if "&" in scene.code or "|" in scene.code or "rand_" in found[0] or "ror_" in found[0]:
        return f"& 和 | 会先算它两边紧挨着的值，条件没有分开，{_BRACKETS}"
    return ""


def _mask(_: Scene, __: "re.Match[str]") -> str:
    return "筛选条件和表的行对不上，条件要用同一张表的列来写，请检查方括号里外是不是同一张表"


RULES = (
    Rule("ValueError", "truth value of (a|an) (Series|DataFrame|array|Index)", _truth),
    Rule("TypeError", r"unsupported operand type\(s\) for [&|]", _and_or),
    Rule("TypeError", r"Cannot perform 'r?(and|or)_'", _and_or),
    Rule(
        "TypeError", r"bad operand type for unary ~", "~ 只能放在条件前面，请把条件放进圆括号，写成 ~(条件)"
    ),
    Rule(
        "ValueError",
        r"Item wrong length (\d+) instead of (\d+)",
        "筛选条件有 {1} 个是或否，表却有 {2} 行，条件请用这张表自己的列来写",
    ),
    Rule("IndexingError", "Unalignable", _mask),
    Rule("IndexingError", "Too many indexers", "方括号里逗号太多，.loc 和 .iloc 里只写 [行, 列] 两部分"),
    Rule(
        "ValueError",
        "non-boolean array containing NA",
        "筛选条件里有缺失值，不知道算是还是不是，请在条件后面加 .fillna(False)，或先去掉缺失的行",
    ),
    Rule(
        "TypeError",
        r"'([<>=!]+)' not supported between instances of '(\w*GroupBy)' and",
        "分组以后还没有汇总，不能拿来比较，请先接一个汇总，比如 .mean() 或 .size()",
    ),
    Rule(
        "TypeError",
        r"unsupported operand type\(s\) for .*GroupBy",
        "分组以后还没有汇总，不能拿来计算，请先接一个汇总，比如 .mean() 或 .size()",
    ),
    Rule(
        "TypeError",
        r"'\w*GroupBy' object (is not subscriptable|does not support item assignment)",
        "分组以后还没有汇总，不是一张表，请先接一个汇总，比如 .mean()，再用 .reset_index() 变回表",
    ),
    Rule("ValueError", "cannot assign without a target", "query 的条件里比较要用两个等号 ==，请改过来"),
    Rule(
        "TypeError",
        r"only list-like .*isin\(\)",
        'isin 的括号里要一个列表，请把值放进方括号，比如 .isin(["电话"])，只比一个值请用 ==',
    ),
)
