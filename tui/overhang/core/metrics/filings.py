"""How many filings of the last days may be a deal."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from overhang.core.calendars import Market
from overhang.core.catalogue import Unit
from overhang.core.dates import price_time, short
from overhang.core.filings import DEALS, Filing
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.evidence import Row, absent, cited, computed, newest
from overhang.core.snapshot import Input, Reading

ID = "debt.filings"
WINDOW = 5
"""Business days that are looked back on, today among them."""
_NEW_YORK = ZoneInfo("America/New_York")
NO_FEED = "no filings on file: they come from a feed such as EDGAR"


def filings(inputs: Inputs) -> Readings:
    """Measure `debt.filings` for every issuer of the universe.

    Who has no filing on file at all, of any kind and age, is not watched: that is not
    known, and no zero.
    """
    first = _first_day(inputs)
    held = _by_issuer(inputs)
    return {
        code: {ID: _reading(held[code], first, inputs) if code in held else _nothing()}
        for code in inputs.universe.codes
    }


def when(filing: Filing) -> str:
    """Write when a filing came: `20 Nov 26 14:32 EST`; its date where no time is sure.

    The time is New York's, where filings are accepted.
    """
    if not filing.accepted:
        return short(filing.filed_on)
    at = dt.datetime.fromisoformat(filing.accepted).replace(tzinfo=_NEW_YORK)
    return f"{short(at.date())} {price_time(at)}"


def came(filing: Filing) -> tuple[str, str]:
    """Return what puts filings in the order they came, as far as that is sure."""
    return filing.accepted or filing.filed_on.isoformat(), filing.accession


def _nothing() -> Reading:
    return absent(NO_FEED)


def _first_day(inputs: Inputs) -> dt.date:
    """Return the first day of the window."""
    today = inputs.clock.today
    last = inputs.calendars.last_session(Market.NYSE, today)
    return inputs.calendars.previous(Market.NYSE, last, WINDOW - 1)


def _by_issuer(inputs: Inputs) -> Mapping[str, Sequence[Row[Filing]]]:
    """Group filings by issuer.

    One that was accepted after 17:30 has the next business day's date and is known
    already; one that is dated later than that is not.
    """
    grouped: dict[str, list[Row[Filing]]] = defaultdict(list)
    today, calendars = inputs.clock.today, inputs.calendars
    for each in inputs.tables.get("filings", ()):
        said = each.record
        if not isinstance(said, Filing):
            continue
        day = said.filed_on
        if day <= today or calendars.previous(Market.NYSE, day) <= today:
            grouped[said.issuer].append(Row(said, each.known_at, each.id))
    return grouped


def _reading(rows: Sequence[Row[Filing]], first: dt.date, inputs: Inputs) -> Reading:
    """Count the deal filings of one issuer, each once whatever it tells."""
    held = [
        row for row in rows if row.record.kind in DEALS and row.record.filed_on >= first
    ]
    held.sort(key=lambda row: came(row.record), reverse=True)
    told = {row.record.accession: row for row in reversed(held)}
    counted = list(reversed(told.values()))
    return Reading(
        value=float(len(counted)),
        about=inputs.clock.today,
        known_at=newest(counted),
        label=_name(counted[0]) if counted else f"none since {short(first)}",
        quality=computed(counted) if counted else None,
        inputs=tuple(map(_cite, counted)),
    )


def _name(row: Row[Filing]) -> str:
    return f"{row.record.form} {when(row.record)}"


def _cite(row: Row[Filing]) -> Input:
    said = row.record
    items = f"items {said.items}" if said.items else ""
    note = " · ".join(filter(None, (items, said.title, said.url)))
    return cited(_name(row), 1.0, Unit.COUNT, row, note)
