"""What is known of one table's source from try to try."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from overhang.core.records import Record, Vintage
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.sources.apart.tables import parsed
from overhang.sources.base import Delivery, SourceError
from overhang.sources.checks import last_session, receded, shrunk
from overhang.sources.early import Forward
from overhang.sources.stream import Reader
from overhang.sources.tables import Table

SHOWN = 20
"""Errors told in full; the others are counted."""

_LONGEST = 400

_Content = tuple[Reader, bytes]
"""A body's digest, and the format it was read in: a body means nothing without it."""


class Ledger:
    """One table's health, its last good size, and what its last content came to.

    Every turn is `begin()`, then exactly one of the others, which returns the delivery.
    """

    def __init__(
        self, table: str, *, kind: str, place: str, clock: Callable[[], datetime]
    ) -> None:
        self.health = SourceHealth(table=table, kind=kind, place=safe_text(place))
        self._clock = clock
        self._forward = Forward()
        self._began = clock()
        self._had = 0
        self._newest: date | None = None
        self._early = 0
        self._until: datetime | None = None
        self._good: _Content | None = None
        self._bad: tuple[_Content | None, tuple[str, ...]] = (None, ())

    @property
    def is_ripe(self) -> bool:
        """Whether a row that was too early can be read now, in the same body."""
        return self._until is not None and self._until <= self._now(self._clock())

    def waiting(self) -> Delivery:
        """Say that nothing was asked yet."""
        return Delivery(self.health.table, None, self.health)

    def begin(self, place: str | None = None) -> None:
        """Start a turn; `place` says where the table is now, when that can change."""
        self._began = self._clock()
        if place is not None:
            self.health = replace(self.health, place=safe_text(place))

    def read(self, data: bytes, reader: Reader, name: str) -> Delivery:
        """Take a whole body: new rows, nothing new, or every fault in it.

        A body that was read before is not read again, whether it was good or bad.

        Args:
            data: The body.
            reader: Its format.
            name: What to call it in problems.
        """
        content = (reader, hashlib.blake2b(data, digest_size=16).digest())
        if content == self._good and not self.is_ripe:
            return self.unchanged()
        if content == self._bad[0]:
            return self._failed(self._bad[1])
        errors, table = self._judge(reader, data, name)
        if errors:
            self._bad = (content, told(errors))
            return self._failed(self._bad[1])
        self._good = content
        self._early, self._until = table.early, table.until
        self._had = len(table.rows) + table.early
        self._newest = last_session(table.rows)
        notes = told(str(each) for each in table.told)
        self.health = replace(self.health, refused=table.bad, notes=notes)
        if not table.bad:
            return self._ok(table.rows)
        # A row that cannot be read may be any of those that stand: none is withdrawn.
        now = self._clock()
        vintages = [Vintage(now, each) for each in table.rows]
        return self._ok(None)._replace(vintages=vintages)

    def unchanged(self) -> Delivery:
        """Say that the source answered and has nothing new."""
        return self._ok(None)

    def failed(self, error: str) -> Delivery:
        """Say why there was nothing to read; the last good rows stay."""
        return self._failed(told([error]))

    def missing(self, error: str) -> Delivery:
        """Say that there is no such table here."""
        errors = told([error])
        return self._deliver(
            None, replace(self.health, state=SourceState.MISSING, errors=errors)
        )

    def _judge(self, reader: Reader, data: bytes, name: str) -> tuple[list[str], Table]:
        """Return what is wrong with a body, or its rows."""
        try:
            now = self._now(self._began)
            table = parsed(self.health.table, reader, data, name, now)
        except SourceError as error:
            return [str(each) for each in error.problems], Table(())
        except Exception as error:
            # A body that upsets the reader itself must not end the other tables.
            words = f"{name}: cannot be read, {type(error).__name__}: {error}"
            return [words], Table(())
        loss = shrunk(self._had, len(table.rows) + table.early) or receded(
            self._newest, last_session(table.rows)
        )
        return ([f"{name}: {loss}"] if loss else []), table

    def _now(self, clock: datetime) -> datetime:
        return self._forward.at(clock, time.monotonic())

    def _failed(self, errors: tuple[str, ...]) -> Delivery:
        return self._deliver(
            None, replace(self.health, state=SourceState.FAILED, errors=errors)
        )

    def _ok(self, rows: Sequence[Record] | None) -> Delivery:
        return self._deliver(
            rows,
            replace(
                self.health,
                state=SourceState.PART if self.health.refused else SourceState.OK,
                rows=self._had - self._early,
                last_success=self._clock(),
                errors=self.health.notes if self.health.refused else (),
            ),
        )

    def _deliver(self, rows: Sequence[Record] | None, health: SourceHealth) -> Delivery:
        """Note when this was, and how long it took."""
        took = (self._clock() - self._began).total_seconds() * 1000
        self.health = replace(
            health, last_try=self._began, latency_ms=max(took, 0.0), next_try=None
        )
        return Delivery(self.health.table, rows, self.health)


def told(errors: Iterable[str]) -> tuple[str, ...]:
    """Return at most `SHOWN` errors as clean lines, and how many more there are."""
    lines = [safe_text(each, _LONGEST) for each in errors]
    if len(lines) <= SHOWN:
        return tuple(lines)
    return (*lines[:SHOWN], f"and {len(lines) - SHOWN} more")
