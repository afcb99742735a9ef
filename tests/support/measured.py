"""What metrics are measured from, built in a line: universes, rows, shipped data."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import msgspec

from overhang.core.calendars import Calendars, load_calendars
from overhang.core.issuers import Group, Issuer, Shares, Universe
from overhang.core.metrics.base import Inputs
from overhang.core.observations import Close
from overhang.core.records import Quality, Record, Version
from overhang.core.snapshot import Clock
from overhang.core.tables import TABLES

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors"
KNOWN = datetime(2026, 10, 9, 21, 0, tzinfo=UTC)


@cache
def calendars() -> Calendars:
    return load_calendars(ROOT / "data" / "calendars.toml")


def issuer(code: str, shares: float | None = None, year_end: str = "12-31") -> Issuer:
    held = Shares(
        millions=shares or 0.0, on=date(2026, 8, 14), source="10-Q", quality="derived"
    )
    return Issuer(
        name=code,
        entity=f"{code} Inc.",
        cik=1,
        fiscal_year_end=year_end,
        shares=None if shares is None else held,
    )


def universe(
    codes: Iterable[str],
    *,
    shares: float | None = 1000.0,
    groups: Mapping[str, tuple[str, ...]] | None = None,
) -> Universe:
    return Universe(
        issuer={code: issuer(code, shares) for code in codes},
        group={
            key: Group(title=key, members=members)
            for key, members in (groups or {}).items()
        },
    )


def versions(rows: Iterable[Record], known_at: datetime = KNOWN) -> tuple[Version, ...]:
    return tuple(Version(n, known_at, row) for n, row in enumerate(rows, 1))


def closes(code: str, prices: Mapping[date, float]) -> list[Close]:
    return [
        Close(
            issuer=code, date=day, close_usd=price, source="s", quality=Quality.DERIVED
        )
        for day, price in prices.items()
    ]


def inputs(
    universe: Universe,
    today: date,
    *,
    shipped: bool = True,
    **tables: Iterable[Record],
) -> Inputs:
    return Inputs(
        tables={name: versions(rows) for name, rows in tables.items()},
        universe=universe,
        clock=Clock(today=today, shipped=shipped),
        calendars=calendars(),
    )


@cache
def shipped(today: date = date(2026, 10, 9)) -> Inputs:
    """Measure from the shipped data, read without the product's own sources."""
    raw = tomllib.loads((ROOT / "data" / "universe.toml").read_text("utf-8"))
    tables = {}
    for name, kind in TABLES.items():
        with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = [
                {key: value for key, value in row.items() if value != ""}
                for row in csv.DictReader(file)
            ]
        if name in ("closes", "results", "cds_marks", "cds_activity"):
            tables[name] = versions(msgspec.convert(rows, list[kind], strict=False))  # type: ignore[valid-type]
    return Inputs(
        tables=tables,
        universe=msgspec.convert(raw, Universe),
        clock=Clock(today=today, shipped=True),
        calendars=calendars(),
    )
