"""Parts of the engine against one yardstick of the same run: reading and writing a megabyte of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from course.cases.world import World  # noqa: E402  # lies beside this folder
from course.exercises.dialogue.engine import replay  # noqa: E402
from course.exercises.dialogue.proof import best_path  # noqa: E402
from course.exercises.reply.lint import Context, lint  # noqa: E402
from tests.exercises.dialogues import sample  # noqa: E402

REPLY = "录像显示柜员说错了到账时间，这是我们的错。工单号XQ-20261123-0091，我明天18:00前打给您。" * 6


def shortest(action: Callable[[], object], times: int = 9) -> float:
    """Returns the shortest processor time of `times` calls of `action`, in seconds."""
    action()
    spent = []
    for _ in range(times):
        began = time.process_time()
        action()
        spent.append(time.process_time() - began)
    return min(spent)


def tables(*names: str) -> Callable[[], None]:
    """Returns what makes the tables `names` of a trainee whom it has not met before."""
    trainees = count()

    def action() -> None:
        world = World("ch01", f"bench-{names[-1]}-{next(trainees)}")
        for name in names:
            world.table(name)

    return action


def main() -> None:
    """Prints each part's time as a multiple of the yardstick's, and in milliseconds."""
    text = json.dumps([{"编号": i, "文字": "客户来电" * 4} for i in range(17_000)])
    yardstick = shortest(lambda: json.loads(json.dumps(json.loads(text))))
    bank = sample("ch01-d1")
    path = best_path(bank, "agent")
    names = World("ch01", "bench").names
    parts: dict[str, Callable[[], object]] = {
        "tables of chapter 1": tables("联络", "工单"),
        "the first seven tables": tables(*names[:7]),
        "all tables": tables(*names),
        "1,000 replays of a dialogue": lambda: [replay(bank, "agent", path) for _ in range(1000)],
        "a reply of 300 characters checked": lambda: lint(
            REPLY[:300], Context(identity_verified=False, requires=("time_limit", "ticket_number"))
        ),
    }
    for what, action in parts.items():
        spent = shortest(action)
        print(f"{what:<34}{spent / yardstick:6.2f}   ({spent * 1000:.1f} ms)", flush=True)


if __name__ == "__main__":
    main()
