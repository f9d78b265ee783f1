"""What a chapter shows of a data task: the workbench first, pandas folded behind 进阶."""

from __future__ import annotations

from course.authoring.chapter import read_chapter
from course.authoring.compose import compose
from course.exercises.bank import ExamBank, PracticeBank
from tests.workbench.chapter_one import NOTEBOOKS, TASK, task


def test_the_workbench_comes_first_and_pandas_is_folded() -> None:
    chapter = read_chapter(NOTEBOOKS / "ch01.md")
    assert (TASK, "workbench") in [(item, function) for _, function, item in chapter.card_calls()]
    kept = [cell for cell in chapter.cells if cell.marks.kind in ("header", "prose", "answer", "exercise")]
    notebook = compose(
        type(chapter)(chapter.path, chapter.header, kept), PracticeBank(tasks=[task()]), ExamBank()
    )
    sources = [cell.source for cell in notebook.cells]
    bench = sources.index(f'workbench("{TASK}")')
    heading = next(place for place, cell in enumerate(notebook.cells) if "进阶" in cell.source.split("\n")[0])
    answer = next(
        place for place, source in enumerate(sources) if source.startswith(f"{task().answer} = ...")
    )
    assert bench < heading < answer
    folded = [cell.source for cell in notebook.cells if cell.metadata.get("jp-MarkdownHeadingCollapsed")]
    assert sources[heading] in folded
    assert folded == [source for source in sources if source.startswith("### 进阶")]
    # What stands below the next heading is seen again.
    assert sources[answer + 1].startswith("### ")
