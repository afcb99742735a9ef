"""The file that tests rules: which rule file, and `[[test]]` tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from overhang.core.catalogue import METRICS, Metric, Unit
from overhang.core.durations import seconds
from overhang.core.issuers import Universe
from overhang.core.problems import fault, unknown
from overhang.core.records import Quality
from overhang.core.rules.book import RuleBook
from overhang.core.rules.expressions import Term
from overhang.core.rules.language import load_rules
from overhang.core.safe_text import safe_text
from overhang.core.states import Severity
from overhang.core.toml_file import Table, TomlFile, read_toml
from overhang.core.toml_lines import Path as Keys
from overhang.core.trials.notation import NotationError, phases, samples
from overhang.core.trials.trial import Expected, Series, Trial

START = date(2025, 1, 6)
"""The day of the first step, where a test does not say."""
_NAME = 120
_TEST = ("name", "issuer", "group", "start", "step", "input", "expect")
_INPUT = ("values", "quality", "size")
_SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {"info": Severity.INFO, "warn": Severity.WARN, "crit": Severity.CRIT}
)
_CLOSE = "1 close"


class TrialFile(NamedTuple):
    """A test file, read."""

    name: str
    rules: Path
    book: RuleBook
    trials: tuple[Trial, ...]


class _Reading(NamedTuple):
    """What one file is read with."""

    file: TomlFile
    book: RuleBook
    universe: Universe
    terms: Mapping[str, Term]
    """What the expressions of the book ask for, by key."""


def load_trials(path: Path, universe: Universe) -> TrialFile:
    """Read a test file and the rule file it names, which stands beside it.

    Raises:
        ConfigError: with every fault, its file and its line.
    """
    file = read_toml(path)
    file.refuse_unknown((), file.top, ("schema", "rules", "test"), "")
    if file.top.get("schema", 1) != 1:
        file.fault(("schema",), "schema", file.top["schema"], "1")
    named = file.top.get("rules")
    tables = file.top.get("test", [])
    if not isinstance(named, str):
        file.fault(("rules",), "rules", named, "the path of a rule file")
    if not isinstance(tables, list) or not all(isinstance(at, dict) for at in tables):
        file.fault(("test",), "test", tables, "tables headed [[test]]")
    elif not tables:
        file.say((), "no [[test]], expected at least one")
    file.finish()
    rules = path.parent / str(named)
    book = load_rules(rules, universe)
    terms = {term.key: term for term in book.terms}
    reading = _Reading(file, book, universe, terms)
    trials = [_trial(reading, ("test", at), one) for at, one in enumerate(tables)]
    file.finish()
    return TrialFile(file.name, rules, book, tuple(trials))


def _trial(reading: _Reading, keys: Keys, table: Table) -> Trial:
    file = reading.file
    name = table.get("name")
    if not isinstance(name, str) or not name.strip():
        file.say((*keys, "name"), fault("name", name, "what the test shows"))
    what = safe_text(str(name), _NAME)
    file.refuse_unknown(keys, table, _TEST, what)
    return Trial(
        name=what,
        subject=_subject(reading, keys, table, what),
        start=_start(file, keys, table, what),
        step=_step(file, keys, table, what),
        inputs=tuple(_inputs(reading, (*keys, "input"), table.get("input"), what)),
        expected=tuple(_expected(reading, (*keys, "expect"), table, what)),
    )


def _subject(reading: _Reading, keys: Keys, table: Table, what: str) -> str:
    universe = reading.universe
    for key, known in (("issuer", universe.issuer), ("group", universe.group)):
        name = table.get(key)
        if name is None:
            continue
        if str(name) not in known:
            said = unknown(key, str(name), known)
            reading.file.say((*keys, key), f"{what}: {said}")
        return str(name) if key == "issuer" else f"group:{name}"
    reading.file.say(keys, f"{what}: neither issuer nor group, expected one of them")
    return ""


def _start(file: TomlFile, keys: Keys, table: Table, what: str) -> date:
    start = table.get("start", START)
    if isinstance(start, date) and not isinstance(start, datetime):
        return start
    file.say((*keys, "start"), f"{what}: {fault('start', start, 'a day, 2026-03-20')}")
    return START


def _step(file: TomlFile, keys: Keys, table: Table, what: str) -> timedelta | None:
    step = table.get("step", _CLOSE)
    if step == _CLOSE:
        return None
    try:
        return timedelta(seconds=seconds(step if isinstance(step, str) else ""))
    except ValueError:
        expected = f'"{_CLOSE}", or a duration as "10m"'
        file.say((*keys, "step"), f"{what}: {fault('step', step, expected)}")
        return None


def _inputs(
    reading: _Reading, keys: Keys, table: object, what: str
) -> Iterator[Series]:
    file = reading.file
    if not isinstance(table, dict) or not table:
        file.say(keys, f"{what}: {fault('input', table, 'a series for each metric')}")
        return
    for key, given in table.items():
        here = (*keys, key)
        metric = _metric(reading.terms, key)
        if metric is None:
            known = (*METRICS, *reading.terms)
            file.say(here, f"{what}: {unknown('metric', key, known)}")
            continue
        more: Table = given if isinstance(given, dict) else {"values": given}
        file.refuse_unknown(here, more, _INPUT, f"{what}: {key}")
        try:
            yield Series(
                key,
                samples(_text(more, "values"), metric),
                _quality(more),
                _size(more),
            )
        except NotationError as error:
            file.say(here, f"{what}: {key}: {error}")


def _metric(terms: Mapping[str, Term], key: str) -> Metric | None:
    """Return the metric behind a key, in the unit that its figures are in."""
    term = terms.get(key)
    if term is None:
        return METRICS.get(key)
    metric = METRICS[term.metric]
    if term.function == "z":
        return metric._replace(unit=Unit.SD)
    relative = term.function == "pct" or metric.unit is Unit.USD
    return metric._replace(unit=Unit.PERCENT) if relative else metric


def _expected(
    reading: _Reading, keys: Keys, table: Table, what: str
) -> Iterator[Expected]:
    file = reading.file
    rules = table.get("expect")
    if not isinstance(rules, dict) or not rules:
        file.say(keys, f"{what}: {fault('expect', rules, 'states for a rule')}")
        return
    ids = [rule.id for rule in reading.book.rules]
    for rule, severities in rules.items():
        if rule not in ids:
            file.say((*keys, rule), f"{what}: {unknown('rule', rule, ids)}")
        elif not isinstance(severities, dict):
            said = fault(rule, severities, 'a table as { warn = "pending firing" }')
            file.say((*keys, rule), f"{what}: {said}")
        else:
            file.refuse_unknown((*keys, rule), severities, _SEVERITIES, what)
            for name in (each for each in _SEVERITIES if each in severities):
                here = (*keys, rule, name)
                try:
                    told = phases(_text(severities, name))
                except NotationError as error:
                    file.say(here, f"{what}: {rule} {name}: {error}")
                    continue
                severity, line = _SEVERITIES[name], file.line(*here)
                yield Expected(rule, severity, told, line)


def _text(table: Table, key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str):
        expected = 'words as "150 151 _ stale"'
        raise NotationError(fault(key, value, expected))
    return value


def _quality(table: Table) -> Quality:
    said = table.get("quality", Quality.COMPOSITE)
    if said not in tuple(Quality):
        raise NotationError(unknown("quality", str(said), Quality))
    return Quality(said)


def _size(table: Table) -> float | None:
    size = table.get("size")
    if size is None or (isinstance(size, int | float) and not isinstance(size, bool)):
        return None if size is None else float(size)
    raise NotationError(fault("size", size, "USD mm, a number"))
