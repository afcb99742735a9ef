"""What typed bytes mean, whatever the bytes are."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable, Iterable, Iterator

from textual import events
from textual._xterm_parser import (
    BRACKETED_PASTE_END,
    BRACKETED_PASTE_START,
    XTermParser,
)
from textual.message import Message
from textual.messages import InBandWindowResize

_PASTED = 65536
"""Characters of a paste that are kept; nothing here takes a longer one."""
_SILENCE_S = 2.0
"""A paste whose end got lost is over then: else no key would work again."""
_CTRL_C = "\x03"


class Keyboard:
    """Turns bytes into Textual's messages.

    Textual's reader ends on invalid UTF-8, its parser on a key that cannot be, and a
    paste without an end swallows all keys that follow.

    Args:
        monotonic: a clock in seconds that nobody sets.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._parser = XTermParser()
        self._last = ""
        """The newest characters, as many as the marks around a paste have."""
        self._pasted: list[str] | None = None
        self._typed_at = monotonic()

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield what was typed. Never raises."""
        self._typed_at = self._monotonic()
        for character in self._decoder.decode(data):
            self._last = (self._last + character)[-len(BRACKETED_PASTE_END) :]
            if self._pasted is not None:
                yield from self._paste(character, self._pasted)
            elif self._last == BRACKETED_PASTE_START:
                self._pasted = []
                # It was about to collect the paste itself.
                self._parser = XTermParser()
            else:
                yield from self._parsed(lambda: self._parser.feed(character))  # noqa: B023

    def tick(self) -> Iterator[Message]:
        """Yield what waited for more to come, when none came."""
        silent = self._monotonic() - self._typed_at > _SILENCE_S
        if self._pasted is not None and silent:
            yield self._end_paste(self._pasted)
        yield from self._parsed(self._parser.tick)

    def _paste(self, character: str, pasted: list[str]) -> Iterator[Message]:
        if character == _CTRL_C:
            yield self._end_paste(pasted)
            yield from self._parsed(lambda: self._parser.feed(character))
        elif self._last == BRACKETED_PASTE_END:
            del pasted[1 - len(BRACKETED_PASTE_END) :]
            yield self._end_paste(pasted)
        elif len(pasted) < _PASTED:
            pasted.append(character)

    def _end_paste(self, pasted: list[str]) -> Message:
        self._pasted = None
        return events.Paste("".join(pasted).replace("\0", ""))

    def _parsed(self, read: Callable[[], Iterable[Message]]) -> Iterator[Message]:
        try:
            for message in read():
                if isinstance(message, InBandWindowResize | events.Resize):
                    # Believed, it would also scale each click from here on.
                    self._parser = XTermParser()
                else:
                    yield message
        except Exception:
            # It raises all kinds on nonsense, and cannot go on.
            self._parser = XTermParser()
