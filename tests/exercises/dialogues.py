"""Dialogues that the tests of this area use: two real ones, and a small one for what a test changes."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from course.exercises.dialogue.model import Dialogue

SAMPLES = Path(__file__).parent / "dialogue_samples"


def sample(name: str) -> Dialogue:
    """Returns a real dialogue, such as ch01-d1 (practice) or ch01-d2 (graded)."""
    return Dialogue.model_validate(yaml.safe_load((SAMPLES / f"{name}.yaml").read_text("utf-8")))


def reply(reply_id: str, to: Any, **more: Any) -> dict[str, Any]:
    return {"id": reply_id, "text": f"回复{reply_id}", "next": to, "debrief": "说明"} | more


SMALL: dict[str, Any] = {
    "id": "ch01-d9",
    "section": "1.1",
    "objective": "ch01-o1",
    "title": "小对话",
    "channel": "电话",
    "prompt": "试一试。",
    "variants": ["own", "other"],
    "start": {"emotion": 40, "flags": {"told": False}},
    "breakdown": "lost",
    "criteria": [{"name": "合规", "weight": 1, "full": 2}],
    "desk": [{"id": "card", "kind": "客户档案", "title": "卡", "text": "在"}],
    "nodes": {
        "start": {
            "customer": "在吗",
            "replies": [
                reply("a", "check", points={"合规": 1}, effects={"flags": {"told": True}}),
                reply("b", "check", effects={"emotion": 20, "minutes": 3}),
                reply("c", "lost", when="emotion > 90"),
            ],
        },
        "check": {
            "customer": {"own": "是我", "other": "不是我"},
            "desk": ["card"],
            "replies": [
                reply("a", "good", when='variant == "own"', points={"合规": 1}),
                reply("b", "good", when='variant == "other" and told', points={"合规": 1}),
                reply("c", [{"when": "told", "to": "fair"}, {"to": "lost"}], effects={"emotion": 45}),
            ],
        },
    },
    "endings": {
        "good": {"title": "好", "text": "好的", "rank": "best"},
        "fair": {"title": "中", "text": "还行", "rank": "fair"},
        "lost": {"title": "差", "text": "挂了", "rank": "poor"},
    },
}


def small() -> dict[str, Any]:
    """Returns the small dialogue as its author would write it, to be changed freely."""
    return deepcopy(SMALL)
