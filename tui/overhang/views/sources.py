"""The sources screen: where every table comes from and how it is doing."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from overhang.core.snapshot import Snapshot, SourceHealth, SourceState
from overhang.views import format as fmt
from overhang.views.base import Align, Cell, Column, Line, Tone
from overhang.views.blocks import BLANK, heading
from overhang.views.layout import listing
from overhang.views.width import wrap

_TONES = {
    SourceState.OK: Tone.BENIGN,
    SourceState.WAITING: Tone.MUTED,
    SourceState.MISSING: Tone.STALE,
    SourceState.FAILED: Tone.WARN,
}
_MARKS = {
    SourceState.OK: "",
    SourceState.WAITING: "",
    SourceState.MISSING: "~",
    SourceState.FAILED: "!",
}
_COLUMNS = (
    Column("table", "table", Align.LEFT),
    Column("state", "state", Align.LEFT, 0),
    Column("rows", "rows", priority=1),
    Column("success", "last success", Align.LEFT, 2),
    Column("latency", "ms", priority=3),
    Column("kind", "kind", Align.LEFT, 4),
    Column("next", "next try", Align.LEFT, 5),
)


def sources(
    snapshot: Snapshot, width: int, now: dt.datetime, zone: ZoneInfo
) -> list[Line]:
    """Write one row a table, then every problem and error in full, and every place.

    Args:
        snapshot: What is shown.
        width: Terminal cells.
        now: The wall clock, aware: how long until the next try.
        zone: The one zone times are shown in.
    """
    rows = [_cells(each, now, zone) for each in snapshot.sources]
    lines = listing(_COLUMNS, rows, width)
    if snapshot.problems:
        lines += [BLANK, heading("Configuration: the old one is still in force")]
        for each in snapshot.problems:
            lines += wrap(each, width, Tone.WARN)
    errors = [
        line
        for each in snapshot.sources
        for error in each.errors
        for line in wrap(f"{each.table}: {error}", width, _TONES[each.state])
    ]
    if errors:
        lines += [BLANK, heading("Errors"), *errors]
    lines += [BLANK, heading("Places")]
    for source in snapshot.sources:
        lines += wrap(f"{source.table}: {source.place}", width, Tone.MUTED)
    return lines


def _next_try(source: SourceHealth, now: dt.datetime) -> str:
    if source.next_try is None:
        return "on change" if source.kind == "files" else "n/a"
    seconds = max(0, round((source.next_try - now).total_seconds()))
    return "now" if not seconds else f"in {seconds} s"


def _cells(source: SourceHealth, now: dt.datetime, zone: ZoneInfo) -> tuple[Cell, ...]:
    success, latency = source.last_success, source.latency_ms
    return (
        Cell(source.table),
        Cell(source.state.value, _TONES[source.state], _MARKS[source.state]),
        Cell(fmt.count(source.rows)),
        Cell(fmt.moment(success, zone) if success else "never", Tone.MUTED),
        Cell(fmt.ABSENT if latency is None else fmt.count(latency), Tone.MUTED),
        Cell(source.kind, Tone.MUTED),
        Cell(_next_try(source, now), Tone.MUTED),
    )
