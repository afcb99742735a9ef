"""Five hundred issuers beside five. Run `python -m bench.many`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.folder import copy_data, many, moving
from bench.measure import BOARD, cursor, has_figures, latencies, opened, rest, start
from bench.table import Row, percentile, print_table


def keys(data: Path, home: Path, pressed: str) -> list[float]:
    """Time keys on a board over a folder whose figures move."""
    with opened((*BOARD, "--data", str(data)), home) as terminal:
        start(terminal, has_figures)
        rest(terminal, 2)
        with moving(data, every=1.0):
            return latencies(terminal, pressed, cursor)


def main() -> int:
    """Measure; return 1 when the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issuers", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    few: list[float] = []
    lot: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        five = copy_data(folder / "five")
        crowd = many(folder / "crowd", chosen.issuers)
        for _ in range(chosen.rounds):
            few += keys(five, folder / "home-five", "jjjkkk" * 7)
            lot += keys(crowd, folder / "home-crowd", "j" * 21 + "k" * 21)
    rows = [
        Row(
            f"key to paint p{share}, {chosen.issuers} issuers",
            percentile(lot, share) * 1000,
            "ms",
            percentile(few, share) * 1000,
            times=2,
        )
        for share in (50, 95)
    ]
    title = f"{chosen.issuers} issuers (the bare app here: the same board with five)"
    return 1 if print_table(title, rows) else 0


if __name__ == "__main__":
    sys.exit(main())
