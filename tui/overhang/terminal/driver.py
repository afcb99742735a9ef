"""Textual's Linux driver, for terminals that vanish, stall, or send nonsense.

Each override says what Textual 8.2 lacks there; most could go if Textual gained it.
"""

from __future__ import annotations

import codecs
import os
import select
import signal
import termios
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message
from textual.messages import InBandWindowResize

from overhang.terminal.notices import POP_TITLE, PUSH_TITLE, title
from overhang.terminal.sink import Sink

LEAVING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_PATIENCE = 3.0
"""Seconds a clean exit may take before the process is ended all the same."""
_RESTORE = (
    "\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[m"
)
"""Undoes every mode that Textual sets."""
_UNTITLE = title("") + POP_TITLE
"""Leaves no stale counts behind where the terminal does not remember its titles."""
_LARGEST = 1000
"""Columns or lines that are believed: 1x65535 keeps the layout busy for seconds."""


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
        self._is_on = False
        self._title: str | None = None
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
            self._on_drained()
            return
        self._is_on = True
        self._given_back.clear()
        self._sink = Sink(self._output, self._on_gone, self._on_drained)
        self._sink.start()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._title is not None:
            self.write(PUSH_TITLE + title(self._title))
        signal.signal(signal.SIGWINCH, self._on_resized)
        if self.generation > 1:
            self._on_drained()

    def stop_application_mode(self) -> None:
        """Give the terminal back, once: a mode undone twice is the shell's own."""
        if not self._giving_back.acquire(blocking=False):
            return
        try:
            if self._title is not None:
                self.write(_UNTITLE)
            super().stop_application_mode()
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
                untitle = _UNTITLE if self._title is not None else ""
                os.write(fd, f"{untitle}{_RESTORE}".encode())
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
        """Leave on Ctrl-C from this thread, so that it works while the loop is busy.

        Textual believes a size that is typed: 60000x60000 takes it minutes.
        """
        if isinstance(message, events.Key) and message.key == "ctrl+c":
            self._leave(128 + signal.SIGINT)
        elif not isinstance(message, InBandWindowResize | events.Resize):
            super().process_message(message)

    def run_input_thread(self) -> None:
        """Read keys; Textual ends on invalid UTF-8 and spins when input ends."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        parser = XTermParser(self._debug)
        while not self.exit_event.is_set():
            text = ""
            try:
                if select.select([self.fileno], [], [], 0.1)[0]:
                    typed = os.read(self.fileno, 4096)
                    if not typed:
                        raise EOFError
                    text = decoder.decode(typed)
            except (OSError, EOFError):
                self._on_gone()
                return
            try:
                for event in _parsed(parser, text):
                    self.process_message(event)
            except Exception:
                # The parser raises all kinds on nonsense: start afresh.
                parser = XTermParser(self._debug)

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


def _parsed(parser: XTermParser, text: str) -> Iterator[Message]:
    """Yield what the text means, and what was waiting for a timeout."""
    if text:
        yield from parser.feed(text)
    yield from parser.tick()
