"""The line above everything: what is flagged, as of when, and what is wrong."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.snapshot import Snapshot, SourceState
from overhang.views import format as fmt
from overhang.views.base import Line, Span, Tone
from overhang.views.figures import figures_of
from overhang.views.width import cut_line, line_width
from overhang.views.words import LETTERS, TONES

_GAP = Span(" · ", Tone.MUTED)
_GATHERING = Span("gathering figures", Tone.MUTED)
_FAULTS = (
    (SourceState.FAILED, Tone.WARN),
    (SourceState.MISSING, Tone.STALE),
    (SourceState.WAITING, Tone.MUTED),
)


class Notice(NamedTuple):
    """What the status line says beside the snapshot."""

    paused: bool = False
    """Whether the screen is held."""
    collector: str = ""
    """What is wrong with the collector."""
    said: str = ""
    """What the program answers to the last key."""


def status_line(
    snapshot: Snapshot | None,
    width: int,
    now: dt.datetime,
    zone: ZoneInfo,
    notice: Notice,
) -> Line:
    """Write the status line, most important first; what does not fit is left out.

    Args:
        snapshot: What is shown; none while the first one is being gathered.
        width: Terminal cells.
        now: The wall clock, aware.
        zone: The one zone times are shown in.
        notice: What else is to be said.
    """
    parts: list[Line] = [_counts(snapshot) if snapshot else (_GATHERING,)]
    if notice.said:
        parts.append((Span(notice.said, Tone.ACCENT),))
    if notice.collector:
        parts.append((Span(notice.collector, Tone.CRIT),))
    if notice.paused:
        parts.append((Span("paused", Tone.WARN),))
    if snapshot is not None:
        parts += _open_ends(snapshot)
        parts.append((_data_clock(snapshot),))
        parts.append(_sources(snapshot))
        parts += [(Span(each, Tone.WARN),) for each in snapshot.problems]
    return _beside(parts, _clock(now, zone), width)


def title(snapshot: Snapshot) -> str:
    """Write the terminal's title: `[2C 1W] overhang`."""
    words = " ".join(span.text for span in _severities(snapshot))
    return f"[{words}] overhang" if words else "overhang"


def _beside(parts: list[Line], right: Line, width: int) -> Line:
    """Join parts from the left while they fit beside the clock."""
    room = width - line_width(right) - 2
    if room < line_width(parts[0]):
        return cut_line(parts[0], width)
    line = parts[0]
    for part in parts[1:]:
        longer = (*line, _GAP, *part)
        if line_width(longer) <= room:
            line = longer
        elif room - line_width(line) >= 16:
            line = cut_line(longer, room)
            break
    return (*line, Span(" " * (width - line_width(line) - line_width(right))), *right)


def _severities(snapshot: Snapshot) -> list[Span]:
    tally = figures_of(snapshot).tally
    return [
        Span(f"{tally[each]}{letter}", TONES[each])
        for each, letter in LETTERS.items()
        if tally[each]
    ]


def _counts(snapshot: Snapshot) -> Line:
    spans = _severities(snapshot)
    if not spans:
        judged = any(each.value is not None for each in snapshot.standings)
        if not judged:
            return (Span("nothing to judge", Tone.WARN),)
        calm = "nothing fires" if figures_of(snapshot).pending else "no level breached"
        return (Span(calm, Tone.BENIGN),)
    spaced = [part for span in spans for part in (Span(" "), span)]
    return tuple(spaced[1:])


def _open_ends(snapshot: Snapshot) -> Iterator[Line]:
    """Say how much of what fires nobody has, and how much does not fire yet.

    Nothing of the first where nobody could have anything.
    """
    figures = figures_of(snapshot)
    if figures.unacked and snapshot.alerts:
        yield (Span(f"{figures.unacked} unacked", Tone.ACCENT),)
    elif figures.tally and snapshot.alerts:
        yield (Span("all acked", Tone.BENIGN),)
    if figures.pending:
        yield (Span(f"{figures.pending} pending", Tone.STALE),)


def _data_clock(snapshot: Snapshot) -> Span:
    day = fmt.date(snapshot.clock.today)
    if snapshot.clock.shipped:
        return Span(f"shipped data as of {day}", Tone.STALE)
    return Span(f"data {day}", Tone.MUTED)


def _sources(snapshot: Snapshot) -> Line:
    tally = Counter(each.state for each in snapshot.sources)
    spans = [Span(f"sources {tally[SourceState.OK]} ok", Tone.MUTED)]
    for state, tone in _FAULTS:
        if tally[state]:
            spans.append(Span(f" {tally[state]} {state}", tone))
    return tuple(spans)


def _clock(now: dt.datetime, zone: ZoneInfo) -> Line:
    # Minutes, not seconds: an idle board sends nothing for most of its life.
    return (Span(f"{now.astimezone(zone):%H:%M %Z}", Tone.MUTED),)
