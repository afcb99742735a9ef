"""Python loads this at its start: each event loop beats, and writes how it went.

`PULSE` is a folder; a process leaves a file there, named by what it is and its number:
when it last beat (monotonic), how often, and its longest stall, in seconds, since the
folder last changed.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

BEAT_S = 0.05
_run_forever = asyncio.BaseEventLoop.run_forever


def _begin(loop: asyncio.BaseEventLoop) -> None:
    kind = "collector" if "collect" in sys.orig_argv else "viewer"
    folder = Path(os.environ["PULSE"])
    fd = os.open(folder / f"{kind}-{os.getpid()}", os.O_WRONLY | os.O_CREAT, 0o600)
    due = last = time.monotonic()
    worked = time.thread_time()
    beats = marked = 0
    stall = 0.0

    def beat() -> None:
        nonlocal due, last, worked, beats, marked, stall
        now, work = time.monotonic(), time.thread_time()
        mark = folder.stat().st_mtime_ns
        # Late for want of a processor is no fault of the loop's.
        late = min(now - last - BEAT_S, work - worked)
        stall = max(stall, late) if mark == marked else 0.0
        last, worked, marked = now, work, mark
        beats += 1
        os.pwrite(fd, f"{now:<20.6f} {beats:<20} {stall:<20.6f}".encode(), 0)
        # What was missed is not made up for.
        due += BEAT_S * max(1, -((due - now) // BEAT_S))
        loop.call_at(due, beat)

    loop.call_soon(beat)


def _beating(loop: asyncio.BaseEventLoop) -> None:
    if not hasattr(loop, "beats"):
        loop.beats = True  # type: ignore[attr-defined]
        _begin(loop)
    _run_forever(loop)


if "PULSE" in os.environ:
    asyncio.BaseEventLoop.run_forever = _beating  # type: ignore[method-assign,assignment]
