"""The public tape's twin: a zip a day once it is posted, and the feed of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from support.server import Answer
from support.tape import feed, row, sheet, zipped
from support.twins.base import Twin, tagged

FILES = "/cumulative"
FEED = "/ticker"
_NOT_POSTED = Answer(b"<Error><Code>AccessDenied</Code></Error>", "text/xml", 403)


class TapeTwin(Twin):
    """Serves what is posted; a file that is not answers 403, as the public one does.

    with TapeTwin() as twin:
        twin.post(dt.date(2026, 2, 13), [trade("1")])
    """

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, Answer] = {}
        self.now: list[Mapping[str, str]] = []
        """The rows of the feed."""

    @property
    def base(self) -> str:
        """Where the daily files are."""
        return self.url + FILES

    @property
    def feed(self) -> str:
        """Where the feed is."""
        return self.url + FEED

    def post(self, day: dt.date, rows: Sequence[Mapping[str, str]]) -> None:
        """Post a day's file, or a fuller one in its place."""
        self.put(day, sheet(rows))

    def put(self, day: dt.date, body: bytes) -> None:
        """Post a day's file with this CSV in it."""
        name = _name(day)
        answer = Answer(zipped(body, f"{name}.csv"), "application/zip")
        with self.lock:
            self.files[f"{FILES}/{name}.zip"] = tagged(answer)

    def asked_for(self, day: dt.date) -> int:
        """Return how often a day's file was asked for."""
        return len(self.questions(f"{FILES}/{_name(day)}.zip"))

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        """Return a file, the feed, or that there is none."""
        if path == FEED:
            return tagged(Answer(feed(self.now)))
        return self.files.get(path, _NOT_POSTED)


def trade(number: str, **cells: str) -> dict[str, str]:
    """Return a row: 5mm of Oracle's on-the-run five years at 160 bp on 13 Feb 2026.

    Its event is as many minutes past 14:00 UTC as its number says; `executed` and
    `event` give other moments, every other cell goes by its column's name.
    """
    minutes = int(number) % 400
    moment = f"2026-02-13T{14 + minutes // 60:02}:{minutes % 60:02}:00Z"
    given = {
        "Dissemination Identifier": number,
        "Event timestamp": cells.pop("event", moment),
        "Execution Timestamp": cells.pop("executed", moment),
        "Notional amount-Leg 1": cells.pop("size", "5,000,000"),
        "Spread-Leg 1": cells.pop("bp", "160"),
        "Spread notation-Leg 1": "4",
        "Action type": cells.pop("action", "NEWT"),
        "Original Dissemination Identifier": cells.pop("of", ""),
    }
    if given["Action type"] != "NEWT":
        given["Event type"] = ""
    who = cells.pop("who", "Oracle Corporation")
    named = {"Underlying Asset Name": who, "UPI Underlier Name": who}
    return {**row(), **given, **named, **cells}


def _name(day: dt.date) -> str:
    return f"SEC_CUMULATIVE_CREDITS_{day:%Y_%m_%d}"
