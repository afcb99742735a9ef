"""Feeds that tell by themselves: lines that push, and a folder to drop files into."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from overhang.core.calendars import Market
from support.feed_scene import MARKS, Scene, business_day
from support.twins.push import EventTwin, SocketTwin

_CLOSES = 'table = "closes"\nfields = { issuer = "s", date = "d", close_usd = "p" }\n'


@contextmanager
def events(_: Path) -> Iterator[Scene]:
    """Two closes over server-sent events; the line is cut and refused for a while."""
    day, before = business_day(1), business_day(2)

    def said(close: float) -> bytes:
        rows = [{"s": "ORCL", "d": f"{before}", "p": 200.0}]
        rows.append({"s": "ORCL", "d": f"{day}", "p": close})
        return b"".join(f"data: {json.dumps(each)}\n\n".encode() for each in rows)

    with EventTwin() as twin:
        twin.first = said(150.0)

        def break_() -> None:
            twin.status = 503
            twin.cut()

        def mend() -> None:
            twin.first = said(140.0)
            twin.status = 200
            twin.cut()

        yield Scene(
            f'[source.ticks]\nkind = "push"\nurl = "{twin.url}"\nprivate = true\n'
            f'window = "0.1s"\ntimeout = "1s"\n{_CLOSES}',
            rf"closes {day:%d %b %y} · \dbd(?s:.*)^ORCL .*-25\.0%.* 150\.00 ",
            break_,
            r"ticks closes: .*HTTP 503",
            mend,
            rf"closes {day:%d %b %y} · \dbd(?s:.*)^ORCL .*-30\.0%.* 140\.00 ",
        )


@contextmanager
def ticks(_: Path) -> Iterator[Scene]:
    """A level over WebSocket; the line is cut and refused for a while."""
    day = business_day(1, Market.SIFMA)
    row = {"s": "ORCL", "d": f"{day}", "t": "5Y", "m": 185.0}
    with SocketTwin() as twin:
        twin.subscribed = True
        twin.first = [row]

        def break_() -> None:
            twin.refused = 503
            twin.cut()

        def mend() -> None:
            twin.first = [row | {"m": 195.0}]
            twin.refused = 0

        yield Scene(
            f'[source.ticks]\nkind = "push"\nurl = "{twin.url}"\nprivate = true\n'
            f'window = "0.1s"\ntimeout = "1s"\nsubscribe = \'{{"all": true}}\'\n'
            f"{MARKS}",
            rf"marks {day:%d %b %y} · \dbd(?s:.*)^ORCL .* ORCL \S* +185\.0",
            break_,
            r"ticks cds_marks: .*HTTP 503",
            mend,
            rf"marks {day:%d %b %y} · \dbd(?s:.*)^ORCL .* ORCL \S* +195\.0",
        )


@contextmanager
def drop(folder: Path) -> Iterator[Scene]:
    """A dealer's run; the next one has bid above ask, until it is sent again."""
    day = business_day(1, Market.SIFMA)
    runs = folder / "runs"
    runs.mkdir()

    def send(name: str, bid: float, ask: float) -> None:
        lines = ("Name,Date,5Y Bid,5Y Ask", f"Oracle Corp,{day},{bid},{ask}", "")
        (runs / name).write_text("\n".join(lines))

    send("run_1.csv", 120, 124)
    yield Scene(
        f'[source.runs]\nkind = "drop"\nfolder = "{runs}"\nfiles = "run_*"\n'
        'table = "cds_marks"\nfields = { issuer = "Name", date = "Date" }\n'
        'tenors = { "5Y.bid" = "5Y Bid", "5Y.ask" = "5Y Ask" }\n'
        'symbols = { "Oracle Corp" = "ORCL" }\n',
        rf"marks {day:%d %b %y} · \dbd(?s:.*)^ORCL .* ORCL \S* +122\.0",
        lambda: send("run_2.csv", 134, 130),
        r"runs cds_marks: run_2\.csv:2: ",
        lambda: send("run_2.csv", 130, 134),
        rf"marks {day:%d %b %y} · \dbd(?s:.*)^ORCL .* ORCL \S* +132\.0",
    )
