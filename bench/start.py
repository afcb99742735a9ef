"""What stands, read back from a store of weeks. Run `python -m bench.start`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import bench.measure  # noqa: F401 - finds `support`
from bench.table import Row, percentile, print_table

from overhang.core.tables import TABLES
from overhang.store import open_store
from overhang.store.base import Batch
from support.stored import T0, close

_ISSUERS = ("MSFT", "AMZN", "GOOGL", "META", "ORCL")
_AT_ONCE = 20_000
_AGAIN = 20


def fill(url: str, days: int, versions: int) -> None:
    """Append closes that move all day, day after day: `versions` of them in all."""
    store = open_store(url, write=True)
    ticks = versions // (days * len(_ISSUERS))
    for day in range(days):
        for first in range(0, ticks, _AT_ONCE):
            rows = [
                close(issuer, day, float(tick))
                for tick in range(first, min(first + _AT_ONCE, ticks))
                for issuer in _ISSUERS
            ]
            store.append([Batch("closes", rows, feed="quotes")], known_at=T0)
    store.close()


def start(url: str) -> tuple[float, int]:
    """Open a store as a collector does; return milliseconds and how many rows stand."""
    began = time.perf_counter()
    store = open_store(url, write=True)
    stands = sum(len(store.standing(table)) for table in TABLES)
    took = time.perf_counter() - began
    store.close()
    return took * 1000, stands


def forget(path: Path) -> None:
    """Have the system drop what it keeps of a file in memory."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def main() -> int:
    """Fill a store and open it again; return 1 when the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, default=10_000_000)
    parser.add_argument("--days", type=int, default=250)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "store.db"
        url = f"sqlite://{path}"
        fill(url, chosen.days, chosen.versions)
        start(url)
        forget(path)
        cold, stands = start(url)
        warm = [start(url)[0] for _ in range(_AGAIN)]
        size = path.stat().st_size / 1e6
    rows = [
        Row("versions", chosen.versions, "rows"),
        Row("rows that stand", stands, "rows"),
        Row("file", size, "MB"),
        Row("opened and read, nothing in memory", cold, "ms", limit=1000),
        Row("opened and read again, p50", percentile(warm, 50), "ms"),
        Row("opened and read again, p95", percentile(warm, 95), "ms", limit=1000),
    ]
    return 1 if print_table("A store of weeks is opened", rows) else 0


if __name__ == "__main__":
    sys.exit(main())
