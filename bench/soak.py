"""Hours among feeds that break and lines that stall. Run `python -m bench.soak`.

A collector and a board: their memory, descriptors, threads and processor time, by how
much each grows an hour after a warm-up, and what of all that the feeds said is not in
the store.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import psutil
from bench.feeds import config as config_of
from bench.measure import BOARD, ROOT
from bench.sitter import Sitter
from bench.slopes import MEBIBYTE, Watched
from bench.table import Row, print_table
from bench.world import ENV, Told, World

from overhang.core.filings import Filing
from overhang.core.observations import CdsMark, Close, IndexMark, Rate
from overhang.core.records import Version
from overhang.core.tape.message import TapeMessage
from overhang.store import open_store
from support.terminal import private_env

_MOVE_S = 2.0
_BREAK_S = 15.0
_SUFFER_S = 60.0
_SETTLE_S = 100.0
"""Longer than a feed waits after a fault."""
_TABLES = ("filings", "tape", "cds_marks", "closes", "indices", "rates")


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
    rng = Random(seed)
    with World(folder, rng) as world:
        head = f'data = "{data}"\nstate_dir = "{state}"\n'
        config.write_text(head + config_of(world))
        given = ("--config", str(config))
        log = (folder / "log").open("wb")
        collector = psutil.Popen(
            (*BOARD, "collect", *given), env=env, stderr=log, cwd=ROOT
        )
        try:
            # A board that finds no collector starts its own, which is not looked at.
            while collector.poll() is None and not any(state.rglob("store.db")):
                time.sleep(0.1)
            with Sitter(given, env, rng) as sitter:
                watched = _watch(collector, sitter, world, minutes * 60)
                left = sitter.leave()
            world.mend()
            end = time.monotonic() + _SETTLE_S
            while time.monotonic() < end:
                world.say_again()
                time.sleep(_MOVE_S)
            collector.terminate()
            status = collector.wait(10)
        finally:
            if collector.poll() is None:
                collector.kill()
            log.close()
        (store,) = state.rglob("store.db")
        rows = _grown(watched, minutes * 60)
        rows.append(Row("board: line faults", sitter.faults, ""))
        rows.append(Row("board: strange bytes drawn", left.strange, "", limit=0))
        rows.append(Row("board: exit status", left.status, "", limit=0))
        rows.append(Row("collector: exit status", status, "", limit=0))
        return _report(rows, world, store, minutes)


def _watch(
    collector: psutil.Popen, sitter: Sitter, world: World, seconds: float
) -> list[Watched]:
    """Move and break the world and the line; look at the processes meanwhile."""
    begun = time.monotonic()
    watched = [
        Watched("collector", collector, 1),
        Watched("board", sitter.process, 3),
    ]
    calculators: dict[int, Watched] = {}
    broke = suffered = 0.0
    while (now := time.monotonic() - begun) < seconds:
        world.move()
        if now - broke >= _BREAK_S:
            broke = now
            world.break_something()
        if now - suffered >= _SUFFER_S:
            suffered = now
            sitter.suffer()
        sitter.sit(_MOVE_S)
        for each in watched:
            each.look(now)
        if calculator := sitter.calculator:
            # A board replaces one that takes too long.
            mine = calculators.setdefault(
                calculator.pid, Watched("calculator", calculator)
            )
            with suppress(psutil.NoSuchProcess):
                mine.look(now)
    return [*watched, *calculators.values()]


def _grown(watched: list[Watched], seconds: float) -> list[Row]:
    """Return what grew in the second half.

    In the first one rows come in, all screens are seen, and memory finds its size.
    """
    half = seconds / 2
    lasting = [each for each in watched if each.lasted_from(half)]
    return [row for each in lasting for row in each.rows(half)]


def _report(rows: list[Row], world: World, path: Path, minutes: float) -> int:
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
    rows += [
        Row("observations told", len(world.expected), ""),
        Row("of them lost", len(lost), "", limit=0),
        Row("of them with another value", len(wrong), "", limit=0),
        Row("faults of feeds", world.faults, ""),
        Row("store", path.stat().st_size / MEBIBYTE, "MB"),
    ]
    broken = print_table(f"{minutes:g} minutes among feeds that break", rows)
    for key, value in [*lost.items()][:10]:
        print("lost", key, value)
    for key, values in [*wrong.items()][:10]:
        print("wrong", key, values)
    return broken


def main() -> int:
    """Measure; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 1 if soak(given.minutes, given.seed, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
