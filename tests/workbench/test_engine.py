"""The workbench's table is the table of the code it shows, and what cannot be done is one sentence."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course.cases.workbench.code import code_of
from course.cases.workbench.engine import run
from course.cases.workbench.plan import plan_of
from course.cases.workbench.problems import SpecProblem
from course.cases.workbench.spec import complete, read_spec
from course.cases.world import World
from tests.workbench.specs import CHAPTER_ONE, random_spec

SENTENCE = re.compile(r"[^。\n]{6,120}。")
OWN = World("ch01", "anan")
# Every kind of row a table has, in few enough rows for a thousand specs.
SAMPLES = {name: table.iloc[:: max(1, len(table) // 200)] for name in OWN.names if len(table := OWN.table(name))}


def made(raw: dict[str, Any]) -> tuple[pd.DataFrame, str]:
    """Returns the engine's table and the code that is shown for it."""
    spec, _ = complete(read_spec(raw))
    frame = SAMPLES[spec.table]
    plan = plan_of(spec, frame)
    return run(plan, frame), code_of(plan, "答案")


def executed(code: str) -> Any:
    names: dict[str, Any] = {"table": SAMPLES.get, "class_table": SAMPLES.get}
    exec(compile(code, "shown", "exec"), names)
    return names["答案"]


@pytest.mark.parametrize("part", range(4))
def test_the_shown_code_makes_the_identical_table(part: int) -> None:
    """1,000 specs in four parts; refused ones do not count."""
    random = Random(part)
    compared, refused = 0, []
    while compared < 250:
        name = random.choice(list(SAMPLES))
        raw = random_spec(random, name, SAMPLES[name])
        try:
            table, code = made(raw)
        except SpecProblem as problem:
            assert SENTENCE.fullmatch(str(problem))
            refused.append(raw)
            assert len(refused) < 500
            continue
        assert_frame_equal(executed(code), table, check_exact=True)
        compared += 1
