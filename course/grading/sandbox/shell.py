"""A plain IPython shell whose cells come out as in a kernel, without any kernel."""

from __future__ import annotations

import builtins
import getpass
import site
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course.grading.sandbox.display import Display, Stream, plain
from course.grading.sandbox.job import Status

NO_INPUT = "评分时没有人可以输入：请把 input() 改成直接写出值。"


def _shown(shell: Any) -> Display:
    display: Display = shell.display
    return display


class _Hook(DisplayHook):
    """Turns a cell's last value into an output instead of printing it."""

    @staticmethod
    def semicolon_at_end_of_expression(expression: str) -> bool:
        """Return whether a cell's last sign is a semicolon, which most cells need not be taken apart for."""
        ends: bool = ";" in expression and DisplayHook.semicolon_at_end_of_expression(expression)  # type: ignore[no-untyped-call]
        return ends

    def start_displayhook(self) -> None:
        """Show nothing before the value."""

    def write_output_prompt(self) -> None:
        """Show no prompt."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Add the value to the cell's outputs."""
        _shown(self.shell).add(
            {
                "output_type": "execute_result",
                "data": plain(format_dict),
                "metadata": md_dict or {},
                "execution_count": self.prompt_count,
            }
        )

    def finish_displayhook(self) -> None:
        """Show nothing after the value."""


class _Publisher(DisplayPublisher):
    """Adds what is displayed to the cell's outputs."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **kwargs: object,
    ) -> None:
        """Add a bundle, or put it in the place of an earlier one with the same display id."""
        display_id = (transient or {}).get("display_id")
        if update and display_id:
            _shown(self.shell).update(data, metadata or {}, display_id)
            return
        output = {"output_type": "display_data", "data": plain(data), "metadata": metadata or {}}
        _shown(self.shell).add(output, display_id)

    def clear_output(self, wait: bool = False) -> None:
        """Forget the cell's outputs."""
        _shown(self.shell).clear(wait)


class Shell(InteractiveShell):
    """Runs cells and collects what they show in `display`."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def __init__(self, **kwargs: Any) -> None:
        self.display = Display()
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self.ask_exit = _stay

    def init_path(self) -> None:
        """Leave the import path: a file of the work folder must not stand for a package."""

    def init_virtualenv(self) -> None:
        """Look for no other environment."""

    def init_profile_dir(self, profile_dir: object = None) -> None:
        """Keep no profile on disk."""
        self.profile_dir = None

    def enable_gui(self, gui: object = None) -> None:
        """Start no event loop for windows."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: Sequence[str]) -> None:
        error = {"ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
        self.display.add({"output_type": "error", **error})

    def forget(self) -> None:
        """Be as new: no names, no history, no outputs, and every warning still to be given."""
        self.reset(new_session=True)  # type: ignore[no-untyped-call]
        self.display.reset()
        for module in list(sys.modules.values()):
            if isinstance(module, ModuleType):
                vars(module).pop("__warningregistry__", None)
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            vars(sys).pop(name, None)

    async def run(self, source: str) -> Status:
        """Return how a cell ended. Called with a running event loop, as a kernel's cells are."""
        transformed, problem = source, None
        try:
            transformed = self.transform_cell(source)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001  # shown as the cell's error
            problem = sys.exc_info()
        result = None
        try:
            result = await self.run_cell_async(
                source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=problem
            )
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:  # noqa: BLE001  # an interrupt between two steps of the shell
            error = raised
            self.showtraceback()
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        if error is None:
            return "ok"
        return "memory" if isinstance(error, MemoryError) else "error"


def _stay() -> None:
    """Do nothing: exit() ends no cell in a notebook that is run from top to bottom."""


def _no_input(*args: object, **kwargs: object) -> NoReturn:
    raise StdinNotImplementedError(NO_INPUT)


def new_shell() -> Shell:
    """Return the process's shell, with the streams and builtins that a notebook has."""
    # What `site` adds, which was not run.
    site.setquit()
    site.setcopyright()
    site.sethelper()
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.HistoryManager.hist_file = ":memory:"
    shell = Shell.instance(config=settings)
    sys.stdout, sys.stderr = Stream(shell.display, "stdout"), Stream(shell.display, "stderr")
    builtins.input = _no_input
    getpass.getpass = _no_input
    sys.argv = [""]
    return shell
