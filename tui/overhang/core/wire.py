"""Snapshots as bytes: what collector and viewers exchange."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from overhang.core.issuers import Universe
from overhang.core.snapshot import (
    Clock,
    Facts,
    Reading,
    Snapshot,
    SourceHealth,
    Standing,
)


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot as it is written: large parts by subject, to be read one by one."""

    taken_at: datetime
    clock: Clock
    universe: Universe
    readings: dict[str, msgspec.Raw]
    standings: dict[str, msgspec.Raw]
    facts: msgspec.Raw
    sources: tuple[SourceHealth, ...]
    problems: tuple[str, ...]


_STORED = msgspec.msgpack.Decoder(_Stored)
_READINGS = msgspec.msgpack.Decoder(dict[str, Reading])
_STANDINGS = msgspec.msgpack.Decoder(tuple[Standing, ...])
_FACTS = msgspec.msgpack.Decoder(Facts)


def encode(snapshot: Snapshot) -> bytes:
    """Write a snapshot as MessagePack."""
    standings: dict[str, list[Standing]] = {}
    for each in snapshot.standings:
        standings.setdefault(each.subject, []).append(each)
    return msgspec.msgpack.encode(
        _Stored(
            taken_at=snapshot.taken_at,
            clock=snapshot.clock,
            universe=snapshot.universe,
            readings={key: _raw(mine) for key, mine in snapshot.readings.items()},
            standings={key: _raw(mine) for key, mine in standings.items()},
            facts=_raw(snapshot.facts),
            sources=snapshot.sources,
            problems=snapshot.problems,
        )
    )


def decode(data: bytes) -> Snapshot:
    """Read one snapshot; raise `msgspec.DecodeError` on anything else."""
    return Reader().read(data)


class Reader:
    """Reads one snapshot after another, and only what changed in between.

    Most of a snapshot is the last one's: of hundreds of issuers one has moved. What is
    the same to the byte is not read again.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[bytes, Any]] = {}

    def read(self, data: bytes) -> Snapshot:
        """Read a snapshot; raise `msgspec.DecodeError` on anything else."""
        stored = _STORED.decode(data)
        found: dict[tuple[str, str], tuple[bytes, Any]] = {}

        def part(kind: str, key: str, raw: msgspec.Raw, decoder: Any) -> Any:
            body = bytes(raw)
            known = self._known.get((kind, key))
            if known is None or known[0] != body:
                known = (body, decoder.decode(body))
            found[kind, key] = known
            return known[1]

        snapshot = Snapshot(
            taken_at=stored.taken_at,
            clock=stored.clock,
            universe=stored.universe,
            readings={
                key: part("readings", key, raw, _READINGS)
                for key, raw in stored.readings.items()
            },
            standings=tuple(
                each
                for key, raw in stored.standings.items()
                for each in part("standings", key, raw, _STANDINGS)
            ),
            facts=part("facts", "", stored.facts, _FACTS),
            sources=stored.sources,
            problems=stored.problems,
        )
        self._known = found
        return snapshot


def _raw(part: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(part))
