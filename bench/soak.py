"""A collector for an hour among feeds that break. Run `python -m bench.soak`.

It prints slopes of memory, descriptors, threads and processor time after a warm-up,
and what of all that the feeds said is not in the store.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import psutil
from bench.feeds import config as config_of
from bench.measure import BOARD, ROOT
from bench.table import Row, print_table
from bench.world import ENV, GROWS, Told, World

from overhang.core.filings import Filing
from overhang.core.observations import CdsMark, Close, IndexMark, Rate
from overhang.core.records import Version
from overhang.core.tape.message import TapeMessage
from overhang.store import open_store
from support.terminal import private_env

_MOVE_S = 2.0
_BREAK_S = 15.0
_SAMPLE_S = 5.0
_SETTLE_S = 100.0
"""Longer than a feed waits after a fault."""
_TABLES = ("filings", "tape", "cds_marks", "closes", "indices", "rates")


class Sample(NamedTuple):
    """The collector at one moment."""

    at: float
    """Seconds since the start."""
    memory: int
    """Bytes."""
    descriptors: int
    threads: int
    cpu: float
    """Seconds so far."""


def slope(samples: Sequence[Sample], name: str) -> float:
    """Return by how much something grows an hour: least squares."""
    times = [each.at / 3600 for each in samples]
    values = [float(getattr(each, name)) for each in samples]
    mean_t, mean_v = sum(times) / len(times), sum(values) / len(values)
    pairs = zip(times, values, strict=True)
    across = sum((t - mean_t) * (v - mean_v) for t, v in pairs)
    return across / sum((t - mean_t) ** 2 for t in times)


def key_of(version: Version) -> Told:
    """Return what tells a stored row from others, as the world writes it down."""
    match version.record:
        case Filing(accession=accession):
            return version.feed, "filings", accession
        case TapeMessage(message_id=number):
            return version.feed, "tape", number
        case CdsMark(issuer=code, date=day):
            return version.feed, "cds_marks", f"{code} {day}"
        case Close(issuer=code, date=day):
            return version.feed, "closes", f"{code} {day}"
        case Rate(series=series, date=day):
            return version.feed, "rates", f"{series} {day}"
        case IndexMark(index=index, date=day):
            return version.feed, "indices", f"{index} {day}"
    raise AssertionError(version)


def value_of(version: Version) -> float:
    """Return a stored row's figure; 1 where it is the row that counts."""
    record = version.record
    if isinstance(record, CdsMark | IndexMark):
        return record.spread_bp
    if isinstance(record, Rate):
        return record.rate_pct
    return record.close_usd if isinstance(record, Close) else 1.0


def soak(minutes: float, seed: int, folder: Path) -> int:
    """Run it; print the table; return how many promises are broken."""
    data = folder / "data"
    data.mkdir()
    (data / "closes.csv").write_text("date,issuer,close_usd,source,quality\n")
    config, state = folder / "overhang.toml", folder / "state"
    env = private_env(folder, **ENV)
    with World(folder, Random(seed)) as world:
        head = f'data = "{data}"\nstate_dir = "{state}"\n'
        config.write_text(head + config_of(world))
        argv = (*BOARD, "collect", "--config", str(config))
        log = (folder / "log").open("wb")
        process = psutil.Popen(argv, env=env, stderr=log, cwd=ROOT)
        try:
            samples = _watch(process, world, minutes * 60)
            world.mend()
            end = time.monotonic() + _SETTLE_S
            while time.monotonic() < end:
                world.say_again()
                time.sleep(_MOVE_S)
            process.terminate()
            status = process.wait(10)
        finally:
            if process.poll() is None:
                process.kill()
            log.close()
        (store,) = state.rglob("store.db")
        return _report(samples, world, store, status)


def _watch(process: psutil.Popen, world: World, seconds: float) -> list[Sample]:
    """Move and break the world for a while; sample the collector meanwhile."""
    begun = time.monotonic()
    samples: list[Sample] = []
    moved = broke = 0.0
    while (now := time.monotonic() - begun) < seconds:
        if now - moved >= _MOVE_S:
            moved = now
            world.move()
        if now - broke >= _BREAK_S:
            broke = now
            world.break_something()
        with process.oneshot():
            times = process.cpu_times()
            samples.append(
                Sample(
                    now,
                    process.memory_info().rss,
                    process.num_fds(),
                    process.num_threads(),
                    times.user + times.system,
                )
            )
        time.sleep(min(_SAMPLE_S, _MOVE_S))
    return samples


def _report(samples: list[Sample], world: World, path: Path, status: int) -> int:
    """Print what grew and what was lost."""
    store = open_store(f"sqlite://{path}", write=False)
    held = {
        key_of(each): value_of(each)
        for table in _TABLES
        for each in store.standing(table)
        if each.feed
    }
    store.close()
    lost = {key: value for key, value in world.expected.items() if key not in held}
    wrong = {
        key: (value, held[key])
        for key, value in world.expected.items()
        if key in held and held[key] != value
    }
    # Once nothing new comes in, and what came was read a few times.
    grown = min(GROWS * _MOVE_S * 1.25, samples[-1].at / 2)
    warm = [each for each in samples if each.at >= grown]
    mebibyte = 2**20
    cpu = (warm[-1].cpu - warm[0].cpu) / (warm[-1].at - warm[0].at) * 100
    rows = [
        Row("memory at the end", samples[-1].memory / mebibyte, "MB"),
        Row("memory an hour", slope(warm, "memory") / mebibyte, "MB", limit=1),
        Row("descriptors, most", max(each.descriptors for each in warm), ""),
        Row("descriptors an hour", slope(warm, "descriptors"), "", limit=1),
        Row("threads an hour", slope(warm, "threads"), "", limit=1),
        Row("processor, one core", cpu, "%"),
        Row("observations told", len(world.expected), ""),
        Row("of them lost", len(lost), "", limit=0),
        Row("of them with another value", len(wrong), "", limit=0),
        Row("faults", world.faults, ""),
        Row("exit status", status, "", limit=0),
    ]
    minutes = round(samples[-1].at / 60)
    broken = print_table(f"{minutes} minutes among feeds that break", rows)
    for key, value in [*lost.items()][:10]:
        print("lost", key, value)
    for key, values in [*wrong.items()][:10]:
        print("wrong", key, values)
    return broken


def main() -> int:
    """Measure; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 1 if soak(given.minutes, given.seed, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
