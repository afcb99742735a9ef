"""What a run came to, as a table, and the inputs that a person wants to see."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.table import Row, print_table

from fuzz.judge import LIMIT, Judge
from fuzz.ladder import STEEPEST, Climb
from fuzz.target import Target


def report(target: Target, judge: Judge, seconds: float, folder: Path) -> int:
    """Print the figures, keep the findings; return how many promises are broken."""
    for count, each in enumerate(judge.findings.values()):
        path = _keep(folder, f"{target.name}-uncaught-{count}", each.data)
        _say(f"uncaught, {each.times} times: {each.place}\n  {each.words}\n  {path}")
    _say(f"slowest: {_keep(folder, f'{target.name}-slowest', judge.slowest_data)}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    uncaught = sum(each.times for each in judge.findings.values())
    limit = LIMIT * 1000
    return print_table(
        f"fuzz {target.name}",
        [
            Row("inputs", judge.count, ""),
            Row("taken, not refused", 100 * judge.taken / max(judge.count, 1), "%"),
            Row("uncaught", uncaught, "", limit=0),
            Row(f"over {limit:g} ms of processor time", judge.slow, "", limit=0),
            Row("slowest input", judge.slowest * 1000, "ms", limit=limit),
            Row("largest input", judge.largest, "B"),
            Row("memory of the process, at most", peak, "MB"),
            Row("time", seconds, "s"),
        ],
    )


def report_climbs(target: Target, climbs: Iterable[Climb]) -> int:
    """Print how times grow with sizes; return how many shapes grow too fast."""
    rows = []
    for each in climbs:
        what = f"{each.shape}, {each.size:,} B in {each.seconds:.2f} s: power of size"
        rows.append(Row(what, each.slope, "", limit=STEEPEST))
    return print_table(f"ladder {target.name}", rows)


def _keep(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return path


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
