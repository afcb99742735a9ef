"""Every store keeps alerts, the log, the outbox and actions alike."""

from __future__ import annotations

from datetime import datetime

import apsw
import msgspec
import pytest

from overhang.core.alerts.actions import Action, Numbered, Unknown
from overhang.core.alerts.alert import Ack, Phase, Remark
from overhang.core.alerts.journal import read, verify
from overhang.core.states import Severity
from overhang.store.base import AlertMemory, AlertTurn, Batch, Store, StoreError
from overhang.store.memory import MemoryStore
from overhang.store.sqlite import SqliteStore
from support.stored import T0, at, close
from support.turns import (
    acknowledgement,
    alert,
    entry,
    numbered_turn,
    quiet,
    silence,
    told,
)


def append(store: Store, turn: AlertTurn) -> int:
    return store.append((), known_at=T0, turn=turn)


def test_an_alert_comes_back_whole(store: Store) -> None:
    full = msgspec.structs.replace(
        alert(),
        ack=Ack(by="ann", at=at(1), why="on it", until=at(9)),
        remarks=(Remark(by="bob", at=at(2), text="desk says fine"),),
        id="7f3a",
        fired_at=T0,
        muted="a worse level fires",
        needs_reason=True,
    )
    append(store, AlertTurn(alerts=[full]))
    assert store.alerts() == ([full], AlertMemory())


def test_alerts_come_by_rule_subject_and_severity(store: Store) -> None:
    alerts = [
        alert("ORCL", severity=Severity.INFO, rule="dd"),
        alert("META"),
        alert("ORCL", severity=Severity.WARN),
        alert("ORCL", severity=Severity.CRIT),
    ]
    append(store, AlertTurn(alerts=alerts[2:]))
    append(store, AlertTurn(alerts=alerts[:2]))
    assert list(store.alerts()[0]) == [*alerts[1:], alerts[0]]


def test_an_alert_replaces_the_one_of_its_key_and_at_rest_is_forgotten(
    store: Store,
) -> None:
    append(store, AlertTurn(alerts=[alert("ORCL", Phase.PENDING), alert("META")]))
    append(store, AlertTurn(alerts=[alert("ORCL", Phase.FIRING)]))
    assert list(store.alerts()[0]) == [alert("META"), alert("ORCL", Phase.FIRING)]
    gone = alert("META", Phase.INACTIVE)
    append(store, AlertTurn(alerts=[gone, alert("AMZN", Phase.INACTIVE)]))
    assert list(store.alerts()[0]) == [alert("ORCL", Phase.FIRING)]
    append(store, AlertTurn(alerts=[alert("ORCL"), alert("ORCL", Phase.INACTIVE)]))
    assert list(store.alerts()[0]) == []


def test_what_is_remembered_stands_until_something_else_is(store: Store) -> None:
    memory = AlertMemory(quiets=(quiet(),), applied=2, judged_at=at(1))
    append(store, AlertTurn(memory=memory))
    append(store, AlertTurn(alerts=[alert()]))
    assert store.alerts() == ([alert()], memory)
    append(store, AlertTurn(memory=AlertMemory(applied=3)))
    assert store.alerts()[1] == AlertMemory(applied=3)


def test_a_channel_was_last_told_the_newest_about_a_subject(store: Store) -> None:
    append(store, AlertTurn(told=[told("ORCL", state="sending"), told("META")]))
    append(store, AlertTurn(told=[told("ORCL", tries=1), told(channel="alarm")]))
    append(store, AlertTurn(told=[told("META", tries=1), told("META", tries=2)]))
    assert list(store.told()) == [
        told("ORCL", channel="alarm"),
        told("META", tries=2),
        told("ORCL", tries=1),
    ]


def test_the_log_is_numbered_and_chained_over_turns(store: Store) -> None:
    append(store, AlertTurn(entries=[entry("one"), entry("two")]))
    append(store, AlertTurn(alerts=[alert()]))
    append(store, AlertTurn(entries=[entry("three")]))
    lines = store.log()
    assert [(read(each).n, read(each).text) for each in lines] == [
        (1, "one"),
        (2, "two"),
        (3, "three"),
    ]
    assert verify(lines).broken is None


def test_the_log_is_read_from_a_number_on_and_by_its_end(store: Store) -> None:
    append(store, AlertTurn(entries=[entry(str(n)) for n in range(1, 7)]))

    def texts(*, after: int = 0, limit: int | None = None) -> list[str]:
        return [read(each).text for each in store.log(after=after, limit=limit)]

    assert texts(after=4) == ["5", "6"]
    assert texts(limit=2) == ["5", "6"]
    assert texts(after=1, limit=3) == ["4", "5", "6"]
    assert texts(after=4, limit=9) == ["5", "6"]
    assert texts(limit=0) == texts(after=6) == texts(after=99) == []
    assert texts(after=-1) == texts()


def test_actions_are_numbered_in_the_order_they_were_done(store: Store) -> None:
    actions: list[Action] = [silence(), acknowledgement(1), acknowledgement(2, "META")]
    numbers = [store.put_action(each) for each in actions]
    assert numbers == [1, 2, 3]
    found = store.actions()
    assert [each.number for each in found] == numbers
    assert [each.action for each in found] == actions
    assert list(store.actions(after=2)) == list(found[2:])
    assert list(store.actions(after=3)) == []


def put_raw(store: Store, body: bytes) -> None:
    """Write an action down as a program of another version might."""
    if isinstance(store, MemoryStore):
        store._actions.append(body)
        return
    assert isinstance(store, SqliteStore)
    connection = apsw.Connection(str(store.path))
    connection.execute("INSERT INTO action (body) VALUES (?)", (body,))
    connection.close()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            msgspec.msgpack.encode({"type": "escalate", "at": T0, "by": "ann"}),
            id="a newer kind",
        ),
        pytest.param(msgspec.msgpack.encode({"type": "ack"}), id="a field missing"),
        pytest.param(
            msgspec.msgpack.encode(acknowledgement())[:-1], id="cut off in the middle"
        ),
        pytest.param(
            msgspec.msgpack.encode(acknowledgement()).replace(b"ann", b"\xff\xff\xff"),
            id="no text",
        ),
        pytest.param(b"\x91" * 5000, id="deeply nested"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_an_action_that_cannot_be_read_keeps_its_number_and_stops_no_other(
    store: Store, body: bytes
) -> None:
    store.put_action(silence())
    put_raw(store, body)
    store.put_action(acknowledgement())
    assert list(store.actions()) == [
        Numbered(1, silence()),
        Numbered(2, Unknown()),
        Numbered(3, acknowledgement()),
    ]


def test_a_turn_that_fails_leaves_no_trace(store: Store) -> None:
    append(store, numbered_turn(1))
    before = (store.alerts(), store.told(), store.log(), store.snapshot())
    naive = msgspec.structs.replace(entry(), at=datetime(2026, 10, 9))  # noqa: DTZ001
    turn = numbered_turn(2)._replace(entries=[entry("x"), naive])
    with pytest.raises(StoreError, match="without a zone"):
        store.append(
            [Batch("closes", [close()])], known_at=T0, snapshot=b"new", turn=turn
        )
    with pytest.raises(StoreError, match="Close in a table of Deal"):
        store.append([Batch("deals", [close()])], known_at=T0, snapshot=b"n", turn=turn)
    assert (store.alerts(), store.told(), store.log(), store.snapshot()) == before
    assert list(store.latest("closes")) == []
    append(store, numbered_turn(3))
    assert [read(each).n for each in store.log()] == [1, 2, 3, 4]
    assert verify(store.log()).broken is None


@pytest.mark.parametrize(
    ("action", "moment"),
    [
        (acknowledgement(), "at"),
        (acknowledgement(), "until"),
        (silence(), "at"),
        (silence(), "start"),
        (silence(), "until"),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)
def test_an_action_without_zone_is_refused(
    store: Store, action: Action, moment: str
) -> None:
    # Judging would stop at one that got in: it is read again at every look.
    zoneless = datetime(2026, 10, 9)  # noqa: DTZ001
    naive = msgspec.structs.replace(action, **{moment: zoneless})
    with pytest.raises(StoreError, match="without a zone"):
        store.put_action(naive)
    assert list(store.actions()) == []


def test_rows_a_snapshot_and_a_turn_are_written_as_one(store: Store) -> None:
    last = store.append(
        [Batch("closes", [close()])],
        known_at=T0,
        snapshot=b"one",
        turn=numbered_turn(1),
    )
    assert last == 1
    assert store.snapshot() == (1, b"one")
    assert len(store.log()) == 2
    assert [each.phase for each in store.alerts()[0]] == [Phase.FIRING, Phase.PENDING]
    # An empty turn changes nothing.
    assert append(store, AlertTurn()) == 1
    assert len(store.log()) == 2
