"""The rule file: plain rules of one metric and up to three levels, as TOML."""

from __future__ import annotations

from pathlib import Path

from overhang.core.catalogue import METRICS, Metric
from overhang.core.issuers import Universe
from overhang.core.problems import shown, unknown
from overhang.core.rules.book import Ladder, Rule, RuleBook
from overhang.core.rules.levels import LEVELS, Words, read_ladder, read_words
from overhang.core.rules.place import (
    ID_LENGTH,
    Place,
    called,
    is_id,
    length,
    rule_tables,
    table_at,
)
from overhang.core.rules.waits import DEFAULTS, WAITS, read_timezone, read_waits
from overhang.core.safe_text import safe_text
from overhang.core.toml_file import Table, TomlFile, read_toml

_TOP = ("schema", "defaults", "rule")
_LATER = ("limit", "inhibit", "silence")
_RULE = ("id", "metric", *LEVELS, "clear", "note", "issuer", "group", *WAITS)
_OWN = (*LEVELS, "clear", "note")


def load_rules(path: Path, universe: Universe) -> RuleBook:
    """Read a rule file; raise `ConfigError` naming every fault, file and line."""
    return _read(read_toml(path), universe)


def parse_rules(text: str, name: str, universe: Universe) -> RuleBook:
    """Read rules from a text; `name` stands for the file in faults."""
    return _read(TomlFile(text, name), universe)


def _read(file: TomlFile, universe: Universe) -> RuleBook:
    known = {key: each for key, each in file.top.items() if key not in _LATER}
    for key in _LATER:
        for index in range(length(file.top.get(key))):
            file.say((key, index), f"[[{key}]] is not supported yet by this version")
    file.refuse_unknown((), known, _TOP, "")
    if file.top.get("schema", 1) != 1:
        file.fault(("schema",), "schema", file.top["schema"], "1")
    defaults = table_at(file, ("defaults",), file.top.get("defaults", {}))
    file.refuse_unknown(("defaults",), defaults, DEFAULTS, "defaults")
    timezone = read_timezone(file, defaults)
    waits = read_waits(file, ("defaults",), defaults, "defaults")

    rules: list[Rule] = []
    seen: dict[str, int] = {}
    for index, table in enumerate(rule_tables(file)):
        place = Place(file, ("rule", index), called(table, index))
        _refuse_twice(place, table, seen)
        if "when" in table:
            place.say("when", "expressions are not supported yet by this version")
            continue
        rule = _read_rule(place, table, universe)
        own = read_waits(file, place.keys, table, place.what, waits)
        if rule is not None:
            rules.append(rule._replace(waits=own))
    file.finish()
    return RuleBook(tuple(rules), timezone=timezone)


def _read_rule(place: Place, table: Table, universe: Universe) -> Rule | None:
    """Read one rule, or note its faults and return none."""
    place.file.refuse_unknown(place.keys, table, _RULE, place.what)
    metric = _metric(place, table)
    if metric is None:
        return None
    base = read_words(place.file, place.keys, table, metric, place.what)
    ladder = read_ladder(place.file, place.keys, base, metric, place.what)
    of_groups = metric.pane == "group"
    only, own_key = "", "group" if of_groups else "issuer"
    if of_groups and isinstance(table.get("group"), str):
        only = _only(place, table["group"], universe)
        tables: object = {}
    else:
        tables = table.get(own_key, {})
    if (other := "issuer" if of_groups else "group") in table:
        place.say(other, f"{metric.id} is measured for {own_key}s, not {other}s")
    own = _own(place, own_key, tables, metric, base, universe)
    if ladder is None:
        return None
    return Rule(
        id=str(table.get("id", "")),
        metric=metric.id,
        above=base.above is not False,
        ladder=ladder,
        own=own,
        only=only,
        line=place.file.line(*place.keys),
    )


def _own(
    place: Place,
    key: str,
    tables: object,
    metric: Metric,
    base: Words,
    universe: Universe,
) -> dict[str, Ladder]:
    """Read the ladders of issuers or groups that have their own levels."""
    names = universe.issuer if key == "issuer" else universe.group
    found: dict[str, Ladder] = {}
    for name, raw in table_at(
        place.file, (*place.keys, key), tables, place.what
    ).items():
        keys = (*place.keys, key, name)
        what = f"{place.what}, {safe_text(name)}"
        if name not in names:
            place.file.say(keys, f"{place.what}: {unknown(key, name, names)}")
        table = table_at(place.file, keys, raw, place.what)
        place.file.refuse_unknown(keys, table, _OWN, what)
        words = read_words(place.file, keys, table, metric, what, base)
        ladder = read_ladder(place.file, keys, words, metric, what)
        if ladder is not None:
            found[name if key == "issuer" else f"group:{name}"] = ladder
    return found


def _metric(place: Place, table: Table) -> Metric | None:
    """Find the metric a rule names, or note why there is none."""
    name = table.get("metric")
    if not isinstance(name, str):
        place.fault("metric", name, 'a metric as "cds.5y"')
        return None
    if name not in METRICS:
        place.say("metric", unknown("metric", name, METRICS))
    return METRICS.get(name)


def _only(place: Place, name: str, universe: Universe) -> str:
    """Return the one group that a rule judges."""
    if name not in universe.group:
        place.say("group", unknown("group", name, universe.group))
    return f"group:{name}"


def _refuse_twice(place: Place, table: Table, seen: dict[str, int]) -> None:
    """Note an id that is missing, ill-formed or taken."""
    name = table.get("id")
    if not isinstance(name, str) or not is_id(name):
        expected = f'letters, digits, "-", "_" or ".", {ID_LENGTH} at most'
        place.fault("id", name, expected)
    elif name in seen:
        place.say("id", f"id {shown(name)} is taken by the rule on line {seen[name]}")
    else:
        seen[name] = place.file.line(*place.keys)
