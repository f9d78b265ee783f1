"""Items that the tests of this area use."""

from __future__ import annotations

from typing import Any

from course.exercises.types import Choice, Numeric

HINTS = [
    "先想想验证码是给谁用的。",
    "验证码等同于客户的签名：任何员工都不得索取、代收或代填（见 1.3 节）。",
    "可以这样说：“请您不要念出来，您自己输入就好，我等您。”",
]


def choice(item_id: str = "ch01-p01", **changes: Any) -> Choice:
    fields: dict[str, Any] = {
        "id": item_id,
        "section": "1.3",
        "objective": "ch01-o1",
        "prompt": "客户在电话里要求把短信验证码念给您核对，您怎么做？",
        "options": [
            {
                "id": "a",
                "text": "请客户不要念出验证码，引导他自己在手机银行页面输入。",
                "right": True,
                "feedback": "验证码只由客户本人输入。您说清了原因，也给了客户能自己做的下一步。",
            },
            {
                "id": "b",
                "text": "先核对身份证号，通过后再让客户念出验证码。",
                "feedback": "核对身份不改变验证码的归属：念出来就等于把授权交给了别人，录音里也会留下它。",
            },
            {
                "id": "c",
                "text": "告诉客户银行不需要验证码，直接替他办理。",
                "feedback": "跳过验证码意味着交易未经客户授权，出了争议您说不清。",
            },
        ],
        "hints": HINTS,
    }
    return Choice(**(fields | changes))


def numeric(item_id: str = "ch01-p02", **changes: Any) -> Numeric:
    fields: dict[str, Any] = {
        "id": item_id,
        "section": "1.2",
        "objective": "ch01-o2",
        "prompt": "上周一共接到 400 通来电，其中 50 通在 20 秒内没有接起。20 秒未接起的占百分之几？",
        "unit": "%",
        "answer": 12.5,
        "near": [{"value": 87.5, "message": "87.5% 是接起的那一部分，题目问的是没有接起的。"}],
        "feedback": "50 ÷ 400 = 12.5%。先写清分子和分母各是什么，再下结论。",
        "hints": HINTS,
    }
    return Numeric(**(fields | changes))
