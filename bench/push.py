"""Ten thousand pushed ticks a second under a live board. Run `python -m bench.push`."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import psutil
from bench.folder import copy_data
from bench.measure import BOARD, cursor, has_figures, latencies, opened, rest, start
from bench.table import Row, percentile, print_table

from overhang.core.observations import Close
from overhang.store.backends import open_store
from support.twins.push import EventTwin, SocketTwin

_FEED = "ticks"
_PRICES = {"MSFT": 500.0, "AMZN": 230.0, "GOOGL": 280.0, "META": 620.0, "ORCL": 220.0}
_BATCH = 50
"""Ticks that are sent between two looks at the clock."""
_CONFIG = """
[source.{feed}]
kind = "push"
url = "{url}"
private = true
table = "closes"
fields = {{ issuer = "s", close_usd = "p", at = "t" }}
dates = "unix-ms"
window = "{window:g}s"
"""


class _Sent(NamedTuple):
    ticks: int
    seconds: float
    last: dict[str, float]


class _Heard(NamedTuple):
    idle: list[float]
    loaded: list[float]
    sent: _Sent
    windows: int
    right: int
    share: float
    """Of one core, by the collector, while ticks came."""


def _vendor(pipe: Connection, socket: bool, rate: int, seconds: float) -> None:
    """Push ticks when told to, from a process of its own."""
    with SocketTwin() if socket else EventTwin() as twin:
        pipe.send(twin.url)
        while not twin.opened:
            time.sleep(0.01)
        pipe.send("open")
        pipe.recv()
        last: dict[str, float] = {}
        codes = list(_PRICES)
        began, sent = time.monotonic(), 0
        while (passed := time.monotonic() - began) < seconds:
            made = int(datetime.now(UTC).timestamp() * 1000)
            for _ in range(_BATCH):
                code = codes[sent % len(codes)]
                sent += 1
                last[code] = round(_PRICES[code] * (1 + sent % 997 / 1e5), 4)
                twin.tell({"s": code, "p": last[code], "t": made})
            time.sleep(max(sent / rate - passed, 0))
        pipe.send(_Sent(sent, time.monotonic() - began, last))
        pipe.recv()


@contextmanager
def _vending(socket: bool, rate: int, seconds: float) -> Iterator[Connection]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(
        target=_vendor, args=(theirs, socket, rate, seconds), daemon=True
    )
    process.start()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()


def _measured(home: Path, *, socket: bool, rate: int, seconds: float) -> _Heard:
    """Open a board over a feed; time keys before and while ticks come."""
    data = copy_data(home / "data")
    with _vending(socket, rate, seconds) as vendor:
        config = home / "overhang.toml"
        window = 1.0
        text = _CONFIG.format(feed=_FEED, url=vendor.recv(), window=window)
        config.write_text(text, encoding="utf-8")
        argv = (*BOARD, "--data", str(data), "--config", str(config))
        with opened(argv, home / "home") as terminal:
            start(terminal, has_figures)
            vendor.recv()
            rest(terminal, 2)
            keys = "jjjkkk" * 7
            idle = latencies(terminal, keys, cursor)
            _, *others = terminal.tree()
            collectors = [each for each in others if "collect" in each.cmdline()]
            before, begun = _worked(collectors), time.monotonic()
            vendor.send("go")
            loaded: list[float] = []
            while not vendor.poll():
                loaded += latencies(terminal, "jjjkkk", cursor)
            share = (_worked(collectors) - before) / (time.monotonic() - begun)
            sent = vendor.recv()
            windows, right = _kept(home / "home", sent)
        return _Heard(idle, loaded, sent, windows, right, share)


def _kept(home: Path, sent: _Sent) -> tuple[int, int]:
    """Return how often the feed was stored, and how many of the last prices stand."""
    (path,) = home.rglob("*.db")
    store = open_store(f"sqlite://{path}", write=False)
    end = time.monotonic() + 10
    right = 0
    while right < len(sent.last) and time.monotonic() < end:
        rows = [each.record for each in store.standing("closes") if each.feed == _FEED]
        found = {
            each.issuer: each.close_usd for each in rows if isinstance(each, Close)
        }
        right = sum(found.get(code) == price for code, price in sent.last.items())
        time.sleep(0.1)
    moments = {each.known_at for each in store.since(0) if each.feed == _FEED}
    store.close()
    return len(moments), right


def _worked(processes: list[psutil.Process]) -> float:
    return sum(sum(each.cpu_times()[:2]) for each in processes)


def _rows(heard: _Heard) -> Iterator[Row]:
    sent = heard.sent
    yield Row("ticks a second, sent", sent.ticks / sent.seconds, "")
    yield Row("deliveries stored", heard.windows, "")
    lost = len(sent.last) - heard.right
    yield Row("last values lost", lost, "", limit=0)
    yield Row("CPU, collector", heard.share * 100, "%")
    for share in (50, 95):
        yield Row(
            f"key to paint p{share}",
            percentile(heard.loaded, share) * 1000,
            "ms",
            percentile(heard.idle, share) * 1000,
            times=2,
        )


def main() -> int:
    """Measure both kinds of line; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=10_000, help="ticks a second")
    parser.add_argument("--seconds", type=float, default=20)
    chosen = parser.parse_args()
    broken = 0
    for name, socket in (("server-sent events", False), ("WebSocket", True)):
        with tempfile.TemporaryDirectory() as folder:
            heard = _measured(
                Path(folder),
                socket=socket,
                rate=chosen.rate,
                seconds=chosen.seconds,
            )
        title = f"Pushed by {name} (the bare app here: the same board without ticks)"
        broken += print_table(title, [*_rows(heard)])
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
