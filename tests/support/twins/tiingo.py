"""Tiingo as it is documented: daily prices by symbol, last prices of many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from overhang.config.feeds import TiingoOptions
from overhang.sources.tiingo import Tiingo
from support.measured import universe
from support.server import Answer
from support.twins.base import NOT_FOUND, Twin, as_json

TOKEN = "4f1a7c90d2e85b3664aa01c97e3bd8f25510e7ab"

EVENING = dt.datetime(2026, 10, 9, 22, 0, tzinfo=dt.UTC)


class Day(NamedTuple):
    """One day of one symbol, as traded."""

    close: float
    split: float = 1.0
    dividend: float = 0.0


class TiingoTwin(Twin):
    """Serves `days` by symbol, and `lasts`: rows of the endpoint of last prices."""

    def __init__(self) -> None:
        super().__init__()
        self.token = TOKEN
        self.days: dict[str, dict[dt.date, Day]] = {}
        self.lasts: list[dict[str, object]] = []
        self.faults: dict[str, Answer] = {}
        """What the questions for one path are answered."""
        self.asked_of: list[tuple[str, Mapping[str, str]]] = []

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        self.asked_of.append((path, query))
        if headers.get("authorization") != f"Token {self.token}":
            return as_json({"detail": "Invalid token."}, status=401)
        if path in self.faults:
            return self.faults[path]
        if path == "/iex/":
            wanted = query.get("tickers", "").upper().split(",")
            return as_json([each for each in self.lasts if each["ticker"] in wanted])
        match path.strip("/").split("/"):
            case ["tiingo", "daily", symbol, "prices"]:
                return self._prices(symbol, query)
            case _:
                return NOT_FOUND

    def _prices(self, symbol: str, query: Mapping[str, str]) -> Answer:
        days = self.days.get(symbol)
        if days is None:
            words = {"detail": f"Error: Ticker '{symbol}' not found"}
            return as_json(words, status=404)
        since = dt.date.fromisoformat(query["startDate"])
        rows = [_row(day, each) for day, each in sorted(days.items()) if day >= since]
        return as_json(rows).zipped()


def _row(day: dt.date, each: Day) -> dict[str, object]:
    """Write one day; the adjusted columns have the dividend in them, as theirs do."""
    less = each.close - each.dividend
    return {
        "date": f"{day}T00:00:00.000Z",
        "close": each.close,
        "high": each.close,
        "low": each.close,
        "open": each.close,
        "volume": 378784,
        "adjClose": less,
        "adjHigh": less,
        "adjLow": less,
        "adjOpen": less,
        "adjVolume": 378784,
        "divCash": each.dividend,
        "splitFactor": each.split,
    }


class Hand:
    """A clock that a test sets."""

    def __init__(self, time: dt.datetime) -> None:
        self.time = time

    def __call__(self) -> dt.datetime:
        return self.time


def tiingo(
    twin: TiingoTwin,
    clock: Hand | None = None,
    *codes: str,
    symbols: dict[str, str] | None = None,
    token: str = TOKEN,
) -> Tiingo:
    return Tiingo(
        TiingoOptions(symbols=symbols or {}),
        lambda: token,
        twin.url,
        lambda: universe(codes or ("MSFT", "ORCL")),
        clock or Hand(EVENING),
    )
