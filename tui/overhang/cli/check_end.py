"""How a check ends: in words if somebody takes them, with its status in any case."""

from __future__ import annotations

import os
import select
import signal
import sys
from types import FrameType
from typing import TextIO

UNKNOWN = 3


def limit(seconds: float, style: str) -> None:
    """End as UNKNOWN when time is up, whatever still runs.

    A cut is safe: the store survives a kill at any moment.
    """
    # Made now: when time is up, an import or an output may be what hangs.
    data, complaint = _unknown("nothing could be told in time", style)

    def cut(_: int, __: FrameType | None) -> None:
        try:
            _last_words(sys.stdout, data)
            _last_words(sys.stderr, complaint)
        finally:
            os._exit(UNKNOWN)

    signal.signal(signal.SIGALRM, cut)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def say_unknown(words: str, style: str) -> int:
    """Write that nothing is known, and why; return the status."""
    data, complaint = _unknown(words, style)
    if complaint and sys.stderr is not None:
        sys.stderr.write(complaint)
    write(data)
    return UNKNOWN


def _unknown(words: str, style: str) -> tuple[str, str]:
    """Return what goes to standard output, and to standard error, of nothing known."""
    from overhang.views.exposition import exposition
    from overhang.views.plugin import unknown, unknown_json
    from overhang.views.verdict import Status, Verdict

    if style == "prometheus":
        return exposition(Verdict(Status.UNKNOWN), None), unknown(words)
    return (unknown_json(words) if style == "json" else unknown(words)), ""


def _last_words(stream: TextIO | None, text: str) -> None:
    """Write a few words past a stream that may be stuck, if somebody takes them."""
    if stream is None or not text:
        return
    descriptor = stream.fileno()
    # What is writable takes as much as this in one go.
    if select.select([], [descriptor], [], 0)[1]:
        os.write(descriptor, text.encode())


def write(text: str) -> None:
    """Write to standard output; where that fails, the status still stands.

    A reader may have left, a disk be full, an encoding lack a character.
    """
    if sys.stdout is None:
        return
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except OSError:
        # Python would try again at exit, and end with a status of its own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
