"""Each reader of JSON, from bytes to what the collector would keep and refuse."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import httpx

from overhang.config.feeds import Mapped
from overhang.core.observations import Close
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.sources.base import Problem, SourceError
from overhang.sources.checks import unadjusted_splits
from overhang.sources.edgar.concepts import read_concept
from overhang.sources.edgar.submissions import read_submissions
from overhang.sources.edgar.vintages import balances, cash_flows
from overhang.sources.fetching import FetchError
from overhang.sources.formats.ndjson import read_json, read_ndjson
from overhang.sources.lasts import read_lasts
from overhang.sources.mapped.bodies import rows_of
from overhang.sources.mapped.lines import EventLine
from overhang.sources.mapped.mapper import Mapper
from overhang.sources.mapped.mapping import mapped
from overhang.sources.mapped.window import Window
from overhang.sources.observed import read_observations
from overhang.sources.splits import adjusted, read_traded
from overhang.sources.tables import read_table
from overhang.sources.tape.tape import read_feed, read_sheet
from support.edgar import CAPEX, company, concept_body, feed_body, filing
from support.tape import ORACLE, ROWS, SAMPLE, feed

NAME = "t"
"""What bodies are called in faults."""
_CIK = 789019
_FILED = "2026-01-28T21:05:12.000Z"
_CODES = ("MSFT", "ORCL")
_QUOTES = {"issuer": "s", "close_usd": "p"}

Reader = Callable[[bytes], tuple[object, Sequence[Problem]]]
"""Returns what is taken and what is refused; raises `SourceError`."""

MAPPINGS: Sequence[tuple[Mapped, str]] = (
    (Mapped(table="closes", fields={**_QUOTES, "date": "d"}), ""),
    (
        Mapped(
            table="closes",
            fields={**_QUOTES, "at": "t"},
            dates="unix-ms",
            scale={"close_usd": 0.01},
        ),
        "data.results",
    ),
    (
        Mapped(
            table="cds_marks",
            fields={
                "issuer": "name || s",
                "date": "join('-', [y, m, d])",
                "spread_bp": "avg([bid, ask])",
            },
            constants={"tenor": "5Y"},
        ),
        "rows[?to_number(bid) > `0`] | sort_by(@, &s)",
    ),
    (
        Mapped(
            table="closes",
            fields={"issuer": "s", "date": "d", "close_usd": "sum(p)"},
            dates="%d/%m/%Y",
            timezone="Europe/London",
        ),
        "*[]",
    ),
)


def rows(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read an array of closes."""
    read = read_table("closes", read_json(body, NAME))
    return read.rows, read.told


def lines(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read closes, one object a line."""
    read = read_table("closes", read_ndjson(body, NAME))
    return read.rows, read.told


def quotes(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read an answer by the mapping that its first byte tells."""
    mapping, path = MAPPINGS[body[0] % len(MAPPINGS) if body else 0]
    read = mapped(
        rows_of(body[1:], "application/json", path, NAME),
        mapping,
        source="Vendor",
        quality=Quality.COMPOSITE,
        rights=Rights.INTERNAL,
        codes=_CODES,
    )
    return read.records, (*read.refused, *read.empty)


def pushed(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Take a message twice, by the mapping that its first byte tells."""
    mapping, path = MAPPINGS[body[0] % len(MAPPINGS) if body else 0]
    return _window(mapping, path, [body[1:], body[1:]])


def events(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read a line of server-sent events to its end."""
    messages: list[str | bytes] = []
    try:
        _loop().run_until_complete(_listen(body, messages))
    except FetchError as error:
        raise SourceError([Problem(NAME, "", str(error))]) from error
    return _window(MAPPINGS[0][0], "", messages)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return one loop for all lines: making one costs more than reading a line."""
    return asyncio.new_event_loop()


async def _listen(body: bytes, messages: list[str | bytes]) -> None:
    class Stream(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for at in range(0, len(body), 1 << 14):
                yield body[at : at + (1 << 14)]

    kind = {"content-type": "text/event-stream"}
    response = httpx.Response(200, headers=kind, stream=Stream())
    await EventLine(response, lambda: None).read(messages.append)


def _window(
    mapping: Mapped, path: str, messages: Iterable[str | bytes]
) -> tuple[object, Sequence[Problem]]:
    mapper = Mapper(
        mapping,
        source="Vendor",
        quality=Quality.COMPOSITE,
        rights=Rights.INTERNAL,
        codes=_CODES,
    )
    window = Window(mapping.table, path, NAME)
    for each in messages:
        window.put(each, mapper)
    passed = window.take(mapper)
    return passed.records, passed.problems


def submissions(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read EDGAR's list of filings."""
    return read_submissions(body, NAME, cik=_CIK), ()


def concept(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read one concept of EDGAR and build both statements of it."""
    facts = {CAPEX: read_concept(body, NAME, cik=_CIK, tag=CAPEX)}
    built = cash_flows("MSFT", company(), facts)
    balance = balances("MSFT", company(), {"LongTermDebt": facts[CAPEX]})
    return [each.record for each in (*built, *balance)], ()


def fred(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read one series of FRED."""
    return read_observations(body, NAME)


def traded(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read Tiingo's prices, undo the splits and look for the ones that are left."""
    closes = adjusted(read_traded(body, NAME), NAME)
    placed = [
        (
            NAME,
            Close(
                issuer="MSFT",
                date=day,
                close_usd=value,
                source="Tiingo",
                quality=Quality.COMPOSITE,
                rights=Rights.DISPLAY,
            ),
        )
        for day, value in closes.items()
    ]
    return closes, tuple(unadjusted_splits(placed))


def lasts(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read Tiingo's last prices."""
    return read_lasts(body, NAME)


def tape_feed(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read the feed of the tape."""
    tape = read_feed(body, NAME, ORACLE)
    return tape.messages, tape.refused


def tape_sheet(body: bytes) -> tuple[object, Sequence[Problem]]:
    """Read a daily file of the tape."""
    tape = read_sheet(body, NAME, ORACLE)
    return tape.messages, tape.refused


@cache
def examples() -> Mapping[bytes, Sequence[bytes]]:
    """Return good bodies of each reader."""
    close = {"issuer": "ORCL", "date": "2026-03-02", "close_usd": 300.5}
    close |= {"source": "exchange", "quality": "reported"}
    day = {"s": "ORCL", "d": "2026-03-02", "p": 300.5}
    tick = {"s": "MSFT", "t": 1772470800000, "p": "30050"}
    mark = {"s": "ORCL", "y": "2026", "m": "03", "d": "02", "bid": 61, "ask": 63}
    local = {"s": "ORCL", "d": "02/03/2026", "p": [1, 2.5]}
    fact: dict[str, Any] = {"end": "2024-09-30", "val": 14923000000, "form": "10-Q"}
    fact |= {"accn": "0000950170-24-118967", "filed": "2024-10-30", "fy": 2025}
    half = {**fact, "start": "2024-07-01", "end": "2024-12-31", "filed": "2025-01-29"}
    observed = {"date": "2026-03-02", "value": "4.13", "realtime_start": "2026-03-03"}
    price = {"date": "2026-03-02T00:00:00.000Z", "close": 30.5, "splitFactor": 1.0}
    last = {"ticker": "MSFT", "tngoLast": 31.5, "last": None}
    last |= {"timestamp": "2026-03-02T15:00:00.123456789+00:00"}
    trades = [{key: each[key] for key in each if each[key]} for each in ROWS[:1]]
    bodies = [_json([day, {**day, "s": "MSFT"}]), _json({"data": {"results": [tick]}})]
    bodies += [_json({"rows": [mark]}), _json({"any": [local]})]
    mapped_bodies = [bytes([at]) + body for at, body in enumerate(bodies)]
    return {
        b"r": [_json([close, {**close, "date": "2026-03-03"}])],
        b"n": [_json(close) + b"\n" + _json({**close, "issuer": "MSFT"}) + b"\n"],
        b"q": mapped_bodies,
        b"p": mapped_bodies,
        b"e": [b"id: 1\nretry: 10\ndata: " + _json(day) + b"\n\n: comment\n\n"],
        b"s": [
            feed_body(filing("8-K", "2026-01-28", "2026-01-28T21:05:12.000Z", "2.02"))
        ],
        b"c": [concept_body([{**fact, "start": "2024-07-01"}, half, fact])],
        b"f": [_json({"units": "lin", "count": 1, "observations": [observed]})],
        b"t": [_json([price, {**price, "date": "2026-03-03", "splitFactor": 2}])],
        b"l": [_json([last])],
        b"d": [feed(trades)],
        b"z": [b"".join(SAMPLE.splitlines(keepends=True)[:2])],
    }


def facts_of(size: int) -> bytes:
    """Return a concept of about so many bytes: as many periods, ever filed anew."""
    first = dt.date(2010, 1, 1)
    found = []
    for at in range(min(size // 150, 2000)):
        start = first + dt.timedelta(days=at // 100)
        end = start + dt.timedelta(days=(85, 180, 270, 365)[at % 4] + at % 20)
        filed = first + dt.timedelta(days=400 + at)
        row = {"start": f"{start}", "end": f"{end}", "val": at, "form": "10-Q"}
        found.append({**row, "accn": f"A-{at}", "filed": f"{filed}"})
    return concept_body(found)


def filings_of(size: int) -> bytes:
    """Return a list of filings of about so many bytes."""
    return feed_body(
        *(filing("8-K", "2026-01-28", number=at) for at in range(max(1, size // 120)))
    )


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
