"""The line above everything: what is flagged, as of when, and what is wrong."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.snapshot import Snapshot, SourceState
from overhang.views import format as fmt
from overhang.views.base import Line, Span, Tone
from overhang.views.feeds import missed, together
from overhang.views.figures import figures_of
from overhang.views.flags import QUIET
from overhang.views.width import cut_line, line_width
from overhang.views.words import LETTERS, TONES

_GAP = Span(" · ", Tone.MUTED)
_GATHERING = Span("gathering figures", Tone.MUTED)
_FAULTS = (
    (SourceState.FAILED, Tone.WARN),
    (SourceState.PART, Tone.WARN),
    (SourceState.MISSING, Tone.STALE),
)
_READABLE = 16
"""Cells in which words that are cut still say something."""


class Notice(NamedTuple):
    """What the status line says beside the snapshot."""

    paused: bool = False
    """Whether the screen is held."""
    newest: Snapshot | None = None
    """What a held screen does not show; none while it shows all."""
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

    What fires and that something is wrong always stand there: what is wrong is counted
    where the words do not fit.

    Args:
        snapshot: What is shown; none while the first one is being gathered.
        width: Terminal cells.
        now: The wall clock, aware.
        zone: The one zone times are shown in.
        notice: What else is to be said.
    """
    counts = _counts(snapshot) if snapshot else (_GATHERING,)
    faults = list(_faults(notice.newest or snapshot, notice))
    # Figures that stand still must not pass for figures that did not move.
    first: list[Line] = [counts]
    if notice.paused:
        first.append((Span("paused", Tone.WARN),))
        if notice.newest is not None and (newest := _counts(notice.newest)) != counts:
            first.append((Span("now "), *newest))
    head = [*first, *_number(faults)]
    clock = _clock(now, zone)
    room = width - line_width(clock) - 2
    if notice.said:
        head.append((Span(notice.said, Tone.ACCENT),))
    if (faults or notice.said) and line_width(_joined(head)) > room:
        # What is wrong, and what the last key did for as long as it stands, are worth
        # more than the time.
        return cut_line(_joined(head), width)
    people: list[Line] = []
    data: list[Line] = []
    if snapshot is not None:
        people += _open_ends(snapshot)
        data = [(_data_clock(snapshot),), _sources(snapshot)]
    if faults and not notice.said:
        while line_width(_joined([*head, *people])) > room:
            people.pop()
        left = room - line_width(_joined([*first, *people, ()]))
        head = [*first, _told(faults, left)]
    return _beside([*head, *people, *data], clock, width)


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


def _joined(parts: Iterable[Line]) -> Line:
    return tuple(span for part in parts for span in (_GAP, *part))[1:]


class _Fault(NamedTuple):
    """Something that is wrong."""

    span: Span
    number: int = 1
    """How many it stands for."""


def _faults(snapshot: Snapshot | None, notice: Notice) -> Iterator[_Fault]:
    """Say each thing that is wrong: the collector, then files, channels, sources."""
    if notice.collector:
        yield _Fault(Span(notice.collector, Tone.CRIT))
    if snapshot is None:
        return
    yield from (_Fault(Span(each, Tone.WARN)) for each in snapshot.problems)
    for state, tone in _FAULTS:
        if mine := missed(snapshot.sources, state):
            yield _Fault(Span(f"{together(mine)} {state}", tone), len(mine))


def _number(faults: Sequence[_Fault]) -> list[Line]:
    """Count what is wrong, in the tone of the first; nothing when nothing is."""
    if not faults:
        return []
    number = sum(each.number for each in faults)
    words = "1 fault" if number == 1 else f"{number} faults"
    return [(Span(words, faults[0].span.tone),)]


def _told(faults: Sequence[_Fault], room: int) -> Line:
    """Say what is wrong as far as there is room, and how much it is if that is cut."""
    whole = _joined([(each.span,) for each in faults])
    if line_width(whole) <= room:
        return whole
    (number,) = _number(faults)
    if room < _READABLE:
        return number
    if len(faults) > 1:
        whole = (Span(f"{number[0].text}: ", number[0].tone), *whole)
    return cut_line(whole, room)


def _severities(snapshot: Snapshot) -> list[Span]:
    tally = figures_of(snapshot).tally
    return [
        Span(f"{tally[each]}{letter}", TONES[each])
        for each, letter in LETTERS.items()
        if tally[each]
    ]


def _counts(snapshot: Snapshot) -> Line:
    spans = _severities(snapshot)
    worst, number = figures_of(snapshot).untold
    if number:
        # A count never reads calmer than the worst that stands.
        muted = Span(f"{number}{LETTERS[worst]} muted", QUIET[worst])
        return (*_spaced(spans), *([_GAP] if spans else []), muted)
    if not spans:
        judged = any(each.value is not None for each in snapshot.standings)
        if not judged:
            return (Span("nothing to judge", Tone.WARN),)
        calm = "nothing fires" if figures_of(snapshot).pending else "no level breached"
        return (Span(calm, Tone.BENIGN),)
    return _spaced(spans)


def _spaced(spans: list[Span]) -> Line:
    return tuple(part for span in spans for part in (Span(" "), span))[1:]


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
    """Count the sources that are well; the others are faults, and told as such."""
    tally = Counter(each.state for each in snapshot.sources)
    said = f"sources {tally[SourceState.OK]} ok"
    if waiting := tally[SourceState.WAITING]:
        said += f" {waiting} {SourceState.WAITING}"
    return (Span(said, Tone.MUTED),)


def _clock(now: dt.datetime, zone: ZoneInfo) -> Line:
    # Minutes, not seconds: an idle board sends nothing for most of its life.
    return (Span(f"{now.astimezone(zone):%H:%M %Z}", Tone.MUTED),)
