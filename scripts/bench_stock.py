"""nbgrader's own execution, told whose submission it is: only then do trainees' own data come out."""

from __future__ import annotations

import os
from typing import Any

from nbgrader.preprocessors import Execute


class ExecuteStock(Execute):
    """Executes a submission in a kernel, with its trainee's identity."""

    def preprocess(self, nb: Any, resources: Any, *args: Any, **kwargs: Any) -> Any:
        """Returns the executed notebook and its resources."""
        os.environ["COURSE_GRADED_TRAINEE"] = resources["nbgrader"]["student"]
        return super().preprocess(nb, resources, *args, **kwargs)
