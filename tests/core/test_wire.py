from __future__ import annotations

import msgspec
import pytest

from overhang.core.alerts.alert import Phase
from overhang.core.snapshot import Snapshot
from overhang.core.wire import Reader, decode, encode
from support.snapshots import sample_snapshot
from support.turns import alert, quiet, told


def parts(snapshot: Snapshot) -> dict[str, object]:
    """A snapshot's contents, standings in no order: two snapshots are never equal."""
    found = msgspec.structs.asdict(snapshot)
    found["standings"] = sorted(
        snapshot.standings, key=lambda each: (each.subject, each.rule)
    )
    return found


def test_what_is_written_is_read() -> None:
    snapshot = sample_snapshot()
    assert parts(decode(encode(snapshot))) == parts(snapshot)


def test_only_what_changed_is_read_again() -> None:
    reader = Reader()
    # Read once before: the sample holds whole numbers, which come back as floats.
    first = reader.read(encode(decode(encode(sample_snapshot()))))
    close = msgspec.structs.replace(first.readings["ORCL"]["equity.close"], value=99.0)
    moved = msgspec.structs.replace(
        first,
        readings={
            **first.readings,
            "ORCL": {**first.readings["ORCL"], "equity.close": close},
        },
    )
    second = reader.read(encode(moved))
    assert second.readings["ORCL"]["equity.close"].value == 99.0
    assert second.readings["MSFT"] is first.readings["MSFT"]
    assert second.facts is first.facts


def with_alerts() -> Snapshot:
    snapshot = msgspec.structs.replace(
        sample_snapshot(),
        alerts=(alert("META"), alert("ORCL"), alert("ORCL", Phase.PENDING, rule="dd")),
        quiets=(quiet(2), quiet(3)),
        told=(told("ORCL").message, told("META").message),
    )
    return decode(encode(snapshot))


def test_alerts_silences_and_messages_are_read_as_written() -> None:
    found = with_alerts()
    assert sorted(found.alerts, key=lambda each: each.key) == [
        alert("META"),
        alert("ORCL"),
        alert("ORCL", Phase.PENDING, rule="dd"),
    ]
    assert found.quiets == (quiet(2), quiet(3))
    assert found.told == (told("ORCL").message, told("META").message)


def test_only_alerts_that_changed_are_read_again() -> None:
    reader = Reader()
    first = reader.read(encode(with_alerts()))
    moved = msgspec.structs.replace(
        first, alerts=(first.alerts[0], alert("ORCL", Phase.RECOVERING))
    )
    second = reader.read(encode(moved))
    assert second.alerts == (alert("META"), alert("ORCL", Phase.RECOVERING))
    assert second.alerts[0] is first.alerts[0]
    assert second.quiets is first.quiets
    assert second.told is first.told


def test_a_snapshot_of_before_alerts_has_none() -> None:
    stored = msgspec.msgpack.decode(encode(with_alerts()))
    for part in ("alerts", "quiets", "told"):
        del stored[part]
    found = decode(msgspec.msgpack.encode(stored))
    assert (found.alerts, found.quiets, found.told) == ((), (), ())
    assert found.readings.keys() == sample_snapshot().readings.keys()


@pytest.mark.parametrize("part", ["alerts", "quiets", "told"])
def test_a_part_that_is_something_else_is_refused(part: str) -> None:
    stored = msgspec.msgpack.decode(encode(with_alerts()))
    stored[part] = {"ORCL": 1}
    with pytest.raises(msgspec.DecodeError):
        decode(msgspec.msgpack.encode(stored))


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xc1", b"\x80", b"\x81\xa1a\x01", b"\x81\xa1\xff\x01"),
        b"\x91" * 100_000,
        b"\x81\xa8taken_at\xa1\xff",
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode(data)
