"""One card of each type, and how a trainee answers it with the mouse."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator

from tests.exercises.lab import RIGHT
from tests.exercises.samples_desk import transcript

# By type, its cell with another item id for each copy.
CELLS: dict[str, Callable[[int], str]] = {
    "choice": lambda n: f"card(choice('ch01-p{100 + n}'))",
    "multiple": lambda n: f"card(samples.multiple('ch01-p{110 + n}'))",
    "order": lambda n: f"card(samples.order('ch01-p{120 + n}'))",
    "categorise": lambda n: f"card(samples.categorise('ch01-p{130 + n}'))",
    "match": lambda n: f"card(samples.match('ch01-p{140 + n}'))",
    "numeric": lambda n: f"card(numeric('ch01-p{150 + n}'))",
    "predict": lambda n: f"card(samples.predict('ch01-p{160 + n}'))",
    "guess": lambda n: f"card(samples.guess('ch01-p{170 + n}'))",
    "flashcard": lambda n: f"card(samples.flashcard('ch01-p{180 + n}'))",
    "reply": lambda n: f"card(samples.reply('ch01-p{190 + n}'))",
    "redact": lambda n: f"card(samples_desk.redact('ch01-p{200 + n}'))",
    "transcript": lambda n: f"card(samples_desk.transcript('ch01-p{210 + n}'))",
    "trace": lambda n: f"card(samples_desk.trace('ch01-p{220 + n}'))",
    "exam": lambda n: f"card(choice('ch01-e{30 + n}').public())",
    "dialogue": lambda n: f"chat('ch01-d1', 'own', id='ch01-d{30 + n}')",
}
GOOD_REPLY = (
    "抱歉让您久等。您的工单号是 ２０２６０３１８００７，"
    "我们会核对这两笔扣费，今天下午五点前由我给您回电说明。"
)


def answer(name: str, card: Locator) -> None:
    """Answers a card of this type with the mouse and submits it."""
    _ANSWERS[name](card)
    if name not in ("flashcard", "dialogue"):  # there the click that answers also submits
        card.locator(".course-main").click()


def _click(*texts: str) -> Callable[[Locator], None]:
    def click(card: Locator) -> None:
        for text in texts:
            card.get_by_text(text).first.click()

    return click


def _fill(text: str) -> Callable[[Locator], None]:
    return lambda card: card.get_by_role("textbox").fill(text)


def _categories(card: Locator) -> None:
    for row in range(4):
        card.get_by_text("咨询", exact=True).nth(row).click()


def _pairs(card: Locator) -> None:
    for place, value in enumerate(("asa", "aht", "fcr")):
        card.get_by_role("combobox").nth(place).select_option(value)


def _ticket(card: Locator) -> None:
    for text in ("13900000627", "E5031"):
        card.get_by_role("option", name=text, exact=True).first.click()


def _score(card: Locator) -> None:
    card.get_by_text("您重测一下").click()
    for one in transcript().criteria:
        card.get_by_role("group", name=one.text).get_by_label(one.key, exact=True).check()


_ANSWERS: dict[str, Callable[[Locator], None]] = {
    "choice": _click(RIGHT),
    "multiple": _click("预留的身份证号后四位", "取款密码的后两位"),
    "order": lambda card: card.get_by_role("button", name="下移").first.click(),
    "categorise": _categories,
    "match": _pairs,
    "numeric": _fill("１２．５％"),
    "predict": _click("中午 12 点"),
    "guess": _fill("３０％"),
    "flashcard": _click("翻面（空格）", "忘了"),
    "reply": _fill(GOOD_REPLY),
    "redact": _ticket,
    "transcript": _score,
    "trace": _click("收到 21 天", "按自然日从收到那天", "为超期道歉", "今天报上级审批"),
    "exam": _click(RIGHT),
    "dialogue": lambda card: card.locator(".chat-replies button").first.click(),
}
