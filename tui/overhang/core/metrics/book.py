"""One issuer's closes and results, and how a reading is made from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from overhang.core.calendars import Calendars
from overhang.core.catalogue import Unit
from overhang.core.dates import price_time, short
from overhang.core.events import Results, Timing
from overhang.core.freshness import Freshness, Kind, price_state, state_of
from overhang.core.history import Closes
from overhang.core.issuers import Issuer, Shares
from overhang.core.metrics import prices
from overhang.core.metrics.evidence import Row, cited, computed, newest
from overhang.core.observations import Close
from overhang.core.records import Quality
from overhang.core.snapshot import Clock, Input, Reading

_LADDER = tuple(Quality)
_QUALITIES = {each.value: each for each in Quality}


class Book(NamedTuple):
    """What one issuer's equity metrics are measured from."""

    issuer: Issuer
    closes: Closes
    results: Row[Results] | None
    """The last results whose reference close is not after the last close."""
    calendars: Calendars
    fresh: Freshness
    """How old `last` is."""
    last: Row[Close]
    """The last close, or the last price of the session that is open."""
    peak: Row[Close]
    """The highest close so far; of ties the last."""
    close_fresh: Freshness
    """How old the last close is."""

    @property
    def price(self) -> float:
        """The last close or price, USD."""
        return self.last.record.close_usd

    @property
    def closed(self) -> Book:
        """The same on closes alone, for what is a statistic of daily closes."""
        return self._replace(last=self.closes.at(-1), fresh=self.close_fresh)


def open_book(
    issuer: Issuer,
    closes: Closes,
    results: Sequence[Row[Results]],
    calendars: Calendars,
    clock: Clock,
) -> Book:
    """Lay one issuer's closes and results (oldest first) out for measuring."""
    live = closes.live
    at = live.record.at if live else None
    fresh = state_of(Kind.CLOSE, closes.days[-1], clock, calendars)
    return Book(
        issuer,
        closes,
        last_results(results, closes, calendars),
        calendars,
        price_state(at, live.record.date, clock, calendars) if live and at else fresh,
        last=live or closes.at(-1),
        peak=closes.at(prices.peak_at(closes.prices)),
        close_fresh=fresh,
    )


class Reference(NamedTuple):
    """The close that stood before the market knew the last results."""

    close: Row[Close]
    results: Row[Results]

    @property
    def label(self) -> str:
        """Which results, for a label: `results 29 Jul 26`."""
        return f"results {short(self.results.record.results_on)}"


def last_results(
    results: Sequence[Row[Results]], closes: Closes, calendars: Calendars
) -> Row[Results] | None:
    """Return the newest results whose reference close is not after the last close.

    `results` are one issuer's, oldest first.
    """
    last = closes.days[-1]
    for row in reversed(results):
        if prices.reference_day(row.record, calendars) <= last:
            return row
    return None


def reference(
    results: Row[Results] | None, closes: Closes, calendars: Calendars
) -> Reference | str:
    """Return the reference close of the last results, or why there is none."""
    if results is None:
        return "no results date"
    day = prices.reference_day(results.record, calendars)
    close = closes.on(day)
    return Reference(close, results) if close else f"no close on {short(day)}"


def reading(
    book: Book,
    value: float,
    against: tuple[tuple[str, Row[Close]], ...] = (),
    *,
    label: str = "",
    reason: str = "",
    note: str = "",
    shares: Shares | None = None,
    trail: tuple[float, ...] = (),
    also: tuple[Row[Any], ...] = (),
) -> Reading:
    """Make a reading from the last price and the named closes it is held against.

    `note` explains those closes; `also` are rows that count for `known_at` and
    quality without being figures.
    """
    last = book.last
    rows = [last, *(row for _, row in against), *also]
    cites = [
        cited(_last_name(last.record), last.record.close_usd, Unit.USD, last, ""),
        *(cited(n, row.record.close_usd, Unit.USD, row, note) for n, row in against),
    ]
    quality = computed(rows)
    if shares is not None:
        cites.append(_cite_shares(shares))
        quality = max(quality, cites[-1].quality or quality, key=_LADDER.index)
    return Reading(
        value=value,
        state=book.fresh.state,
        reason="; ".join(each for each in (book.fresh.reason, reason) if each),
        about=last.record.date,
        known_at=newest(rows),
        at=last.record.at,
        age=book.fresh.age,
        label=label,
        quality=quality,
        inputs=tuple(cites),
        trail=trail,
    )


def since_results(
    book: Book,
    found: Reference,
    value: float,
    *,
    shares: Shares | None = None,
    trail: tuple[float, ...] = (),
) -> Reading:
    """Make a reading whose reference is the close of the last results."""
    untraded = found.close.record.date == book.last.record.date
    after = found.results.record.timing is Timing.AMC
    return reading(
        book,
        value,
        (("reference close", found.close),),
        label=found.label,
        reason="results not traded on yet" if untraded else "",
        note=f"{found.label} {'after the close' if after else 'before the open'}",
        shares=shares,
        trail=trail,
        also=(found.results,),
    )


def _last_name(record: Close) -> str:
    """Say what the last price is: a close, or one of a session that is open."""
    if record.at is None:
        return "last close"
    return f"last price {price_time(record.at)}, not a close"


def _cite_shares(shares: Shares) -> Input:
    return Input(
        name="shares, millions",
        value=shares.millions,
        unit=Unit.COUNT,
        about=shares.on,
        source=shares.source,
        quality=_QUALITIES.get(shares.quality),
        note=shares.note,
    )
