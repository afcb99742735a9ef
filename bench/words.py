"""What it costs to make words fit to be shown: `python -m bench.words`.

Nanoseconds a character for cells that are plain ASCII and for payloads, and the time
of the worst payload, at the border and at the sink.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.table import Row, print_table

from overhang.core.safe_text import safe_text
from overhang.terminal.guard import printable

_PLAIN = ("ORCL", "Oracle Corporation", "10-Q for 2026-05-31", "press", "227.50")
_TURNS = 200
_BEST_OF = 5


def main() -> int:
    """Measure and print; return how many limits are broken."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from support.payloads import WORDS

    cells = tuple(each[:256] for each in WORDS)
    worst = max(WORDS, key=lambda each: _seconds(safe_text, [each], 1))
    return print_table(
        "Words from outside",
        (
            Row("border, a plain cell", _a_cell(safe_text, _PLAIN), "ns", limit=1000),
            Row("border, a payload", _a_cell(safe_text, cells), "ns", limit=100_000),
            Row(
                f"border, the worst payload ({len(worst):,} characters)",
                _seconds(safe_text, [worst], 1) * 1e9,
                "ns",
                limit=1_000_000,
            ),
            Row("sink, a plain cell", _a_cell(printable, _PLAIN), "ns", limit=1000),
            Row("sink, a payload", _a_cell(printable, cells), "ns", limit=100_000),
        ),
    )


def _a_cell(clean: Callable[[str], str], cells: Sequence[str]) -> float:
    """Return nanoseconds for one cell, of the best of some runs."""
    return _seconds(clean, cells, _TURNS) / _TURNS / len(cells) * 1e9


def _seconds(clean: Callable[[str], str], cells: Sequence[str], turns: int) -> float:
    best = float("inf")
    for _ in range(_BEST_OF):
        begun = time.perf_counter()
        for _ in range(turns):
            for each in cells:
                clean(each)
        best = min(best, time.perf_counter() - begun)
    return best


if __name__ == "__main__":
    raise SystemExit(main())
