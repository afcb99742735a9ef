"""An accelerated month: `python -m tests.oracle --days 30 --seed 1` from the root.

The collector lives in virtual time over a real store, is killed every half an hour, and
has to come to the same alerts as an oracle that shares no code with it. Exit status 0:
it did; 1: it did not, and what differs is printed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import monotonic

sys.path.append(str(Path(__file__).parents[1]))

from oracle.breakages import BREAKAGES
from oracle.month import run
from oracle.table import figures, table
from oracle.verdict import Verdict
from oracle.world import World

_SHOWN = 20
"""Differences that are printed."""


def main() -> int:
    """Run, and return 1 when a promise is broken."""
    chosen = _chosen()
    world = World(chosen.seed, chosen.days, hour=chosen.hour, rate=chosen.rate)
    began = monotonic()
    with tempfile.TemporaryDirectory(prefix="overhang-oracle-") as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        kills = run(
            world,
            folder,
            every=chosen.kill_every * 60.0,
            broken=BREAKAGES.get(chosen.broken),
            say=_say,
        )
        verdict = Verdict(world, folder)
    found = figures(world, verdict, kills)
    lines = [f"seed {chosen.seed}, {monotonic() - began:.0f} s on this machine", ""]
    lines += table(found)
    for name, wrong in (("missed", verdict.missed), ("extra", verdict.extra)):
        for each in wrong[:_SHOWN]:
            lines.append(" ".join(map(str, (name, *each))))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(each.holds for each in found) else 1


def _say(mono: float, kills: int) -> None:
    if kills % 48 == 0:
        sys.stderr.write(f"day {mono / 86400:.1f}, {kills} kills\n")


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--days", type=float, default=30.0, help="virtual days")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--kill-every", type=float, default=30.0, help="virtual minutes"
    )
    parser.add_argument(
        "--hour", type=float, default=0.0, help="the start, hours after midnight"
    )
    parser.add_argument(
        "--rate", type=float, default=1.0, help="times as many faults, steps, actions"
    )
    parser.add_argument("--keep", type=Path, help="keep the store and the record here")
    parser.add_argument("--broken", choices=sorted(BREAKAGES), help="break the product")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
