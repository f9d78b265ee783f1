"""What in a line of code is foreign to Python: signs, operators, words."""

import keyword
import re
import unicodedata

from course.guidance.errors.scene import close_names, code_text
from course.guidance.wording import clean

_ASCII = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "、": ",",
    "。": ".",
    "【": "[",
    "】": "]",
    "《": "<",
    "》": ">",
    "〈": "<",
    "〉": ">",
    "·": ".",
    "—": "-",
    "–": "-",
    "−": "-",
    "×": "*",
    "÷": "/",
    "…": "...",
    "￥": "",
    "°": "",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}


def half_width(char: str) -> str:
    """The ASCII sign for a Chinese or full-width one, or an empty text."""
    if char in _ASCII:
        return _ASCII[char]
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and " " < plain <= "~" else ""


def odd_character(code: str) -> str:
    """What to say of a Chinese or full-width sign in a line of code, or an empty text."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", code)
    for char in bare:
        if ord(char) > 127 and not char.isidentifier() and half_width(char):
            return f"代码里的「{char}」是中文（全角）标点，请切换到英文输入法，把它改成「{half_width(char)}」"
    return ""


def odd_operator(code: str) -> str:
    """What to say of signs that Python does not have, or an empty text."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "''", code)
    for wrong, right in (
        ("=>", "大于等于写成 >="), ("=<", "小于等于写成 <="), ("<>", "不等于写成 !="),
        ("&&", "“并且”在表的条件里写成 &，平常写成 and"), ("||", "“或者”在表的条件里写成 |，平常写成 or"),
        ("++", "加一写成 变量 += 1"), ("--", "减一写成 变量 -= 1"), (":=", "赋值用一个等号 ="),
    ):  # fmt: skip
        if wrong in bare:
            return f"Python 里没有 {wrong} 这种写法，{right}，请改过来"
    if re.search(r"!(?!=)", bare) and not re.match(r"\s*!", bare):
        return "“不是”在表的条件里写成 ~，平常写成 not，请把 ! 改过来"
    if re.search(r"\d\s*%\s*($|[\])},])", bare):
        return "代码里不能写百分号，请把百分之几写成小数，比如 81% 写成 0.81"
    if re.search(r"\d\s*[xX×]\s*\d", bare):
        return "乘号要写成星号 *，请改过来"
    if re.search(r"[$¥￥?]", bare):
        return "代码里不能写货币符号或问号，请只留数字和运算符号"
    if re.search(r"\d[一-鿿]", bare):
        return "数字后面直接跟了文字，请去掉单位，文字放进英文引号里"
    return ""


def odd_word(code: str) -> str:
    """What to say of a line that Python cannot read for another reason, or an empty text."""
    words = re.findall(r"[A-Za-z_]+", re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", code))
    bare = code.strip()
    if re.match(r"for\s+\w+\s*=", bare):
        return "for 循环里用 in 而不是等号，请写成 for 变量 in 列表:"
    if re.match(r"(elif|else)\b", bare):
        return f"{words[0]} 前面要有同样缩进的 if，请检查上面几行"
    if words and words[0] in keyword.kwlist and re.match(r"\w+\s*=[^=]", bare):
        return f"{words[0]} 是 Python 自己的词，不能当变量名，请换一个名字"
    if re.match(r"(import|from)\b", bare):
        return "引入语句没有写完，请写成 from course import 名字"
    if bare.lower().startswith("select "):
        return "这是数据库（SQL）的写法，本课用 pandas，请对照例子改写"
    if words and words[0] not in keyword.kwlist:
        close = [each for each in close_names(words[0], keyword.kwlist, 1) if re.match(r"\w+[ \t]+\S", bare)]
        if close and not re.match(r"\w+\s*[=(.\[]", bare):
            return f"这一行开头的「{words[0]}」像是 {close[0]} 拼错了，请改过来"
    if re.search(r"[-+*/=<>&|,.]$", bare):
        return f"这一行停在「{clean(bare[-1])}」上，后面还缺内容，请补完整"
    if re.match(r"[一-鿿]+[\s，一-鿿]*$", bare):
        return "代码格里写的是一句话而不是代码，说明文字请放在 # 后面，答案文字请放进英文引号里"
    return f"这一行不合 Python 的写法：{code_text(code)}，请对照例子看看少了或多了哪个符号" if bare else ""
