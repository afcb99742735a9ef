"""Writes to the terminal from a thread, so that a terminal that stalls stops nobody."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable

_ROOM = 32 * 1024
"""Bytes that may wait. Past it the line is slower than the screen: skip frames."""
_CHUNK = 4096


class Sink(threading.Thread):
    """A queue of bytes for one file descriptor.

    `write` never blocks. Whoever draws asks `has_room` first and skips the frame if
    there is none; `on_drained` is then called, once, when everything has been
    written. `on_gone` is called when the descriptor takes no more bytes, ever.
    Both are called from this thread.
    """

    def __init__(
        self, fd: int, on_gone: Callable[[], None], on_drained: Callable[[], None]
    ) -> None:
        super().__init__(daemon=True, name="terminal-output")
        self._fd = fd
        self._on_gone = on_gone
        self._on_drained = on_drained
        self._changed = threading.Condition()
        self._waiting = bytearray()
        self._unwritten = 0
        self._skipped = False
        self._closing = False
        self._gone = False

    def has_room(self) -> bool:
        """Return whether a frame may be sent; if not, remember that one was skipped."""
        with self._changed:
            room = self._unwritten < _ROOM
            self._skipped |= not room
            return room

    def write(self, text: str) -> None:
        """Queue text. Surrogates become `?`: nothing is ever raised here."""
        data = text.encode("utf-8", "replace")
        with self._changed:
            if not self._gone:
                self._waiting += data
                self._unwritten += len(data)
                self._changed.notify()

    def run(self) -> None:
        """Write until closed and empty, or until there is no terminal."""
        while batch := self._next_batch():
            try:
                self._write_out(batch)
            except OSError:
                with self._changed:
                    self._gone = True
                self._on_gone()
                return
            if self._drained_after_a_skip():
                self._on_drained()

    def discard(self) -> None:
        """Forget what waits: somebody is about to write past this queue."""
        with self._changed:
            self._unwritten -= len(self._waiting)
            self._waiting.clear()

    def stop(self, patience: float = 1.0) -> None:
        """Write what waits, for at most `patience` seconds, and end."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self.join(patience)

    def _next_batch(self) -> bytes:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            batch = bytes(self._waiting)
            self._waiting.clear()
            return batch

    def _write_out(self, batch: bytes) -> None:
        rest = memoryview(batch)
        while rest:
            try:
                written = os.write(self._fd, rest[:_CHUNK])
            except BlockingIOError:
                # Whoever shares this terminal may have made it non-blocking.
                select.select([], [self._fd], [])
                continue
            rest = rest[written:]
            with self._changed:
                self._unwritten -= written

    def _drained_after_a_skip(self) -> bool:
        with self._changed:
            drained = self._skipped and not self._unwritten
            self._skipped &= not drained
            return drained
