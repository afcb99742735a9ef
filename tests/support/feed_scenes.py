"""Feeds that are asked, one each: a first figure, a fault, a second figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from overhang.core.calendars import Market
from overhang.core.metrics.contract import maturity_of
from overhang.core.observations import CdsMark
from overhang.core.records import Quality
from support.feed_scene import (
    MARKS,
    NEW_YORK,
    ORACLE,
    RowsTwin,
    Scene,
    business_day,
    noon,
)
from support.server import Answer, Manner
from support.twins.base import Twin
from support.twins.edgar import EdgarTwin
from support.twins.fred import KEY, FredTwin
from support.twins.tape import TapeTwin, trade
from support.twins.tiingo import TOKEN, Day, TiingoTwin

# What is asked again at once takes up to 1.5 s to fail.
_ASKED = 'every = "1s"\ntimeout = "2s"\nprivate = true\n'


@contextmanager
def edgar(_: Path) -> Iterator[Scene]:
    """A year's statement and a term sheet; a prospectus comes later."""
    year = business_day(60).year - (business_day(60).month < 7)
    with EdgarTwin() as twin:
        for tag, value in (
            ("PaymentsToAcquirePropertyPlantAndEquipment", 20_000),
            ("NetCashProvidedByUsedInOperatingActivities", 40_000),
        ):
            twin.file_report(
                ORACLE,
                tag,
                f"{year - 1}-06-01..{year}-05-31",
                value,
                accession="0001341439-26-900001",
                filed=f"{year}-06-20",
                form="10-K",
            )
        twin.place_filing(ORACLE, "10-K", at=noon(business_day(60)))
        twin.place_filing(ORACLE, "FWP", at=noon(business_day()))

        def mend() -> None:
            twin.place_filing(ORACLE, "424B5", at=noon(business_day()))
            twin.fault = None

        yield Scene(
            '[source.edgar]\ncontact = "Acme Capital credit-desk@acme.com"\n'
            f'url = "{twin.url}"\n{_ASKED}',
            r"^ORCL .* 0\.50x(?s:.*)^ORCL.* FWP (?s:.*)i ORCL deal filings 1 > 0",
            lambda: _break(twin, Answer(b"{}", status=500)),
            r"edgar .*: http://\S+/submissions/CIK0001341439\.json: HTTP 500",
            mend,
            r"^ORCL .* 0\.50x(?s:.*)^ORCL.* 424B5 (?s:.*)! ORCL deal filings 2 > 1",
            alone=True,
        )


@contextmanager
def tape(_: Path) -> Iterator[Scene]:
    """Three prints of the last day; one of them is corrected later."""
    day = business_day(1, Market.SIFMA)
    mark = CdsMark(
        issuer="ORCL",
        date=day,
        tenor="5Y",
        spread_bp=1.0,
        source="",
        quality=Quality.TRADE,
    )
    at = f"{noon(day).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    terms = {"Expiration Date": f"{maturity_of(mark)}", "Effective Date": f"{day}"}

    def said(number: int, bp: int, **more: str) -> dict[str, str]:
        return trade(f"{number}", event=at, executed=at, bp=f"{bp}", **terms, **more)

    with TapeTwin() as twin:
        twin.post(business_day(2, Market.SIFMA), [])
        twin.post(day, [said(1, 158), said(2, 160), said(3, 163)])

        def mend() -> None:
            twin.now = [said(4, 170, action="CORR", of="2")]
            twin.fault = None

        yield Scene(
            f'[source.tape]\nurl = "{twin.base}"\nfeed = "{twin.feed}"\ndays = 2\n'
            f"rate = 50\n{_ASKED}",
            rf"marks {day:%d %b %y} · \dbd(?s:.*)^ORCL .* ORCL \S* +160\.0.* 15\.0/3",
            lambda: _break(twin, Answer(manner=Manner.RESET)),
            r"tape cds_marks, cds_activity, tape: .*the connection broke",
            mend,
            rf"marks {day:%d %b %y} · \dbd(?s:.*)^ORCL .* ORCL \S* +163\.0.* 15\.0/3",
        )


@contextmanager
def fred(_: Path) -> Iterator[Scene]:
    """Two days of SOFR and the curve; SOFR is corrected later."""
    day, before = business_day(1, Market.SIFMA), business_day(2, Market.SIFMA)
    months = [f"DGS{each}MO" for each in (1, 3, 6)]
    years = [f"DGS{each}" for each in (1, 2, 3, 5, 7, 10, 20, 30)]
    with FredTwin(dt.datetime.now(NEW_YORK).date()) as twin:
        for series in (*months, *years, "SOFR"):
            twin.values[series] = {before: 4.0, day: 4.11}

        def mend() -> None:
            twin.values["SOFR"][day] = 4.25
            twin.allowed = None

        yield Scene(
            f'[source.fred]\nurl = "{twin.url}"\nkey = "env:FRED_KEY"\nrate = 50\n'
            f"{_ASKED}",
            rf"^SOFR +4\.11% +{day:%d %b %y} +\+11\.0(?s:.*)^Treasury 30Y +4\.11%",
            lambda: setattr(twin, "allowed", 0),
            r"fred rates: .*asked too often \(HTTP 429\)",
            mend,
            rf"^SOFR +4\.25% +{day:%d %b %y} +\+25\.0(?s:.*)^Treasury 30Y +4\.11%",
            page="o",
            env={"FRED_KEY": KEY},
        )


@contextmanager
def tiingo(_: Path) -> Iterator[Scene]:
    """Two closes of everybody; the last one of Oracle is corrected later."""
    day, before = business_day(1), business_day(2)
    with TiingoTwin() as twin:
        for symbol in ("MSFT", "AMZN", "GOOGL", "META", "ORCL"):
            twin.days[symbol] = {before: Day(200.0), day: Day(150.0)}

        def mend() -> None:
            twin.days["ORCL"][day] = Day(140.0)
            twin.fault = None

        login = Answer(b"<html>Please log in</html>", "text/html")
        yield Scene(
            f'[source.tiingo]\nurl = "{twin.url}"\nkey = "env:TIINGO"\nrate = 50\n'
            f"{_ASKED}",
            rf"closes {day:%d %b %y} · \dbd(?s:.*)^ORCL .*-25\.0%.* 150\.00 ",
            lambda: _break(twin, login),
            r"tiingo closes: Tiingo MSFT: found 'an HTML page'",
            mend,
            rf"closes {day:%d %b %y} · \dbd(?s:.*)^ORCL .*-30\.0%.* 140\.00 ",
            env={"TIINGO": TOKEN},
        )


@contextmanager
def quotes(_: Path) -> Iterator[Scene]:
    """A level in decimals under a vendor's name; the vendor's host goes down."""
    day = business_day(1, Market.SIFMA)
    row: dict[str, object] = {"s": "ORACLE CORP", "d": f"{day}", "t": "5Y", "m": 0.0185}
    up = [RowsTwin([row])]
    up[0].__enter__()
    port = urlsplit(up[0].url).port or 0

    def mend() -> None:
        up.append(RowsTwin([row | {"m": 0.0195}], port))
        up[0].__enter__()

    try:
        yield Scene(
            f'[source.marks]\nkind = "quotes"\nurl = "{up[0].url}/cds"\nrows = "data"\n'
            f'rate = 50\n{_ASKED}{MARKS}symbols = {{ "ORACLE CORP" = "ORCL" }}\n'
            "scale = { spread_bp = 10000 }\n",
            rf"marks {day:%d %b %y} · \dbd(?s:.*)^ORCL .* ORCL \S* +185\.0",
            lambda: up.pop().__exit__(None, None, None),
            r"marks cds_marks: http://\S+/cds: no connection",
            mend,
            rf"marks {day:%d %b %y} · \dbd(?s:.*)^ORCL .* ORCL \S* +195\.0",
        )
    finally:
        for each in up:
            each.__exit__(None, None, None)


def _break(twin: Twin, answer: Answer) -> None:
    twin.fault = answer
