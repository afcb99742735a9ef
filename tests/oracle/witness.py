"""What a run leaves behind: each line is on the disk before anything goes on."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from overhang.core.alerts.messages import Message

_ANSWER_S = 0.5
"""How long a receiver takes to say that it has a message."""


class Witness:
    """Writes down what happens, and when; a kill takes no line back.

    Args:
        path: the record; it is added to.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._file = os.open(path, flags, 0o600)
        self._clock: Callable[[], dict[str, Any]] = dict

    def tell_time(self, clock: Callable[[], dict[str, Any]]) -> None:
        """From now on every line says what the clocks say."""
        self._clock = clock

    def note(self, k: str, **more: Any) -> None:
        """Write a line."""
        line = json.dumps({"k": k} | self._clock() | more)
        # A line of its own, even behind one that a kill cut short.
        os.write(self._file, b"\n" + line.encode() + b"\n")

    def close(self) -> None:
        """Let go of the record."""
        os.close(self._file)


class Ear:
    """A channel whose receiver remembers everything.

    Args:
        witness: writes down what is heard.
        said: called when a message arrived and nobody knows it yet.
    """

    timeout = 5.0
    keep_alive: float | None = None
    unready = ""

    def __init__(self, witness: Witness, said: Callable[[], None]) -> None:
        self._witness = witness
        self._said = said

    async def deliver(self, message: Message) -> None:
        """Hear it."""
        self._witness.note(
            "heard",
            id=message.id,
            again=message.maybe_repeated,
            firing=[each.id for each in message.firing],
            resolved=[each.id for each in message.resolved],
        )
        self._said()
        await asyncio.sleep(_ANSWER_S)


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what was written, in order."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if (found := _whole(line)) is not None:
                yield found


def last_of(path: Path, kinds: Sequence[str]) -> dict[str, Any] | None:
    """Return the last line of some kinds, looked for near the end."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 65536, 0))
        lines = file.read().splitlines()[1:]
    for line in reversed(lines):
        found = _whole(line)
        if found is not None and found["k"] in kinds:
            return found
    return None


def _whole(line: str | bytes) -> dict[str, Any] | None:
    """Read a line; none is blank, or was cut short by a kill."""
    with suppress(ValueError):
        found: dict[str, Any] = json.loads(line)
        return found
    return None
