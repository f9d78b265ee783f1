"""Every type of card in a JupyterLab that reaches no other machine: its keys, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.exercises.conftest import PROFILE
from tests.exercises.desk import COUNTING
from tests.exercises.every import CELLS, answer
from tests.exercises.lab import SAVED, SHOWN, Lab, Notebook, card_of

pytestmark = pytest.mark.needs_browser
TYPES = list(CELLS)
CONTROLS = ":is(input, button, textarea, select, summary, [tabindex='0']):visible"
KEYS = ("b", "d", "d", "x", "a", "m", "ArrowUp", "ArrowDown", "Enter")
# What a shortcut of the notebook would change.
NOTEBOOK = """() => {
  const shown = jupyterapp.shell.currentWidget.content;
  const told = ({ model }) => [model.type, model.executionCount, model.sharedModel.source];
  return [shown.activeCellIndex, shown.mode, ...shown.widgets.map(told)];
}"""
FETCH = "(url) => fetch(url).then(() => 'answered', () => 'refused')"
ELSEWHERE = "http://192.0.2.1/"  # an address that stands for documentation and belongs to nobody


def press_keys(page: Page, controls: Locator) -> None:
    """Presses the keys on each control; what they do to a card takes controls away and brings others."""
    for place in range(controls.count()):
        for control in controls.nth(place).element_handles():
            control.evaluate("(element) => element.focus()")
            for key in KEYS:
                page.keyboard.press(key)


class Everything:
    """The notebook with two cards of each type: the first to be answered, the second for its keys."""

    def __init__(self, lab: Lab, context: BrowserContext) -> None:
        self.blocked: list[str] = []
        context.route("**/*", self.local_only)
        cells = [CELLS[name](copy) for copy in (1, 2) for name in TYPES]
        self.notebook: Notebook = lab.notebook("everything", COUNTING, *cells)
        self.page: Page = context.new_page()
        self.page.emulate_media(reduced_motion="reduce")
        self.enter()

    def local_only(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            self.blocked.append(route.request.url)
            route.abort()

    def enter(self) -> None:
        """Opens the notebook and runs it."""
        self.notebook.run(self.notebook.open(self.page))
        self.whole()

    def whole(self) -> None:
        """Waits for all cards."""
        expect(self.page.locator(".course-live .course-card")).to_have_count(2 * len(TYPES), timeout=60_000)

    def card(self, name: str, copy: int) -> Locator:
        found = card_of(self.page, 1 + (copy - 1) * len(TYPES) + TYPES.index(name))
        found.scroll_into_view_if_needed()
        return found

    def shown(self) -> dict[str, Any]:
        """Returns by type what the first card shows."""
        return dict(zip(TYPES, self.page.evaluate(SHOWN), strict=False))


@pytest.fixture(scope="module")
def everything(lab: Lab, browser: Browser) -> Iterator[Everything]:
    context = browser.new_context(**PROFILE)
    context.on("dialog", lambda dialog: dialog.accept())
    yield Everything(lab, context)
    context.close()


@pytest.fixture(scope="module")
def came_back(everything: Everything) -> dict[str, list[Any]]:
    """By type, what its card shows after answering, reloading, running again, and after a killed kernel."""
    page = everything.page
    for name in TYPES:
        card = everything.card(name, 1)
        answer(name, card)
        expect(card.locator(SAVED)).to_contain_text("✓", timeout=10_000)
        if name != "dialogue":
            expect(card.locator(SAVED)).to_contain_text("第 1 次作答")
    stages = [everything.shown()]
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.reload()
    everything.whole()
    stages.append(everything.shown())
    everything.enter()
    stages.append(everything.shown())
    everything.notebook.kill()
    page.goto("about:blank")
    everything.enter()
    stages.append(everything.shown())
    return {name: [stage[name] for stage in stages] for name in TYPES}


@pytest.mark.parametrize("name", TYPES)
def test_an_answer_by_mouse_is_back_after_reload_and_after_a_new_kernel(
    came_back: dict[str, list[Any]], name: str
) -> None:
    answered, *later = came_back[name]
    assert answered[0] != "○ 未作答" or "第 2 轮" in answered[-1]  # a dialogue goes on
    assert later == [answered] * 3


@pytest.mark.parametrize("name", TYPES)
def test_keys_on_every_control_never_act_on_the_notebook(everything: Everything, name: str) -> None:
    page, card = everything.page, everything.card(name, 2)
    controls = card.locator(CONTROLS)
    assert controls.count() > 0
    card.locator(CONTROLS).first.focus()
    before = page.evaluate(NOTEBOOK)
    press_keys(page, controls)
    assert page.evaluate(NOTEBOOK) == before


def test_everything_worked_without_asking_another_machine(
    everything: Everything, came_back: dict[str, list[Any]]
) -> None:
    assert came_back and everything.blocked == []
    assert everything.page.evaluate(FETCH, ELSEWHERE) == "refused"
    assert everything.blocked == [ELSEWHERE]
    everything.blocked.clear()
