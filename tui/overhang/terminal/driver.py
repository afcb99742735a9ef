"""Textual's Linux driver, for terminals that vanish, stall, or send nonsense.

Each override says what Textual 8.2 lacks there; most could go if Textual gained it.
"""

from __future__ import annotations

import os
import select
import signal
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from overhang.terminal.keyboard import Keyboard
from overhang.terminal.modes import AGAIN, RESTORE, UNTITLE
from overhang.terminal.notices import PUSH_TITLE, title
from overhang.terminal.sink import Sink
from overhang.terminal.typed_ahead import TypedAhead

LEAVING_SIGNALS = (
    signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGABRT,
    signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGUSR1, signal.SIGUSR2,
    signal.SIGXCPU,
)  # fmt: skip
"""Those that would end the process on the spot."""
_PATIENCE = 3.0
"""Seconds a clean exit may take before the process is ended all the same."""
_LARGEST = 1000
"""Columns or lines that are believed: 1x65535 keeps the layout busy for seconds."""
_STARTS = 10
"""How often a shell may send the board to the background before it gives up."""
_AHEAD = 1000
"""Keys and the like that may wait for the app: a few seconds of its work."""


class TerminalDriver(LinuxDriver):
    """Draws on standard error, reads standard input, and always gives both back."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert self._file is not None, "a closed standard error is refused earlier"
        self._output = self._file.fileno()
        self._sink: Sink | None = None
        self._is_on = self._is_starting = False
        self._attributes: list[Any] | None = None
        """The terminal's, as the board needs them."""
        self._title: str | None = None
        self._sent = self._arrived = 0
        """Messages on their way to the app; each is counted by one thread."""
        self._overrun = False
        self._giving_back = threading.Lock()
        self._given_back = threading.Event()
        self.leaving: int | None = None
        """The status to end with, once something outside asked the app to end."""
        self.generation = 0
        """Grows when what the terminal shows is no longer known."""
        if size is None:
            self._size = self._get_terminal_size()
        for each in LEAVING_SIGNALS:
            # Not the loop's own handlers: a blocked loop would swallow those.
            signal.signal(each, self._on_signal)

    # --- output -------------------------------------------------------------------

    def has_room(self) -> bool:
        """Return whether a frame may be written now.

        If not, one full repaint is asked for when the terminal has caught up.
        Textual's writer blocks the event loop after 30 writes to a stalled terminal.
        """
        return self._sink is not None and self._sink.has_room()

    def write(self, data: str) -> None:
        """Queue output; Textual's own queue blocks, and dies with the terminal."""
        if self._sink is not None:
            self._sink.write(data)

    def name_window(self, text: str) -> None:
        """Set the window's title; what it was before comes back with the terminal."""
        if self._title is None:
            self.write(PUSH_TITLE)
        self._title = text
        self.write(title(text))

    def close(self) -> None:
        """Stop writing; Textual would wait for ever for a terminal that stalls."""
        super().close()
        if self._sink is not None:
            self._sink.stop()
            self._sink = None

    # --- in and out of application mode -------------------------------------------

    def start_application_mode(self) -> None:
        """Start once: Textual starts another input thread at each stray SIGCONT."""
        self.generation += 1
        if self._is_on:
            self._take_back()
        if self._is_on or self._is_starting:
            return
        self._is_starting = True
        self._given_back.clear()
        self._sink = Sink(self._output, self._on_gone, self._on_drained)
        self._sink.start()
        try:
            self._is_on = any(self._starts() for _ in range(_STARTS))
        finally:
            self._is_starting = False
        if not self._is_on:
            self._on_gone()
            return
        if self._title is not None:
            self.write(PUSH_TITLE + title(self._title))
        signal.signal(signal.SIGWINCH, self._on_resized)
        with suppress(termios.error):
            self._attributes = termios.tcgetattr(self.fileno)
        if self.generation > 1:
            self._on_drained()

    def _starts(self) -> bool:
        """Start, unless the shell keeps the board in the background: it stops there."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        return self._key_thread is not None and self._key_thread.is_alive()

    def _take_back(self) -> None:
        """Set every mode again: after SIGSTOP the shell has had the terminal."""
        with suppress(termios.error):
            if self._attributes is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._attributes)
        self.write(AGAIN)
        self._enable_mouse_support()
        self._on_drained()

    def stop_application_mode(self) -> None:
        """Give the terminal back, once: a mode undone twice is the shell's own."""
        if not self._giving_back.acquire(blocking=False):
            return
        try:
            super().stop_application_mode()
            # Last: one who restores over our head, while that waits, does it too.
            if self._title is not None:
                self.write(UNTITLE)
            self._is_on = False
            self._given_back.set()
        finally:
            self._giving_back.release()

    def force_restore(self) -> None:
        """Give the terminal back, if it is not, without the loop and without waiting.

        Textual leaves every mode on when it is killed or when a handler raises
        `SystemExit`.
        """
        claimed = self._giving_back.acquire(blocking=False)
        # Else the loop is at it. It may be stuck: then it is done over its head.
        if not claimed and self._given_back.wait(0.5):
            return
        if not self._is_on:
            return
        self._is_on = False
        self.exit_event.set()
        if self._sink is not None:
            self._sink.discard()
        fd = self._output
        try:
            if select.select([], [fd], [], 0.2)[1]:
                untitle = UNTITLE if self._title is not None else ""
                os.write(fd, f"{untitle}{RESTORE}".encode())
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        except (OSError, termios.error):
            return  # No terminal: nothing to restore.

    # --- size ---------------------------------------------------------------------

    def _get_terminal_size(self) -> tuple[int, int]:
        """Ask the terminal; Textual believes COLUMNS and LINES and any size."""
        try:
            columns, lines = os.get_terminal_size(self._output)
        except OSError:
            columns, lines = 0, 0
        return min(columns or 80, _LARGEST), min(lines or 24, _LARGEST)

    def _on_resized(self, _number: int, _frame: FrameType | None) -> None:
        """Repaint although the size is the same: Textual then leaves the screen torn.

        A window made small and large again may have lost what was on it.
        """
        self.generation += 1
        self._on_loop(self._fit)

    def _fit(self) -> None:
        # Always posted: what the app takes for its size may be one of a resize ago,
        # with that resize still on its way.
        size = Size(*self._get_terminal_size())
        self._app.post_message(events.Resize(size, size))

    def _query_in_band_window_resize(self) -> None:
        """Do not ask for sizes in the input: the kernel tells them, and nobody else."""

    # --- input --------------------------------------------------------------------

    def process_message(self, message: Message) -> None:
        """Leave on Ctrl-C from this thread, so that it works while the loop is busy."""
        if isinstance(message, events.Key) and message.key == "ctrl+c":
            self._leave(128 + signal.SIGINT)
        else:
            super().process_message(message)

    def send_message(self, message: Message) -> None:
        """Hand it to the app, if it keeps up; Textual queues without end.

        What it cannot take is forgotten, and all that follows up to a pause: the rest
        of a command is not a command.
        """
        app = self._app
        behind = app.behind if isinstance(app, TypedAhead) else app.message_queue_size
        self._overrun |= self._sent - self._arrived + behind >= _AHEAD
        if not self._overrun:
            self._sent += 1
            self._on_loop(lambda: self._arrive(message))

    def _arrive(self, message: Message) -> None:
        self._arrived += 1
        self._app.post_message(message)

    def run_input_thread(self) -> None:
        """Read keys; Textual ends on invalid UTF-8 and spins when input ends."""
        keyboard = Keyboard()
        while not self.exit_event.is_set():
            try:
                if select.select([self.fileno], [], [], 0.1)[0]:
                    typed = os.read(self.fileno, 4096)
                    if not typed:
                        raise EOFError
                    messages = keyboard.feed(typed)
                else:
                    self._overrun = False
                    messages = keyboard.tick()
            except (OSError, EOFError):
                self._on_gone()
                return
            for each in messages:
                self.process_message(each)

    # --- leaving ------------------------------------------------------------------

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Leave with the terminal restored; Textual dies with every mode left on."""
        self._leave(128 + number)

    def _on_gone(self) -> None:
        """Leave when the terminal does; Textual's threads spin, its loop blocks."""
        self._leave(128 + signal.SIGHUP)

    def _leave(self, status: int) -> None:
        """Ask the app to exit; the second time, or after a while, end the process."""
        if self.leaving is not None:
            if status != 128 + signal.SIGHUP:
                self._end(self.leaving)
            return
        self.leaving = status
        watchdog = threading.Timer(_PATIENCE, self._end, (status,))
        watchdog.daemon = True
        watchdog.start()
        self._on_loop(lambda: self._app.exit(return_code=status))

    def _end(self, status: int) -> None:
        self.force_restore()
        if (sink := self._sink) is not None:
            # What restores the terminal may still be on its way.
            sink.stop(0.5)
        os._exit(status)

    # --- repainting ---------------------------------------------------------------

    def _on_drained(self) -> None:
        self._on_loop(lambda: self._app.refresh(layout=True))

    def _on_loop(self, call: Callable[[], object]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)
