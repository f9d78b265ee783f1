"""A step of nbgrader's that makes trouble for chosen trainees, named in trouble.json of the course folder."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import NbGraderPreprocessor

CONFIG = """
steps = list(c.Autograde.sanitize_preprocessors)
c.Autograde.sanitize_preprocessors = [*steps, "tests.grading.faults.Trouble"]
"""


def plan(folder: Path, **troubles: str) -> None:
    """Let a trainee's grading meet one of: raise, kill, kill once, sleep, memory."""
    (folder / "trouble.json").write_text(json.dumps(troubles), encoding="utf-8")


class Trouble(NbGraderPreprocessor):  # type: ignore[misc]
    """Does what trouble.json says for this trainee."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return what came in, if it returns."""
        file = Path("trouble.json")
        trainee = resources["nbgrader"]["student"]
        trouble = json.loads(file.read_text(encoding="utf-8")).get(trainee, "") if file.exists() else ""
        if trouble == "raise":
            raise RuntimeError("a step failed")
        if trouble == "kill" or (trouble == "kill once" and not Path(f"killed-{trainee}").exists()):
            Path(f"killed-{trainee}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if trouble == "sleep":
            time.sleep(600)
        if trouble == "memory":
            import resource

            before = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (1 << 30, before[1]))
            try:
                held = [bytearray(1 << 26) for _ in range(64)]
            finally:
                resource.setrlimit(resource.RLIMIT_AS, before)
            raise AssertionError(len(held))
        return nb, resources


class TenPoints(BasePlugin):  # type: ignore[misc]
    """Takes ten points off for being late."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """Return ten."""
        return 10.0
