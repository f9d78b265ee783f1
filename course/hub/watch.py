"""Watches a running hub and ends it."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request

import psutil

from course.hub import processes
from course.hub.problems import DemoError
from course.hub.settings import Settings
from course.hub.signals import StopRequest

START_SECONDS = 120.0
LOOK_SECONDS = 0.25
# How often the descendants are written down, so that those of a killed parent are still known.
REMEMBER_EVERY = 8
# The hub ends its servers one after another; what is left after this long is ended by us.
ORDERLY_SECONDS = 12.0


class HubRun:
    """A started hub and everything that has been seen below it."""

    def __init__(self, hub: subprocess.Popen[bytes], settings: Settings) -> None:
        self.hub = hub
        self.settings = settings
        self._seen: set[psutil.Process] = set()
        self._proxy: psutil.Process | None = None

    def look(self) -> None:
        """Raises DemoError when hub or proxy has ended without being asked to."""
        log = self.settings.folder.log_file
        if (code := self.hub.poll()) is not None:
            raise DemoError(f"JupyterHub 意外退出（代码 {code}），演示的其他程序已一并结束，详情见 {log}。")
        if self._proxy is not None and not processes.alive(self._proxy):
            raise DemoError(f"转发程序 traefik 意外退出，演示的其他程序已一并结束，详情见 {log}。")

    def remember(self) -> None:
        """Notes the hub's living descendants, and which of its children is the proxy."""
        try:
            below = psutil.Process(self.hub.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return
        self._seen = {p for p in self._seen if processes.alive(p)} | set(below)

    def note_proxy(self) -> None:
        """Notes which child of the hub is the proxy; called when nobody has logged in yet."""
        try:
            below = psutil.Process(self.hub.pid).children()
            self._proxy = next((p for p in below if "traefik" in p.name()), None)
        except psutil.NoSuchProcess:
            return

    def wait(self, stop: StopRequest) -> None:
        """Returns when a stop is requested; raises DemoError when hub or proxy ends before."""
        turn = 0
        while not stop.wait(LOOK_SECONDS):
            self.look()
            turn += 1
            if turn % REMEMBER_EVERY == 0:
                self.remember()

    def end(self) -> None:
        """Ends the hub in order, then whatever is left of this run."""
        self.remember()
        if self.hub.poll() is None:
            self.hub.terminate()
            try:
                self.hub.wait(ORDERLY_SECONDS)
            except subprocess.TimeoutExpired:
                self.hub.kill()
        processes.end_all(self.settings.run, self._seen)
        self.hub.wait()


def _answers(address: str) -> bool:
    # A proxy from the environment must not be asked for 127.0.0.1.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address + "hub/health", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until_ready(run: HubRun, stop: StopRequest) -> None:
    """Returns when the hub answers through its proxy, or a stop was requested.

    Raises DemoError when the hub ends first or does not answer within START_SECONDS.
    """
    deadline = time.monotonic() + START_SECONDS
    while not _answers(run.settings.address):
        run.look()
        if stop.wait(LOOK_SECONDS):
            return
        if time.monotonic() > deadline:
            log = run.settings.folder.log_file
            raise DemoError(f"JupyterHub 在 {START_SECONDS:.0f} 秒内没有就绪，详情见 {log}。")
    run.note_proxy()
    run.remember()
