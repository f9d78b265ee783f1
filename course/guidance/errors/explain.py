"""Choosing the sentence for an error."""

from collections.abc import Mapping

from course.guidance.errors import calls, conditions, frames, machine, names, syntax, tables, values
from course.guidance.errors.rules import first
from course.guidance.errors.scene import Scene
from course.guidance.wording import clean

_RULES = (
    *syntax.RULES,
    *names.RULES,
    *tables.RULES,
    *conditions.RULES,
    *frames.RULES,
    *calls.RULES,
    *values.RULES,
    *machine.RULES,
)

_BY_TYPE: Mapping[str, str] = {
    "SyntaxError": "这一行不合 Python 的写法，请对照例子看看少了或多了哪个符号",
    "NameError": "用到了一个还没有定义的名字，请检查拼写，并从上往下运行前面的代码格",
    "AttributeError": "这个值没有点号后面的那个功能，请检查拼写和值的种类",
    "KeyError": "要找的名字不在里面，请检查引号里的拼写",
    "IndexError": "要取的位置超出了范围，请先看看一共有多少项",
    "TypeError": "值的种类和这里的用法对不上，请检查是不是把文字、数字和表混在了一起",
    "ValueError": "值的种类对，但内容用不了，请检查括号里给的值",
    "ArithmeticError": "这一步算不出结果，请检查参加计算的数",
    "ImportError": "要用的程序包没有找到，请运行本章最上面的代码格，用它引入的就够了",
    "OSError": "读写文件没有成功，请检查文件名和它所在的文件夹",
    "Warning": "这里有一条提醒被当成了错误，请点开原始报错看看",
}


def explain(scene: Scene) -> str:
    """One Chinese sentence: what is wrong, and what to try."""
    own = _own_sentence(scene)
    if own:
        return own
    said = first(_RULES, scene)
    if not said:
        known = [_BY_TYPE[kind.__name__] for kind in type(scene.error).__mro__ if kind.__name__ in _BY_TYPE]
        said = known[0] if known else "这一格没有运行完，请对照例子检查出错的那一行"
        said += f"（{clean(type(scene.error).__name__, 40)}）"
    return f"{said}。"


def _own_sentence(scene: Scene) -> str:
    """The message of an error of the course itself, which is a Chinese sentence already."""
    if not type(scene.error).__module__.startswith("course."):
        return ""
    text = clean(scene.text, 200).rstrip(".。")
    return f"{text}。" if any("一" <= char <= "鿿" for char in text) else ""
