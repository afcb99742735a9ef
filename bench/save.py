"""From a file saved to its figure repainted. Run `python -m bench.save`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.folder import copy_data, move_close
from bench.measure import BOARD, has_figures, opened, rest, start
from bench.table import Row, percentile, print_table

_ISSUER = "AMZN"


def repaints(folder: Path, edits: int) -> list[float]:
    """Save closes again and again; return the seconds until each is on the board."""
    data = copy_data(folder / "data")
    taken = []
    with opened((*BOARD, "--data", str(data)), folder / "home") as terminal:
        start(terminal, has_figures)
        for edit in range(edits):
            before = _row(terminal.text)
            # Up and down by turns: half a per cent shows in every drawdown.
            move_close(data, _ISSUER, 1.005 if edit % 2 else 1 / 1.005)
            saved = time.monotonic()
            while _row(terminal.text) == before:
                terminal.read(1)
            taken.append(terminal.read_at - saved)
            rest(terminal, 0.3)
    return taken


def _row(text: str) -> str:
    """Return the first row of the issuer that moves."""
    return next((row for row in text.splitlines() if row.startswith(_ISSUER)), "")


def main() -> int:
    """Measure; return 1 when the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=30)
    with tempfile.TemporaryDirectory() as folder:
        taken = repaints(Path(folder), parser.parse_args().edits)
    rows = [
        Row("file saved to figure repainted, p50", percentile(taken, 50) * 1000, "ms"),
        Row(
            "file saved to figure repainted, p95",
            percentile(taken, 95) * 1000,
            "ms",
            limit=500,
        ),
    ]
    return 1 if print_table(f"{len(taken)} edits of closes.csv", rows) else 0


if __name__ == "__main__":
    sys.exit(main())
