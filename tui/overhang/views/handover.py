"""The shift handover: what happened since a moment, who did what, what stands now."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from overhang.core.alerts.alert import STANDS
from overhang.core.alerts.journal import Line as Entry
from overhang.core.states import Severity
from overhang.views import format as fmt
from overhang.views.alert_list import listed
from overhang.views.alerts import Facet, Scene
from overhang.views.base import Line, Span, Tone
from overhang.views.blocks import BLANK, section
from overhang.views.journal import TRANSITION, done
from overhang.views.roll import roll_of
from overhang.views.width import wrap
from overhang.views.words import MARKS, SEVERITIES, TONES, subject_name


class Story(NamedTuple):
    """What one rule did on one subject during the shift."""

    rule: str
    subject: str
    worst: Severity
    """The loudest level that fired, or else that ended."""
    times: int
    """How often a level came to fire; 0: it fired before the shift."""
    at: dt.datetime
    """When the loudest level fired last, or else ended. UTC."""
    first: tuple[dt.datetime, str]
    """When the first level fired, or else ended, and how loud that one is. UTC."""
    ended: dt.datetime | None
    """When the last of it was over; none: it still stands."""
    text: str
    """What it said when it was at its worst."""
    why: str = ""
    """Why it is over, when that is not what its figures say."""


def stories(
    entries: Iterable[Entry], standing: Container[tuple[str, str]]
) -> tuple[Story, ...]:
    """Put the log's transitions together by rule and subject, the loudest first.

    What was pending and never fired is no story, and a level that recovers and falls
    back has not fired again.

    Args:
        entries: the log of the shift, in order.
        standing: rule and subject of what stands now.
    """
    by_key: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for each in entries:
        fired, was_fired = each.new in STANDS, each.old in STANDS
        if each.kind == TRANSITION and fired != was_fired:
            by_key[each.rule, each.subject].append(each)
    found = [
        _story(key, mine, over=key not in standing) for key, mine in by_key.items()
    ]
    return tuple(sorted(found, key=lambda each: -each.worst))


def handover(
    scene: Scene, entries: Sequence[Entry], since: dt.datetime, width: int
) -> list[Line]:
    """Write the page one person hands to the next.

    Args:
        scene: what stands now, and when now is.
        entries: the log from `since` on, in order.
        since: when the shift began, aware.
        width: terminal cells.
    """
    span = f"{fmt.moment(since, scene.zone)} to {fmt.moment(scene.now, scene.zone)}"
    standing = {each.key[:2] for each in roll_of(scene.snapshot).standing}
    told = stories(entries, standing)
    fired = [each for each in told if each.times]
    over = [each for each in told if not each.times and each.ended]
    people = [each for each in entries if each.kind != TRANSITION]
    lines: list[Line] = [(Span(f"Handover, {span}", Tone.TITLE),)]
    for name, rows in (
        ("Fired", [(_when(each, scene), each.worst) for each in fired]),
        ("Over, fired before", [(_when(each, scene), each.worst) for each in over]),
        ("Done by people", [(_act(each, scene), Severity.NONE) for each in people]),
    ):
        lines += section(name, _wrapped(rows, width))
    if not (fired or over or people):
        quiet = "Nothing fired, nothing ended and nobody did anything"
        lines += [BLANK, (Span(quiet, Tone.MUTED),)]
    facets = [Facet.ACTIVE, Facet.PENDING, Facet.SILENCED]
    return [*lines, *section("Stands now", listed(scene, facets, width))]


def _story(key: tuple[str, str], entries: Sequence[Entry], *, over: bool) -> Story:
    began = [each for each in entries if each.new in STANDS]
    told = began or entries
    worst = max(SEVERITIES.get(each.severity, Severity.NONE) for each in told)
    loudest = [each for each in told if SEVERITIES.get(each.severity) == worst]
    return Story(
        *key,
        worst=worst,
        times=max(Counter(each.severity for each in began).values(), default=0),
        at=loudest[-1].at,
        first=(told[0].at, told[0].severity),
        ended=entries[-1].at if over else None,
        text=loudest[-1].text or f"{subject_name(key[1])}: {key[0]}",
        why=entries[-1].why if over else "",
    )


def _when(story: Story, scene: Scene) -> str:
    """Write `09:49 (warn 09:31), over 11:02  ORCL: CDS 5Y 231bp > 200bp (crit)`."""

    def clock(at: dt.datetime) -> str:
        return fmt.clock(at, scene.now, scene.zone)

    said = clock(story.at)
    first, severity = story.first
    if clock(first) != clock(story.at):
        milder = SEVERITIES.get(severity) != story.worst
        said += f" ({severity if milder else 'first'} {clock(first)})"
    if story.times > 1:
        said += f", {story.times} times"
    if story.ended and (story.times or clock(story.ended) != clock(story.at)):
        said += f", {'' if story.times else 'all '}over {clock(story.ended)}"
    if story.why:
        said += f", {story.why}"
    return f"{said}  {story.text}"


def _act(entry: Entry, scene: Scene) -> str:
    at = fmt.clock(entry.said_at or entry.at, scene.now, scene.zone)
    return f"{at}  {done(entry, scene.zone, scene.now)}"


def _wrapped(told: Iterable[tuple[str, Severity]], width: int) -> list[Line]:
    """Wrap each beside its mark, which stands alone in front."""
    lines: list[Line] = []
    for words, severity in told:
        mark = f"{MARKS[severity]:<3}"
        for at, (span,) in enumerate(wrap(words, width - len(mark))):
            front = mark if at == 0 else " " * len(mark)
            lines.append((Span(front, TONES[severity]), span))
    return lines
