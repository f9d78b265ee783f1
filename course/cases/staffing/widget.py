"""The live staffing laboratory, and its still card."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from course.cases.staffing.model import BadSetting, Setting, curve, outcome, read_setting, said
from course.cases.workbench.widget import SHARED_SCRIPTS, SHARED_STYLES
from course.exercises.live import CONFUSED, LiveCard, display_raw
from course.exercises.log import AnswerLog
from course.exercises.program import Program, program

STATIC: Final = Path(__file__).parent / "static"
TITLE: Final = "排班实验室：多一个人，少等多久"
SLIDERS: Final = (
    ("arrivals", "每小时来电", "通", 5),
    ("handle", "平均处理时长", "秒", 10),
    ("staff", "当班人数", "人", 1),
    ("patience", "平均耐心", "秒", 10),
    ("target", "承诺多少秒内接起", "秒", 5),
    ("share", "承诺做到百分之几", "%", 1),
    ("wage", "每人每小时成本", "元", 5),
)
"""Name, label, unit and step of each slider, in their order."""

_BOX = (
    "max-width:1120px;margin:8px 2px;padding:14px 20px;border:1px solid #8a94a6;border-radius:10px;"
    "line-height:1.7"
)


@cache
def _program() -> Program:
    return program([*SHARED_SCRIPTS, STATIC / "staffing.js"], [*SHARED_STYLES, STATIC / "staffing.css"])


class Laboratory(LiveCard):
    """The laboratory. It is for trying things; what is set is kept as a draft, and nothing is scored."""

    news = ""  # a setting of another window takes the place of this one without a word

    def __init__(self, log: AnswerLog, name: str, *, data: str, sid: str) -> None:
        sent = _program()
        self._esm, self.program = sent.script, sent.packed
        self._typed: Setting | None = None
        item = {"id": name, "label": "排班实验室", "title": TITLE, "sliders": [_slider(*s) for s in SLIDERS]}
        super().__init__(item, name, 1, log, data=data, sid=sid)

    def _shown(self) -> dict[str, Any]:
        saved = self._saved()
        setting = self._typed or _setting(saved.draft)
        result = outcome(setting)
        return {
            "setting": setting.model_dump(),
            "saved": "" if self._typed or saved.draft is None else "draft",
            "saved_at": saved.saved_at,
            "outcome": result,
            "curve": curve(setting),
            "said": said(setting, result),
        }

    def _act(self, content: dict[str, Any]) -> dict[str, str]:
        kind = content.get("kind")
        if kind == "draft":
            try:
                setting = read_setting(content.get("setting"))
            except BadSetting as problem:
                return {"refused": str(problem)}
            self._typed = setting
            self._save("draft", 1, setting.model_dump())
        elif kind == "reset":
            self._save("draft", 1)
        else:
            return {"error": CONFUSED}
        self._typed = None
        return {}


def show(log: AnswerLog, name: str, *, data: str, sid: str) -> None:
    """Display the still card and the live laboratory.

    Args:
        log: where the setting is saved and read from.
        name: what the log calls this laboratory, such as ch06-staffing.
        data: identity of the data that the trainee sees, for the log.
        sid: identity of the session, for the log.
    """
    laboratory = Laboratory(log, name, data=data, sid=sid)
    state = dict(laboratory.state)
    still = {"text/html": card_html(state), "text/plain": card_text(state)}
    display_raw(still)
    display_raw(laboratory.view())


def card_text(state: dict[str, Any]) -> str:
    """Return the still card in plain text."""
    set_to = "，".join(f"{label} {state['setting'][name]}{unit}" for name, label, unit, _ in SLIDERS)
    return f"【排班实验室】{TITLE}\n  {set_to}\n  {state['said']}"


def card_html(state: dict[str, Any]) -> str:
    """Return the still card, with the line that says how to make it live."""
    lines = "".join(f"<div>{escape(line.strip())}</div>" for line in card_text(state).splitlines())
    hint = '<div style="font-size:13px">选中本单元格按 Shift+Enter，即可拖动滑块来试。</div>'
    return f'<div class="course-static" lang="zh-CN" style="{_BOX}">{lines}{hint}</div>'


def _slider(name: str, label: str, unit: str, step: int) -> dict[str, Any]:
    bounds = Setting.model_json_schema()["properties"][name]
    return {
        "name": name,
        "label": label,
        "unit": unit,
        "step": step,
        "low": bounds["minimum"],
        "high": bounds["maximum"],
    }


def _setting(draft: object) -> Setting:
    try:
        return Setting() if draft is None else read_setting(draft)
    except BadSetting:
        return Setting()
