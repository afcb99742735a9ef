"""How a test of a rule writes a series: `150 151 _ _ stale 149`, as Prometheus does.

One word is one step. A number is a figure in the metric's unit, `>105` a floor, `<60` a
ceiling, `~100` about. `_` is a step at which nobody looked, `stale` and `dead` keep the
last figure and say how old it is, `absent` is no figure. `150x3` is 150 and three more
of it, `150+2x3` goes up by 2 each time, `_x3` is three steps without a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from overhang.core.alerts.alert import Phase
from overhang.core.catalogue import Metric
from overhang.core.problems import shown
from overhang.core.records import Bound
from overhang.core.rules.units import UnfitError, quantity, suffix_of

MOST = 500
"""Steps of one series."""

_NUMBER = r"[-+]?\$?\d+(?:\.\d+)?[A-Za-z%]*(?:/bp)?"
_FIGURE = re.compile(
    rf"([<>~]?)({_NUMBER})(?:([-+]\d+(?:\.\d+)?)?x(\d{{1,3}}))?", re.ASCII
)
_REPEATED = re.compile(r"([a-z_]+?)(?:x(\d{1,3}))?", re.ASCII)
_BOUNDS: Mapping[str, Bound] = MappingProxyType(
    {
        "": Bound.EXACT,
        ">": Bound.FLOOR,
        "<": Bound.CEILING,
        "~": Bound.APPROX,
    }
)
_EXPECTED = 'a figure, "_", "stale", "dead" or "absent"'


class NotationError(ValueError):
    """A word that cannot be read; the message says what was expected."""


class Seen(StrEnum):
    """What one look finds."""

    FIGURE = "figure"
    NOTHING = "_"
    """Nobody looked."""
    STALE = "stale"
    DEAD = "dead"
    ABSENT = "absent"


class Sample(NamedTuple):
    """One step of a series."""

    seen: Seen
    value: float = 0.0
    """In the metric's unit; means something on a figure only."""
    bound: Bound = Bound.EXACT


def samples(text: str, metric: Metric) -> tuple[Sample, ...]:
    """Read a series; raise `NotationError`."""
    found: list[Sample] = []
    for word in text.split():
        found += _sample(word, metric)
        _hold(found)
    if not found:
        raise NotationError(f"found {shown(text)}, expected {_EXPECTED}")
    kinds = [each.seen for each in found]
    for old in (Seen.STALE, Seen.DEAD):
        if old in kinds and Seen.FIGURE not in kinds[: kinds.index(old)]:
            raise NotationError(f'"{old}" stands before any figure')
    return tuple(found)


def phases(text: str) -> tuple[Phase | None, ...]:
    """Read what is expected at each step: a phase, or `_` for whatever it is."""
    found: list[Phase | None] = []
    for word in text.split():
        match = _REPEATED.fullmatch(word)
        name = match[1] if match else ""
        if name != "_" and name not in tuple(Phase):
            known = ", ".join(Phase)
            raise NotationError(f'found {shown(word)}, expected {known} or "_"')
        assert match is not None
        found += [None if name == "_" else Phase(name)] * _times(name, match[2])
        _hold(found)
    if not found:
        raise NotationError(f"found {shown(text)}, expected one word a step")
    return tuple(found)


def _sample(word: str, metric: Metric) -> Iterator[Sample]:
    match = _REPEATED.fullmatch(word)
    if match is not None and match[1] in (*Seen,) and match[1] != Seen.FIGURE:
        yield from [Sample(Seen(match[1]))] * _times(match[1], match[2])
        return
    match = _FIGURE.fullmatch(word)
    if match is None:
        raise NotationError(f"found {shown(word)}, expected {_EXPECTED}")
    first = _quantity(match[2], metric)
    # A step is written in the unit of the first figure.
    suffix = match[2].lstrip("+-$0123456789.")
    each = _quantity(match[3] + suffix, metric) if match[3] else 0.0
    for n in range(_times("", match[4])):
        yield Sample(Seen.FIGURE, first + n * each, _BOUNDS[match[1]])


def _quantity(text: str, metric: Metric) -> float:
    """Return a number in the metric's unit; without a suffix it is in that unit."""
    plain = text[-1].isdigit() and "$" not in text
    if plain and (suffix := suffix_of(metric)):
        sign = text[0] if text[0] in "+-" else ""
        number = text.lstrip("+-")
        dollar = suffix.startswith("$")
        text = sign + ("$" + number + suffix[1:] if dollar else number + suffix)
    try:
        return quantity(text, metric)
    except UnfitError as error:
        raise NotationError(f"found {shown(text)}, expected {error}") from None


def _times(name: str, count: str | None) -> int:
    """Return how often a word stands: itself and as many more, but `_x3` is three."""
    if count is None:
        return 1
    return int(count) if name == "_" else int(count) + 1


def _hold(found: Sequence[object]) -> None:
    if len(found) > MOST:
        raise NotationError(f"expected at most {MOST} steps")
