"""Rules for code that Python cannot read. Messages of Python 3.11 to 3.14."""

import re

from course.guidance.errors.odd_code import half_width, odd_character, odd_operator, odd_word
from course.guidance.errors.rules import Rule
from course.guidance.errors.scene import Scene
from course.guidance.wording import clean

_CLOSES = {"(": ")", "[": "]", "{": "}"}
_BLOCKS = {
    "if": "if（如果）",
    "elif": "elif（否则如果）",
    "else": "else（否则）",
    "for": "for（循环）",
    "while": "while（循环）",
    "with": "with（打开）",
    "try": "try（试试）",
    "except": "except（出错时）",
    "finally": "finally（最后）",
    "function": "def（函数）",
    "class": "class（类）",
}
_STARTERS = ("if", "elif", "else", "for", "while", "def", "class", "with", "try", "except", "finally")


def _invalid_character(_: Scene, found: "re.Match[str]") -> str:
    return _sign(found[1])


def _sign(char: str) -> str:
    plain = half_width(char)
    if char == "。":
        return "代码里有一个中文句号，多打的请删掉，要的是小数点就改成英文的「.」"
    if char in "“”‘’「」『』":
        return f"代码里的引号「{char}」是中文引号，请切换到英文输入法，改成英文引号"
    if plain and plain.isdigit():
        return f"代码里的「{char}」是全角数字，请改成半角的 {plain}"
    if plain:
        return f"代码里的「{char}」是中文（全角）标点，请切换到英文输入法，把它改成「{plain}」"
    return f"代码里的「{clean(char)}」不能这样用，是文字就放进英文引号里，多打的就删掉"


def _unclosed_text(scene: Scene, _: "re.Match[str]") -> str:
    if re.search("[“”‘’]", scene.code):
        return "文字开头和结尾的引号不一样，其中一个是中文引号，请把两边都改成英文引号"
    return '文字的引号没有配成对，请在文字两头各放一个同样的英文引号，比如 "电话"'


def _unclosed_bracket(_: Scene, found: "re.Match[str]") -> str:
    return f"左括号 {found[1]} 没有配上右括号，请在该结束的地方补一个 {_CLOSES[found[1]]}"


def _unmatched(_: Scene, found: "re.Match[str]") -> str:
    return f"多了一个右括号 {found[1]}，或者前面少了一个左括号，请一对一对数一遍"


def _mismatch(_: Scene, found: "re.Match[str]") -> str:
    return (
        f"左括号 {found[2]} 配成了右括号 {found[1]}，请改成 {_CLOSES.get(found[2], '')} 或补上中间漏掉的括号"
    )


def _colon(scene: Scene, _: "re.Match[str]") -> str:
    if re.match(r"\s*else\s+if\b", scene.code):
        return "Python 里“否则如果”写成 elif，请把 else if 改成 elif"
    word = re.match(r"\s*(\w+)", scene.code)
    start = f"以 {word[1]} 开头的" if word and word[1] in _STARTERS else ""
    return f"{start}这一行末尾少了英文冒号，请在行末加上一个 :"


def _assignment(scene: Scene, found: "re.Match[str]") -> str:
    what, code = found[1], scene.code
    if re.search(r"(?<![=<>!])=\s*$", code.strip()):
        return "等号右边还没有内容，请补上要赋的值"
    condition = re.match(r"\s*(if|elif|while)\b", code) or re.search(r"\[[^\]]*\[[^\]]*\]\s*=[^=]", code)
    if condition or what == "subscript" or what == "attribute" or not what:
        return "比较两个值是不是相等要用两个等号 ==，一个等号 = 是赋值，请把条件里的 = 改成 =="
    if what == "literal":
        return "等号左边是一个写死的值，不能给它赋值；赋值请把变量名写在左边，比较请用两个等号 =="
    if what == "comparison":
        return "一行里混用了 == 和 =，比较请全部用两个等号 =="
    if what == "function call":
        return "等号左边是一个函数调用，不能给它赋值，请在左边写变量名，比如 结果 = 函数(...)"
    if re.match(r"\s*\w+(-\w+)+\s*=", code):
        return "变量名里不能有减号 -，请改用下划线 _"
    return "等号左边要是一个变量名，右边才是算式；如果是想比较，请用两个等号 =="


def _reserved(_: Scene, found: "re.Match[str]") -> str:
    return f"{found[1]} 是 Python 自己的词，不能当变量名，请换一个名字"


def _indent_block(_: Scene, found: "re.Match[str]") -> str:
    name = _BLOCKS.get(found[1] or "function", found[1])
    return f"第 {found[2]} 行的 {name}下面那一行要缩进，请在行首加四个空格"


def _comma(scene: Scene, _: "re.Match[str]") -> str:
    if re.search(r"\{.*['\"\w]\s+['\"\d]", scene.code):
        return "花括号里两项之间少了英文逗号，或者键和值之间少了英文冒号，请补上"
    odd = odd_operator(scene.code)
    return odd or "两个值之间少了一个英文逗号（或运算符号），请在中间补上"


def _print(_: Scene, __: "re.Match[str]") -> str:
    return "print 后面要加括号，请写成 print(...)"


def _number_name(scene: Scene, _: "re.Match[str]") -> str:
    # Early releases of Python 3.11 say this too of a Chinese sign or unit right behind a number.
    behind = re.search(r"\d([^\x00-\x7f])", scene.code)
    if behind:
        return odd_operator(scene.code) if behind[1].isidentifier() else _sign(behind[1])
    found = re.search(r"\d+[^\W\d]\w*", scene.code)
    seen = f"「{clean(found[0])}」" if found else "这里"
    return f"{seen}是数字直接连着文字，变量名不能以数字开头，数字后面也不要带单位"


def _any(scene: Scene, _: "re.Match[str]") -> str:
    return odd_character(scene.code) or odd_operator(scene.code) or odd_word(scene.code)


def _keyword(_: Scene, found: "re.Match[str]") -> str:
    return f"这一行有一个词像是 {clean(found[1])} 拼错了，请改过来"


def _incomplete(scene: Scene, _: "re.Match[str]") -> str:
    if "".join(scene.source).rstrip().endswith(":"):
        return "最后一行以冒号结尾，下面还要有缩进的内容，请另起一行、空四格再写"
    return "代码没有写完，多半是少了右括号或引号，请补完整"


def _in_text(scene: Scene, _: "re.Match[str]") -> str:
    # What a cell may not even be compiled for never reaches a line of the notebook.
    if not any(frame.f_globals is scene.names for frame in scene.frames):
        return ""
    return "引号里的条件或算式不合写法，请检查引号里面：比较用 ==，文字再套一层引号，括号要成对"


RULES = (
    Rule("SyntaxError", "", _in_text),
    Rule("TabError", "", "行首的空格和 Tab 键混用了，请删掉行首空白，统一用四个空格缩进"),
    Rule(
        "IndentationError",
        r"expected an indented block after (?:'(\w+)'|function|class|.*?)[^\n]*line (\d+)",
        _indent_block,
    ),
    Rule(
        "IndentationError", "expected an indented block", "上一行末尾是冒号，这一行要缩进，请在行首加四个空格"
    ),
    Rule("IndentationError", "unexpected indent", "这一行行首多了空格，请删掉，让它和上一行对齐"),
    Rule("IndentationError", "", "这一行的缩进和上面哪一层都对不齐，请让同一层的行首空格一样多"),
    Rule("SyntaxError", r"invalid character '(.)'", _invalid_character),
    Rule(
        "SyntaxError",
        r"invalid non-printable character U\+(3000|00A0|200B|FEFF|2003|2002)",
        "代码里混进了看不见的全角空格，请删掉它，需要空格时用英文输入法重打",
    ),
    Rule("SyntaxError", "non-printable character", "代码里混进了看不见的符号，请把这一行删掉重打一遍"),
    Rule("SyntaxError", "unterminated (f-string|t-string|string) literal|EOL while scanning", _unclosed_text),
    Rule(
        "SyntaxError",
        "unterminated triple-quoted|EOF while scanning",
        "三个引号开头的文字没有结束，请在文字末尾补上同样的三个引号",
    ),
    Rule("SyntaxError", r"'(.)' was never closed", _unclosed_bracket),
    Rule("SyntaxError", r"closing parenthesis '(.)' does not match opening parenthesis '(.)'", _mismatch),
    Rule("SyntaxError", r"^unmatched '(.)'", _unmatched),
    Rule("SyntaxError", "incomplete input|unexpected EOF", _incomplete),
    Rule("SyntaxError", "expected ':'", _colon),
    Rule("SyntaxError", r"cannot assign to (True|False|None|__debug__)", _reserved),
    Rule("SyntaxError", r"cannot assign to ([\w\- ]+?)(?: here)?(?:\.|$)", _assignment),
    Rule("SyntaxError", r"()Maybe you meant '==' or ':='", _assignment),
    Rule(
        "SyntaxError",
        r"expression cannot contain assignment",
        "括号里比较两个值要用两个等号 ==；如果是给函数的选项赋值，等号左边只能是选项名",
    ),
    Rule("SyntaxError", r"Did you mean '(\w+)'", _keyword),
    Rule("SyntaxError", "Missing parentheses in call to 'print'", _print),
    Rule("SyntaxError", "Missing parentheses in call to '(\\w+)'", "{1} 后面要加括号，请写成 {1}(...)"),
    Rule("SyntaxError", "forgot a comma", _comma),
    Rule(
        "SyntaxError", "'(return|yield|await)' outside", "{1} 只能写在函数里面，这里直接写变量名就能看到结果"
    ),
    Rule(
        "SyntaxError",
        "'(break|continue)'.* loop|'(break)' outside",
        "break 和 continue 只能写在循环里面，请检查缩进",
    ),
    Rule("SyntaxError", "leading zeros", "整数前面不能加 0，请写成 7 而不是 007；编号请放进英文引号里"),
    Rule(
        "SyntaxError",
        r"^invalid (decimal|hexadecimal|octal|binary|imaginary) literal|^invalid digit",
        _number_name,
    ),
    Rule(
        "SyntaxError",
        "positional argument follows keyword",
        "带名字的选项（名字=值）要放在后面，请把不带名字的值移到前面",
    ),
    Rule(
        "SyntaxError",
        r"keyword argument repeated: (\w+)|keyword argument repeated",
        "同一个选项 {1} 写了两次，请去掉一个",
    ),
    Rule("SyntaxError", "expected 'except' or 'finally'", "try 下面还要有 except，请补上或去掉 try"),
    Rule(
        "SyntaxError", "expected 'else' after 'if'", "写在一行里的 if 还要有 else，请写成 甲 if 条件 else 乙"
    ),
    Rule(
        "SyntaxError",
        "unexpected character after line continuation",
        "反斜杠 \\ 后面不能再有内容，路径请用正斜杠 /，除法也是 /",
    ),
    Rule("SyntaxError", "unicodeescape|unicode error", "文字里的反斜杠 \\ 有特别的意思，路径请改用正斜杠 /"),
    Rule(
        "SyntaxError",
        "f-string: (unmatched|expecting|unterminated)",
        "f 文字的花括号或里外的引号没有配好，外面用双引号时里面请用单引号",
    ),
    Rule("SyntaxError", "f-string", "f 文字的花括号里要写变量名或算式，请把花括号里的内容补对"),
    Rule("SyntaxError", "bytes can only contain ASCII", "引号前面多了一个 b，请去掉"),
    Rule("SyntaxError", "Generator expression must be parenthesized", "括号里的 for 式子还要再加一层括号"),
    Rule("SyntaxError", "duplicate (argument|parameter) '(\\w+)'", "函数括号里的「{2}」写了两次，请改掉一个"),
    Rule("SyntaxError", "after dictionary key|expression expected", "花括号里冒号后面少了值，请补上"),
    Rule(
        "SyntaxError", "Expected one or more names after 'import'", "import 后面还没有写要引入的名字，请补上"
    ),
    Rule("SyntaxError", "cannot delete", "del 后面只能写变量名，请检查"),
    Rule("SyntaxError", "invalid syntax", _any),
)
