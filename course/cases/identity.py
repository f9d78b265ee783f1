"""Who the trainee is, and the seeds that follow from it.

A seed depends on the course, the world version, the chapter, the trainee and a purpose, and on nothing else:
the grader makes the same tables from the same five facts, without asking the trainee's kernel.
"""

import hashlib
from collections.abc import Mapping

COURSE_ID = "finserv"
WORLD_VERSION = 1
CLASS_TRAINEE = "demo"

# The grader's word comes first: a trainee can set the other two in a cell.
_SOURCES = ("COURSE_GRADED_TRAINEE", "JUPYTERHUB_USER", "COURSE_TRAINEE")


def current_trainee(environ: Mapping[str, str]) -> str:
    """The trainee id that the environment names, or "demo".

    environ: usually os.environ. Empty and blank values count as not set.
    """
    for name in _SOURCES:
        value = environ.get(name, "").strip()
        if value:
            return value
    return CLASS_TRAINEE


def seed(chapter: str, trainee: str, purpose: str, world: int = WORLD_VERSION) -> int:
    """A whole number below 2**128 for one purpose of one trainee in one chapter.

    The parts are joined with their lengths in front, so that no two lists of parts give the same text.
    """
    parts = (COURSE_ID, str(world), chapter, trainee, purpose)
    joined = b"".join(b"%d:%b" % (len(raw), raw) for raw in (_bytes(part) for part in parts))
    return int.from_bytes(hashlib.sha256(joined).digest()[:16], "big")


def data_id(chapter: str, trainee: str, world: int = WORLD_VERSION) -> str:
    """The name of the data a trainee saw, such as "ch01:w1:demo", as the answer log keeps it."""
    return f"{chapter}:w{world}:{trainee}"


def _bytes(text: str) -> bytes:
    # A name from the file system can hold lone surrogates, which plain UTF-8 refuses.
    return text.encode("utf-8", "surrogatepass")
