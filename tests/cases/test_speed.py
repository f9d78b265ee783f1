"""How long the tables of a chapter take, once Python and its packages are warm."""

import gc
import re
import time
from pathlib import Path

import pytest
import yaml

from course.cases.world import World, class_world

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CHAPTERS = [f"ch0{number}" for number in range(9)]
MOST = 0.05  # seconds of processor time, on a machine of 2 cores


def tables_of(chapter: str) -> dict[str, list[str]]:
    """Own tables and class tables that a chapter's code and its workbenches ask for."""
    text = (NOTEBOOKS / f"{chapter}.md").read_text(encoding="utf-8")
    items = yaml.safe_load((NOTEBOOKS / f"{chapter}.items.yaml").read_text(encoding="utf-8"))
    offered = {name for task in items["tasks"] for name in task["workbench"]["tables"]}
    own = set(re.findall(r'(?<!\w)table\("([^"]+)"\)', text)) | offered
    return {"own": sorted(own), "class": sorted(set(re.findall(r'class_table\("([^"]+)"\)', text)))}


@pytest.mark.soak
@pytest.mark.parametrize("whose", ["own", "class"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapters_tables_of_one_world_are_made_in_50_ms(chapter, whose):
    names = tables_of(chapter)[whose]
    assert names, "the chapter works with data"
    spent = []
    for turn in range(10):
        world = World(chapter, f"quick{turn}") if whose == "own" else class_world(chapter)
        gc.collect()
        began = time.process_time()
        for name in names:
            world.table(name)
        spent.append(time.process_time() - began)
    # The first turn warms; the quickest is the one that least else disturbed.
    assert min(spent[1:]) < MOST, spent
