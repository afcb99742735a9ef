"""The real board with one thing broken: `faulty.py FAULT [overhang's arguments]`.

F12 sets the fault off; the one called `mount` does not wait for it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.drivers.linux_driver import LinuxDriver
from textual.strip import Strip

import overhang.app
from overhang.__main__ import main
from overhang.terminal.driver import TerminalDriver
from overhang.widgets.pane import Pane

FAULT = ""
SAID = "bad \x1b]0;title\x07 figure [/nope]"
"""What each fault says, for a terminal and a markup parser to obey."""


def fail() -> None:
    raise ValueError(SAID)


async def fail_later() -> None:
    await asyncio.sleep(0)
    fail()


class Faulty(overhang.app.OverhangApp):
    """Breaks when it is told to."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f12", "break", priority=True)]
    answers = 0

    def on_mount(self) -> None:
        if FAULT == "mount":
            fail()

    def action_break(self) -> None:
        FAULTS[FAULT](self)

    def exit(self, *args: Any, **named: Any) -> None:
        if FAULT != "deaf" or named.get("return_code"):
            super().exit(*args, **named)


def timer(app: Faulty) -> None:
    app.set_timer(0.01, fail)


def worker(app: Faulty) -> None:
    app.run_worker(fail_later())


def thread_worker(app: Faulty) -> None:
    app.run_worker(fail, thread=True)


def quiet_worker(app: Faulty) -> None:
    app.run_worker(fail_later(), exit_on_error=False)


def task(_: Faulty) -> None:
    asyncio.create_task(fail_later())  # noqa: RUF006


def thread(_: Faulty) -> None:
    threading.Thread(target=fail).start()


def render(app: Faulty) -> None:
    def broken(*_: object) -> Strip:
        raise ValueError(SAID)

    Pane.render_line = broken  # type: ignore[method-assign,assignment]
    for each in app.screen.query(Pane):
        each.refresh()


def leave(_: Faulty) -> None:
    sys.exit(7)


def interrupt(_: Faulty) -> None:
    raise KeyboardInterrupt


def block_thread(app: Faulty) -> None:
    app.run_worker(lambda: time.sleep(600), thread=True)


def block_loop(_: Faulty) -> None:
    while True:
        pass


async def hang() -> None:
    while True:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(600)


def block_closing(app: Faulty) -> None:
    # Whoever closes a widget waits for what its handlers await.
    app.screen.query(Pane).last().call_later(hang)


def flood(app: Faulty) -> None:
    def repaint() -> None:
        assert isinstance(app._driver, TerminalDriver)
        app._driver.generation += 1
        app.screen.refresh(layout=True)

    app.set_interval(0.05, repaint)


def deaf(app: Faulty) -> None:
    """Show that a key works: no key ends this one."""
    assert isinstance(app._driver, TerminalDriver)
    app.answers += 1
    app._driver.name_window(f"answer {app.answers}")


def complain(_: Faulty) -> None:
    os.write(2, b"a library complains\n")


FAULTS: dict[str, Callable[[Faulty], None]] = {
    each.__name__: each
    for each in (
        timer, worker, thread_worker, quiet_worker, task, thread, render, leave,
        interrupt, block_thread, block_loop, block_closing, flood, complain, deaf,
    )
}  # fmt: skip
FAULTS["handler"] = lambda _: fail()


if __name__ == "__main__":
    FAULT = sys.argv.pop(1)
    if FAULT == "deaf":
        TerminalDriver.process_message = LinuxDriver.process_message  # type: ignore[method-assign]
    overhang.app.OverhangApp = Faulty  # type: ignore[misc]
    sys.exit(main())
