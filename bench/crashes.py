"""Kills and torn logs, and what was lost. Run `python -m bench.crashes`."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from itertools import islice, product
from pathlib import Path

import bench.measure  # noqa: F401 - finds `support`
from bench.table import Row, print_table

from support.crashes import WORKS, killed
from support.torn import DAMAGES, INDEXES, Wreck


def main() -> int:
    """Kill, tear and count; what is lost ends it with a traceback."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--torn", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2026)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    began = time.monotonic()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for work in WORKS:
            share = -(-chosen.kills // len(WORKS))
            done = killed(work, folder / work.__name__, share, chance)
            rows.append(Row(f"{work.__name__.lower()}: kills", share, "kills"))
            rows.append(Row(f"{work.__name__.lower()}: acknowledged", done, "pieces"))
        wrecks = [
            Wreck(folder / f"wreck-{after}", emptied_after=after) for after in (0, 18)
        ]
        ways = product(range(chosen.torn), DAMAGES, INDEXES, wrecks)
        for number, (_, damage, index, wreck) in enumerate(islice(ways, chosen.torn)):
            wreck.tear(folder / f"torn-{number}", damage, index, chance)
    # Reached only when every check held: one that fails raises.
    rows.append(Row("acknowledged and lost", 0, "pieces", limit=0))
    rows.append(Row("torn logs opened with all that was whole", chosen.torn, "logs"))
    print_table(f"Killed and torn, in {time.monotonic() - began:.0f} s", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
