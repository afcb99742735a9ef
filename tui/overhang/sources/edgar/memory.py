"""What is kept in mind of one issuer between two turns, and when to ask for figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from operator import attrgetter

from overhang.core.filings import Filing, FilingKind
from overhang.core.issuers import Issuer
from overhang.core.records import Record, Vintage
from overhang.sources.edgar.filings import Feed

FIRST = dt.timedelta(minutes=30)
"""After a report its figures are asked for at every turn: most lag by minutes."""
LATER = dt.timedelta(hours=1)
"""How often they are asked for when they lag by more than that."""
GIVEN_UP = dt.timedelta(days=1)
"""After which a report that brought no figures is one that has none."""


class Memory:
    """One issuer: which rows were told, which reports have not shown their figures."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self.read = False
        """Whether its list of filings was ever read."""
        self.current = False
        """Whether the last answer was: one that could not be read is read again."""
        self.moments: Mapping[str, dt.datetime] = {}
        """When its filings were accepted, UTC, by accession."""
        self.built = False
        """Whether its figures stand as they were last asked for."""
        self.used: frozenset[str] = frozenset()
        """The tags that had figures: one that is not found any more is a fault."""
        self._asked: dt.datetime | None = None
        self._reports: frozenset[str] = frozenset()
        self._waits: dict[str, dt.datetime] = {}
        self._told: dict[Hashable, Record] = {}

    def heard(self, feed: Feed, now: dt.datetime) -> None:
        """Take note of a list of filings: a report that is new has figures to come."""
        reports = {
            each.record.accession
            for each in feed.filings
            if isinstance(each.record, Filing)
            and each.record.kind is FilingKind.PERIODIC
        }
        for accession in reports - self._reports:
            # At the start old reports are new too; theirs are there long since.
            since = now if self.read else min(now, feed.moments[accession])
            if now - since < GIVEN_UP:
                self._waits[accession] = since
        self._reports = frozenset(reports)
        self.moments = feed.moments
        self.read = self.current = True

    def due(self, now: dt.datetime) -> bool:
        """Whether its figures are to be asked for in this turn."""
        if not self.built or self._asked is None:
            return True
        waits = [now - since for since in self._waits.values()]
        if any(each < FIRST for each in waits):
            return True
        return bool(waits) and now - self._asked >= LATER

    def figured(
        self, accessions: Iterable[str], used: Iterable[str], now: dt.datetime
    ) -> None:
        """Take note of figures that were read: which filings and tags they are from."""
        shown = set(accessions)
        self._waits = {
            accession: since
            for accession, since in self._waits.items()
            if accession not in shown and now - since < GIVEN_UP
        }
        self.used = frozenset(used)
        self._asked = now
        self.built = True

    def news(self, vintages: Iterable[Vintage]) -> list[Vintage]:
        """Return the rows that were not told as they are now; they count as told."""
        new = []
        for each in vintages:
            kind = type(each.record)
            key = (kind, attrgetter(*kind.identity)(each.record))
            if self._told.get(key) != each.record:
                self._told[key] = each.record
                new.append(each)
        return new
