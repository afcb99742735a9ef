"""Fuzz one reader: `python -m tests.fuzz TARGET --runs N` from the checkout's root.

Ctrl-C ends a run early, with its figures so far. Exit status 0: every promise was kept;
1: one was not, and `--keep` holds the inputs.
"""

from __future__ import annotations

import argparse
import gc
import resource
import signal
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

sys.path.append(str(Path(__file__).parents[1]))

from fuzz import guided
from fuzz.judge import Judge
from fuzz.ladder import climb
from fuzz.mutate import inputs
from fuzz.report import report, report_climbs
from fuzz.target import NAMES, load

_MEMORY = 2 * 2**30
"""Bytes of address space: what needs more is a finding, not a machine that swaps."""


def main() -> int:
    """Fuzz, and return 1 when a promise is broken."""
    chosen = _chosen()
    by_chance = chosen.engine == "random"
    with nullcontext() if by_chance else guided.traced():
        target = load(chosen.target)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    if chosen.replay:
        for path in chosen.replay:
            taken = target.check(path.read_bytes())
            sys.stdout.write(f"{path} {'taken' if taken else 'refused'}\n")
        return 0
    if chosen.ladder:
        return min(report_climbs(target, climb(target)), 1)
    judge = Judge(target.check)
    began = monotonic()
    stopped = Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopped.set())

    def end() -> int:
        return min(report(target, judge, monotonic() - began, chosen.keep), 1)

    # What is loaded by now is no garbage of an input, and need not be searched.
    gc.freeze()
    if not by_chance:
        corpus = chosen.keep / f"{target.name}-corpus"
        guided.run(
            target,
            judge,
            lambda: stopped.is_set() or judge.count >= chosen.runs,
            seed=chosen.seed,
            folder=corpus,
            end=end,
        )
    for data in inputs(target, Random(chosen.seed), chosen.runs):
        judge.run(data)
        if stopped.is_set():
            break
    return end()


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", choices=NAMES)
    parser.add_argument("--runs", type=int, default=10_000, help="inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--engine",
        choices=("random", "atheris"),
        default="random",
        help="by chance, or led by what the inputs reach (needs atheris)",
    )
    parser.add_argument(
        "--ladder", action="store_true", help="inputs of 1 kB to 1 MB instead"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        default=Path(tempfile.gettempdir()) / "overhang-fuzz",
        help="a folder for inputs that break a promise, and the slowest",
    )
    parser.add_argument("--replay", type=Path, nargs="+", help="read these files only")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
