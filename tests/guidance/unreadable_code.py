"""Code that Python cannot read, what Python 3.11 to 3.14 say of it, and what the trainee is told.

The messages were taken from these interpreters.
"""

CASES: list[tuple[str, str, tuple[str, ...]]] = [
    (
        "print(1，2)",
        "「，」是中文",
        ("SyntaxError: invalid character '，' (U+FF0C)", "SyntaxError: invalid decimal literal"),
    ),
    ("print（1）", "「（」是中文", ("SyntaxError: invalid character '（' (U+FF08)",)),
    ("if True：\n    x = 1", "改成「:」", ("SyntaxError: invalid character '：' (U+FF1A)",)),
    (
        "x = 1；y = 2",
        "改成「;」",
        ("SyntaxError: invalid character '；' (U+FF1B)", "SyntaxError: invalid decimal literal"),
    ),
    ("x = “工单”", "中文引号", ("SyntaxError: invalid character '“' (U+201C)",)),
    ('x = "工单”', "其中一个是中文引号", ("SyntaxError: unterminated string literal (detected at line 1)",)),
    ("x ＝ 1", "改成「=」", ("SyntaxError: invalid character '＝' (U+FF1D)",)),
    ("x =\u30001", "看不见的全角空格", ("SyntaxError: invalid non-printable character U+3000",)),
    ("x = １２", "全角数字", ("SyntaxError: invalid character '１' (U+FF11)",)),
    (
        "x = [1、2]",
        "改成「,」",
        ("SyntaxError: invalid character '、' (U+3001)", "SyntaxError: invalid decimal literal"),
    ),
    (
        "x = 1。",
        "中文句号",
        ("SyntaxError: invalid character '。' (U+3002)", "SyntaxError: invalid decimal literal"),
    ),
    ("x ＞ 1", "改成「>」", ("SyntaxError: invalid character '＞' (U+FF1E)",)),
    ("df【'a'】", "改成「[」", ("SyntaxError: invalid character '【' (U+3010)",)),
    ("x =\xa01", "看不见的", ("SyntaxError: invalid non-printable character U+00A0",)),
    ("print((1)\nx = 2", "左括号 (", ("SyntaxError: '(' was never closed",)),
    ("x = [1, 2\ny = 3", "补一个 ]", ("SyntaxError: '[' was never closed",)),
    ("x = {1: 2\n", "补一个 }", ("SyntaxError: '{' was never closed",)),
    ("print(1))", "多了一个右括号 )", ("SyntaxError: unmatched ')'",)),
    (
        "x = (1, 2]",
        "配成了右括号 ]",
        ("SyntaxError: closing parenthesis ']' does not match opening parenthesis '('",),
    ),
    (
        "x = 'abc",
        "引号没有配成对",
        (
            "SyntaxError: unterminated string literal (detected at line 1)",
            "SyntaxError: unterminated string literal (detected at line 1); "
            "perhaps you escaped the end quote",
        ),
    ),
    ("x = 'it's'", "引号没有配成对", ("SyntaxError: unterminated string literal (detected at line 1)",)),
    (
        "x = f'abc",
        "引号没有配成对",
        (
            "SyntaxError: unterminated string literal (detected at line 1)",
            "SyntaxError: unterminated f-string literal (detected at line 1)",
        ),
    ),
    (
        "x = '''abc\n",
        "三个引号",
        ("SyntaxError: unterminated triple-quoted string literal (detected at line 1)",),
    ),
    ("x = 1\nif x == 1\n    y = 2", "少了英文冒号", ("SyntaxError: expected ':'",)),
    ("for i in [1]\n    pass", "以 for 开头", ("SyntaxError: expected ':'",)),
    ("def f(x)\n    return x", "少了英文冒号", ("SyntaxError: expected ':'",)),
    ("if 1:\n    x = 1\nelse\n    x = 2", "以 else 开头", ("SyntaxError: expected ':'",)),
    (
        "x = 1\nif x = 1:\n    y = 2",
        "两个等号 ==",
        ("SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?",),
    ),
    (
        "df[df['a'] = 1]",
        "把条件里的 = 改成 ==",
        ("SyntaxError: cannot assign to subscript here. Maybe you meant '==' instead of '='?",),
    ),
    (
        "f(df['a'] = 1)",
        "两个等号 ==",
        ('SyntaxError: expression cannot contain assignment, perhaps you meant "=="?',),
    ),
    (
        "while x = 2:\n  pass",
        "改成 ==",
        ("SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?",),
    ),
    (
        "y = (a = 1) & (b == 2)",
        "改成 ==",
        ("SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?",),
    ),
    (
        "1 = x",
        "变量名写在左边",
        ("SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?",),
    ),
    (
        "f() = 3",
        "函数调用",
        ("SyntaxError: cannot assign to function call here. Maybe you meant '==' instead of '='?",),
    ),
    (
        "a + b = 3",
        "左边要是一个变量名",
        ("SyntaxError: cannot assign to expression here. Maybe you meant '==' instead of '='?",),
    ),
    (
        "my-name = 3",
        "下划线",
        ("SyntaxError: cannot assign to expression here. Maybe you meant '==' instead of '='?",),
    ),
    ("a == b = 3", "混用", ("SyntaxError: cannot assign to comparison",)),
    ("x = [1 2]", "英文逗号", ("SyntaxError: invalid syntax. Perhaps you forgot a comma?",)),
    ("x = ['a' 3]", "英文逗号", ("SyntaxError: invalid syntax. Perhaps you forgot a comma?",)),
    ("f(1 2)", "英文逗号", ("SyntaxError: invalid syntax. Perhaps you forgot a comma?",)),
    ("x = {'a' 1}", "花括号", ("SyntaxError: invalid syntax. Perhaps you forgot a comma?",)),
    ("x = {'a': 1 'b': 2}", "英文逗号", ("SyntaxError: invalid syntax. Perhaps you forgot a comma?",)),
    (
        "if True:\nx = 1",
        "第 1 行的 if",
        ("IndentationError: expected an indented block after 'if' statement on line 1",),
    ),
    (
        "for i in [1]:\nprint(i)",
        "第 1 行的 for",
        ("IndentationError: expected an indented block after 'for' statement on line 1",),
    ),
    (
        "def f():\nreturn 1",
        "第 1 行的 def",
        ("IndentationError: expected an indented block after function definition on line 1",),
    ),
    ("x = 1\n  y = 2", "行首多了空格", ("IndentationError: unexpected indent",)),
    (
        "if True:\n    x = 1\n  y = 2",
        "对不齐",
        ("IndentationError: unindent does not match any outer indentation level",),
    ),
    (
        "if True:\n        x = 1\n\ty = 2",
        "Tab 键",
        ("TabError: inconsistent use of tabs and spaces in indentation",),
    ),
    (
        "print 'a'",
        "print(...)",
        ("SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?",),
    ),
    ("return 3", "return 只能写在函数里面", ("SyntaxError: 'return' outside function",)),
    ("break", "循环里面", ("SyntaxError: 'break' outside loop",)),
    (
        "x = 007",
        "不能加 0",
        (
            "SyntaxError: leading zeros in decimal integer literals are not permitted; "
            "use an 0o prefix for octal integers",
        ),
    ),
    ("x = 3天", "去掉单位", ("SyntaxError: invalid syntax", "SyntaxError: invalid decimal literal")),
    ("f(a=1, 2)", "要放在后面", ("SyntaxError: positional argument follows keyword argument",)),
    ("f(a=1, a=2)", "写了两次", ("SyntaxError: keyword argument repeated: a",)),
    ("if 1:\n    x=1\nelse if 2:\n    x = 2", "elif", ("SyntaxError: expected ':'",)),
    ("x => 1", ">=", ("SyntaxError: invalid syntax",)),
    ("x =< 1", "<=", ("SyntaxError: invalid syntax",)),
    ("a && b", "&", ("SyntaxError: invalid syntax",)),
    ("a || b", "|", ("SyntaxError: invalid syntax",)),
    ("x++", "+= 1", ("SyntaxError: invalid syntax",)),
    (
        "a <> b",
        "!=",
        (
            "SyntaxError: invalid syntax",
            "SyntaxError: invalid syntax.  Maybe you meant '!=' instead of '<>'?",
        ),
    ),
    ("x = 1 + \\ 2", "正斜杠 /", ("SyntaxError: unexpected character after line continuation character",)),
    ("class = 3", "class 是 Python 自己的词", ("SyntaxError: invalid syntax",)),
    ("None = 3", "None 是 Python 自己的词", ("SyntaxError: cannot assign to None",)),
    ("True = 3", "True 是", ("SyntaxError: cannot assign to True",)),
    ("import pandas as", "引入语句没有写完", ("SyntaxError: invalid syntax",)),
    (
        "from course import",
        "import",
        (
            "SyntaxError: invalid syntax",
            "SyntaxError: Expected one or more names after 'import'",
        ),
    ),
    (
        "f'{x!}'",
        "花括号",
        (
            "SyntaxError: f-string: invalid conversion character: expected 's', 'r', or 'a'",
            "SyntaxError: f-string: missing conversion character",
        ),
    ),
    (
        "f'{}'",
        "花括号",
        (
            "SyntaxError: f-string: empty expression not allowed",
            "SyntaxError: f-string: valid expression required before '}'",
        ),
    ),
    ("f'{d['a']}'", "外面用双引号", ("SyntaxError: f-string: unmatched '['",)),
    ("def 1f():\n    pass", "不能以数字开头", ("SyntaxError: invalid decimal literal",)),
    ("for i = 1:\n  pass", "用 in", ("SyntaxError: invalid syntax",)),
    ("try:\n    x = 1\ny = 2", "except", ("SyntaxError: expected 'except' or 'finally' block",)),
    ("x = 1 if 2", "else", ("SyntaxError: expected 'else' after 'if' expression",)),
    ("x = 2 x 3", "星号 *", ("SyntaxError: invalid syntax",)),
    ("x = 50%", "0.81", ("SyntaxError: invalid syntax",)),
    ("x = $3", "货币", ("SyntaxError: invalid syntax",)),
    (
        "whlie True:\n    pass",
        "像是 while",
        (
            "SyntaxError: invalid syntax",
            "SyntaxError: invalid syntax. Did you mean 'while'?",
        ),
    ),
    (
        "forr i in [1]:\n    pass",
        "像是 for",
        (
            "SyntaxError: invalid syntax",
            "SyntaxError: invalid syntax. Did you mean 'for'?",
        ),
    ),
    (
        "improt pandas",
        "像是 import",
        (
            "SyntaxError: invalid syntax",
            "SyntaxError: invalid syntax. Did you mean 'import'?",
        ),
    ),
    (
        "x = 'C:\\Users'",
        "正斜杠 /",
        (
            "SyntaxError: (unicode error) 'unicodeescape' codec can't decode bytes in position 2-3: "
            "truncated \\UXXXXXXXX escape",
        ),
    ),
    ("x := 3", "一个等号 =", ("SyntaxError: invalid syntax",)),
    ("x = 1 +", "停在「+」", ("SyntaxError: invalid syntax",)),
    ("del f()", "变量名", ("SyntaxError: cannot delete function call",)),
    ("x = lambda x return x", "不合 Python 的写法", ("SyntaxError: invalid syntax",)),
    ("def f(a, a): pass", "「a」写了两次", ("SyntaxError: duplicate argument 'a' in function definition",)),
    ("x = b'中'", "多了一个 b", ("SyntaxError: bytes can only contain ASCII literal characters",)),
    ("select * from t", "SQL", ("SyntaxError: invalid syntax",)),
    ("三十秒内 占比", "一句话", ("SyntaxError: invalid syntax",)),
    ("if True:", "缩进", ("IndentationError: expected an indented block after 'if' statement on line 1",)),
    ("f(x for x in y, 1)", "再加一层括号", ("SyntaxError: Generator expression must be parenthesized",)),
    ("df.", "停在「.」", ("SyntaxError: invalid syntax",)),
    ("x = 😀", "不能这样用", ("SyntaxError: invalid character '😀' (U+1F600)",)),
    ("If x:\n    y=1", "像是 if", ("SyntaxError: invalid syntax",)),
    ("elif x:\n  y", "同样缩进的 if", ("SyntaxError: invalid syntax",)),
]
"""Code, a part of the sentence, and the messages as `Type: message`."""
