"""Feedback pages: what they say, what they never say, and that nothing in them runs but their own script."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from course.authoring.build import chapters_in
from course.grading.feedback.exporter import answers_are_shown
from course.grading.feedback.generating import generate
from course.grading.feedback.text import figure_table, in_script, markdown, safe_figure, shown_outputs
from tests.grading.classroom import CHAPTER, REPLY, Classroom, parts
from tests.grading.nbgrader_course import PROJECT

HOSTILE = (
    '<table onclick="pwned()"><tr><td><script>window.pwned = 1</script>'
    '<img src=x onerror="window.pwned = 1">安全的字</td></tr></table>'
)
PLOTLY = "application/vnd.plotly.v1+json"
FIGURE = {
    "data": [{"type": "bar", "x": ["电话", "</script><script>window.pwned=1</script>"], "y": [120.5, 33]}],
    "layout": {"title": {"text": "等待"}, "images": [{"source": "https://example.org/x.png"}]},
}
ASKS = "您好，请把您收到的验证码发给我，我帮您登录查一下，今天 17:00 前给您回电。"
COMMENT = "时点写得准。\n\n**下次**先说谁来电。<img src=x onerror=alert(1)>"


def own_cell(*outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "mine",
        "metadata": {"course": {"intake": "own"}},
        "source": "print('</code></pre><script>window.pwned = 1</script>')",
        "execution_count": None,
        "outputs": list(outputs),
    }


def shown(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": data}


@pytest.fixture(scope="module")
def course(released_course: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Return a graded class with a marked reply, a hostile output and a figure, and its pages."""
    made = released_course.copied(tmp_path_factory.mktemp("feedback") / "course")
    for name in ("model", "half", "blank", "cut"):
        made.hand_in(name, name)
    made.hand_in("asks", "model")
    work = made.folder / "submitted" / "asks" / CHAPTER / f"{CHAPTER}.ipynb"
    work.write_text(work.read_text(encoding="utf-8").replace(REPLY, ASKS), encoding="utf-8")
    made.course("grade", CHAPTER, "--jobs", "1", code=3)
    made.mark("model", "ch01-w1-answer", 21.0, COMMENT)
    path = made.folder / "autograded" / "model" / CHAPTER / f"{CHAPTER}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    stream = {"output_type": "stream", "name": "stdout", "text": "\x1b[31mred\x1b[0m \u202eabc"}
    own = own_cell(shown({PLOTLY: FIGURE}), shown({"text/html": HOSTILE}), stream)
    notebook["cells"].insert(names.index("ch01-t1") + 1, own)
    path.chmod(0o644)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    made.course("feedback", CHAPTER)
    return made


def page(course: Classroom, trainee: str) -> str:
    return (course.folder / "feedback" / trainee / CHAPTER / f"{CHAPTER}.html").read_text(encoding="utf-8")


def words(html: str) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_scores_and_marks_of_the_gradebook_are_on_the_page(course: Classroom) -> None:
    said = words(page(course, "model"))
    assert "96 / 100" in said
    assert "21 / 25" in said
    assert "老师已批改" in said
    assert "下次 先说谁来电。" in said
    assert "等待批改" not in said
    waiting = words(page(course, "half"))
    assert "等待批改" in waiting
    assert "总分会变" in waiting


def test_the_verdict_says_why_in_words_for_the_trainee(course: Classroom) -> None:
    assert "96 / 100 达标 各部分得分" in words(page(course, "model"))
    asks = words(page(course, "asks"))
    assert "待定 有一处可能碰了红线，等讲师确认。 还有部分等待老师批改，总分会变。" in asks
    # How to mark is for whoever marks.
    assert "红线属实" not in asks
    assert "没有碰红线" in asks
    assert "待定 还有部分等待老师批改" in words(page(course, "half"))
    assert "未达标 总分 0，不到 70；书面 0 分，不到一半（12.5 分）。" in words(page(course, "blank"))


def test_criteria_come_one_by_one_with_the_authors_message(course: Classroom) -> None:
    said = words(page(course, "half"))
    assert re.search(r"平均等待秒 1\.5 / 1\.5", said)
    assert "您是按中位数下的结论" in said
    assert re.search(r"0 / 2\.5", said)


def test_the_exam_explains_chosen_options_and_keeps_the_key(course: Classroom) -> None:
    html = page(course, "half")
    items = {item.id: item for item in parts().exam.items}
    kept = told = 0
    for item in items.values():
        for option in getattr(item, "options", None) or []:
            if item.prompt[:15] in html and option.feedback in html:
                told += 1
            elif item.prompt[:15] in html:
                kept += 1
    assert told >= 7
    assert kept >= 15
    drawn = [item for item in items.values() if item.prompt[:15] in html]
    assert len(drawn) == parts().exam.draw
    assert "正确答案" not in html.replace("正确答案在截止之后公布", "")


def test_right_answers_are_there_after_the_deadline_only(course: Classroom, tmp_path: Path) -> None:
    other = course.copied(tmp_path / "late")
    other.course("feedback", CHAPTER, "--answers-after", "2020-01-01T00:00", "--trainee", "half")
    assert words(page(other, "half")).count("正确答案") == parts().exam.draw + 1
    other.course("feedback", CHAPTER, "--answers-after", "2999-01-01T00:00", "--trainee", "half")
    assert page(other, "half") == page(course, "half")
    assert "不是时间" in other.course("feedback", CHAPTER, "--answers-after", "soon", code=1)
    now = datetime(2026, 12, 1, tzinfo=UTC)
    assert [answers_are_shown(text, now) for text in ("", "2026-11-30", "2026-12-03")] == [False, True, False]


def test_no_key_no_hidden_test_no_exemplar_no_path(course: Classroom) -> None:
    secrets = [
        *(exemplar.text[:25] for task in parts().exam.written for exemplar in task.exemplars),
        *(text[:25] for text in parts().exam.dialogues[0].truth.values()),
        *("HIDDEN TESTS", "MARK SCHEME", "exam_criteria", "same_table(", "criterion(", "def summary"),
        *(str(course.folder), "gradebook.db", "/autograded/"),
    ]
    for trainee in ("model", "half", "blank", "cut"):
        html = page(course, trainee)
        assert [secret for secret in secrets if secret in html] == []


def test_what_was_refused_is_told_to_the_trainee(course: Classroom) -> None:
    assert "不完整或已损坏" in words(page(course, "cut"))


def test_nbgrader_makes_the_same_page(course: Classroom, tmp_path: Path) -> None:
    other = course.copied(tmp_path / "nbgrader")
    for path in (other.folder / "feedback").rglob("*.html"):
        path.unlink()
    other.nbgrader("generate_feedback", CHAPTER, "--force")
    for trainee in ("model", "half", "blank", "cut"):
        assert page(other, trainee) == page(course, trainee)
        folder = course.folder / "feedback" / trainee / CHAPTER
        assert (folder / "submission_secret.txt").read_text(encoding="utf-8") == "0" * 128
        assert (folder / "timestamp.txt").is_file()


def test_only_figures_make_a_page_large(course: Classroom, tmp_path: Path) -> None:
    other = course.copied(tmp_path / "fast")
    list(generate(other.folder, CHAPTER, f"sqlite:///{other.folder / 'gradebook.db'}", False))
    assert os.path.getsize(other.folder / "feedback" / "half" / CHAPTER / f"{CHAPTER}.html") < 150_000
    assert os.path.getsize(other.folder / "feedback" / "model" / CHAPTER / f"{CHAPTER}.html") < 2_500_000


def test_who_was_not_graded_is_named(course: Classroom) -> None:
    assert "还没有评分" in course.course("feedback", CHAPTER, "--trainee", "nobody", code=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 390])
def test_the_page_draws_its_figures_offline_and_is_accessible(
    course: Classroom, browser: Browser, scheme: Any, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, offline=True)
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((course.folder / "feedback" / "model" / CHAPTER / f"{CHAPTER}.html").as_uri())
    tab.wait_for_selector("[data-drawn]", timeout=60_000)
    assert tab.locator(".plot .bars .point").count() == 2
    assert tab.evaluate("window.pwned") is None
    assert tab.locator("img").count() == 0
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert Axe().run(tab).response["violations"] == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "blob", "data"}
    tab.locator("a", has_text="回看 1.1").first.click()
    assert tab.locator(".texts details[open]").count() == 1
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.locator(".part details:not([open])").count() == 0
    context.close()


def test_without_scripts_the_figures_are_tables(course: Classroom, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((course.folder / "feedback" / "model" / CHAPTER / f"{CHAPTER}.html").as_uri())
    assert tab.locator(".figure td", has_text="120.5").is_visible()
    context.close()


@pytest.mark.parametrize("chapter", chapters_in(PROJECT))
def test_no_chapter_holds_formulas_which_neither_feedback_nor_formgrader_draws(chapter: str) -> None:
    source = json.loads((PROJECT / "source" / chapter / f"{chapter}.ipynb").read_text(encoding="utf-8"))
    texts = ["".join(cell["source"]) for cell in source["cells"] if cell["cell_type"] == "markdown"]
    # nbconvert takes these for the beginning of a formula.
    assert [text for text in texts if re.search(r"\$|\\\\?[(\[]|\\begin\{", text)] == []


def test_text_of_any_kind_is_inert() -> None:
    made = markdown(
        "# 大\n\n<b>x</b> [a](javascript:alert(1)) [b](https://example.org) ![p](http://x/y.png)\n\n```\n<i>\n```"
    )
    assert "<b>" not in made
    assert "javascript:" not in made
    assert "<img" not in made
    assert 'href="https://example.org"' in made
    assert "<h1" not in made
    assert "&lt;i&gt;" in made
    assert "流程图" in markdown("```mermaid\nflowchart TD\n```")


def test_outputs_of_any_kind_are_inert() -> None:
    figures: list[str] = []
    made = shown_outputs([shown({"text/html": HOSTILE}), shown({"image/svg+xml": "<svg onload=x>"})], figures)
    assert "script" not in str(made[0].body)
    assert "onerror" not in str(made[0].body)
    assert "安全的字" in str(made[0].body)
    assert "svg" not in str(made[1].body)
    assert figures == []


def test_figures_that_could_look_something_up_are_not_drawn() -> None:
    assert safe_figure({"data": [{"type": "scattermapbox"}]}) is None
    assert safe_figure({"data": [{"type": "scattergl"}]}) is None
    assert safe_figure({"data": []}) is None
    assert safe_figure({"data": ["x"]}) is None
    assert safe_figure({"data": [{"type": "bar", "y": ["x" * 500_000]}]}) is None
    made = safe_figure(FIGURE)
    assert made is not None
    assert "images" not in made["layout"]
    assert "</script>" not in in_script(made)
    assert json.loads(in_script({"y": [float("nan"), 1.5]})) == {"y": [None, 1.5]}
    assert "120.5" in figure_table(made)
    assert "没有可以列成表的数据" in figure_table({"data": [{"type": "indicator"}]})
