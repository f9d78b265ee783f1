"""The notebook of the browser tests of cards: each module opens once the areas that it needs, or all.

Each test uses cells of its own, so that they pass in any order; a kernel started again shows what was saved.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from course.exercises.dialogue.engine import replay
from course.exercises.dialogue.proof import best_path
from tests.exercises.lab import SAVED, Lab, Notebook, card_of

TYPES = ["multiple", "order", "categorise", "match", "predict", "guess", "flashcard", "reply"]
# By area, a cell for each use.
CELLS = {
    "cards": [
        "card(choice())",
        "card(numeric())",
        "card(choice('ch01-e01').public())",
        "card(choice('ch01-p03'))",
        "card(numeric('ch01-p04'))",
        "card(choice('ch01-p05'))",
        "from course.exercises.card import Exercise\n"
        "one = Exercise(choice('ch01-p06'), log, data='d', sid='s')\none",
        "one",
        "card(choice('ch01-p07'))",
        "card(choice('ch01-p08'))",
        "card(choice('ch01-e09').public())",
        "card(numeric('ch01-p10'))",
        "hostile = Exercise(choice('ch01-p11'), log, data='d', sid='s')\n"
        "here.with_suffix('.hostile').write_text(hostile.model_id)\nhostile",
        "card(numeric('ch01-p12'))",
        "card(numeric('ch01-p13'))",
        "card(numeric('ch01-p14'))",
        "card(choice('ch01-p15'))",
        "card(numeric('ch01-p16'))",
    ],
    # Each type once for the mouse, once for the keyboard, then what is only looked at.
    "types": [
        *(f"card(samples.{name}('ch01-p{50 + place}'))" for place, name in enumerate(TYPES)),
        *(f"card(samples.{name}('ch01-p{70 + place}'))" for place, name in enumerate(TYPES)),
        "card(samples.reply('ch01-e21').public())",
        "card(samples.order('ch01-e22').public())",
    ],
    "work": [
        "card(samples_desk.redact())",
        "card(samples_desk.transcript())",
        "card(samples_desk.trace())",
        "card(samples_desk.redact('ch04-p08'))",
        "card(samples_desk.transcript('ch07-p10'))",
        "card(samples_desk.trace('ch05-p07'))",
        "card(samples_desk.redact('ch04-e01').public())",
        "card(samples_desk.trace('ch05-p08'))",
        "card(samples_desk.redact('ch04-p09'))",
        "card(samples_desk.transcript('ch07-p11'))",
        "card(samples_desk.trace('ch05-p09'))",
    ],
    "talks": [
        'chat("ch01-d1", "agent")',
        'chat("ch01-d1", "own", id="ch01-d3")',
        'chat("ch01-d2", "coached", graded=True)',
        'chat("ch01-d1", "own", id="ch01-d4")',
    ],
}
# The first cell also counts the comm messages of the kernel; the last one tells their number.
COUNTING = """
from course.exercises.dialogue.card import show as show_dialogue
from tests.exercises import samples, samples_desk
from tests.exercises.dialogues import sample
def chat(name, variant, graded=False, **changes):
    found = sample(name).model_copy(update=changes)
    show_dialogue(found.public() if graded else found, variant, log, data="ch01:w1:demo", sid="test")
kernel, comms = get_ipython().kernel, []
def counted(stream, message, *rest, send=type(kernel.session).send.__get__(kernel.session), **more):
    kind = message if isinstance(message, str) else message["header"]["msg_type"]
    comms.extend([kind] if kind.startswith("comm") else [])
    return send(stream, message, *rest, **more)
kernel.session.send = counted
"""
TOLD = "here.with_suffix('.comms').write_text(str(len(comms)))"
SOURCES = "[...jupyterapp.shell.currentWidget.content.model.cells].map((c) => c.type + c.sharedModel.source)"
SHOWN = "(count) => document.querySelectorAll('.course-live .course-card').length >= count"
VIOLATIONS = """async () => (await axe.run('.course-live', {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
})).violations.map((found) => [found.id, found.nodes.map((node) => node.html.slice(0, 160))])"""


@dataclass
class Room:
    """A notebook with areas of cells, and the page in which it is open now. `thirty_after` is in seconds."""

    lab: Lab
    visit: BrowserContext
    areas: tuple[str, ...] = tuple(CELLS)
    notebook: Notebook = field(init=False)
    page: Page = field(init=False)
    count: int = field(init=False)
    thirty_after: float = 0

    def __post_init__(self) -> None:
        cells = [cell for area in self.areas for cell in CELLS[area]]
        self.count = len(cells)
        self.notebook = self.lab.notebook("-".join(self.areas), COUNTING, *cells, TOLD)
        self.enter()

    def enter(self, view: str = "lab", width: int = 1366, script: str = "") -> Page:
        """Opens the notebook in a new page, runs it, and waits for all cards."""
        self.page = self.visit.new_page()
        self.page.emulate_media(reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": 844 if width < 800 else 768})
        if script:
            self.page.add_init_script(script)
        self.notebook.open(self.page, view)
        began = time.monotonic()
        self.notebook.run(self.page)
        self.page.wait_for_function(SHOWN, arg=min(30, self.count), timeout=60_000)
        self.thirty_after = self.thirty_after or time.monotonic() - began
        expect(self.page.locator(".course-card")).to_have_count(self.count, timeout=60_000)
        return self.page


@dataclass
class Desk:
    """The cells of one area in the shared notebook."""

    room: Room
    area: str

    @property
    def page(self) -> Page:
        return self.room.page

    @property
    def notebook(self) -> Notebook:
        return self.room.notebook

    def card(self, cell: int) -> Locator:
        areas = self.room.areas
        before = sum(len(CELLS[area]) for area in areas[: areas.index(self.area)])
        found = card_of(self.page, 1 + before + cell)
        # JupyterLab does not lay out what is out of sight, and a person looks at a card before touching it.
        found.scroll_into_view_if_needed()
        return found

    def events(self, item: str) -> list[dict[str, Any]]:
        return [event for event in self.notebook.events() if event["item"] == item]

    def answers(self, item: str) -> list[Any]:
        """Returns the submitted answers of an item."""
        return [event["answer"] for event in self.events(item) if event["event"] == "submit"]


def axe(page: Page) -> Any:
    """Returns what axe-core finds wrong with the live cards."""
    page.add_script_tag(content=(files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    return page.evaluate(VIOLATIONS)


def status(card: Locator, said: str) -> None:
    """Waits until a card shows this status and that it is saved."""
    expect(card.locator(".course-pill")).to_have_text(said)
    expect(card.locator(SAVED)).to_contain_text("✓ 已保存")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def turn(card: Locator, number: int) -> None:
    """Waits for the turn of this number."""
    expect(card.locator(".chat-turn")).to_have_text(f"第 {number} 轮")


def say(card: Locator, words: str, number: int) -> None:
    """Chooses the reply with these words in the turn of this number."""
    turn(card, number)
    card.locator(".chat-replies button").filter(has_text=words).click()


def words_of(dialogue: Any, variant: str) -> list[str]:
    """Returns the words of the replies on a best path."""
    return [step.reply.text for step in replay(dialogue, variant, best_path(dialogue, variant)).turns]
