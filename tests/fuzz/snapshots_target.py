"""The snapshot that collector and viewers exchange, as a broken store hands it on."""

from __future__ import annotations

import struct
from functools import cache
from random import Random
from typing import Any

import msgspec

from fuzz.target import Rung, Target, hold, kept
from overhang.core.wire import Reader, decode, encode
from support.snapshots import sample_snapshot


def check(data: bytes) -> bool:
    """Decode a snapshot, twice by one reader; what is read is written the same."""
    reader = Reader()
    try:
        snapshot = reader.read(data)
    except msgspec.MsgspecError:
        return False
    written = encode(snapshot)
    hold(encode(reader.read(data)) == written, "read another way")
    hold(encode(decode(written)) == written, "written another way")
    return True


@cache
def _small() -> dict[str, Any]:
    """Return the sample's parts with one issuer, so that most bytes say something."""
    whole: dict[str, Any] = msgspec.msgpack.decode(encode(sample_snapshot()))
    for part in ("readings", "standings"):
        whole[part] = (
            {"ORCL": whole[part]["ORCL"][:3]}
            if part == "standings"
            else {"ORCL": dict(list(whole[part]["ORCL"].items())[:3])}
        )
    whole["facts"] = {key: mine[:1] for key, mine in whole["facts"].items()}
    whole["sources"] = whole["sources"][:1]
    return whole


_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**63, 1.5, float("nan"), float("inf"), "", "x", "\u202e"),
    *(
        b"\xff",
        [],
        {},
        [[]],
        {"x": 1},
        "2026-03-02",
        "9999-12-31",
        "0001-01-01T00:00:00Z",
    ),
    *(msgspec.msgpack.Ext(-1, b"\xff" * 12), msgspec.msgpack.Ext(5, b"")),
)


def _swapped(value: Any, rng: Random) -> Any:
    if rng.random() < 0.01:
        return rng.choice(_VALUES)
    if isinstance(value, dict):
        return {key: _swapped(each, rng) for key, each in value.items()}
    if isinstance(value, list):
        return [_swapped(each, rng) for each in value]
    return value


def made(rng: Random) -> bytes:
    """Return a snapshot in which some values are others."""
    return msgspec.msgpack.encode(_swapped(_small(), rng))


def seeds() -> list[bytes]:
    """Return a small snapshot and an empty one."""
    small = _small()
    empty = {**small, "readings": {}, "standings": {}, "facts": {}, "sources": []}
    return [msgspec.msgpack.encode(each) for each in (small, empty)] + kept("snapshots")


def _read(data: bytes) -> object:
    try:
        return decode(data)
    except msgspec.MsgspecError as error:
        return error


TARGET = Target(
    name="snapshots",
    size=8192,
    check=check,
    seeds=seeds,
    made=made,
    words=[
        b"\xc0",
        b"\xc1",
        b"\xcb" + struct.pack(">d", float("nan")),
        b"\xdf\xff\xff\xff",
    ],
    ladder={
        "deep": Rung(lambda size: b"\x91" * size, _read),
        "deep inside": Rung(
            lambda size: b"\x81\xa5facts" + b"\x91" * size + b"\xc0", _read
        ),
        "readings": Rung(
            lambda size: msgspec.msgpack.encode(
                {**_small(), "readings": {f"N{at}": {} for at in range(size // 8)}}
            ),
            _read,
        ),
    },
)
