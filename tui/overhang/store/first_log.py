"""Transitions as a store of the first version kept them, and how the log takes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import apsw
import msgspec

from overhang.core.alerts.journal import Entry, lines_after
from overhang.core.states import Severity


class _Transition(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one rule's severity for one subject."""

    at: datetime
    rule: str
    subject: str
    old: str
    """A severity's word: `none`, `info`, `warn` or `crit`."""
    new: str
    value: float | None
    detail: str = ""


def carry_over(connection: apsw.Connection) -> None:
    """Write all that the table `transition` holds into the empty table `log`."""
    for number, line in enumerate(lines_after("", 0, _entries(connection)), 1):
        connection.execute("INSERT INTO log VALUES (?, ?)", (number, line))


def _entries(connection: apsw.Connection) -> Iterator[Entry]:
    for (body,) in connection.execute("SELECT body FROM transition ORDER BY id"):
        assert isinstance(body, bytes)
        found = msgspec.msgpack.decode(body, type=_Transition)
        yield Entry(
            at=found.at,
            kind="transition",
            rule=found.rule,
            subject=found.subject,
            severity=max(found.old, found.new, key=_loudness),
            old=found.old,
            new=found.new,
            value=found.value,
            text=found.detail,
        )


def _loudness(word: str) -> int:
    """Return how loud a severity's word is; 0 for none and for words unknown."""
    found = Severity.__members__.get(word.upper())
    return found or 0
