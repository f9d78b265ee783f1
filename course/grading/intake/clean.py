"""The clean submission, computed: which files it holds, and what there is to say about what was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from course.grading.intake.answer_log import freeze
from course.grading.intake.handed import HandedNotebook, Unreadable, read_notebook
from course.grading.intake.handed_in import TIMESTAMP, as_text, handed_in
from course.grading.intake.rebuild import rebuild, to_bytes, with_note
from course.grading.intake.released import Released
from course.grading.intake.scan import Entry
from course.grading.intake.sentences import Finding, measured, remarks

LARGEST_EXTRA = 5 * 1024 * 1024
# nbgrader's own: the name of the folder in which the trainee will find the feedback is made from it.
SECRET = "submission_secret.txt"
_LONGEST_SECRET = 1_000
MOST_EXTRAS = 100
LARGEST_EXTRAS = 20 * 1024 * 1024
_LONGEST_NAME = 100
# Python would import these instead of what the grader means.
_CODE = frozenset({".py", ".pyc", ".pyd", ".so", ".pth", ".ipy"})


@dataclass
class Clean:
    """When it was handed in, files of the clean submission by path, and what there is to say."""

    handed_in: datetime
    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def paths_first(chapter: str) -> tuple[str, ...]:
    """Return the files that count, as paths in a submission."""
    return f"{chapter}.ipynb", log_path(chapter), TIMESTAMP, SECRET


def log_path(chapter: str) -> str:
    """Return the path of the chapter's answer log."""
    return f"answers/{chapter}.jsonl"


def clean(
    entries: list[Entry] | None,
    release: Mapping[str, bytes],
    chapter: str,
    trainee: str,
    now: datetime,
    received: datetime | None,
) -> Clean:
    """Return the clean submission for what was found in a folder.

    Args:
        entries: what lies in the folder; None where there is no folder.
        release: files of the release by name.
        chapter: such as "ch01".
        trainee: whose submission it is.
        now: the server's time.
        received: when the server got the submission, None if nobody saw it.

    Raises:
        ValueError, KeyError: the release has no usable notebook.
    """
    released = Released.read(release[f"{chapter}.ipynb"])
    left = {entry.name: entry for entry in entries or ()}
    time, findings = handed_in(left.pop(TIMESTAMP, None), now, received)
    made = Clean(time, findings=findings)
    if entries is None:
        made.findings = [Finding("missing_folder", chapter)]
        notebook, _ = rebuild(released, None, chapter)
    else:
        handed, file = _notebook(left, released, chapter, made)
        notebook, findings = rebuild(released, handed, file)
        made.findings += findings
        _log(left, chapter, trainee, made)
        _secret(left, made)
        _extras(left, release, {*release, *paths_first(chapter)}, made)
    refused, _ = remarks(made.findings, trainee)
    notebook = with_note(notebook, [remark.sentence for remark in refused])
    made.files[f"{chapter}.ipynb"] = to_bytes(notebook)
    made.files[TIMESTAMP] = as_text(time)
    made.files |= {name: data for name, data in release.items() if name != f"{chapter}.ipynb"}
    return made


def _notebook(
    left: dict[str, Entry], released: Released, chapter: str, made: Clean
) -> tuple[HandedNotebook | None, str]:
    """Return the notebook that counts and its name; it and all others leave `left`."""
    expected = f"{chapter}.ipynb"
    usable: list[tuple[str, HandedNotebook]] = []
    broken: dict[str, Finding] = {}
    for name in [name for name in left if ".ipynb" in PurePosixPath(name).name.lower()]:
        entry = left[name]
        if entry.kind != "file":
            continue
        del left[name]
        if entry.data is None:
            broken[name] = Finding("large", name, measured(entry.size))
            continue
        read = read_notebook(entry.data)
        if isinstance(read, Unreadable):
            broken[name] = Finding(read.code, name, read.fact)
        elif not _is_of_chapter(read, released, name == expected):
            broken[name] = Finding("foreign", name)
        else:
            usable.append((name, read))
    made.findings += broken.values()
    if not usable:
        if not broken and expected not in left and chapter not in left:
            made.findings.append(Finding("missing_notebook", expected))
        return None, expected

    def rank(pair: tuple[str, HandedNotebook]) -> tuple[object, ...]:
        # The expected name counts if there is work under it, else the copy with the most work.
        name, work = pair[0], _worked(pair[1], released)
        return not (name == expected and work), -work, name != expected, name

    usable.sort(key=rank)
    (name, handed), *others = usable
    made.findings += [Finding("second_notebook", other) for other, _ in others]
    if name != expected:
        made.findings.append(Finding("renamed", name))
    if handed.world != released.world or not handed.chapter:
        made.findings.append(Finding("old_release", name))
    return handed, name


def _is_of_chapter(read: HandedNotebook, released: Released, expected: bool) -> bool:
    if read.chapter:
        return read.chapter == released.chapter
    # Some editors drop metadata of the notebook; nbgrader's names of cells still say what it is.
    return expected and any(cell.grade_id in released.graded_places for cell in read.cells)


def _worked(read: HandedNotebook, released: Released) -> int:
    stubs = {cell.grade_id: cell.source for cell in released.cells if cell.is_answer}
    return sum(stubs.get(cell.grade_id, cell.source) != cell.source for cell in read.cells)


def _log(left: dict[str, Entry], chapter: str, trainee: str, made: Clean) -> None:
    path = log_path(chapter)
    entry = left.get(path)
    folder = left.get("answers")
    if folder is not None and folder.kind != "folder":
        return  # said as what it is, below
    if entry is None:
        made.findings.append(Finding("log_missing", path))
    elif entry.kind == "file":
        del left[path]
        frozen = freeze(entry, chapter, trainee)
        made.findings += frozen.findings
        made.files[path] = frozen.data


def _secret(left: dict[str, Entry], made: Clean) -> None:
    entry = left.get(SECRET)
    if entry is not None and entry.data and len(entry.data) <= _LONGEST_SECRET and entry.data.isalnum():
        made.files[SECRET] = left.pop(SECRET).data or b""


def _extras(left: Mapping[str, Entry], release: Mapping[str, bytes], ours: set[str], made: Clean) -> None:
    room, taken = LARGEST_EXTRAS, 0
    for name, entry in left.items():
        if any(str(parent) in ours for parent in entry.path.parents):
            continue  # inside a folder that stands in the place of a file
        if name in release and entry.kind == "file":
            if entry.data != release[name]:
                made.findings.append(Finding("release_file", name))
            continue
        code = _refusal(entry, room)
        if entry.kind == "folder" and not code:
            continue
        if code:
            fact = measured(entry.size) if code == "large" else ""
            made.findings.append(Finding(code, name, fact))
        elif taken == MOST_EXTRAS:
            made.findings.append(Finding("many", name))
            return
        elif entry.data is not None:
            made.files[name] = entry.data
            room -= entry.size
            taken += 1


def _refusal(entry: Entry, room: int) -> str:
    """Return the code of why this extra file or folder is not taken, or nothing."""
    name = entry.path.name
    if entry.kind == "folder":
        is_file = entry.path.suffix in (".ipynb", ".jsonl") or entry.name == TIMESTAMP
        return "folder" if is_file else ""
    if entry.kind != "file":
        return entry.kind
    if len(entry.name) > _LONGEST_NAME or not entry.name.isprintable() or set('\\:*?"<>|') & set(name):
        return "odd_name"
    if any(part.startswith(".") for part in entry.path.parts):
        return "hidden"
    if entry.path.suffix.lower() in _CODE:
        return "code"
    if entry.size > LARGEST_EXTRA:
        return "large"
    return "full" if entry.data is None or entry.size > room else ""
