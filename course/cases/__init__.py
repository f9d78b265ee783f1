"""The case world of 星桥金融: who the trainee is, seeded tables, and what their columns mean."""

from course.cases.identity import COURSE_ID, WORLD_VERSION, current_trainee, data_id, seed
from course.cases.vocabulary import CUTOFF, 截止日
from course.cases.world import UnknownTable, UnknownWorld, World, class_world, drift, probe

__all__ = [
    "COURSE_ID",
    "CUTOFF",
    "WORLD_VERSION",
    "UnknownTable",
    "UnknownWorld",
    "World",
    "class_world",
    "current_trainee",
    "data_id",
    "drift",
    "probe",
    "seed",
    "截止日",
]
