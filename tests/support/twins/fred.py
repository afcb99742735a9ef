"""FRED as it is documented: series of text, `.` for no value, 400 for a bad key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from support.server import Answer
from support.twins.base import NOT_FOUND, Twin, as_json

KEY = "0123456789abcdef0123456789abcdef"
_PATH = "/series/observations"


class FredTwin(Twin):
    """Serves `values` by series and day; `None` is a day without a value.

    `today` is the day it answers on: the real-time period of every answer.
    """

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self.today = today
        self.key = KEY
        self.values: dict[str, dict[dt.date, float | None]] = {}
        self.allowed: int | None = None
        """Questions that are answered before it is too many; none: all."""
        self.faults: dict[str, Answer] = {}
        """What the questions for one series are answered."""
        self.queries: list[Mapping[str, str]] = []

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        self.queries.append(query)
        if path != _PATH:
            return NOT_FOUND
        if query.get("api_key") != self.key:
            return _bad("The value for variable api_key is not registered.")
        if self.allowed is not None:
            self.allowed -= 1
            if self.allowed < 0:
                words = {"error_code": 429, "error_message": "Too Many Requests."}
                return as_json(words, status=429)
        series = query.get("series_id", "")
        if series in self.faults:
            return self.faults[series]
        if series not in self.values:
            return _bad("The series does not exist.")
        since = dt.date.fromisoformat(query.get("observation_start", "1776-07-04"))
        return self._observations(self.values[series], since).zipped()

    def _observations(
        self, values: Mapping[dt.date, float | None], since: dt.date
    ) -> Answer:
        rows = [
            {
                "realtime_start": f"{self.today}",
                "realtime_end": f"{self.today}",
                "date": f"{day}",
                "value": "." if value is None else f"{value:g}",
            }
            for day, value in sorted(values.items())
            if day >= since
        ]
        return as_json(
            {
                "realtime_start": f"{self.today}",
                "realtime_end": f"{self.today}",
                "observation_start": f"{since}",
                "observation_end": "9999-12-31",
                "units": "lin",
                "output_type": 1,
                "file_type": "json",
                "order_by": "observation_date",
                "sort_order": "asc",
                "count": len(rows),
                "offset": 0,
                "limit": 100000,
                "observations": rows,
            }
        )


def _bad(why: str) -> Answer:
    words = {"error_code": 400, "error_message": f"Bad Request.  {why}"}
    return as_json(words, status=400)
