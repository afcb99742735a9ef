"""The rule language: rules, limits and who is not told, as TOML."""

from __future__ import annotations

from pathlib import Path

from overhang.core.catalogue import METRICS
from overhang.core.issuers import Universe
from overhang.core.problems import shown
from overhang.core.rules.book import Rule, RuleBook, Waits
from overhang.core.rules.builtin import BUILTIN, builtin_rules
from overhang.core.rules.conditional import CONDITIONAL, read_conditional
from overhang.core.rules.gates import GATES, read_gate
from overhang.core.rules.limits import LIMIT, read_limit
from overhang.core.rules.place import ID_LENGTH, Place, is_id, places, table_at
from overhang.core.rules.plain import PLAIN, read_plain
from overhang.core.rules.quiets import (
    MOST,
    Names,
    names_of,
    read_inhibition,
    read_silence,
)
from overhang.core.rules.templates import read_template
from overhang.core.rules.tokens import ExpressionError
from overhang.core.rules.waits import DEFAULTS, WAITS, read_timezone, read_waits
from overhang.core.toml_file import Table, TomlFile, read_toml

_TOP = ("schema", "defaults", "rule", "limit", "inhibit", "silence")
_ANY = ("id", "text", *WAITS, *GATES)
_FORMS = {
    "when": (read_conditional, (*_ANY, *CONDITIONAL)),
    "metric": (read_plain, (*_ANY, *PLAIN)),
    "limit": (read_limit, (*_ANY, *LIMIT)),
}


def load_rules(path: Path, universe: Universe) -> RuleBook:
    """Read a rule file; raise `ConfigError` naming every fault, file and line.

    One that holds nothing is a fault: it is half written more often than meant.
    """
    file = read_toml(path)
    if not file.top:
        file.say((), 'found nothing, expected [[rule]]; "schema = 1" for no rules')
    return _read(file, universe)


def parse_rules(text: str, name: str, universe: Universe) -> RuleBook:
    """Read rules from a text; `name` stands for the file in faults."""
    return _read(TomlFile(text, name), universe)


def _read(file: TomlFile, universe: Universe) -> RuleBook:
    file.refuse_unknown((), file.top, _TOP, "")
    if file.top.get("schema", 1) != 1:
        file.fault(("schema",), "schema", file.top["schema"], "1")
    defaults = table_at(file, ("defaults",), file.top.get("defaults", {}))
    file.refuse_unknown(("defaults",), defaults, DEFAULTS, "defaults")
    timezone = read_timezone(file, defaults)
    waits = read_waits(file, ("defaults",), defaults, "defaults")

    seen: dict[str, int] = {}
    read = [
        _read_rule(place, table, universe, waits, seen)
        for kind in ("rule", "limit")
        for place, table in places(file, kind)
    ]
    rules = [rule for rule in read if rule is not None]
    book = RuleBook(
        (*rules, *builtin_rules({rule.metric for rule in rules}, waits)),
        timezone=timezone,
    )
    book = _with_quiets(
        book, file, names_of(universe, {**seen, **dict.fromkeys(BUILTIN)}, METRICS)
    )
    file.finish()
    return book


def _with_quiets(book: RuleBook, file: TomlFile, names: Names) -> RuleBook:
    """Add who is not told."""
    for kind in ("inhibit", "silence"):
        tables = file.top.get(kind)
        if isinstance(tables, list) and len(tables) > MOST:
            file.say((kind,), f"over {MOST} tables headed [[{kind}]]")
            return book
    inhibitions = [
        read_inhibition(place, table, names) for place, table in places(file, "inhibit")
    ]
    silences = [
        read_silence(place, table, names, book.timezone)
        for place, table in places(file, "silence")
    ]
    return book._replace(
        inhibitions=tuple(each for each in inhibitions if each is not None),
        silences=tuple(each for each in silences if each is not None),
    )


def _read_rule(
    place: Place, table: Table, universe: Universe, waits: Waits, seen: dict[str, int]
) -> Rule | None:
    """Read one rule of any form, or note its faults and return none."""
    _refuse_twice(place, table, seen)
    form = "limit" if place.keys[0] == "limit" else "when"
    if form == "when" and "when" not in table:
        form = "metric"
    if form == "when" and "metric" in table:
        place.say("metric", "a rule has a metric or a condition (when), not both")
        return None
    read, known = _FORMS[form]
    place.file.refuse_unknown(place.keys, table, known, place.what)
    rule = read(place, table, universe)
    waits = read_waits(place.file, place.keys, table, place.what, waits)
    gate = read_gate(place, table)
    if rule is None:
        return None
    return _with_text(place, table, rule._replace(waits=waits, gate=gate))


def _with_text(place: Place, table: Table, rule: Rule) -> Rule:
    """Add what a rule says when it fires, if it has words of its own."""
    text = table.get("text", "")
    if not isinstance(text, str):
        place.fault("text", text, "text")
        return rule
    try:
        template = read_template(
            text,
            of_groups=rule.of_groups or rule.only.startswith("group:"),
            one_figure=rule.when is None,
        )
    except ExpressionError as error:
        place.say("text", f"text: {error}")
        return rule
    return rule._replace(template=text, asks=template.terms)


def _refuse_twice(place: Place, table: Table, seen: dict[str, int]) -> None:
    """Note an id that is missing, ill-formed or taken."""
    name = table.get("id")
    if not isinstance(name, str) or not is_id(name):
        expected = f'letters, digits, "-", "_" or ".", {ID_LENGTH} at most'
        place.fault("id", name, expected)
    elif name in BUILTIN and table.get("metric") != name:
        place.say("id", f"id {shown(name)} is taken by the built-in rule on {name}")
    elif name in seen:
        place.say("id", f"id {shown(name)} is taken by the rule on line {seen[name]}")
    else:
        seen[name] = place.file.line(*place.keys)
