"""The live workbench of one data task, and its still card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from course.cases.computed import computed, with_computed
from course.cases.dictionary import columns as described
from course.cases.spec import Column
from course.cases.workbench.answering import RESULT, ROUTES, Made, answer_of, make, shown_code
from course.cases.workbench.charts import MOST_POINTS
from course.cases.workbench.conditions import ALLOWED
from course.cases.workbench.problems import SpecProblem
from course.cases.workbench.sources import PARTS, kind_of
from course.cases.workbench.spec import CHARTS, MEASURES, Spec, Verdict, read_spec
from course.cases.workbench.still import LABEL, card_html, card_text
from course.cases.workbench.texts import MOST_ROWS, rows_shown, steps_in_words
from course.cases.world import UnknownTable, World, known_table
from course.exercises.live import CONFUSED, LiveCard, display_raw
from course.exercises.log import AnswerLog
from course.exercises.program import STATIC as CARDS
from course.exercises.program import Program, program
from course.guidance.checking import PASSED, check_sentence
from course.guidance.unanswered import is_unanswered

if TYPE_CHECKING:
    import pandas as pd

    from course.exercises.bank import PublicTask

MOST_CHOICES: Final = 40
STATIC: Final = Path(__file__).parent / "static"
SHARED_SCRIPTS: Final = (CARDS / "frame.js", STATIC / "elements.js")
SHARED_STYLES: Final = (CARDS / "card.css", STATIC / "workbench.css")


@cache
def _program() -> Program:
    own = [STATIC / f"{name}.js" for name in ("charts", "steps", "workbench")]
    return program([*SHARED_SCRIPTS, *own], SHARED_STYLES)


class Workbench(LiveCard):
    """The workbench of one task. Its state is a function of the answer log, the worlds and the variable."""

    news = "这道题刚才在别处也改过，这里已换成最后一次的设置。"

    def __init__(
        self,
        task: PublicTask,
        log: AnswerLog,
        worlds: Mapping[str, World],
        assigned: Callable[[], object],
        *,
        data: str,
        sid: str,
    ) -> None:
        sent = _program()
        self._esm, self.program = sent.script, sent.packed
        self._task = task
        self._worlds = worlds
        self._assigned = assigned
        self._typed: dict[str, Any] | None = None
        self._last: tuple[Any, dict[str, Any]] | None = None
        self._about: dict[tuple[str, str], list[dict[str, Any]]] = {}
        begin = task.workbench
        tables = [known_table(name) for name in begin.tables] or list(worlds["我的数据"].names)
        for name in begin.hide:
            if not any(name == each.name for table in tables for each in computed(table)):
                raise ValueError(f"{task.id}: hides {name!r}, which is no computed column of its tables")
        self._start = Spec(table=known_table(begin.table or tables[0]))
        item = {
            "id": task.id,
            "label": LABEL,
            "title": task.title,
            "answer": task.answer,
            "kind": task.kind,
            "wanted": task.expects.columns or [],
            "verdicts": _verdicts(task),
            "tables": tables,
            "measures": list(MEASURES),
            "charts": list(CHARTS),
            "allowed": {kind: list(operators) for kind, operators in ALLOWED.items()},
            "parts": list(PARTS),
            "rows": MOST_ROWS,
            "points": MOST_POINTS,
            "hints": len(task.hints),
        }
        super().__init__(item, task.id, 1, log, data=data, sid=sid)

    def assignment_changed(self) -> None:
        """Show the state anew if the variable was assigned, or emptied, since it was shown."""
        if self.state.get("assigned") != (not is_unanswered(self._assigned())):
            self.state = self._state()

    def _shown(self) -> dict[str, Any]:
        saved = self._saved()
        raw = self._typed if self._typed is not None else saved.spec
        state: dict[str, Any] = {
            "status": "none" if saved.spec is None else "recorded",
            "saved": "spec" if self._typed is None and saved.spec is not None else "",
            "saved_at": saved.saved_at,
            "assigned": not is_unanswered(self._assigned()),
            "route": saved.route if saved.route in ROUTES else "",
            "hints": self._task.hints[: saved.hints],
        }
        # A message that changes nothing, such as `choose`, needs no new table.
        if self._last is None or self._last[0] != raw:
            self._last = (raw, self._made(raw))
        return state | self._last[1]

    def _made(self, raw: object) -> dict[str, Any]:
        try:
            spec = self._start if raw is None else read_spec(raw)
        except SpecProblem as problem:
            begin = self._start
            return {"spec": _plain(begin), "columns": self._columns(begin), "problem": str(problem)}
        state = {"spec": _plain(spec), "columns": self._columns(spec)}
        try:
            made = make(_plain(spec), self._worlds)
        except SpecProblem as problem:
            return state | {"problem": str(problem)}
        return state | self._made_shown(made, raw is not None)

    def _made_shown(self, made: Made, is_saved: bool) -> dict[str, Any]:
        task = self._task
        own = task.model_copy(update={"answer": RESULT})
        said = check_sentence(own, answer_of(made, task.kind)) if is_saved else ""
        return {
            "notes": made.notes,
            "names": self._names(made),
            "result": rows_shown(made.result) | {"of": len(made.frame), "lists": made.plan.lists_rows},
            "chart": made.chart,
            "chart_note": made.chart_note,
            "code": shown_code(made, task.answer, task.kind),
            "words": [list(step) for step in steps_in_words(made.spec)],
            "check": said,
            "passed": said == PASSED,
        }

    def _names(self, made: Made) -> list[dict[str, Any]]:
        """Return the columns of the result, and computed ones that a list of rows could have besides."""
        names: list[dict[str, Any]] = [{"name": name, "kind": kind} for name, kind in made.plan.columns]
        if not made.plan.lists_rows:
            return names
        have = {each["name"] for each in names}
        more = [each for each in self._columns(made.spec) if each["computed"] and each["name"] not in have]
        return names + [{"name": each["name"], "kind": each["kind"], "extra": True} for each in more]

    def _columns(self, spec: Spec) -> list[dict[str, Any]]:
        """Return the columns of the chosen table, then the computed ones that are offered.

        Each has its line of the dictionary, its kind, and values to choose from.
        """
        world = self._worlds[spec.data]
        name = spec.table or world.names[0]
        if (spec.data, name) not in self._about:
            try:
                about = described(name)
                offered = [each for each in computed(name) if each.name not in self._task.workbench.hide]
                frame = with_computed(world.table(name), computed(name), world.table)
            except UnknownTable:
                return []
            own = [_entry(column, frame[column.name]) for column in about]
            more = [_entry(each.column, frame[each.name]) | {"computed": True} for each in offered]
            self._about[spec.data, name] = own + more
        return self._about[spec.data, name]

    def _act(self, content: dict[str, Any]) -> dict[str, str]:
        kind = content.get("kind")
        if kind == "spec":
            try:
                spec = read_spec(content.get("spec"))
            except SpecProblem as problem:
                return {"refused": str(problem)}
            self._typed = _plain(spec)
            self._save("spec", 1, _brief(spec))
            self._typed, self._overtaken = None, False
        elif kind == "reset":
            self._save("spec", 1)
            self._typed, self._overtaken = None, False
        elif kind == "choose" and content.get("route") in ("variable", "workbench"):
            self._save("choose", 1, content["route"])
        elif kind == "hint":
            self._save("hint", min(self._saved().hints + 1, len(self._task.hints)))
        else:
            return {"error": CONFUSED}
        return {}


def show(
    task: PublicTask,
    log: AnswerLog,
    worlds: Mapping[str, World],
    assigned: Callable[[], object],
    *,
    data: str,
    sid: str,
) -> Workbench:
    """Display the still card and the live workbench of a task; return the latter.

    Args:
        task: the data task.
        log: where the spec is saved and read from.
        worlds: 我的数据 and 班级数据 by these names.
        assigned: gives the value of the task's variable now, or UNANSWERED.
        data: identity of the data that the trainee sees, for the log.
        sid: identity of the session, for the log.
    """
    bench = Workbench(task, log, worlds, assigned, data=data, sid=sid)
    state = dict(bench.state)
    still = {"text/html": card_html(task, state), "text/plain": card_text(task, state)}
    display_raw(still)
    display_raw(bench.view())
    return bench


def _verdicts(task: PublicTask) -> list[str]:
    """Return the two words that a conclusion begins with: those of the task, where it allows just two."""
    choices = task.expects.choices or []
    return choices if len(choices) == 2 else [Verdict().yes, Verdict().no]


def _entry(column: Column, values: pd.Series) -> dict[str, Any]:
    kind = kind_of(values)
    line = {"meaning": column.meaning, "unit": column.unit, "missing": column.missing}
    return {"name": column.name, "kind": kind, "computed": False, "values": _choices(values, kind), **line}


def _plain(spec: Spec) -> dict[str, Any]:
    return spec.model_dump(mode="json")


def _brief(spec: Spec) -> dict[str, Any]:
    return {"version": spec.version, **spec.model_dump(mode="json", exclude_defaults=True)}


def _choices(column: pd.Series, kind: str) -> list[str]:
    """Return the texts that a column holds, where they are few enough to choose from."""
    if kind != "text":
        return []
    values = column.dropna().unique().tolist()
    return sorted(map(str, values)) if len(values) <= MOST_CHOICES else []
