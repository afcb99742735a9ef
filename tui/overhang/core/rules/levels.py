"""The levels of one rule for one subject: from words to a ladder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from overhang.core.catalogue import Metric
from overhang.core.problems import fault
from overhang.core.rules.book import Ladder, ladder
from overhang.core.rules.figures import write
from overhang.core.rules.units import UnfitError, condition, quantity, suffix_of
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import Level
from overhang.core.states import Severity
from overhang.core.toml_file import TomlFile
from overhang.core.toml_lines import Path as Keys

LEVELS: Mapping[str, Severity] = {
    "info": Severity.INFO,
    "warn": Severity.WARN,
    "crit": Severity.CRIT,
}

NOTE = 1000
"""Characters of a note that are kept."""


class Words(NamedTuple):
    """What a table says of its levels, each value read and checked by itself."""

    thresholds: Mapping[str, float]
    """By level name, in the metric's unit."""
    above: bool | None
    """The adverse side; none when no level is readable."""
    clear: float
    note: str
    sound: bool
    """Whether everything could be read."""


NOTHING = Words({}, None, 0.0, "", True)


def read_words(
    file: TomlFile,
    keys: Keys,
    table: Mapping[str, object],
    metric: Metric,
    what: str,
    base: Words = NOTHING,
) -> Words:
    """Read the levels of a table over those of `base`, noting each fault."""
    thresholds, above, sound = dict(base.thresholds), base.above, base.sound
    for name in LEVELS:
        if name not in table:
            continue
        try:
            side, thresholds[name] = condition(_text(table[name]), metric)
            if above is not None and side != above:
                raise UnfitError(f'"{">" if above else "<"}" like the other levels')
            above = side
        except UnfitError as error:
            file.say((*keys, name), _said(what, name, table[name], error))
            sound = False
    clear = base.clear
    if "clear" in table:
        try:
            clear = quantity(_text(table["clear"]), metric)
            if clear < 0:
                raise UnfitError(f'a distance, as "5{suffix_of(metric)}"')
        except UnfitError as error:
            file.say((*keys, "clear"), _said(what, "clear", table["clear"], error))
            sound = False
    note = table.get("note", base.note)
    if not isinstance(note, str):
        file.say((*keys, "note"), _said(what, "note", note, "text"))
        note, sound = "", False
    return Words(thresholds, above, clear, safe_text(note, NOTE), sound)


def read_ladder(
    file: TomlFile, keys: Keys, words: Words, metric: Metric, what: str
) -> Ladder | None:
    """Order the levels into a ladder, or note why they cannot be."""
    if not words.sound:
        return None
    if words.above is None:
        file.say(keys, f"{what}: no level, expected at least one of info, warn, crit")
        return None
    sign = 1.0 if words.above else -1.0
    levels: list[Level] = []
    for name, severity in LEVELS.items():
        if name not in words.thresholds:
            continue
        threshold = words.thresholds[name]
        if levels and sign * threshold <= sign * levels[-1].threshold:
            milder = levels[-1]
            file.say(
                (*keys, name),
                f"{what}: {name} at {write(threshold, metric)} is not past "
                f"{milder.severity.name.lower()} at {write(milder.threshold, metric)}",
            )
            return None
        levels.append(Level(severity, threshold))
    return ladder(tuple(levels), words.clear, words.above, words.note)


def _text(value: object) -> str:
    """Return a value as text; a bare number is text without a unit."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _said(what: str, key: str, found: object, expected: object) -> str:
    return f"{what}: {fault(key, found, str(expected))}"
