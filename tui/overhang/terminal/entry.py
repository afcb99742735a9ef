"""Into the full screen and out of it again, whatever happens inside."""

from __future__ import annotations

import datetime as dt
import signal
from collections.abc import Callable
from pathlib import Path
from typing import IO

from rich.console import RenderableType
from textual.driver import Driver

from overhang.terminal.celldiff import CellDiff
from overhang.terminal.crash import report
from overhang.terminal.driver import LEAVING_SIGNALS, TerminalDriver
from overhang.terminal.herald import Port
from overhang.terminal.typed_ahead import TypedAhead


class TerminalApp(TypedAhead, CellDiff):
    """An app that survives its terminal and does not print tracebacks on it."""

    def get_driver_class(self) -> type[Driver]:
        """Use the driver that gives the terminal back."""
        return TerminalDriver

    def port(self) -> Port | None:
        """Return the way to the terminal; none when nothing is drawn on one."""
        driver = self._driver
        return driver if isinstance(driver, TerminalDriver) else None

    def panic(self, *renderables: RenderableType) -> None:
        """Stop; `run` tells what happened once the screen is restored."""
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """Stop likewise; Textual would print every local variable."""
        self._close_messages_no_wait()


def run(
    app_factory: Callable[[], TerminalApp],
    *,
    crash_dir: Path,
    stderr: IO[str],
    mouse: bool = True,
) -> int:
    """Run an app until it ends; return the status for the shell.

    128 plus the signal's number if one ended it (130 for Ctrl-C, 129 when the
    terminal went away), 1 after a crash, whose traceback goes to a file.

    Args:
        app_factory: Makes the app; may be interrupted.
        crash_dir: Folder for tracebacks.
        stderr: Where a crash is told, in two lines.
        mouse: Whether to ask the terminal for mouse events.
    """
    app: TerminalApp | None = None
    error: BaseException | None = None
    try:
        app = app_factory()
        app.run(mouse=mouse)
        error = app._exception
    except BaseException as raised:
        error = raised
    leaving = _give_back(app)
    if leaving is not None:
        return leaving
    if isinstance(error, KeyboardInterrupt):
        return 128 + signal.SIGINT
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else int(bool(error.code))
    if error is not None:
        stderr.write(report(error, crash_dir, dt.datetime.now(dt.UTC)))
        return 1
    return (app and app.return_code) or 0


def _give_back(app: TerminalApp | None) -> int | None:
    """Restore what the app left on; return the status of what ended it, if known.

    A handler that raises `SystemExit` takes Textual down without its clean-up.
    """
    driver = app._driver if app else None
    leaving = None
    if isinstance(driver, TerminalDriver):
        driver.force_restore()
        leaving = driver.leaving
    for each in LEAVING_SIGNALS:
        # The terminal is whole: from here on a signal may simply end the process.
        signal.signal(each, signal.SIG_DFL)
    return leaving
