"""FRED: the Treasury curve and SOFR; ICE's indices where a desk may use them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from overhang.config.feeds import FredOptions
from overhang.core.observations import Index, IndexMark, Rate, RateSeries
from overhang.core.records import Quality, Record, Vintage
from overhang.core.rights import Rights
from overhang.sources.base import SourceError
from overhang.sources.connector import Found
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.observed import Observed, read_observations
from overhang.sources.patience import Patience
from overhang.sources.web.web import Web

BASE = "https://api.stlouisfed.org/fred"
"""Where the interface is, unless a desk sets another address."""
REQUESTS_A_SECOND = 2.0
"""FRED allows 120 a minute for one key."""

_REVISED = timedelta(days=7)
"""How far back from the last day held is asked again: rates are corrected in days."""
_BAD_REQUEST = 400
_DESK = ZoneInfo("America/New_York")
_WHOLE = "all"
"""The tenor of an index over all maturities."""
_ICE_TERMS = (
    "ICE BofA index: FRED's terms ask for ICE's approval before use, and hold three "
    "years only"
)

_TREASURY: Mapping[str, str] = MappingProxyType(
    {
        **{f"DGS{months}MO": f"{months}M" for months in (1, 3, 6)},
        **{f"DGS{years}": f"{years}Y" for years in (1, 2, 3, 5, 7, 10, 20, 30)},
    }
)
_OVERNIGHT: Mapping[str, str] = MappingProxyType({"SOFR": "ON"})
_INDICES: Mapping[str, Index] = MappingProxyType(
    {"BAMLC0A0CM": Index.ICE_US_IG, "BAMLC0A4CBBB": Index.ICE_US_BBB}
)


class _Series(NamedTuple):
    """One series, and what a number of it is."""

    id: str
    table: str
    record: Callable[[Observed], Record]


class Fred:
    """One feed of `kind = "fred"`.

    Args:
        options: Which part of it a desk uses.
        key: Reads its key; asked once a turn.
        base: The interface's address, without a slash at its end.
        clock: Tells the time, UTC.
    """

    def __init__(
        self,
        options: FredOptions,
        key: Callable[[], str],
        base: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._options = options
        self._key = key
        self._base = base.rstrip("/") or BASE
        self._clock = clock
        self._series = _followed(ice=options.ice)
        self._last: dict[str, date] = {}
        """The last day held, by series."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Rates, and indices where the desk has the right to them."""
        return tuple(dict.fromkeys(each.table for each in self._series))

    @property
    def place(self) -> str:
        """Its host."""
        return urlsplit(self._base).hostname or self._base

    async def turn(self, web: Web) -> AsyncIterator[Found]:
        """Ask every series for what is new, and for the days that may be corrected."""
        key = self._key()
        known = False
        patience = Patience(self._series, "series", "series")
        for at, series in enumerate(self._series):
            patience.asked()
            try:
                found = await self._found(web, series, key)
                known = True
                patience.answered()
                yield found
            except (FetchError, SourceError) as error:
                fault = _named(series.id, error, known=known)
                # A key there is for every series, or for none.
                if isinstance(fault, FetchError) and (
                    patience.ends(fault) or (fault.wait is Wait.REFUSED and not known)
                ):
                    last = patience.last(fault)
                    for table in dict.fromkeys(e.table for e in self._series[at:]):
                        yield Found(table, fault=last)
                    return
                yield Found(series.table, fault=fault)

    async def _found(self, web: Web, series: _Series, key: str) -> Found:
        now = self._clock()
        page = await web.get(
            f"{self._base}/series/observations",
            params={
                "series_id": series.id,
                "api_key": key,
                "file_type": "json",
                "observation_start": f"{self._since(series.id, now)}",
            },
        )
        # Off the loop: however much a host sends, nobody else waits for it.
        read, refused = await asyncio.to_thread(
            read_observations, page.body, f"FRED {series.id}"
        )
        if read:
            self._last[series.id] = max(each.day for each in read)
        elif series.id not in self._last:
            raise FetchError(f"no observation since {self._since(series.id, now)}")
        return Found(
            series.table,
            vintages=[Vintage(_known(each, now), series.record(each)) for each in read],
            refused=[str(each) for each in refused],
            notes=(_ICE_TERMS,) if series.id in _INDICES else (),
        )

    def _since(self, series: str, now: datetime) -> date:
        last = self._last.get(series)
        if last is not None:
            return last - _REVISED
        return now.astimezone(_DESK).date() - timedelta(days=self._options.days)


def _known(each: Observed, now: datetime) -> datetime:
    """Return when a number could be known, UTC.

    Its real-time period says since which day it stood, not at what hour: so by the end
    of that day. Asked as it is here the period begins today, which says nothing of a
    number's past, and the number is known from now on.
    """
    midnight = datetime.combine(each.stood + timedelta(days=1), time.min, _DESK)
    return min(midnight.astimezone(now.tzinfo), now)


def _named(
    series: str, error: FetchError | SourceError, *, known: bool
) -> FetchError | SourceError:
    """Say which series a fault is about, and that a refused key is one.

    FRED answers 400 to a key it does not know, as to a series that is gone: with a key
    that it took in this turn (`known`) it is the series.
    """
    if not isinstance(error, FetchError):
        return error
    bad = error.status == _BAD_REQUEST and not known
    # Without a status nobody judged the key: the way there is shut on this side.
    refused = error.wait is Wait.REFUSED and not known
    if bad or (refused and error.status is not None):
        words = f"FRED does not know the key ({series}): {error}"
        return FetchError(words, Wait.REFUSED, status=error.status)
    # What is missing here is one series, and not the table.
    wait = Wait.BACKOFF if error.wait is Wait.MISSING else error.wait
    words = f"FRED {series}: {error}"
    return FetchError(words, wait, error.retry_after, error.status)


def _followed(*, ice: bool) -> tuple[_Series, ...]:
    """Return the series to ask for, those of one table together."""
    rates = [
        *((name, RateSeries.TREASURY, tenor) for name, tenor in _TREASURY.items()),
        *((name, RateSeries.SOFR, tenor) for name, tenor in _OVERNIGHT.items()),
    ]
    indices = _INDICES.items() if ice else ()
    return (
        *(
            _Series(name, "rates", _rate(name, kind, tenor))
            for name, kind, tenor in rates
        ),
        *(_Series(name, "indices", _spread(name, index)) for name, index in indices),
    )


def _rate(name: str, series: RateSeries, tenor: str) -> Callable[[Observed], Record]:
    def record(each: Observed) -> Record:
        return Rate(
            series=series,
            tenor=tenor,
            date=each.day,
            rate_pct=each.value,
            source=f"FRED {name}",
            quality=Quality.REPORTED,
            rights=Rights.PUBLIC,
        )

    return record


def _spread(name: str, index: Index) -> Callable[[Observed], Record]:
    def record(each: Observed) -> Record:
        return IndexMark(
            index=index,
            date=each.day,
            tenor=_WHOLE,
            # To a tenth of a basis point: 0.85 % is 85 bp, not 84.99999.
            spread_bp=round(each.value * 100, 1),
            note="option-adjusted spread over Treasuries",
            source=f"FRED {name}",
            quality=Quality.COMPOSITE,
            rights=Rights.DISPLAY,
        )

    return record
