"""Snapshots as bytes: what collector and viewers exchange."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from overhang.core.alerts.actions import Quiet
from overhang.core.alerts.alert import Alert
from overhang.core.alerts.messages import Message
from overhang.core.issuers import Universe
from overhang.core.snapshot import (
    Clock,
    Facts,
    Reading,
    Snapshot,
    SourceHealth,
    Standing,
)

_NOTHING = msgspec.Raw(msgspec.msgpack.encode(()))


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot as it is written: large parts by subject, to be read one by one.

    What has a default may be missing: the snapshot of an older program is shown until
    the collector has taken its own.
    """

    taken_at: datetime
    clock: Clock
    universe: Universe
    readings: dict[str, msgspec.Raw]
    standings: dict[str, msgspec.Raw]
    alerts: dict[str, msgspec.Raw] = {}
    quiets: msgspec.Raw = _NOTHING
    told: msgspec.Raw = _NOTHING
    facts: msgspec.Raw
    sources: tuple[SourceHealth, ...]
    problems: tuple[str, ...]


_STORED = msgspec.msgpack.Decoder(_Stored)
_READINGS = msgspec.msgpack.Decoder(dict[str, Reading])
_STANDINGS = msgspec.msgpack.Decoder(tuple[Standing, ...])
_ALERTS = msgspec.msgpack.Decoder(tuple[Alert, ...])
_QUIETS = msgspec.msgpack.Decoder(tuple[Quiet, ...])
_TOLD = msgspec.msgpack.Decoder(tuple[Message, ...])
_FACTS = msgspec.msgpack.Decoder(Facts)


def encode(snapshot: Snapshot) -> bytes:
    """Write a snapshot as MessagePack."""
    return msgspec.msgpack.encode(
        _Stored(
            taken_at=snapshot.taken_at,
            clock=snapshot.clock,
            universe=snapshot.universe,
            readings={key: _raw(mine) for key, mine in snapshot.readings.items()},
            standings=_by_subject(snapshot.standings),
            alerts=_by_subject(snapshot.alerts),
            quiets=_raw(snapshot.quiets),
            told=_raw(snapshot.told),
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
        try:
            return self._read(data)
        except (UnicodeDecodeError, RecursionError) as error:
            raise msgspec.DecodeError(str(error)) from error

    def _read(self, data: bytes) -> Snapshot:
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
            alerts=tuple(
                each
                for key, raw in stored.alerts.items()
                for each in part("alerts", key, raw, _ALERTS)
            ),
            quiets=part("quiets", "", stored.quiets, _QUIETS),
            told=part("told", "", stored.told, _TOLD),
            facts=part("facts", "", stored.facts, _FACTS),
            sources=stored.sources,
            problems=stored.problems,
        )
        self._known = found
        return snapshot


def _by_subject(parts: Iterable[Standing | Alert]) -> dict[str, msgspec.Raw]:
    """Write parts by subject, in the order in which subjects and parts come."""
    found: dict[str, list[Standing | Alert]] = {}
    for each in parts:
        found.setdefault(each.subject, []).append(each)
    return {subject: _raw(mine) for subject, mine in found.items()}


def _raw(part: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(part))
