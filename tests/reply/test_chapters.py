"""What the chapters themselves hold up as good is not taken for a red line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from course.exercises.reply import lint, red_lines


def good_replies(root: Path) -> Iterator[tuple[str, str]]:
    """Yield place and text of each model reply and each reply that only earns points, of all dialogues."""
    for path in sorted((root / "notebooks").glob("ch*.yaml")):
        content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for dialogue in content.get("dialogues", []):
            for name, node in dialogue["nodes"].items():
                if model := node.get("model"):
                    yield f"{path.name}/{name}/model", model
                for reply in node.get("replies", []):
                    points = list((reply.get("points") or {}).values())
                    if points and min(points) > 0 and not reply.get("red_line"):
                        yield f"{path.name}/{name}/{reply['id']}", reply["text"]


def test_no_good_reply_of_a_dialogue_crosses_a_red_line(root: Path) -> None:
    good = dict(good_replies(root))
    assert len(good) >= 200
    crossed = {
        place: [finding.matched for finding in found]
        for place, text in good.items()
        if (found := red_lines(lint(text)))
    }
    assert crossed == {}
