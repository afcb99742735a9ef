"""The sources screen: where every table comes from and how it is doing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

import msgspec

from overhang.core.rights import Rights
from overhang.core.snapshot import Snapshot, SourceHealth, SourceState
from overhang.views import format as fmt
from overhang.views.base import Align, Cell, Column, Line, Span, Tone
from overhang.views.blocks import BLANK, section
from overhang.views.feeds import (
    brought,
    count,
    is_covered,
    listed,
    ordered,
    summary,
)
from overhang.views.layout import listing
from overhang.views.width import cut_line, wrap

SCHEMA = 1
"""Grows when a field changes its meaning or goes."""
_TONES = {
    SourceState.OK: Tone.BENIGN,
    SourceState.PART: Tone.WARN,
    SourceState.WAITING: Tone.MUTED,
    SourceState.MISSING: Tone.STALE,
    SourceState.FAILED: Tone.WARN,
    SourceState.OFF: Tone.MUTED,
}
_MARKS = {SourceState.MISSING: "~", SourceState.FAILED: "!", SourceState.PART: "!"}
_STANDS = "Configuration: the old one is still in force"
_OWN = "own files and interface"
_RIGHTS = {
    Rights.PUBLIC: "public",
    Rights.OWN: "own",
    Rights.INTERNAL: "for use inside the firm",
    Rights.DISPLAY: "display only",
}
_COLUMNS = (
    Column("table", "table", Align.LEFT),
    Column("state", "state", Align.LEFT, 0, marks=1),
    Column("age", "age", priority=1),
    Column("rows", "rows", priority=2),
    Column("next", "next try", Align.LEFT, 3),
    Column("latency", "ms", priority=4),
    Column("left", "requests left", Align.LEFT, 5),
    Column("refused", "refused", priority=6),
    Column("success", "last success", Align.LEFT, 7),
    Column("kind", "kind", Align.LEFT, 8),
)
Words = Callable[[SourceHealth], Sequence[str]]


def sources(
    snapshot: Snapshot, width: int, now: dt.datetime, zone: ZoneInfo
) -> list[Line]:
    """Write one row a table, then every problem and error in full, and every place.

    Args:
        snapshot: What is shown.
        width: Terminal cells.
        now: The wall clock, aware: how old all is, how long until the next try.
        zone: The one zone times are shown in.
    """
    every = ordered(snapshot.sources)
    worse = any(_TONES[each.state] is Tone.WARN for each in every)
    lines = wrap(summary(every), width, Tone.WARN if worse else Tone.PLAIN)
    lines += [BLANK, *_table(every, width, now, zone)]
    if snapshot.problems:
        lines += [BLANK, *wrap(_STANDS, width, Tone.ACCENT)]
        for each in snapshot.problems:
            lines += wrap(each, width, Tone.WARN)
    off = [each for each in every if each.state is SourceState.OFF]
    by_feeds = brought(every)
    wrong = [
        each
        for each in every
        if each.state is not SourceState.OFF and not is_covered(each, by_feeds)
    ]
    # What a page cuts off at its end is the files that a desk never had.
    wrong.sort(key=lambda each: each.state is SourceState.MISSING)
    lines += section("Errors", _said(wrong, lambda each: each.errors, width))
    lines += section("Off", _said(off, lambda each: each.errors, width))
    lines += section("Notes", _said(every, _notes, width))
    lines += section("Places", _said(every, lambda each: (each.place,), width))
    return lines


def _notes(source: SourceHealth) -> Sequence[str]:
    """Return what is to be said beside the errors, which repeat some of it."""
    return [each for each in source.notes if each not in source.errors]


def as_json(snapshot: Snapshot, now: dt.datetime) -> str:
    """Write one object: how many are in each state, then every source."""
    every = ordered(snapshot.sources)
    by_feeds = brought(every)
    whole = {
        "schema": SCHEMA,
        "taken_at": snapshot.taken_at,
        "counts": count(every),
        "problems": snapshot.problems,
        "sources": [_fields(each, by_feeds, now) for each in every],
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def _fields(
    source: SourceHealth, by_feeds: Mapping[str, str], now: dt.datetime
) -> dict[str, object]:
    since = source.last_success
    covered = is_covered(source, by_feeds)
    return {
        **{name: getattr(source, name) for name in source.__struct_fields__},
        "age_s": max(round((now - since).total_seconds()), 0) if since else None,
        "brought_by": by_feeds[source.table] if covered else None,
    }


def _table(
    every: Sequence[SourceHealth], width: int, now: dt.datetime, zone: ZoneInfo
) -> list[Line]:
    """Write the rows, those of a feed under its name once there is any feed."""
    by_feeds = brought(every)
    cells = [_cells(each, by_feeds, now, zone) for each in every]
    header, *rows = listing(_COLUMNS, cells, width)
    if not any(each.feed for each in every):
        return [header, *rows]
    lines, row = [header], iter(rows)
    for feed, group in groupby(every, key=lambda each: each.feed):
        mine = list(group)
        lines.append(cut_line(_group(feed, mine[0]), width))
        lines += [next(row) for _ in mine]
    return lines


def _group(feed: str, first: SourceHealth) -> Line:
    """Name a feed, with whose its figures are and what may be done with them."""
    if not feed:
        return (Span(_OWN, Tone.ACCENT),)
    words = " · ".join(filter(None, (_RIGHTS[first.rights], first.licence)))
    return (Span(feed, Tone.ACCENT), Span(f" · {words}", Tone.MUTED))


def _said(sources: Sequence[SourceHealth], words: Words, width: int) -> list[Line]:
    """Write what sources say, what several say alike once, as they are listed."""
    told: dict[str, list[SourceHealth]] = {}
    for source in sources:
        for each in words(source):
            told.setdefault(each, []).append(source)
    return [
        line
        for text, who in told.items()
        for line in wrap(f"{listed(who)}: {text}", width, _tone(who[0]))
    ]


def _tone(source: SourceHealth) -> Tone:
    tone = _TONES[source.state]
    return Tone.MUTED if tone is Tone.BENIGN else tone


def _ago(at: dt.datetime | None, now: dt.datetime) -> str:
    """Say how long ago something was: of a clock that was put back, that it was not."""
    if at is None:
        return "never"
    ahead = fmt.elapsed(at - now)
    return fmt.elapsed(now - at) if ahead == "now" else f"in {ahead}"


def _next_try(source: SourceHealth, now: dt.datetime) -> str:
    if source.next_try is None:
        return "on change" if source.kind in ("files", "drop") else fmt.ABSENT
    seconds = max(0, round((source.next_try - now).total_seconds()))
    if seconds < 120:
        return "now" if not seconds else f"in {seconds} s"
    return f"in {fmt.elapsed(dt.timedelta(seconds=seconds))}"


def _left(source: SourceHealth) -> str:
    """Say how many requests may go out now, and at what pace: `4 of 5/s`."""
    left, rate = source.left, source.per_second
    if rate is None:
        return fmt.ABSENT if left is None else fmt.trimmed(left)
    now = "" if left is None else f"{fmt.trimmed(round(left, 1))} of "
    return f"{now}{fmt.trimmed(round(rate, 2))}/s"


def _state(source: SourceHealth, by_feeds: Mapping[str, str]) -> Cell:
    if is_covered(source, by_feeds):
        return Cell(f"from feed {by_feeds[source.table]}", Tone.MUTED)
    state = source.state
    return Cell(state.value, _TONES[state], _MARKS.get(state, ""))


def _cells(
    source: SourceHealth,
    by_feeds: Mapping[str, str],
    now: dt.datetime,
    zone: ZoneInfo,
) -> tuple[Cell, ...]:
    success, latency = source.last_success, source.latency_ms
    return (
        Cell(f"  {source.table}" if source.feed else source.table),
        _state(source, by_feeds),
        Cell(_ago(success, now), Tone.MUTED),
        Cell(fmt.count(source.rows)),
        Cell(_next_try(source, now), Tone.MUTED),
        Cell(fmt.ABSENT if latency is None else fmt.count(latency), Tone.MUTED),
        Cell(_left(source), Tone.MUTED),
        Cell(
            fmt.count(source.refused) if source.refused else "",
            Tone.STALE,
        ),
        Cell(fmt.moment(success, zone) if success else "never", Tone.MUTED),
        Cell(source.kind, Tone.MUTED),
    )
