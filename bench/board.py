"""Start, keys, bytes, memory and CPU of the board. Run `python -m bench.board`."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from bench.folder import copy_data, move_close, moving, touch
from bench.measure import (
    BARE,
    BOARD,
    Start,
    cursor,
    has_figures,
    latencies,
    opened,
    rest,
    says_hello,
    start,
    words,
)
from bench.table import Row, percentile, print_table

_MS = 1000
_MB = 1_000_000


def starts(folder: Path, runs: int) -> Iterator[Row]:
    """Time the bare app, a warm board and a first board, turn by turn."""
    bare: list[Start] = []
    warm: list[Start] = []
    first: list[Start] = []
    lived_in = folder / "lived-in"
    for run in range(-1, runs):
        for home, argv, ready, into in (
            (folder / "bare", BARE, says_hello, bare),
            (lived_in, BOARD, has_figures, warm),
            (folder / f"new-{run}", BOARD, has_figures, first),
        ):
            with opened(argv, home) as terminal:
                into.append(start(terminal, ready))
    # The first round loads files into the kernel's cache, and lives in.
    hello = statistics.median(each.ready for each in bare[1:]) * _MS
    shown = statistics.median(each.ready for each in warm[1:]) * _MS
    frame = statistics.median(each.frame for each in first[1:]) * _MS
    figures = statistics.median(each.ready for each in first[1:]) * _MS
    sent = statistics.median(each.sent for each in warm[1:])
    yield Row("warm start, figures on screen", shown, "ms", hello, times=1.6)
    yield Row("first start ever, frame", frame, "ms", hello, times=1.6)
    yield Row("first start ever, figures", figures, "ms", hello, times=4)
    yield Row("bytes, start at 140x40", sent, "B", limit=30_000)


def keys(folder: Path, rounds: int) -> Iterator[Row]:
    """Time keys at the bare app, and at a board whose figures keep moving."""
    data = copy_data(folder / "moving")
    bare: list[float] = []
    board: list[float] = []
    for _ in range(rounds):
        with opened(BARE, folder / "bare") as terminal:
            start(terminal, says_hello)
            bare += latencies(terminal, "j" * 40, words)
        with opened((*BOARD, "--data", str(data)), folder / "keys") as terminal:
            start(terminal, has_figures)
            with moving(data):
                board += latencies(terminal, "jjjkkk" * 7, cursor)
    for share, times in ((50, None), (95, 1.5)):
        yield Row(
            f"key to paint p{share}, collector at work",
            percentile(board, share) * _MS,
            "ms",
            percentile(bare, share) * _MS,
            times=times,
        )


def sent(folder: Path) -> Iterator[Row]:
    """Count bytes of a board at rest, refreshed, moved and gone into."""
    data = copy_data(folder / "sent")
    with opened((*BOARD, "--data", str(data)), folder / "bytes") as terminal:
        start(terminal, has_figures)
        # The clock on the status line may turn once: the median of three does not.
        idle = statistics.median(terminal.listen(4) for _ in range(3))
        yield Row("bytes, idle for 4 s", idle, "B", limit=0)
        refreshed = []
        for _ in range(3):
            touch(data)
            refreshed.append(terminal.listen(2))
        unchanged = statistics.median(refreshed)
        yield Row("bytes, unchanged refresh", unchanged, "B", limit=0)
        moved = []
        for factor in (1.004, 1.003, 0.997):
            before = terminal.received
            move_close(data, "AMZN", factor)
            while not terminal.read(1):
                pass
            rest(terminal)
            moved.append(terminal.received - before)
        yield Row("bytes, one issuer moved", statistics.median(moved), "B", limit=200)
        terminal.press("\r")
        yield Row("bytes, drill-down", rest(terminal), "B", limit=12_000)
        terminal.press("\x1b")
        rest(terminal)


def weight(folder: Path, seconds: float) -> Iterator[Row]:
    """Weigh the viewer and its collector at rest, and what they do meanwhile."""
    with opened(BOARD, folder / "weight") as terminal:
        start(terminal, has_figures)
        rest(terminal, 3)
        viewer, *others = terminal.tree()
        collectors = [each for each in others if "collect" in each.cmdline()]
        yield Row("memory, viewer", _resident([viewer]), "MB", limit=80)
        yield Row("memory, collector", _resident(collectors), "MB", limit=160)
        both = [viewer, *collectors]
        before, begun = _worked(both), time.monotonic()
        terminal.listen(seconds)
        share = (_worked(both) - before) / (time.monotonic() - begun)
        yield Row("CPU at rest, both", share * 100, "%", limit=1)


def version(runs: int) -> Row:
    """Time `overhang --version` against the interpreter alone."""
    ours, alone = [], []
    for _ in range(runs):
        ours.append(_run("-m", "overhang", "--version"))
        alone.append(_run("-c", "pass"))
    bare = statistics.median(alone) * _MS
    value = statistics.median(ours) * _MS
    return Row("`--version` (bare: `python -c pass`)", value, "ms", bare, times=3)


def _run(*arguments: str) -> float:
    begun = time.monotonic()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.monotonic() - begun


def _resident(processes: list[psutil.Process]) -> float:
    return sum(each.memory_info().rss for each in processes) / _MB


def _worked(processes: list[psutil.Process]) -> float:
    return sum(sum(each.cpu_times()[:2]) for each in processes)


def main() -> int:
    """Measure everything; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="starts of each kind")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of 40 keys")
    parser.add_argument("--rest", type=float, default=30, help="seconds at rest")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [
            *starts(folder, chosen.runs),
            *keys(folder, chosen.rounds),
            *sent(folder),
            *weight(folder, chosen.rest),
            version(3 * chosen.runs),
        ]
    return 1 if print_table("The board at 140x40", rows) else 0


if __name__ == "__main__":
    sys.exit(main())
