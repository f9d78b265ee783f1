"""nbgrader's own execution, told whose submission it is: only then do trainees' own data come out."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import Execute

CLOCK = "bench-stock.jsonl"
"""The file in the course folder that holds the CPU and wall seconds at which each execution began."""


class ExecuteStock(Execute):
    """Executes a submission in a kernel, with its trainee's identity."""

    def preprocess(self, nb: Any, resources: Any, *args: Any, **kwargs: Any) -> Any:
        """Returns the executed notebook and its resources."""
        with Path(CLOCK).open("a", encoding="utf-8") as clock:
            clock.write(json.dumps([sum(os.times()[:4]), time.perf_counter()]) + "\n")
        os.environ["COURSE_GRADED_TRAINEE"] = resources["nbgrader"]["student"]
        return super().preprocess(nb, resources, *args, **kwargs)
