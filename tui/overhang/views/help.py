"""The help screen: the keys as they are bound, and what the marks mean."""

from __future__ import annotations

from collections.abc import Iterable

from overhang.views.base import Line, Tone
from overhang.views.blocks import pairs, section
from overhang.views.width import cell_width

LEGEND: tuple[tuple[str, str, Tone], ...] = (
    ("!!", "critical level breached", Tone.CRIT),
    ("!", "warning level breached", Tone.WARN),
    ("i", "information level breached", Tone.INFO),
    ("~", "stale or dead: out of date by its own calendar", Tone.STALE),
    ("246.10*", "the last price of an open session: no close yet", Tone.PLAIN),
    ("?", "breached, and not for as long as the rule asks: pending", Tone.WARN_QUIET),
    ("!a !!a", "fires, and somebody has it: acknowledged", Tone.WARN_QUIET),
    ("!z !!z", "fires, and nobody is told: silenced or inhibited", Tone.MUTED),
    ("!~ !!~", "breached when last known, and out of date since", Tone.STALE),
    (">5.00x", "a floor: the source says more than", Tone.PLAIN),
    (">=5.00", "at least: the public tape caps its sizes", Tone.PLAIN),
    ("<60.0", "a ceiling: the source says up to or less than", Tone.PLAIN),
    ("c.160.0", "about, or the middle of a published range", Tone.PLAIN),
    (">=50 <=72", "guidance of at least, of at most: no midpoint", Tone.PLAIN),
    ("words", "guidance without a number", Tone.PLAIN),
    ("15->20", "launch size -> final size, or talk -> price", Tone.PLAIN),
    ("none", "a sum with nothing on file: no measured zero", Tone.MUTED),
    ("n/a", "not there; explain says why", Tone.MUTED),
    ("28bd", "age in business days of the series' own calendar", Tone.MUTED),
    ("13.7pp", "percentage points: a difference of two percentages", Tone.PLAIN),
    ("value bn", "change of market value since results", Tone.PLAIN),
    ("to next", "distance to the next worse level", Tone.MUTED),
    ("adverse", "a change to the bad side, whichever way that is", Tone.ADVERSE),
    ("benign", "a change to the good side", Tone.BENIGN),
)


def help_lines(keys: Iterable[tuple[str, str, str]], width: int) -> list[Line]:
    """List the keys by group in the order given, then the legend.

    Args:
        keys: Key, what it does, and the heading it stands under.
        width: Terminal cells.
    """
    groups: dict[str, list[tuple[str, str, Tone]]] = {}
    for key, description, group in keys:
        groups.setdefault(group, []).append((key, description, Tone.PLAIN))
    shown = (*groups.values(), LEGEND)
    side = max((cell_width(key) for rows in shown for key, *_ in rows), default=0)
    lines: list[Line] = []
    for name, rows in groups.items():
        lines += section(name, pairs(rows, width, label_width=side))
    lines += section("Marks", pairs(LEGEND, width, label_width=side))
    return lines[1:]
