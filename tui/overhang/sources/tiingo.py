"""Tiingo: daily closes adjusted for splits, and the last price of an open session."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from overhang.config.feeds import TiingoOptions
from overhang.core.issuers import Universe
from overhang.core.observations import Close
from overhang.core.records import Quality, Vintage
from overhang.core.rights import Rights
from overhang.core.safe_text import safe_text
from overhang.sources.base import Problem, SourceError
from overhang.sources.checks import unadjusted_splits
from overhang.sources.connector import Found
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.lasts import Last, read_lasts
from overhang.sources.patience import Patience
from overhang.sources.splits import Traded, adjusted, read_traded
from overhang.sources.web.web import Web

BASE = "https://api.tiingo.com"
"""Where the interface is, unless a desk sets another address."""

_TABLE = "closes"
_AGAIN = dt.timedelta(days=7)
"""How far back from the last close held is asked again: closes are corrected."""
_DESK = ZoneInfo("America/New_York")
_OPENS, _CLOSES = dt.time(9, 30), dt.time(16)
_TOLD = dt.time(16, 30)
"""Until then the last prices of a session are asked for: delayed ones come late."""


class Tiingo:
    """One feed of `kind = "tiingo"`.

    Args:
        options: Symbols, and how far back to go.
        key: Reads its token; asked once a turn.
        base: The interface's address, without a slash at its end.
        universe: Who is watched.
        clock: Tells the time, UTC.
    """

    def __init__(
        self,
        options: TiingoOptions,
        key: Callable[[], str],
        base: str,
        universe: Callable[[], Universe],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._options = options
        self._key = key
        self._base = base.rstrip("/") or BASE
        self._universe = universe
        self._clock = clock
        self._traded: dict[str, dict[dt.date, Traded]] = {}
        """By issuer: all that was traded since the start, as a split changes all."""
        self._told: dict[str, Mapping[dt.date, float]] = {}
        """By issuer: the closes as they were told last."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The one table it fills."""
        return (_TABLE,)

    @property
    def place(self) -> str:
        """Its host."""
        return urlsplit(self._base).hostname or self._base

    async def turn(self, web: Web) -> AsyncIterator[Found]:
        """Ask for each issuer's closes, then for all last prices at once."""
        headers = {"Authorization": f"Token {self._key()}"}
        symbols = {
            code: self._options.symbols.get(code, code)
            for code in self._universe().codes
        }
        patience = Patience([*symbols], "symbol", "symbols")
        for code, symbol in symbols.items():
            patience.asked()
            try:
                found = await self._closes(web, code, symbol, headers)
                patience.answered()
                yield found
            except (FetchError, SourceError) as error:
                fault = _named(symbol, error)
                if isinstance(fault, FetchError) and patience.ends(fault):
                    yield Found(_TABLE, fault=patience.last(fault))
                    return
                yield Found(_TABLE, fault=fault)
        if symbols and self._in_session:
            try:
                yield await self._lasts(web, symbols, headers)
            except (FetchError, SourceError) as error:
                yield Found(_TABLE, fault=_named("last prices", error))

    @property
    def _in_session(self) -> bool:
        """Whether there may be a session; a holiday's answers are of another day."""
        local = self._clock().astimezone(_DESK)
        return local.weekday() < 5 and _OPENS <= local.time() < _TOLD

    async def _closes(
        self, web: Web, code: str, symbol: str, headers: Mapping[str, str]
    ) -> Found:
        held = self._traded.get(code, {})
        today = self._clock().astimezone(_DESK).date()
        back = dt.timedelta(days=self._options.days)
        since = max(held) - _AGAIN if held else today - back
        page = await web.get(
            f"{self._base}/tiingo/daily/{quote(symbol, safe='')}/prices",
            params={"startDate": f"{since}"},
            headers=headers,
        )
        name = f"Tiingo {safe_text(symbol, 20)}"
        # Off the loop: however much a host sends, nobody else waits for it.
        traded = held | await asyncio.to_thread(read_traded, page.body, name)
        if not traded:
            raise SourceError([Problem(name, "no prices", f"prices since {since}")])
        closes = adjusted(traded, name)
        rows = [_close(code, day, value) for day, value in closes.items()]
        if splits := list(unadjusted_splits([(name, each) for each in rows])):
            raise SourceError(splits)
        told = self._told.get(code, {})
        self._traded[code], self._told[code] = traded, closes
        now = self._clock()
        return Found(
            _TABLE,
            [Vintage(now, row) for row in rows if told.get(row.date) != row.close_usd],
        )

    async def _lasts(
        self, web: Web, symbols: Mapping[str, str], headers: Mapping[str, str]
    ) -> Found:
        page = await web.get(
            f"{self._base}/iex/",
            params={"tickers": ",".join(symbols.values())},
            headers=headers,
        )
        lasts, refused = await asyncio.to_thread(
            read_lasts, page.body, "Tiingo last prices"
        )
        now = self._clock()
        found = [
            Vintage(now, _price(code, lasts[symbol.upper()]))
            for code, symbol in symbols.items()
            if symbol.upper() in lasts and self._is_news(code, lasts[symbol.upper()])
        ]
        return Found(_TABLE, found, refused=[str(each) for each in refused])

    def _is_news(self, code: str, last: Last) -> bool:
        """Whether a price is of today's session, which has no close yet."""
        local = last.at.astimezone(_DESK)
        today = self._clock().astimezone(_DESK)
        if local.date() != today.date() or last.at > today:
            return False
        in_session = _OPENS <= local.time() <= _CLOSES
        return in_session and local.date() not in self._told.get(code, {})


def _close(code: str, day: dt.date, usd: float) -> Close:
    return Close(
        issuer=code,
        date=day,
        close_usd=usd,
        source="Tiingo",
        quality=Quality.COMPOSITE,
        rights=Rights.DISPLAY,
    )


def _price(code: str, last: Last) -> Close:
    return Close(
        issuer=code,
        date=last.at.astimezone(_DESK).date(),
        close_usd=last.usd,
        at=last.at,
        source="Tiingo IEX",
        quality=Quality.TRADE,
        rights=Rights.DISPLAY,
    )


def _named(symbol: str, error: FetchError | SourceError) -> FetchError | SourceError:
    """Say which symbol a fault is about; a symbol nobody knows is one."""
    if not isinstance(error, FetchError):
        return error
    named = safe_text(symbol, 20)
    if error.wait is Wait.MISSING:
        return FetchError(f"Tiingo {named}: no such symbol there")
    words = f"Tiingo {named}: {error}"
    return FetchError(words, error.wait, error.retry_after, error.status)
