"""The waiting times of a rule: how long before it speaks, how long after."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from overhang.core.alerts.machine import Span
from overhang.core.durations import seconds
from overhang.core.problems import fault
from overhang.core.rules.book import NOW, RuleBook, Waits
from overhang.core.timezones import unknown_zone
from overhang.core.toml_file import TomlFile
from overhang.core.toml_lines import Path as Keys

LONGEST = 20
"""Closes that a rule may wait: a month of business days."""

_CLOSES = re.compile(r"(?:(1) close|([1-9]\d?) closes)", re.ASCII)
_NO_DATA = ("hold", "ok", "alert")
_IGNORE = ("roll-day",)


class _UnfitError(ValueError):
    """The message: what is expected."""


def _wait(value: object) -> Span:
    """Read `now`, `2 closes` or `30m` of open market."""
    if value == "now":
        return NOW
    match = _CLOSES.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return Span(seconds=_duration(value, '"now", "2 closes" or "30m"'))
    closes = int(match[1] or match[2])
    if closes > LONGEST:
        raise _UnfitError(f"at most {LONGEST} closes")
    return Span(closes=closes)


def _duration(value: object, expected: str = 'a duration as "30s" or "4h"') -> float:
    try:
        length = seconds(value) if isinstance(value, str) else 0.0
    except ValueError:
        length = 0.0
    if length <= 0:
        raise _UnfitError(expected)
    return length


def _no_data(value: object) -> str:
    if isinstance(value, str) and value in _NO_DATA:
        return value
    raise _UnfitError('"hold", "ok" or "alert"')


def _ignore(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(each in _IGNORE for each in value):
        return tuple(value)
    raise _UnfitError('a list of "roll-day"')


_READ: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "for": ("hold", _wait),
    "keep": ("keep", _wait),
    "no_data": ("no_data", _no_data),
    "renotify": ("renotify", _duration),
    "group_wait": ("group_wait", _duration),
    "ignore": ("ignore", _ignore),
}
"""By key: the field of `Waits`, and how it is read."""

WAITS = tuple(_READ)
"""The keys a rule may carry."""
DEFAULTS = ("timezone", *(key for key in WAITS if key != "ignore"))
"""The keys of `[defaults]`."""


def read_waits(
    file: TomlFile,
    keys: Keys,
    table: Mapping[str, object],
    what: str,
    base: Waits = Waits(),  # noqa: B008 - a tuple, never changed
) -> Waits:
    """Return the waiting times of a table over those of `base`, noting faults."""
    for key, (field, read) in _READ.items():
        if key not in table:
            continue
        try:
            base = base._replace(**{field: read(table[key])})
        except _UnfitError as error:
            words = fault(key, table[key], str(error))
            file.say((*keys, key), f"{what}: {words}")
    return base


def read_timezone(file: TomlFile, defaults: Mapping[str, object]) -> str:
    """Return the zone of a rule file; the usual one when there is no such zone."""
    usual = RuleBook().timezone
    zone = defaults.get("timezone", usual)
    keys = ("defaults", "timezone")
    if not isinstance(zone, str):
        file.fault(keys, "defaults: timezone", zone, 'a zone as "America/New_York"')
        return usual
    if words := unknown_zone(zone):
        file.say(keys, f"defaults: {words}")
        return usual
    return zone
