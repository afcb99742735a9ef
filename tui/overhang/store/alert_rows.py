"""How alerts, actions, the log and the outbox lie in a SQLite store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import apsw
from msgspec.msgpack import decode

from overhang.core.alerts.actions import Action, Numbered
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.journal import lines_after
from overhang.core.alerts.messages import Told
from overhang.store.base import AlertMemory, AlertTurn
from overhang.store.rows import ENCODER, check_action, check_turn, read_action

_PUT_ALERT = "INSERT OR REPLACE INTO alert VALUES (?, ?, ?, ?)"
_FORGET_ALERT = "DELETE FROM alert WHERE rule = ? AND subject = ? AND severity = ?"
_PUT_MEMORY = "INSERT OR REPLACE INTO memory VALUES (1, ?)"
_PUT_LINE = "INSERT INTO log VALUES (?, ?)"
_PUT_TOLD = "INSERT OR REPLACE INTO told VALUES (?, ?, ?)"
_PUT_ACTION = "INSERT INTO action (body) VALUES (?) RETURNING id"
# One statement, so that alerts and memory are of the same turn.
_ALERTS = (
    "SELECT 0, '', '', 0, body FROM memory UNION ALL"
    " SELECT 1, rule, subject, severity, body FROM alert ORDER BY 1, 2, 3, 4"
)
_TOLD_LAST = "SELECT body FROM told ORDER BY channel, subject"
# As bytes: a line that somebody wrote over may be no text, and stops nothing. Whoever
# verifies the log names it.
_LINE = "coalesce(CAST(line AS BLOB), x'')"
_LINES = f"SELECT {_LINE} FROM log WHERE id > ? ORDER BY id DESC LIMIT ?"
_LAST_LINE = f"SELECT id, {_LINE} FROM log ORDER BY id DESC LIMIT 1"
_ACTIONS = "SELECT id, body FROM action WHERE id > ? ORDER BY id"
_NO_LIMIT = -1


class Query(Protocol):
    """Asks a store that may not be there yet: then there are no rows."""

    def __call__(
        self, sql: str, bindings: Sequence[Any] = (), /
    ) -> Iterable[tuple[Any, ...]]:
        """Return the rows of one statement."""
        ...


def put_turn(connection: apsw.Connection, turn: AlertTurn) -> None:
    """Write what one turn did, inside the transaction that is open.

    Raises:
        StoreError: a moment has no zone.
    """
    check_turn(turn)
    for alert in turn.alerts:
        if alert.phase is Phase.INACTIVE:
            connection.execute(_FORGET_ALERT, alert.key)
        else:
            connection.execute(_PUT_ALERT, (*alert.key, ENCODER.encode(alert)))
    if turn.memory is not None:
        connection.execute(_PUT_MEMORY, (ENCODER.encode(turn.memory),))
    for told in turn.told:
        row = (told.channel, told.subject, ENCODER.encode(told))
        connection.execute(_PUT_TOLD, row)
    if turn.entries:
        # Asked each time: a head kept in memory would outlive a rollback.
        number, last = connection.execute(_LAST_LINE).fetchone() or (0, b"")
        lines = lines_after(last.decode(errors="replace"), number, turn.entries)
        connection.executemany(_PUT_LINE, enumerate(lines, number + 1))


def put_action(connection: apsw.Connection, action: Action) -> int:
    """Write an action, inside the transaction that is open; return its number.

    Raises:
        StoreError: one of its moments has no zone.
    """
    check_action(action)
    number = connection.execute(_PUT_ACTION, (ENCODER.encode(action),)).get
    assert isinstance(number, int)
    return number


# Bodies are read without decoders made beforehand: those cost a viewer's first paint
# milliseconds, and it asks for none of this then.
def alerts(query: Query) -> tuple[Sequence[Alert], AlertMemory]:
    """Return every alert by rule, subject and severity, and what is remembered."""
    found: list[Alert] = []
    memory = AlertMemory()
    for is_alert, _, _, _, body in query(_ALERTS):
        if is_alert:
            found.append(decode(body, type=Alert))
        else:
            memory = decode(body, type=AlertMemory)
    return found, memory


def told(query: Query) -> Sequence[Told]:
    """Return what was told, by channel and subject."""
    return [decode(body, type=Told) for (body,) in query(_TOLD_LAST)]


def log(query: Query, *, after: int, limit: int | None) -> Sequence[str]:
    """Return the newest lines above a number, oldest of them first."""
    newest = query(_LINES, (after, _NO_LIMIT if limit is None else limit))
    return [line.decode(errors="replace") for (line,) in newest][::-1]


def actions(query: Query, *, after: int) -> Sequence[Numbered]:
    """Return the actions numbered above `after`, in order."""
    return [read_action(number, body) for number, body in query(_ACTIONS, (after,))]
