"""Ten years of filings of five issuers read. Run `python -m bench.edgar`."""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from time import process_time

import msgspec
from bench.measure import ROOT
from bench.table import Row, print_table

from overhang.core.issuers import Issuer, Universe
from overhang.sources.edgar.concepts import read_concept
from overhang.sources.edgar.filings import read_feed
from overhang.sources.edgar.tags import FLOWS, flow_tags, tags
from overhang.sources.edgar.vintages import balances, cash_flows

_YEARS = 10
_LIMIT = 1000.0
"""ms, for all five issuers."""
_FILINGS = 1000
"""What EDGAR's list of filings holds."""
_REPORTED = timedelta(days=30)
_QUARTER = 91

Bodies = Mapping[str, bytes]
"""One issuer's replies by tag."""


def universe() -> Universe:
    """Return the shipped universe."""
    path = ROOT / "data" / "universe.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Universe)


def flow_rows() -> Iterator[dict[str, object]]:
    """Yield facts as Amazon files them, which files the most.

    Each report has the quarter, the year to date and the last twelve months, all of
    this year and the one before.
    """
    for year in range(2016, 2016 + _YEARS):
        for quarter in range(4):
            for back in (0, 1):
                first = date(year - back, 1, 1)
                end = first + timedelta(days=_QUARTER * (quarter + 1))
                spans = {first, end - timedelta(_QUARTER - 1), end - timedelta(364)}
                for start in sorted(spans):
                    yield fact_row(end, year, quarter, back, start=f"{start}")


def stock_rows() -> Iterator[dict[str, object]]:
    """Yield facts of a balance sheet: this quarter's, and the last year end's."""
    for year in range(2016, 2016 + _YEARS):
        for quarter in range(4):
            end = date(year, 1, 1) + timedelta(days=_QUARTER * (quarter + 1))
            yield fact_row(end, year, quarter, 0)
            yield fact_row(date(year, 1, 1), year, quarter, 1)


def fact_row(
    end: date, year: int, quarter: int, back: int, **more: object
) -> dict[str, object]:
    """Return one fact as EDGAR writes it."""
    filed = date(year, 1, 1) + timedelta(days=_QUARTER * (quarter + 1)) + _REPORTED
    return {
        **more,
        "end": f"{end}",
        "val": (10_000 + 97 * quarter + 13 * (year - back)) * 1_000_000,
        "accn": f"0001018724-{year % 100:02}-{quarter:06}",
        "fy": year,
        "fp": f"Q{quarter + 1}",
        "form": "10-K" if quarter == 3 else "10-Q",
        "filed": f"{filed}",
        "frame": f"CY{year}Q{quarter + 1}",
    }


def replies(issuer: Issuer) -> Bodies:
    """Return what EDGAR would answer for every tag of an issuer, used or not."""
    flowing = {tag for measure in FLOWS for tag in flow_tags(issuer.cik, measure)}
    flow, stock = list(flow_rows()), list(stock_rows())
    bodies = {}
    for tag in tags(issuer.cik):
        rows = flow if tag in flowing else stock
        body = {"cik": issuer.cik, "tag": tag, "units": {"USD": rows}}
        bodies[tag] = json.dumps(body).encode()
    return bodies


def listing(issuer: Issuer) -> bytes:
    """Return a full list of filings, mostly insiders' as those of large companies."""
    cells: dict[str, list[str]] = {
        "accessionNumber": [f"0000789019-26-{n:06}" for n in range(_FILINGS)],
        "filingDate": ["2026-04-29"] * _FILINGS,
        "reportDate": ["2026-04-29"] * _FILINGS,
        "acceptanceDateTime": ["2026-04-29T20:05:11.000Z"] * _FILINGS,
        "form": ["8-K" if n % 10 == 0 else "4" for n in range(_FILINGS)],
        "items": ["2.03,8.01" if n % 10 == 0 else "" for n in range(_FILINGS)],
        "primaryDocument": ["d.htm"] * _FILINGS,
        "primaryDocDescription": ["FORM"] * _FILINGS,
    }
    return json.dumps({"cik": issuer.cik, "filings": {"recent": cells}}).encode()


def read(code: str, issuer: Issuer, bodies: Bodies) -> int:
    """Read an issuer's replies into vintages; return how many there are."""
    facts = {
        tag: read_concept(data, tag, cik=issuer.cik, tag=tag)
        for tag, data in bodies.items()
    }
    known = cash_flows(code, issuer, facts), balances(code, issuer, facts)
    return sum(len(each) for each in known)


def measured(runs: int) -> Iterator[Row]:
    """Time the figures, then the lists of filings."""
    issuers = universe().issuer
    bodies = {code: replies(issuer) for code, issuer in issuers.items()}
    lists = {code: listing(issuer) for code, issuer in issuers.items()}
    figures, filings = [], []
    for _ in range(runs):
        gc.collect()
        begun = process_time()
        found = [read(code, issuers[code], each) for code, each in bodies.items()]
        figures.append(process_time() - begun)
        assert all(found)
        begun = process_time()
        for code, data in lists.items():
            assert read_feed(data, code, code=code, issuer=issuers[code]).filings
        filings.append(process_time() - begun)
    facts = sum(
        each.count(b'"val"') for mine in bodies.values() for each in mine.values()
    )
    what = f"ten years, five issuers, {facts:,} facts"
    yield Row(what, statistics.median(figures) * 1000, "ms", limit=_LIMIT)
    what = f"five lists of {_FILINGS:,} filings"
    yield Row(what, statistics.median(filings) * 1000, "ms", limit=_LIMIT)


def main() -> int:
    """Measure; return 1 when the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="times it is all read")
    chosen = parser.parse_args()
    title = "EDGAR's replies read, of one core"
    return 1 if print_table(title, list(measured(chosen.runs))) else 0


if __name__ == "__main__":
    sys.exit(main())
