"""How a record becomes a row of the store, and comes back."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import msgspec

from overhang.core.alerts.actions import Action, Numbered, Unknown
from overhang.core.records import Record
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.store.base import AlertTurn, Batch, StoreError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SEPARATOR = "\x1f"

ENCODER = msgspec.msgpack.Encoder()
DECODERS: Mapping[str, msgspec.msgpack.Decoder[Record]] = MappingProxyType(
    {table: msgspec.msgpack.Decoder(record) for table, record in TABLES.items()}
)
"""One typed decoder a table. Bodies are maps, so a field may be added later."""


def joined(identity: Hashable) -> str:
    """Return an identity as one string, as the store's `key` column holds it."""
    if isinstance(identity, tuple):
        return _SEPARATOR.join([str(each) for each in identity])
    return str(identity)


def record_type(table: str) -> type[Record]:
    """Return a table's record type.

    Raises:
        StoreError: there is no such table.
    """
    try:
        return TABLES[table]
    except KeyError:
        known = ", ".join(TABLES)
        raise StoreError(f"no table {table!r}; there are {known}") from None


def check(record: Record, kind: type[Record]) -> None:
    """Raise `StoreError` for a record of another table's type."""
    if type(record) is not kind:
        raise StoreError(f"{type(record).__name__} in a table of {kind.__name__}")


def rows_of(batch: Batch, known_at: int, first: int) -> Iterator[tuple[object, ...]]:
    """Yield a batch as rows of the table `version`, numbered from `first`.

    Args:
        batch: what one delivery changed.
        known_at: in microseconds since 1970, unless the batch says its own.
        first: the id of the first row.

    Raises:
        StoreError: there is no such table, or a record is of another.
    """
    kind = record_type(batch.table)
    identity = identify(kind)
    number = first
    if batch.known_at is not None:
        known_at = to_microseconds(batch.known_at)
    for withdrawn, records in ((0, batch.put), (1, batch.withdrawn)):
        for record in records:
            check(record, kind)
            yield (
                number,
                batch.table,
                getattr(record, "issuer", ""),
                joined(identity(record)),
                record.day.isoformat(),
                known_at,
                withdrawn,
                ENCODER.encode(record),
                batch.feed,
            )
            number += 1


def check_turn(turn: AlertTurn) -> None:
    """Raise `StoreError` for an entry or an alert whose moment has no zone."""
    for entry in turn.entries:
        to_microseconds(entry.at)
    for alert in turn.alerts:
        to_microseconds(alert.since)


def check_action(action: Action) -> None:
    """Raise `StoreError` for an action with any moment that has no zone."""
    for moment in msgspec.structs.astuple(action):
        if isinstance(moment, datetime):
            to_microseconds(moment)


def read_action(number: int, body: bytes) -> Numbered:
    """Return an action as it was written; one that cannot be read is `Unknown`.

    A viewer of another version may have written it, and what comes after it counts.
    """
    try:
        return Numbered(number, msgspec.msgpack.decode(body, type=Action))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return Numbered(number, Unknown())


def to_microseconds(moment: datetime) -> int:
    """Return an aware time as whole microseconds since 1970.

    Raises:
        StoreError: the time has no zone.
    """
    if moment.tzinfo is None:
        raise StoreError(f"a time without a zone: {moment.isoformat()}")
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(count: int) -> datetime:
    """Return microseconds since 1970 as a UTC time."""
    return _EPOCH + count * _MICROSECOND
