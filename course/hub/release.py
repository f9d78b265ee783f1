"""Gives the chapters to the demo's trainees through nbgrader.

`publish` runs this module in the demo's course root, in a process of its own: nbgrader reads its
configuration from the environment and the current folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from course.hub.accounts import Account
from course.hub.problems import DemoError
from course.hub.workfolder import WorkFolder

MINUTES = 5


@dataclass(frozen=True)
class Chapters:
    """The chapters of a project folder that are ready to be given out."""

    root: Path
    names: tuple[str, ...]

    def fingerprint(self) -> str:
        """Returns a hash over the names and bytes of all files of the chapters."""
        digest = hashlib.sha256()
        for name in self.names:
            for part in ("source", "release"):
                base = self.root / part / name
                for path in sorted(p for p in base.rglob("*") if p.is_file()):
                    content = hashlib.sha256(path.read_bytes()).hexdigest()
                    digest.update(f"{part}/{name}/{path.relative_to(base)}\0{content}\n".encode())
        return digest.hexdigest()


def ready_chapters(root: Path) -> Chapters:
    """Returns the chapters below `root` that have both a source and a release."""
    names = sorted(p.parent.name for p in (root / "release").glob("ch*/ch*.ipynb") if p.stem == p.parent.name)
    return Chapters(root, tuple(n for n in names if (root / "source" / n / f"{n}.ipynb").is_file()))


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))


def publish(
    chapters: Chapters, folder: WorkFolder, accounts: list[Account], environment: Mapping[str, str]
) -> list[str]:
    """Returns the chapters that could not be renewed because trainees have already handed work in.

    Puts trainees and chapters into the gradebook and the chapters into the exchange. What trainees fetch is
    the project's own `release/`. Raises DemoError when nbgrader refuses for another reason.
    """
    order = {
        "root": str(chapters.root),
        "chapters": chapters.names,
        "trainees": {a.name: a.title for a in accounts if a.role == "trainee"},
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "course.hub.release"],
            check=False,
            input=json.dumps(order),
            cwd=folder.course_root,
            env=dict(environment),
            capture_output=True,
            text=True,
            timeout=60 * MINUTES,
            # Ctrl-C must not cut a release in two.
            start_new_session=True,
        )
    except OSError as error:
        raise DemoError(
            f"无法在 {folder.course_root} 里发布章节（{error.strerror}），请检查磁盘。"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise DemoError(f"发布章节超过 {MINUTES} 分钟没有完成，请稍后重试。") from error
    log = folder.run / "release.log"
    log.write_text(done.stderr + done.stdout, encoding="utf-8")
    answer = done.stdout.splitlines()[-1] if done.stdout.strip() else ""
    if done.returncode != 0 or not answer.startswith("{"):
        raise DemoError(f"nbgrader 没能发布章节，详情见 {log}。")
    report = json.loads(answer)
    if report["failed"]:
        raise DemoError(f"nbgrader 没能发布{'、'.join(report['failed'])}，详情见 {log}。")
    return list(report["kept"])


def main() -> None:
    """Prints the outcome as one JSON line; the order comes from standard input, the course lies here."""
    from course.hub.launch import skip_slow_grammar

    skip_slow_grammar()
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGrader, NbGraderAPI
    from traitlets.config import Config

    order = json.load(sys.stdin)
    app = NbGrader()
    app.initialize([])
    config = Config(app.config)
    config.ExchangeReleaseAssignment.force = True
    api = NbGraderAPI(config=config)
    failed, kept = [], []
    with Gradebook(api.coursedir.db_url, api.coursedir.course_id) as book:
        for name, title in order["trainees"].items():
            # Formgrader shows "last, first" and prints None for a part that is missing.
            book.update_or_create_student(name, last_name=title, first_name="学员")
        known = {assignment.name for assignment in book.assignments}
        collected = {
            name for name in order["chapters"] if name in known and book.assignment_submissions(name)
        }
    inbound = Path(os.environ["COURSE_EXCHANGE"]) / api.coursedir.course_id / "inbound"
    waiting = {name for name in order["chapters"] if any(inbound.glob(f"*+{name}+*"))}
    for name in order["chapters"]:
        if name in collected | waiting:
            kept.append(name)
            continue
        _copy(Path(order["root"]) / "source" / name, Path(api.coursedir.source_directory).absolute() / name)
        made = api.generate_assignment(name, force=True)
        if made["success"]:
            target = Path(api.coursedir.release_directory).absolute() / name
            _copy(Path(order["root"]) / "release" / name, target)
            made = api.release_assignment(name)
        print(made.get("log") or "", made.get("error") or "", file=sys.stderr)
        if not made["success"]:
            failed.append(name)
    print(json.dumps({"failed": failed, "kept": kept}))


if __name__ == "__main__":
    main()
