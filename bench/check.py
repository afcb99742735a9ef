"""What `overhang check` costs beside `import pandas`. Run `python -m bench.check`."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import ROOT
from bench.table import Row, print_table

from support.terminal import private_env

_PANDAS = (sys.executable, "-c", "import pandas")
_OVERHANG = (sys.executable, "-m", "overhang")
_CHECK = (*_OVERHANG, "check")
_TIMES = 2.5
_STATUSES = range(4)


def seconds(argv: tuple[str, ...], home: Path) -> float:
    """Time a program from its start to its end."""
    begun = time.monotonic()
    done = subprocess.run(
        argv, env=private_env(home), cwd=ROOT, capture_output=True, check=False
    )
    took = time.monotonic() - begun
    assert done.returncode in _STATUSES, done.stderr
    assert not done.stderr, done.stderr
    return took


@contextmanager
def collecting(home: Path) -> Iterator[None]:
    """Have a collector run, with its first figures stored."""
    with subprocess.Popen((*_OVERHANG, "collect"), env=private_env(home)) as collector:
        seconds((*_OVERHANG, "snapshot", "--format", "csv"), home)
        try:
            yield
        finally:
            collector.terminate()


def measured(folder: Path, runs: int) -> Iterator[Row]:
    """Time each kind of check, turn by turn with the import."""
    bare: list[float] = []
    first: list[float] = []
    again: list[float] = []
    stored: list[float] = []
    lived_in, led = folder / "lived-in", folder / "led"
    with collecting(led):
        # The first round loads files into the kernel's cache, and lives in.
        for run in range(-1, runs):
            bare.append(seconds(_PANDAS, folder / "bare"))
            first.append(seconds(_CHECK, folder / f"new-{run}"))
            again.append(seconds(_CHECK, lived_in))
            stored.append(seconds(_CHECK, led))
    alone = statistics.median(bare[1:]) * 1000
    for what, took in (
        ("check, first ever", first),
        ("check, nobody collects", again),
        ("check, a collector runs", stored),
    ):
        yield Row(what, statistics.median(took[1:]) * 1000, "ms", alone, times=_TIMES)


def main() -> int:
    """Measure; return 1 when the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="checks of each kind")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        rows = list(measured(Path(name), chosen.runs))
    title = "`overhang check` on the shipped data (bare: `import pandas`)"
    return 1 if print_table(title, rows) else 0


if __name__ == "__main__":
    sys.exit(main())
