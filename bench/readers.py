"""Many who read while one writes. Run `python -m bench.readers`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench.measure  # noqa: F401 - finds `support`
from bench.table import Row, percentile, print_table

from overhang.store import open_store
from overhang.store.base import Batch
from support.stored import T0, close

_READERS = """
import os, sys, time
import overhang.store.sqlite
from overhang.store import open_store
from overhang.store.base import StoreError

url, count, end = sys.argv[1], int(sys.argv[2]), time.monotonic() + float(sys.argv[3])
for number in range(count):
    if os.fork() == 0:
        store, reads, errors = open_store(url, write=False), 0, 0
        time.sleep(number / count)
        while time.monotonic() < end:
            try:
                store.snapshot(), store.heartbeat(), store.alerts()
                reads += 1
            except StoreError:
                errors += 1
            time.sleep(1)
        os.write(1, f"{reads} {errors}\\n".encode())
        os._exit(0)
for _ in range(count):
    os.wait()
"""
_SNAPSHOT_BYTES = 100_000
_EVERY_S = 0.1


def main() -> int:
    """Write beside readers; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    chosen = parser.parse_args()
    took: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite://{Path(name)}/store.db"
        store = open_store(url, write=True)
        store.append((), known_at=T0, snapshot=os.urandom(_SNAPSHOT_BYTES))
        told = (url, str(chosen.readers), str(chosen.seconds))
        with subprocess.Popen(
            [sys.executable, "-c", _READERS, *told], stdout=subprocess.PIPE, text=True
        ) as readers:
            while readers.poll() is None:
                rows = [close("MSFT", len(took), float(len(took)))]
                began = time.perf_counter()
                store.append(
                    [Batch("closes", rows)],
                    known_at=T0,
                    snapshot=os.urandom(_SNAPSHOT_BYTES),
                )
                took.append((time.perf_counter() - began) * 1000)
                time.sleep(_EVERY_S)
            said = readers.communicate()[0].split()
        log = (Path(name) / "store.db-wal").stat().st_size / 1e6
        store.close()
    rows_told = [
        Row("readers, once a second", chosen.readers, "processes"),
        Row("reads", sum(map(int, said[::2])), "reads"),
        Row("errors", sum(map(int, said[1::2])), "reads", limit=0),
        Row("commit p50", percentile(took, 50), "ms"),
        Row("commit p99", percentile(took, 99), "ms", limit=20),
        Row("longest log", log, "MB", limit=16),
    ]
    return 1 if print_table("Readers beside the collector", rows_told) else 0


if __name__ == "__main__":
    sys.exit(main())
