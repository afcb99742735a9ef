"""Who is not told: inhibitions, and silences with their times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.alerts.actions import Matcher, Quiet
from overhang.core.issuers import Universe
from overhang.core.problems import unknown
from overhang.core.rules.book import Inhibition
from overhang.core.rules.conditional import severity_at
from overhang.core.rules.place import ID_LENGTH, Place, table_at, text_at
from overhang.core.states import Severity
from overhang.core.toml_file import Table

MOST = 200
"""Inhibitions, and silences, of one file."""

_INHIBIT = ("source", "target", "equal", "severity")
_SILENCE = ("match", "from", "until", "worse_than", "by", "reason")
_MATCH = ("issuer", "rule", "metric", "severity")
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)
_YEARS = range(1970, 3000)
"""In these every zone has the same moments; at a calendar's ends it has not."""
_WHO, _WHY = 64, 256
_HINTS = 1000
"""Names among which the nearest is looked for."""


class Names(NamedTuple):
    """What patterns can be about."""

    issuer: tuple[str, ...]
    """Issuers' codes, and groups as `group:four`."""
    rule: tuple[str, ...]
    metric: tuple[str, ...]


def names_of(universe: Universe, rules: Iterable[str], metrics: Iterable[str]) -> Names:
    """Gather what patterns can be about."""
    groups = (f"group:{key}" for key in universe.group)
    return Names((*universe.codes, *groups), tuple(rules), tuple(metrics))


def read_inhibition(place: Place, table: Table, names: Names) -> Inhibition | None:
    """Read one inhibition, or note its faults and return none."""
    place.file.refuse_unknown(place.keys, table, _INHIBIT, place.what)
    known = (*names.rule, *names.metric)
    source = _pattern(place, table.get("source"), "source", "rule or metric", known)
    target = _pattern(place, table.get("target"), "target", "rule or metric", known)
    equal = table.get("equal", ["issuer"])
    if equal not in (["issuer"], []):
        place.fault("equal", equal, '["issuer"] or []')
    severity: Severity | None = Severity.INFO
    if "severity" in table:
        severity = severity_at(place, table, "severity")
    if not source or not target or severity is None:
        return None
    return Inhibition(source, target, same_subject=bool(equal), severity=severity)


def read_silence(
    place: Place, table: Table, names: Names, timezone: str
) -> Quiet | None:
    """Read one silence, or note its faults and return none."""
    place.file.refuse_unknown(place.keys, table, _SILENCE, place.what)
    match = _matcher(place, table, names)
    zone = ZoneInfo(timezone)
    start = _time(place, table, "from", zone)
    worse = table.get("until") == "worse"
    until = None if worse else _time(place, table, "until", zone)
    worse_than = _worse_than(place, table) if worse else None
    if "worse_than" in table and not worse:
        place.say("worse_than", 'worse_than needs until = "worse"')
    for key in ("by", "reason"):
        if not table.get(key):
            place.fault(key, table.get(key), "who" if key == "by" else "why")
    who, why = text_at(place, table, "by", _WHO), text_at(place, table, "reason", _WHY)
    if start is not None and until is not None and until <= start:
        place.say("until", "until is not after from")
    if match is None or start is None or (until is None and worse_than is None):
        return None
    return Quiet(
        number=0,
        by=who,
        match=match,
        start=start,
        until=until,
        worse_than=worse_than,
        why=why,
    )


def _matcher(place: Place, table: Table, names: Names) -> Matcher | None:
    """Read which alerts a silence is about."""
    keys = (*place.keys, "match")
    match = table_at(place.file, keys, table.get("match"), place.what)
    inner = Place(place.file, keys, f"{place.what}: match")
    inner.file.refuse_unknown(keys, match, _MATCH, inner.what)
    if not match and isinstance(table.get("match"), dict):
        place.say("match", "match: names nothing, expected issuer, rule or metric")
    severity: Severity | None = Severity.CRIT
    if "severity" in match:
        severity = severity_at(inner, match, "severity")
    patterns = {
        kind: _pattern(inner, match[kind], kind, kind, known)
        for kind, known in names._asdict().items()
        if kind in match
    }
    if severity is None or not all(patterns.values()):
        return None
    return Matcher(**patterns, severity=severity)


def _pattern(
    place: Place, pattern: object, key: str, kind: str, known: tuple[str, ...]
) -> str:
    """Return a shell pattern that fits something; else note it and return nothing."""
    if not isinstance(pattern, str) or not 0 < len(pattern) <= ID_LENGTH:
        place.fault(
            key, pattern, f'a name or a pattern as "cds-*", {ID_LENGTH} at most'
        )
        return ""
    if pattern not in known and not any(fnmatchcase(it, pattern) for it in known):
        place.say(key, f"{key}: {unknown(kind, pattern, known[:_HINTS])}")
        return ""
    return pattern


def _worse_than(place: Place, table: Table) -> Severity | None:
    """Read what a silence of the file stands up to."""
    word = table.get("worse_than")
    if word not in ("info", "warn"):
        place.fault("worse_than", word, "info or warn: what is louder breaks it")
        return None
    return Severity.INFO if word == "info" else Severity.WARN


def _time(place: Place, table: Table, key: str, zone: ZoneInfo) -> datetime | None:
    """Read a time as UTC; one without an offset is of the file's zone.

    A time that the clock passes twice, or never, is taken so that the silence is the
    longest that can be meant: its start is the earlier reading, its end the later.
    """
    found = table.get(key)
    if isinstance(found, str) and _TIME.fullmatch(found):
        try:
            found = datetime.fromisoformat(found)
        except ValueError:
            found = None
    if not isinstance(found, datetime):
        other = ' or "worse"' if key == "until" else ""
        place.fault(key, table.get(key), f'a time as "2026-01-28T16:00"{other}')
        return None
    if found.year not in _YEARS:
        place.fault(key, table.get(key), "a year from 1970 to 2999")
        return None
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    meant = [found.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return min(meant) if key == "from" else max(meant)
