"""A JupyterLab of the tests' own: its server, its notebooks, and how a browser opens them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": {"autosave": False},
}
# Words of the options of `samples.choice()`, and where a card says what is saved.
RIGHT, WRONG = "请客户不要念出验证码", "先核对身份证号"
SAVED = ".course-saved"
READY = """() => {
  const context = jupyterapp.shell.currentWidget?.sessionContext;
  return context?.isReady && context.session?.kernel?.status === 'idle';
}"""
SETUP = """
import os, pathlib, time
began = time.perf_counter()
from course.exercises.card import show
from course.exercises.log import AnswerLog
from tests.exercises.samples import choice, numeric
took = time.perf_counter() - began
here = pathlib.Path(os.environ["JPY_SESSION_NAME"]).resolve()
here.with_suffix(".imports").write_text(str(took))
here.with_suffix(".pid").write_text(str(os.getpid()))
log = AnswerLog(here.with_name(here.stem + "-answers") / "ch01.jsonl")
def card(item):
    show(item, log, data="ch01:w1:demo", sid="test")
"""
# Scripts that return which elements are wider than their place, and all that the cards show.
WIDE = """[...document.querySelectorAll('.course-card, .course-card *')]
  .filter((e) => e.clientWidth > 5 && e.scrollWidth > e.clientWidth + 1
    && getComputedStyle(e).display !== 'inline')
  .map((e) => e.className || e.tagName)"""
SHOWN = """[...document.querySelectorAll('.course-card')].map((card) => [
  card.querySelector('.course-pill').textContent,
  card.querySelector('.course-saved').textContent,
  [...card.querySelectorAll('input')].map((e) => e.checked + (e.type === 'text' ? e.value : '')).join(),
  [...card.querySelectorAll('select, textarea')].map((e) => e.value).join(),
  card.querySelector('ol.course-steps')?.textContent ?? '',
  [...card.querySelectorAll('.course-rating')].map((e) => e.getAttribute('aria-pressed')).join(),
  [...card.querySelectorAll('[role=option][aria-selected=true]')].map((e) => e.textContent).join(),
  [...card.querySelectorAll('.course-verdict, .course-said, .course-remarks, .chat-turn, .chat-log')]
    .map((e) => e.textContent).join('|'),
])"""


@dataclass
class Lab:
    """A running server; its notebooks lie in `folder`."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def notebook(self, name: str, *sources: str) -> Notebook:
        """Returns a new notebook whose first cell is `SETUP`, followed by `sources`."""
        cells = [
            {"cell_type": "code", "id": f"c{place}", "metadata": {}, "source": source} | {"outputs": []}
            for place, source in enumerate([SETUP, *sources])
        ]
        cells = [cell | {"execution_count": None} for cell in cells]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = self.folder / f"{name}.ipynb"
        path.write_text(
            json.dumps(
                {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
            )
        )
        return Notebook(self, path)


@dataclass
class Notebook:
    """One notebook of a lab, its answer log, and the process of its kernel."""

    lab: Lab
    path: Path

    @property
    def log(self) -> Path:
        return self.path.with_name(f"{self.path.stem}-answers") / "ch01.jsonl"

    def events(self) -> list[dict[str, Any]]:
        return (
            [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]
            if self.log.exists()
            else []
        )

    @property
    def pid(self) -> int:
        return int(self.path.with_suffix(".pid").read_text())

    def kill(self) -> None:
        """Ends the kernel as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)

    def open(self, page: Page, view: str = "lab") -> Page:
        """Opens the notebook in JupyterLab's view or, with `notebooks`, in that of Notebook 7."""
        base = f"http://127.0.0.1:{self.lab.port}"
        page.goto(
            f"{base}/lab/tree/{self.path.name}?reset" if view == "lab" else f"{base}/{view}/{self.path.name}"
        )
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=20_000)
        # Cells run before this is so would open a dialog that asks for a kernel.
        page.wait_for_function(READY, timeout=20_000)
        return page

    def run(self, page: Page) -> Page:
        """Runs all cells and waits for the live cards."""
        # Not awaited: the command's promise stays open when the kernel dies.
        page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        page.locator(".course-live .course-card").first.wait_for(timeout=20_000)
        return page


def cards(page: Page) -> Locator:
    return page.locator(".course-card")


def card_of(page: Page, cell: int) -> Locator:
    """Returns the live card of a cell, counted from the first one after `SETUP`."""
    return page.locator(".jp-CodeCell").nth(cell + 1).locator(".course-card")


def submit(card: Locator, option: str) -> None:
    """Chooses an option of a card by its words and submits it."""
    card.get_by_text(option).click()
    card.locator(".course-main").click()


def theme(page: Page, name: str) -> None:
    """Switches the page to a theme of JupyterLab, Light or Dark."""
    page.evaluate(
        f"void jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {name}'}})"
    )
    page.locator(f"body[data-jp-theme-light='{str(name == 'Light').lower()}']").wait_for(state="attached")


def dark(page: Page) -> None:
    """Switches the page to JupyterLab's dark theme."""
    theme(page, "Dark")


def start(folder: Path) -> Lab:
    """Starts a server on a free port of this machine that reads no settings of its user."""
    for name, values in SETTINGS.items():
        path = folder / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    work = folder / "work"
    work.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        name: str(folder / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    own |= {"JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "PYTHONDONTWRITEBYTECODE": "1"}
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"),
            "--JupyterNotebookApp.expose_app_in_browser=True",
            *(
                f"--port={port}",
                "--ServerApp.port_retries=0",
                "--IdentityProvider.token=",
                f"--notebook-dir={work}",
            ),
            *(["--allow-root"] if os.geteuid() == 0 else []),
        ],
        env=os.environ | own,
        cwd=work,
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,
    )
    log.close()
    lab = Lab(work, port, process)
    until = time.monotonic() + 40
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > until:
            stop(lab)
            raise RuntimeError(f"JupyterLab did not start: {(folder / 'server.log').read_text()[-2000:]}")
        time.sleep(0.1)
    return lab


def stop(lab: Lab) -> None:
    """Ends the server; it ends its kernels."""
    lab.process.send_signal(signal.SIGTERM)
    try:
        lab.process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(lab.process.pid, signal.SIGKILL)
        lab.process.wait(5)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
