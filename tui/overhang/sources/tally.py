"""What is known of one feed's table from turn to turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from overhang.core.records import Record, Vintage
from overhang.core.snapshot import SourceHealth, SourceState
from overhang.sources.base import Delivery, SourceError
from overhang.sources.connector import Found
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.ledger import told
from overhang.sources.web.bucket import Budget


class Tally:
    """One table's health, and all that one turn found out about it.

    A turn is `begin()`, `add()` as often as the table was found, and `close()`.
    """

    def __init__(
        self,
        health: SourceHealth,
        clock: Callable[[], datetime],
        conceal: Callable[[str], str],
    ) -> None:
        """Make ready.

        Args:
            health: How the table stands before anything was asked.
            clock: Tells the time, in UTC.
            conceal: Takes secrets out of a text.
        """
        self.health = health
        self._clock = clock
        self._conceal = conceal
        self._found = self._read = False
        self._rows: list[Record] | None = None
        self.faults: list[Exception] = []
        """What went wrong in this turn."""
        self._left_out: list[str] = []
        """Rows that the last turn which read some left out, and why."""
        self._open()

    @property
    def settled(self) -> bool:
        """Whether this turn said something of the table that its end cannot halve."""
        return self._found and self._rows is None

    def waiting(self) -> Delivery:
        """Say that nothing was asked yet."""
        return self._delivery()

    def begin(self) -> None:
        """Start a turn."""
        self._open()
        self.health = replace(self.health, last_try=self._began, next_try=None)

    def add(self, found: Found, budget: Budget) -> Delivery | None:
        """Take a part; return what of it need not wait for the turn's end."""
        self._found = True
        if found.refused or found.vintages or found.rows is not None:
            if not self._read:
                self._read, self._left_out = True, []
            self._left_out += found.refused
        self._notes += found.notes
        if found.fault is not None:
            self.faults.append(_bare(found.fault))
        if found.rows is not None:
            self._rows = [*(self._rows or ()), *found.rows]
        self._count += len(found.vintages)
        if not found.vintages:
            return None
        self._note(self._state(), budget)
        return self._delivery(vintages=found.vintages)

    def close(self, raised: Exception | None, budget: Budget, remark: str) -> Delivery:
        """End the turn.

        Args:
            raised: What the turn was ended by, when that is this table's fault.
            budget: What the host may still be asked.
            remark: What to say beside the notes; empty: nothing.
        """
        if raised is not None:
            self.faults.append(_bare(raised))
        if remark:
            self._notes.append(remark)
        rows, vintages = self._whole()
        self._note(self._state(), budget)
        return self._delivery(rows, vintages)

    def _whole(self) -> tuple[list[Record] | None, list[Vintage]]:
        """Return the whole table as it stands, or as rows to add when it may be half.

        Half of the whole withdraws nothing, but what came is known.
        """
        if self._rows is None:
            return None, []
        if self.faults:
            now = self._clock()
            return None, [Vintage(now, each) for each in self._rows]
        return self._rows, []

    def _open(self) -> None:
        self._began = self._clock()
        self._found = self._read = False
        self._count = 0
        self._rows = None
        self._notes: list[str] = []
        self.faults = []

    def _state(self) -> SourceState:
        if not self.faults:
            return SourceState.PART if self._left_out else SourceState.OK
        missing = all(
            isinstance(each, FetchError) and each.wait is Wait.MISSING
            for each in self.faults
        )
        nothing = not self._count and not self._rows
        return SourceState.MISSING if missing and nothing else SourceState.FAILED

    def _note(self, state: SourceState, budget: Budget) -> None:
        """Bring the health up to date."""
        now = self._clock()
        rows = self._count + len(self._rows or ())
        health = replace(
            self.health,
            state=state,
            latency_ms=max((now - self._began).total_seconds() * 1000, 0.0),
            left=budget.left,
            per_second=budget.per_second,
            refused=len(self._left_out),
            errors=told(self._errors()),
        )
        if state in (SourceState.OK, SourceState.PART):
            health = replace(health, last_success=now)
        if self._found:
            health = replace(health, notes=told(map(self._conceal, self._notes)))
        if rows or self._rows is not None:
            health = replace(health, rows=rows)
        self.health = health

    def _errors(self) -> list[str]:
        faults = [each for fault in self.faults for each in _words(fault)]
        return [self._conceal(each) for each in (*faults, *self._left_out)]

    def _delivery(
        self,
        rows: Sequence[Record] | None = None,
        vintages: Sequence[Vintage] = (),
    ) -> Delivery:
        health = self.health
        return Delivery(health.table, rows, health, vintages, health.feed)


def _bare(fault: Exception) -> Exception:
    """Return a fault alone: whence it came holds on to the whole body it is about."""
    fault.__context__ = fault.__cause__ = None
    return fault.with_traceback(None)


def _words(fault: Exception) -> list[str]:
    """Say what went wrong, one line a fault."""
    if isinstance(fault, FetchError):
        return [str(fault)]
    if isinstance(fault, SourceError):
        return [str(each) for each in fault.problems]
    return [f"cannot be read, {type(fault).__name__}: {fault}"]
