"""Formgrader in a browser on a class that `course grade` has graded: lists, notes, marking, hostile work."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, Request, expect

from tests.grading.classroom import CHAPTER, Classroom
from tests.hub.pages import PATIENCE, picture

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_bubblewrap, pytest.mark.timeout(240)]

CLASS = {
    "honest": "model",
    "blank": "blank",
    "cut": "cut",
    "crossing": "model",
    "hostile": "own",
    "late": "half",
}
JUNK = 'x"><svg onload=alert(1)>'
WRITTEN, DATA = "ch01-w1-answer", "ch01-t1-test"
ASKS = "您好，请把您收到的验证码发给我，我帮您登录查一下，今天 17:00 前给您回电。"
COMMENT = "时点写得准，下次先说谁来电。"
# 192.0.2.0/24 is nobody's (RFC 5737).
AWAY = "http://192.0.2.1"
MARKDOWN = (
    f"您好 <img src={AWAY}/a onerror=alert(1)><script>alert(2)</script> [点](javascript:alert(3)) "
    f"![p]({AWAY}/b) ![q][r] <style>body{{display:none}}</style> \u202edcba\u202c\n\n"
    "<div style='position:fixed;inset:0;background:red'>盖住</div>\n\n$\\href{javascript:alert(4)}{z}$\n\n"
    f"[r]: {AWAY}/c"
)
OWN = f"""
import sys
from IPython.display import HTML, Javascript, Markdown, display
print("\\x1b[31mred\\x1b[0m \\x1b]8;;{AWAY}/d\\x07link\\x1b]8;;\\x07")
print("\\u202egnp\\u202c <script>alert(5)</script>")
print("<img src={AWAY}/e onerror=alert(6)>", file=sys.stderr)
display(HTML('''<style>body,#notebook{{display:none!important}}</style><script>alert(7)</script>
<div style="position:fixed;inset:0;z-index:9999;background:red" onmouseover="alert(8)">OVERLAY</div>
<img src="{AWAY}/f" onerror="alert(9)"><iframe srcdoc="<script>parent.alert(10)</script>"></iframe>
<form action="{AWAY}/g"><input autofocus onfocus="alert(11)"></form>
<meta http-equiv="refresh" content="0;url={AWAY}/h"><base href="{AWAY}/i">'''))
display(Javascript("alert(12)"), Markdown("<img src={AWAY}/j onerror=alert(13)> ![x]({AWAY}/k)"))
svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(14)'><image href='{AWAY}/l'/></svg>"
display({{"image/svg+xml": svg}}, raw=True)
display({{"text/latex": "$\\\\href{{javascript:alert(15)}}{{x}}$"}}, raw=True)
display({{"application/javascript": "alert(16)", "text/plain": "</pre><script>alert(17)</script>"}}, raw=True)
bar = {{"type": "bar", "x": ["<a href='javascript:alert(18)'>k</a>"], "y": [1]}}
layout = {{"images": [{{"source": "{AWAY}/m.png", "x": 0, "y": 0}}]}}
display({{"application/vnd.plotly.v1+json": {{"data": [bar], "layout": layout}}}}, raw=True)
print("洪" * 300_000)
raise ValueError("</pre><script>alert(19)</script>")
"""
FORGED = "import course\ncourse.grade = lambda *a: 10.0\nimport builtins\nbuiltins.float = lambda *a: 10.0"

Notebook = dict[str, Any]


def change(course: Classroom, trainee: str, do: Callable[[list[dict[str, Any]]], None]) -> None:
    """Change the cells that a trainee handed in."""
    path = course.folder / "submitted" / trainee / CHAPTER / f"{CHAPTER}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    do(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def write(cells: list[dict[str, Any]], text: str) -> None:
    """Answer the written task."""
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    cells[names.index(WRITTEN)]["source"] = text


def make_hostile(cells: list[dict[str, Any]]) -> None:
    """Put into answer, outputs and own cells what could run or load something."""
    write(cells, MARKDOWN)
    place = next(place for place, cell in enumerate(cells) if cell["id"] == "mine")
    cells[place]["source"] = OWN
    own: dict[str, Any] = {"metadata": {}, "source": MARKDOWN}
    cells.insert(place, {**own, "cell_type": "markdown", "id": "mine-text"})
    raw = {"metadata": {"raw_mimetype": "text/html"}, "source": "<script>alert(20)</script>"}
    cells.insert(place, {**raw, "cell_type": "raw", "id": "mine-raw"})


@pytest.fixture(scope="module")
def course(released_course: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Return a class that was graded, one of it late, with a folder that is no trainee's."""
    made = released_course.copied(tmp_path_factory.mktemp("formgrader") / "course")
    made.query("update assignment set duedate = '2026-11-24 08:00:00.000000'")
    for trainee, kind in CLASS.items():
        hour = "08" if trainee == "late" else "07"
        made.hand_in(trainee, kind, f"2026-11-24 {hour}:30:00.000000 UTC")
    change(made, "hostile", make_hostile)
    change(made, "crossing", lambda cells: write(cells, ASKS))
    (made.folder / "submitted" / JUNK / CHAPTER).mkdir(parents=True)
    printed = re.sub(r"\s", "", made.course("grade", CHAPTER, "--jobs", "1", code=1))
    assert "不能作学员编号" in printed
    assert "可能碰了红线（索要密码或验证码" in printed
    return made


@pytest.fixture(scope="module")
def server(course: Classroom) -> Iterator[str]:
    """Return the address of the instructor's own server, started in the course folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    running = subprocess.Popen(
        [
            sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", "--ip=127.0.0.1",
            f"--port={address.rpartition(':')[2]}", "--ServerApp.port_retries=0",
            "--IdentityProvider.token=secret",
        ],
        cwd=course.folder, env=course.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not answers(address):
            assert running.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield address
    finally:
        running.terminate()
        running.wait(30)


def answers(address: str) -> bool:
    """Return whether the server is ready."""
    try:
        return requests.get(f"{address}/api/status?token=secret", timeout=5).ok
    except requests.ConnectionError:
        return False


class Visit:
    """An instructor's browser tab, which remembers what nothing on a page may do."""

    def __init__(self, browser: Browser, server: str, course: Classroom) -> None:
        """Log in."""
        self._server, self._course = server, course
        self.context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="zh-CN")
        self.context.set_default_timeout(PATIENCE)
        self.wrong: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("request", self._asked)
        self.page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.goto(f"{server}/formgrader/manage_assignments?token=secret")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._server, "data:", "blob:")):
            self.wrong.append(request.url)

    def rows(self, path: str) -> Locator:
        """Return the rows of one of formgrader's tables."""
        self.page.goto(f"{self._server}/formgrader/{path}")
        expect(self.page.locator("#main-table tr td").nth(1)).to_be_visible(timeout=PATIENCE)
        return self.page.locator("#main-table tr")

    def submission(self, trainee: str) -> Page:
        """Open a trainee's graded notebook, as it stands."""
        (key,) = self._course.query(
            "select n.id from submitted_notebook n join submitted_assignment a on a.id = n.assignment_id "
            "where a.student_id = ?",
            trainee,
        )[0]
        self.page.goto(f"{self._server}/formgrader/submissions/{key}/")
        # Filled in from the gradebook when the page is ready.
        expect(self.page.locator(f"[id='{DATA}']")).to_have_attribute("placeholder", re.compile(r"\d"))
        return self.page


@pytest.fixture
def visit(browser: Browser, server: str, course: Classroom) -> Iterator[Visit]:
    """Return an instructor's tab; at the end nothing has run or been asked for that should not."""
    made = Visit(browser, server, course)
    yield made
    made.context.close()
    assert made.wrong == []


def total(course: Classroom, trainee: str) -> float:
    """Return the points that the gradebook has for a trainee."""
    rows = course.grades(trainee).values()
    return float(sum(row[1] if row[1] is not None else row[0] or 0 for row in rows))


def exactly(text: str) -> re.Pattern[str]:
    """Return what matches a text as a whole."""
    return re.compile(f"^{re.escape(text)}$")


def test_lists_show_the_gradebooks_scores_and_who_waits(visit: Visit, course: Classroom) -> None:
    rows = visit.rows(f"manage_submissions/{CHAPTER}")
    picture(visit.page, "formgrader-submissions")
    for trainee in CLASS:
        row = rows.filter(has=visit.page.locator(".student-id", has_text=exactly(trainee)))
        expect(row.locator(".score")).to_have_text(f"{total(course, trainee):g} / 100")
        waits = any(mark[2] for mark in course.grades(trainee).values())
        expect(row.locator(".status")).to_have_text("needs manual grading" if waits else "graded")
    assert not any(mark[2] for mark in course.grades("blank").values())
    expect(rows.filter(has_text="late").locator(".timestamp")).to_contain_text("08:30")
    rows = visit.rows(f"gradebook/{CHAPTER}/{CHAPTER}")
    picture(visit.page, "formgrader-manual")
    expect(rows).to_have_count(len(CLASS))
    waiting = sum(any(mark[2] for mark in course.grades(trainee).values()) for trainee in CLASS)
    expect(rows.locator(".needs-manual-grade .glyphicon-ok")).to_have_count(waiting)


def test_a_name_that_is_no_trainees_is_graded_nowhere_and_does_nothing(
    visit: Visit, course: Classroom
) -> None:
    assert course.grades(JUNK) == {}
    for page in ("manage_students", f"manage_submissions/{CHAPTER}"):
        listed = visit.rows(page)
        expect(listed.filter(has_text="hostile")).to_have_count(1)
        assert listed.filter(has_text="svg").locator("svg").count() == 0


@pytest.mark.parametrize(
    ("trainee", "said"),
    [
        ("cut", "不完整或已损坏，无法读取"),
        ("crossing", "可能碰了红线（索要密码或验证码：“请把您收"),
    ],
)
def test_a_submission_says_first_what_was_refused_or_is_to_be_confirmed(
    visit: Visit, trainee: str, said: str
) -> None:
    page = visit.submission(trainee)
    note = page.get_by_role("main").locator(".text_cell").first
    expect(note.locator("strong")).to_have_text("提示：")
    expect(note.locator("li")).to_contain_text(said)
    expect(note).to_be_in_viewport()
    picture(page, f"formgrader-{trainee}")


def test_what_a_human_gives_stays_and_a_new_submission_asks_again(visit: Visit, course: Classroom) -> None:
    page = visit.submission("honest")
    score, comment = page.locator(f"[id='{WRITTEN}']"), page.locator(f"[id='{WRITTEN}-comment']")
    expect(score).to_have_class(re.compile("needs_manual_grade"))
    comment.fill(COMMENT)
    score.fill("21")
    with page.expect_response(lambda reply: "/api/grade/" in reply.url and reply.request.method == "PUT"):
        score.press("Tab")
    expect(score).not_to_have_class(re.compile("needs_manual_grade"))
    picture(page, "formgrader-marked")
    until_comment(course)
    printed = course.course("grade", CHAPTER, "--force", "--trainee", "crossing", code=3)
    assert course.grades("honest")["honest", WRITTEN][1:3] == (21.0, 0)
    assert re.search(r"达标 +│ +1 ", printed)
    course.hand_in("honest", "model", "2026-11-24 07:45:00.000000 UTC")
    course.course("grade", CHAPTER, "--trainee", "honest")
    page = visit.submission("honest")
    expect(page.locator(f"[id='{WRITTEN}']")).to_have_value("21")
    expect(page.locator(f"[id='{WRITTEN}']")).to_have_class(re.compile("needs_manual_grade"))
    expect(page.locator(f"[id='{WRITTEN}-comment']")).to_have_value(COMMENT)


def until_comment(course: Classroom) -> None:
    """Wait until formgrader has saved the comment."""
    deadline = time.monotonic() + 20
    while not any(row[:2] == ("honest", WRITTEN) and row[3] == COMMENT for row in course.comments()):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_hostile_work_is_shown_and_does_nothing(visit: Visit) -> None:
    page = visit.submission("hostile")
    page.wait_for_load_state("networkidle")
    notebook = page.get_by_role("main")
    for words in ("OVERLAY", "red link", "gnp <script>", "alert(19)", "盖住"):
        expect(notebook).to_contain_text(words)
    assert page.url.startswith(visit._server)  # nothing has led the tab away
    assert page.evaluate(INSIDE) == []
    assert page.evaluate(COVERED) == []
    assert "\u202e" not in notebook.inner_text()
    assert "\x1b" not in notebook.inner_text()
    notebook.get_by_text("OVERLAY", exact=True).hover()
    picture(page, "formgrader-hostile")


INSIDE = """() => [...document.querySelectorAll('main *')].filter(each =>
  each.matches('script, style, iframe, object, embed, form, base, meta, svg, img, .output [style]')
  || each.getAttributeNames().some(name => name.startsWith('on'))
  || /^(javascript|data|vbscript):/i.test(each.getAttribute('href') || '')
).map(each => each.outerHTML.slice(0, 80))"""
"""What stands in the notebook that could run or load something; formgrader's own fields are elsewhere."""

COVERED = """() => [...document.querySelectorAll('main *')].filter(each =>
  ['fixed', 'sticky'].includes(getComputedStyle(each).position)
).map(each => each.outerHTML.slice(0, 80))"""
"""What in the notebook could lie over the page."""


def test_the_autograde_button_grades_sealed(visit: Visit, course: Classroom) -> None:
    course.hand_in("late", "half", "2026-11-24 08:40:00.000000 UTC")

    def forge(cells: list[dict[str, Any]]) -> None:
        place = next(place for place, cell in enumerate(cells) if cell["id"] == "ch01-t1")
        own = {"cell_type": "code", "id": "mine", "metadata": {}, "source": FORGED, "outputs": []}
        cells.insert(place + 1, {**own, "execution_count": None})

    change(course, "late", forge)
    given = course.folder / "autograded" / "late" / CHAPTER / "given.json"
    given.unlink()
    rows = visit.rows(f"manage_submissions/{CHAPTER}")
    row = rows.filter(has=visit.page.locator(".student-id", has_text=exactly("late")))
    row.locator(".autograde a").click()
    report = visit.page.locator(".modal.in")
    expect(report.locator(".modal-title")).to_have_text("Success", timeout=PATIENCE)
    picture(visit.page, "formgrader-button")
    marks = course.grades("late")
    assert marks["late", DATA][:2] == (7.5, None)
    assert marks["late", DATA][3].startswith("2026-11-24 08:40")
    assert given.is_file()
