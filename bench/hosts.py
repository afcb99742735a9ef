"""Every kind of feed among hostile hosts. Run `python -m bench.hosts URL_OR_COMMAND`.

The hostile server is no part of this program: at `/` it answers with JSON whose keys
are its paths, one fault a path. A command must say on its first line, as JSON, where
it serves (`url`) and which odd ports it has (`ports`, by name).
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from bench.desk import Desk
from bench.hostile import Hostile, hostile
from bench.kinds import KINDS, TIMEOUT, Kind
from bench.relay import Door, Relay
from bench.table import Row, print_table

from overhang.core.snapshot import SourceState

_START_S = 180.0
"""A busy machine takes its time over thirty feeds."""
_CALM_S = 5.0
_SLACK_MS = 500.0
_AGE_MS = 1000.0
"""How much older than in calm times the healthy feed's figures may be."""
_ODD_AGE_MS = 2500.0
_MEGABYTES = 100.0
_LEAVES_MS = 1500.0


class Outcome(NamedTuple):
    """What one collector went through."""

    asked: int
    """Hostile paths that were asked."""
    over: float
    """Seconds that the longest answer took beyond its time."""
    crashes: set[str]
    lost: int
    """Rows that stood before and no longer do."""
    lost_of_well: int
    calm: float
    """Seconds that the healthy feed's figures were old at most, before."""
    age: float
    """The same, meanwhile."""
    early: int
    grown: float
    """MB."""
    leaves: float
    """Seconds from SIGTERM to the end."""


def suffered(
    kind: Kind, paths: Sequence[str], server: Hostile, seconds: float, *, words: bool
) -> Outcome:
    """Let one collector ask some hostile paths at once, beside a healthy feed."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        relay = stack.enter_context(Relay(stack.enter_context(kind.twin()), server.url))
        doors = [relay.open(path, server.paths) for path in paths]
        hosts = [f"127.0.0.1:{each.port}" for each in doors]
        desk = stack.enter_context(Desk(folder, kind, hosts))
        desk.wait_until_well(_START_S)
        before, memory = desk.standing(), desk.memory
        calm = desk.watch(_CALM_S)
        relay.turn()
        desk.most = memory
        age = desk.watch(seconds)
        end = time.monotonic() + seconds
        # Whoever has much to ask comes to it late.
        while not all(each.asked for each in doors) and time.monotonic() < end:
            age = max(age, desk.watch(1))
        if words:
            _tell(desk, doors)
        lost = before - desk.standing()
        return Outcome(
            sum(each.asked > 0 for each in doors),
            max(each.longest for each in doors) - TIMEOUT,
            desk.crashes,
            len(lost),
            desk.lost_of_well(),
            calm,
            age,
            sum(each.early for each in doors),
            desk.most - memory,
            # Last: it may leave a fault behind.
            desk.leave(),
        )


def met(kind: Kind, server: Hostile, seconds: float, *, words: bool) -> Iterator[Row]:
    """Let one collector ask every odd port, beside a healthy feed."""
    hosts = {name: f"127.0.0.1:{port}" for name, port in server.ports.items()}
    names = {host: name for name, host in hosts.items()}

    def block(name: str, host: str) -> str:
        return _secured(kind.block(name, host), names[host])

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        odd = kind._replace(block=block)
        desk = stack.enter_context(Desk(folder, odd, [*hosts.values()]))
        desk.wait_until_well(_START_S, alone=True)
        age = desk.watch(seconds) * 1000
        said = {name: desk.healths()[desk.names[host]] for name, host in hosts.items()}
        for name, health in said.items() if words else ():
            print(f"{name:12} {health.state:8} {'; '.join(health.errors)[:180]}")
        well = sum(each.state is not SourceState.FAILED for each in said.values())
        yield Row("odd ports", len(hosts), "")
        yield Row("of them said to be well", well, "", limit=0)
        yield Row("crashes", len(desk.crashes), "", limit=0)
        yield Row("healthy feed beside them, worst age", age, "ms", limit=_ODD_AGE_MS)
        yield Row("its rows lost", desk.lost_of_well(), "", limit=0)
        yield Row("SIGTERM to exit", desk.leave() * 1000, "ms", limit=_LEAVES_MS)


def _secured(block: str, port: str) -> str:
    """Return a feed's configuration, over TLS where the port is named after it."""
    if "tls" not in port:
        return block
    return block.replace("http://", "https://").replace("ws://", "wss://")


def _tell(desk: Desk, doors: Sequence[Door]) -> None:
    """Print what is said of each path."""
    said = desk.healths()
    names = list(desk.names.values())
    for door, name in zip(doors, names, strict=True):
        health = said[name]
        words = health.errors[0] if health.errors else "; ".join(health.notes)
        print(
            f"{door.path:28} {door.asked:3} asked, {door.longest:5.2f} s, "
            f"{health.state:8} {words[:180]}"
        )


def rows(found: Sequence[Outcome]) -> Iterator[Row]:
    """Yield the promises of one kind."""
    crashes = set().union(*(each.crashes for each in found))
    for each in sorted(crashes):
        print(each)
    yield Row("paths asked", sum(each.asked for each in found), "")
    over = max(0.0, *(each.over for each in found)) * 1000
    yield Row("worst time over the deadline", over, "ms", limit=_SLACK_MS)
    yield Row("crashes", len(crashes), "", limit=0)
    yield Row("rows lost", sum(each.lost for each in found), "", limit=0)
    yield Row("asked before its time", sum(e.early for e in found), "", limit=0)
    calm = max(each.calm for each in found) * 1000
    age = max(each.age for each in found) * 1000
    what = "healthy feed beside it, worst age (bare: before)"
    yield Row(what, age, "ms", calm, limit=calm + _AGE_MS)
    yield Row("its rows lost", sum(each.lost_of_well for each in found), "", limit=0)
    yield Row("memory", max(each.grown for each in found), "MB", limit=_MEGABYTES)
    leaves = max(each.leaves for each in found) * 1000
    yield Row("SIGTERM to exit", leaves, "ms", limit=_LEAVES_MS)


def main() -> int:
    """Measure every kind; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", help="its address, or the command that starts it")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--together", type=int, default=26, help="paths at once")
    parser.add_argument("--kind", action="append", help="only this kind")
    parser.add_argument("--words", action="store_true", help="what each path leads to")
    parser.add_argument(
        "--path", action="append", help="only this path, with its query"
    )
    chosen = parser.parse_args()
    # What the twins say of lines that are cut is no finding.
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    broken = 0
    with hostile(chosen.server) as server:
        paths = chosen.path or server.paths
        for kind in KINDS:
            if chosen.kind and kind.name not in chosen.kind:
                continue
            size = min(chosen.together, kind.most)
            found = [
                suffered(
                    kind,
                    paths[at : at + size],
                    server,
                    chosen.seconds,
                    words=chosen.words,
                )
                for at in range(0, len(paths), size)
            ]
            broken += print_table(f"{kind.name}: {len(paths)} paths", [*rows(found)])
            if server.ports and not chosen.path:
                ports = met(kind, server, chosen.seconds, words=chosen.words)
                broken += print_table(f"{kind.name}: odd ports", [*ports])
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
