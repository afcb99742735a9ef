"""Into the full screen and out of it again, whatever happens inside."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from rich.console import RenderableType
from textual.driver import Driver
from textual.worker import WorkerFailed

from overhang.terminal.celldiff import CellDiff
from overhang.terminal.crash import report
from overhang.terminal.driver import LEAVING_SIGNALS, TerminalDriver
from overhang.terminal.ending import let_go, wind_up
from overhang.terminal.herald import Port
from overhang.terminal.typed_ahead import TypedAhead
from overhang.terminal.unseen import Workers, heard

_PATIENCE_S = 3.0
"""What an app may take to close. It waits for its widgets; one may wait for ever."""


class TerminalApp(TypedAhead, CellDiff):
    """An app that survives its terminal and does not print tracebacks on it."""

    def __init__(self) -> None:
        super().__init__()
        self._workers = Workers(self)

    def get_driver_class(self) -> type[Driver]:
        """Use the driver that gives the terminal back."""
        return TerminalDriver

    def port(self) -> Port | None:
        """Return the way to the terminal; none when nothing is drawn on one."""
        driver = self._driver
        return driver if isinstance(driver, TerminalDriver) else None

    def exit(
        self,
        result: Any = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """Exit; give up waiting for what does not end."""
        super().exit(result, return_code, message)
        self._give_up_later()

    def panic(self, *renderables: RenderableType) -> None:
        """Stop; `run` tells what happened once the screen is restored."""
        self._close_messages_no_wait()
        self._give_up_later()

    def _fatal_error(self) -> None:
        """Stop likewise; Textual would print every local variable."""
        self.panic()

    def _give_up_later(self) -> None:
        if self._loop is not None and isinstance(self._driver, TerminalDriver):
            self._loop.call_later(_PATIENCE_S, self._loop.stop)


def run(
    app_factory: Callable[[], TerminalApp],
    *,
    crash_dir: Path,
    stderr: IO[str],
    mouse: bool = True,
) -> int:
    """Run an app until it ends; return the status for the shell.

    128 plus the signal's number if one ended it (130 for Ctrl-C, 129 when the
    terminal went away), 1 after a crash, whose traceback goes to a file. Does not
    return while a thread of the app's hangs: the process ends with that status.

    Args:
        app_factory: Makes the app; may be interrupted.
        crash_dir: Folder for tracebacks.
        stderr: Where a crash is told, in two lines.
        mouse: Whether to ask the terminal for mouse events.
    """
    app: TerminalApp | None = None
    error: BaseException | None = None
    before = set(threading.enumerate())
    loop = asyncio.new_event_loop()
    try:
        app = app_factory()
        with heard(loop, app._handle_exception):
            app.run(mouse=mouse, loop=loop)
    except BaseException as raised:
        error = raised
    leaving = _give_back(app)
    wind_up(loop)
    status = leaving if leaving is not None else _asked_for(app, error)
    if status is None:
        status = 1
        stderr.write(report(_cause(app, error), crash_dir, dt.datetime.now(dt.UTC)))
    let_go(set(threading.enumerate()) - before, status)
    return status


def _asked_for(app: TerminalApp | None, error: BaseException | None) -> int | None:
    """Return the status that the user or the program asked for; none: it crashed."""
    if isinstance(error, KeyboardInterrupt):
        return 128 + signal.SIGINT
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else int(bool(error.code))
    if app is None or app._exception is not None:
        return None
    # One that was told to exit and did not close was stopped: no fault of the user's.
    return app.return_code or 0 if error is None or app._exit else None


def _cause(app: TerminalApp | None, error: BaseException | None) -> BaseException:
    """Return what went wrong first, as it was raised."""
    first = (app and app._exception) or error
    assert first is not None, "nothing went wrong"
    return first.error if isinstance(first, WorkerFailed) else first


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
