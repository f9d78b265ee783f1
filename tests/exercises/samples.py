"""Items that the tests of this area use."""

from __future__ import annotations

from typing import Any

from course.exercises.types import (
    Categorise,
    Choice,
    Flashcard,
    Multiple,
    Numeric,
    Order,
    Predict,
    Reply,
)

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


def _fields(item_id: str, **fields: Any) -> dict[str, Any]:
    return {"id": item_id, "section": "1.3", "objective": "ch01-o1", "hints": HINTS} | fields


def multiple(item_id: str = "ch01-p31", **changes: Any) -> Multiple:
    fields = _fields(
        item_id,
        prompt="客户来电挂失，以下哪些信息可以用来核实身份？",
        options=[
            {
                "id": "a",
                "text": "预留的身份证号后四位",
                "right": True,
                "feedback": "这是客户留存过的信息，可以核对而不外泄。",
            },
            {
                "id": "b",
                "text": "刚收到的短信验证码",
                "feedback": "验证码只由客户本人输入，任何员工都不得索取。",
            },
            {
                "id": "c",
                "text": "最近一笔交易的大致金额",
                "right": True,
                "feedback": "由客户说、您来对，不要先念给客户听。",
            },
            {
                "id": "d",
                "text": "取款密码的后两位",
                "feedback": "密码的任何一部分都不能问，问一位也等于让客户交出授权。",
            },
        ],
    )
    return Multiple(**(fields | changes))


def order(item_id: str = "ch01-p32", **changes: Any) -> Order:
    fields = _fields(
        item_id,
        prompt="客户投诉被重复扣费。请把处理步骤排出先后。",
        steps=[
            {
                "id": "listen",
                "text": "听完客户的话，复述一遍诉求",
                "feedback": "没有听完就核实，客户会觉得您在挡他。",
            },
            {
                "id": "verify",
                "text": "核实客户身份",
                "feedback": "在核实以前，不能说出账户里的任何一笔交易。",
            },
            {"id": "lookup", "text": "查看扣费明细，找出重复的那一笔"},
            {"id": "ticket", "text": "登记工单，告诉客户工单号"},
            {"id": "promise", "text": "说明由谁、在什么时间以前回复"},
        ],
        before=[["listen", "verify"], ["verify", "lookup"], ["lookup", "ticket"], ["lookup", "promise"]],
    )
    return Order(**(fields | changes))


def categorise(item_id: str = "ch01-p33", **changes: Any) -> Categorise:
    fields = _fields(
        item_id,
        prompt="下面的来电各归哪一类？",
        categories=[
            {"id": "ask", "text": "咨询"},
            {"id": "complain", "text": "投诉"},
            {"id": "fraud", "text": "疑似诈骗"},
        ],
        entries=[
            {
                "id": "fee",
                "text": "“跨行转账要多少手续费？”",
                "category": "ask",
                "feedback": "只是想知道一个规则，没有不满。",
            },
            {
                "id": "queue",
                "text": "“我等了四十分钟，你们没有人管！”",
                "category": "complain",
                "feedback": "说出了不满，也指出了原因，应按投诉登记。",
            },
            {
                "id": "safe",
                "text": "“有人让我把钱转到安全账户。”",
                "category": "fraud",
                "feedback": "银行和公安都没有“安全账户”，先稳住客户再上报。",
            },
            {
                "id": "limit",
                "text": "“手机银行一天最多能转多少？”",
                "category": "ask",
                "feedback": "问的是限额，按咨询处理。",
            },
        ],
    )
    return Categorise(**(fields | changes))


def match(item_id: str = "ch01-p34", **changes: Any) -> Categorise:
    fields = _fields(
        item_id,
        prompt="把每个指标和它的含义配成对。",
        categories=[
            {"id": "asa", "text": "客户从排队到有人接起平均等了多久"},
            {"id": "aht", "text": "一通电话从接起到事后处理完平均用了多久"},
            {"id": "fcr", "text": "第一次联系就把问题解决的比例"},
        ],
        entries=[
            {"id": "wait", "text": "平均应答速度", "category": "asa", "feedback": "衡量的是等待，不是通话。"},
            {
                "id": "handle",
                "text": "平均处理时长",
                "category": "aht",
                "feedback": "通话、保持和事后处理都算在内。",
            },
            {
                "id": "first",
                "text": "首次解决率",
                "category": "fcr",
                "feedback": "同一件事又打来，就不算首次解决。",
            },
        ],
    )
    return Categorise(**(fields | changes))


def predict(item_id: str = "ch01-p35", **changes: Any) -> Predict:
    fields = _fields(
        item_id,
        prompt="下面的图会显示一天里各个小时的来电量。您猜哪个时段最忙？",
        options=[
            {"id": "morning", "text": "上午 9 点到 11 点", "feedback": "您猜的正是来电最多的时段。"},
            {
                "id": "noon",
                "text": "中午 12 点到 14 点",
                "feedback": "中午比上午少约三成，但值班的人也最少。",
            },
            {
                "id": "evening",
                "text": "晚上 19 点到 21 点",
                "feedback": "晚上来电不多，其中挂失占的比例最高。",
            },
        ],
        reveal="实际最忙的是上午 9 点到 11 点，约占全天的四分之一。",
    )
    return Predict(**(fields | {"hints": []} | changes))


def guess(item_id: str = "ch01-p36", **changes: Any) -> Predict:
    fields = _fields(
        item_id,
        prompt="您猜，等待超过三分钟的来电里，有百分之几的客户会先挂断？",
        unit="%",
        bands=[
            {"high": 20, "feedback": "比实际低：等待的耐心没有您想的那样好。"},
            {"low": 20, "high": 45, "feedback": "和实际很接近。"},
            {"low": 45, "feedback": "比实际高：一半以上的客户还是等了下去。"},
        ],
        reveal="实际是 33%。",
    )
    return Predict(**(fields | {"hints": []} | changes))


def flashcard(item_id: str = "ch01-p37", **changes: Any) -> Flashcard:
    fields = _fields(
        item_id,
        front="什么是“首次解决率”？",
        back="第一次联系就把问题解决的比例。\n同一位客户为同一件事在七天内又打来，就不算首次解决。",
    )
    return Flashcard(**(fields | {"hints": []} | changes))


def reply(item_id: str = "ch01-p38", **changes: Any) -> Reply:
    fields = _fields(
        item_id,
        prompt="请回复这位客户，让他知道接下来会怎样。",
        customer="我三天前报的重复扣费，到现在没有人给我回话，你们到底管不管？",
        requires=["ticket_number", "time_limit", "next_step"],
        least=20,
        most=200,
        samples=[
            {
                "text": "让您等了三天，实在抱歉。您的工单号是 20260318007，我们会核对这两笔扣费，"
                "今天下午五点前由我给您回电，告诉您结果。",
                "why": "先认下等待，再给工单号、下一步和时限，客户不用再追问。",
            }
        ],
    )
    return Reply(**(fields | changes))


EVERY = (choice, multiple, order, categorise, match, numeric, predict, guess, flashcard, reply)
