"""The waiting times of a rule: checked for form, carried as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from overhang.core.durations import seconds
from overhang.core.problems import fault
from overhang.core.rules.book import RuleBook, Waits
from overhang.core.timezones import unknown_zone
from overhang.core.toml_file import TomlFile
from overhang.core.toml_lines import Path as Keys

_CLOSES = re.compile(r"1 close|[1-9]\d{0,2} closes", re.ASCII)
_NO_DATA = ("hold", "ok", "alert")
_IGNORE = ("roll-day",)


def _is_wait(value: object) -> bool:
    return value == "now" or _is_closes(value) or _is_duration(value)


def _is_closes(value: object) -> bool:
    return isinstance(value, str) and _CLOSES.fullmatch(value) is not None


def _is_duration(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return seconds(value) > 0
    except ValueError:
        return False


def _is_ignore(value: object) -> bool:
    return isinstance(value, list) and all(each in _IGNORE for each in value)


_WAIT = (_is_wait, '"now", "2 closes" or "30m"')
_SPAN = (_is_duration, 'a duration as "30s" or "4h"')
_FORMS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "for": _WAIT,
    "keep": _WAIT,
    "no_data": (_NO_DATA.__contains__, '"hold", "ok" or "alert"'),
    "renotify": _SPAN,
    "group_wait": _SPAN,
    "ignore": (_is_ignore, 'a list of "roll-day"'),
}

WAITS = tuple(_FORMS)
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
    found: dict[str, object] = {}
    for key, (fits, expected) in _FORMS.items():
        if key not in table:
            continue
        if fits(table[key]):
            found["hold" if key == "for" else key] = table[key]
        else:
            file.say((*keys, key), f"{what}: {fault(key, table[key], expected)}")
    ignore = found.pop("ignore", base.ignore)
    assert isinstance(ignore, list | tuple)
    texts = {key: str(value) for key, value in found.items()}
    return base._replace(ignore=tuple(ignore), **texts)


def read_timezone(file: TomlFile, defaults: Mapping[str, object]) -> str:
    """Return the zone of a rule file, or note that there is no such zone."""
    zone = defaults.get("timezone", RuleBook().timezone)
    keys = ("defaults", "timezone")
    if not isinstance(zone, str):
        file.fault(keys, "defaults: timezone", zone, 'a zone as "America/New_York"')
        return RuleBook().timezone
    if words := unknown_zone(zone):
        file.say(keys, f"defaults: {words}")
    return zone
