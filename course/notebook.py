"""What a trainee's notebook calls.

Nothing here raises to a trainee: what goes wrong is shown as one Chinese sentence, and the notebook runs on.
With COURSE_STRICT in the environment, as in a build, it raises instead.
"""

from __future__ import annotations

import os
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from IPython.core.getipython import get_ipython

from course.grading.unsealed import refuse_unsealed
from course.session import CourseError, Session, notebook_folder, open_session
from course.telling import notice, tells

if TYPE_CHECKING:
    import pandas as pd

    from course.cases.workbench.answering import Submitted
    from course.cases.workbench.widget import Workbench
    from course.exercises.bank import PublicTask

P = ParamSpec("P")
R = TypeVar("R")

_opened: Session | None = None
_benches: dict[str, Workbench] = {}


def session() -> Session:
    """Return the opened chapter. Raises CourseError when none is open."""
    if _opened is None:
        raise CourseError("本章还没有打开：请先运行第一个代码格 open_chapter(...)。")
    return _opened


def forget() -> None:
    """Close the chapter, as if none had been opened in this process."""
    from course.exercises import waiting

    global _opened
    _opened = None
    _benches.clear()
    waiting.forget()


def _task(opened: Session, task_id: str) -> PublicTask:
    task = opened.bundle.task(task_id)
    if task is None:
        raise CourseError(f"本章没有“{str(task_id)[:30]}”这道任务，请重新获取（Fetch）本章。")
    return task


def _tell_drift(opened: Session, name: str) -> None:
    """Say once for each table when it is not the one that the chapter was released with."""
    from course.cases.world import drift

    if name not in opened.compared and name in opened.own_world.names:
        opened.compared.add(name)
        sentence = drift(opened.bundle.world, [name])
        if sentence:
            notice(sentence)


@tells
def open_chapter(chapter: str) -> None:
    """Show who studies with which data, after opening the chapter for every later cell."""
    global _opened
    refuse_unsealed()
    # Figures as plain data: no script per figure, and the same bytes in every run.
    os.environ.setdefault("PLOTLY_RENDERER", "plotly_mimetype")
    shell = get_ipython()
    if shell is not None and not os.environ.get("COURSE_STRICT"):
        from course.guidance.errors.hook import install

        install(shell, notebook_folder() / f"{str(chapter)[:20]}.ipynb")
    _opened = open_session(chapter, notebook_folder(), os.environ)
    opened = _opened
    states = opened.states()
    items = [item.id for item in opened.bundle.practice]
    done = sum(1 for item in items if item in states and states[item].answer is not None)
    drawn = opened.exam_items()
    recorded = sum(1 for item in drawn if item in states and states[item].answer is not None)
    lines = [
        ("学员", opened.trainee),
        ("我的数据", opened.data),
        ("练一练", f"已作答 {done} / {len(items)} 题"),
    ]
    if drawn:
        lines.append(("章末测验", f"已记录 {recorded} / {len(drawn)} 题"))
    skipped = opened.log.reading().note
    if skipped:
        lines.append(("作答记录", skipped))
    from course.exercises.card import panel

    panel(opened.bundle.title, lines)


@tells
def table(name: str) -> pd.DataFrame:
    """Return a table of 我的数据, the trainee's own world."""
    opened = session()
    _tell_drift(opened, name)
    return opened.own_world.table(name)


@tells
def class_table(name: str) -> pd.DataFrame:
    """Return a table of 班级数据, the same for all."""
    opened = session()
    _tell_drift(opened, name)
    return opened.class_world.table(name)


@tells
def series(name: str, **span: object) -> pd.DataFrame:
    """Return a real series; 从=, 到= and 跨口径= choose its span (see course.cases.series)."""
    from course.cases.series.loading import series as load

    return load(name, **span)  # type: ignore[arg-type]


@tells
def dictionary(name: str) -> None:
    """Show the columns of a table with meaning, unit, allowed values and the rule for missing ones."""
    from course.cases.dictionary_page import show

    show(name)


@tells
def quiz(item_id: str) -> None:
    """Show the practice card of this id."""
    from course.exercises.card import show
    from course.exercises.waiting import arrive

    opened = session()
    item = opened.practice_item(item_id)
    if item is None:
        raise CourseError(f"题库里没有“{str(item_id)[:30]}”这道题，请重新获取（Fetch）本章。")
    show(
        item.bind(opened.own_world.table),
        opened.log,
        data=opened.data,
        sid=opened.sid,
        answered=lambda: arrive(item_id),
    )


@tells
def after_guess(item_id: str, figure: R) -> R | None:
    """Return a figure whose guess is in; else show that it waits, and show it once the guess is submitted.

    In a strict run, which is no trainee's, nobody guesses and every figure shows.
    """
    from course.exercises.card import card_state
    from course.exercises.log import ItemState
    from course.exercises.waiting import wait

    opened = session()
    item = opened.practice_item(item_id)
    if item is None or os.environ.get("COURSE_STRICT"):
        return figure
    saved = opened.states().get(item_id, ItemState())
    if card_state(item, saved)["answer"] is not None:
        return figure
    wait(item_id, figure)
    return None


@tells
def exam() -> None:
    """Show the cards of the exam, drawn for this trainee."""
    from course.exercises.card import panel, show

    opened = session()
    bundle = opened.bundle.exam
    if bundle is None:
        raise CourseError("本章没有章末测验。")
    drawn = opened.exam_items()
    worth = f"共 {bundle.points:g} 分" if bundle.points else "不计分"
    lines = [
        ("抽题", f"从 {len(bundle.items)} 题中为您抽了 {len(drawn)} 题，{worth}。"),
        ("规则", "提交后只显示“已记录”；交卷前可以改，以最后一次提交为准。对错和解析随批改结果返回。"),
    ]
    panel("章末测验", lines)
    items = {item.id: item for item in bundle.items}
    for item_id in drawn:
        item = items[item_id].bind(opened.own_world.table)
        show(item, opened.log, data=opened.data, sid=opened.sid)


@tells
def dialogue(dialogue_id: str) -> None:
    """Show the dialogue of this id."""
    from course.exercises.dialogue.card import show

    opened = session()
    found = opened.bundle.dialogue(dialogue_id)
    if found is None:
        raise CourseError(f"题库里没有“{str(dialogue_id)[:30]}”这段对话，请重新获取（Fetch）本章。")
    show(found, opened.dialogue_variant(found), opened.log, data=opened.data, sid=opened.sid)


@tells
def workbench(task_id: str) -> None:
    """Show the workbench of a data task: table and chart without code, saved as the task's answer."""
    from course.cases.workbench.widget import show

    opened = session()
    task = _task(opened, task_id)
    shell = get_ipython()
    if shell and not _benches:
        # A variable assigned in a later cell must show in the workbench above it.
        shell.events.register("post_run_cell", _look_again)
    variable = task.answer
    _benches[task_id] = show(
        task,
        opened.log,
        opened.worlds,
        lambda: assigned(variable),
        data=opened.data,
        sid=opened.sid,
    )


def _look_again(_result: object = None) -> None:
    for bench in _benches.values():
        bench.assignment_changed()


@tells
def staffing_lab() -> None:
    """Show the staffing laboratory: what so many staff mean for waiting customers and for cost."""
    from course.cases.staffing.widget import show

    opened = session()
    show(opened.log, f"{opened.chapter}-staffing", data=opened.data, sid=opened.sid)


def submitted(task: PublicTask) -> Submitted:
    """Return the answer to a task that counts, with the route it came by."""
    from course.cases.workbench.answering import submitted as choose

    opened = session()
    state = opened.states().get(task.id)
    spec, route = (state.spec, state.route) if state else (None, None)
    return choose(assigned(task.answer), spec, route, task.kind, opened.worlds)


@tells
def review(n: int = 3) -> None:
    """Show cards of earlier chapters: those most likely forgotten first, then ones never met."""
    from course.cases.identity import seed
    from course.cases.world import World
    from course.exercises.card import show
    from course.exercises.review import most_in_need

    opened = session()
    earlier = [(bundle, log) for bundle, log in opened.earlier(os.environ) if not bundle.guide]
    items = [item for bundle, _ in earlier for item in bundle.practice]
    if not items:
        notice("前面还没有学过的章节，这里暂时没有要温习的题。")
        return
    events = [event for _, log in earlier for event in log.events()] + opened.log.events()
    order = seed(opened.chapter, opened.trainee, "review")
    worlds = {
        bundle.chapter: World(bundle.chapter, opened.trainee, bundle.world.version) for bundle, _ in earlier
    }
    for item in most_in_need(items, events, datetime.now(UTC), n, order):
        bound = item.bind(worlds[item.id[:4]].table)
        show(bound, opened.log, data=opened.data, sid=opened.sid)


@tells
def glossary() -> None:
    """Show the terms of the chapter and of earlier ones, with a search that needs no network."""
    from course.exercises.glossary import show

    opened = session()
    if not opened.bundle.glossary:
        raise CourseError("本章没有词语表。")
    show(opened.bundle.glossary, opened.chapter)


@tells
def progress() -> None:
    """Show what of the chapter is done and what is right, by section and objective, and the weakest ones."""
    from course.exercises.card import display_progress
    from course.exercises.progress import by_objective, by_section, weakest

    opened = session()
    states = opened.states()
    objectives = by_objective(opened.bundle, states)
    display_progress(by_section(opened.bundle, states), objectives, weakest(objectives))


@tells
def check(task_id: str) -> None:
    """Print one sentence on the form of a task's answer, or on what of exam or dialogue is recorded."""
    from course.cases.workbench.answering import check_said

    opened = session()
    if task_id == f"{opened.chapter}-exam":
        states, drawn = opened.states(), opened.exam_items()
        recorded = sum(1 for item in drawn if item in states and states[item].answer is not None)
        print("章末测验：未作答。" if not recorded else f"章末测验：已记录 {recorded} / {len(drawn)} 题。")
        return
    conversation = opened.bundle.dialogue(task_id)
    if conversation:
        saved = opened.states().get(task_id)
        print(f"{conversation.title}：{'未作答' if saved is None or saved.answer is None else '已记录'}。")
        return
    task = _task(opened, task_id)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        print(check_said(task, submitted(task)))


@tells
def hint(task_id: str) -> None:
    """Show the next of a task's three hints, and record that it was shown."""
    opened = session()
    task = _task(opened, task_id)
    state = opened.states().get(task_id)
    shown = min(state.hints if state else 0, len(task.hints) - 1)
    opened.log.append(
        "hint",
        task_id,
        item_version=1,
        attempt=shown + 1,
        answer=None,
        confidence=None,
        data=opened.data,
        sid=opened.sid,
    )
    step = ("方向", "依据", "示范")[shown]
    notice(f"提示 {shown + 1} / {len(task.hints)}（{step}）：{task.hints[shown]}")


def assigned(name: str) -> object:
    """Return the value of the notebook's variable `name`, or UNANSWERED when it has none."""
    from course.guidance.unanswered import UNANSWERED

    shell = get_ipython()
    value = shell.user_ns.get(name, UNANSWERED) if shell else UNANSWERED
    return UNANSWERED if value is Ellipsis else value


__all__ = [
    "check",
    "class_table",
    "dialogue",
    "dictionary",
    "exam",
    "glossary",
    "hint",
    "open_chapter",
    "quiz",
    "staffing_lab",
    "table",
    "workbench",
]
