from __future__ import annotations

import msgspec
import pytest

from overhang.core.snapshot import Snapshot
from overhang.core.wire import Reader, decode, encode
from support.snapshots import sample_snapshot


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


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x80", b"\x81\xa1a\x01"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode(data)
