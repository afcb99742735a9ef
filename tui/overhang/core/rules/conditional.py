"""The expression form of a rule: a condition and how severe it is."""

from __future__ import annotations

from overhang.core.issuers import Universe
from overhang.core.rules.book import Rule, single
from overhang.core.rules.levels import LEVELS, NOTE
from overhang.core.rules.parser import read_condition
from overhang.core.rules.place import Place, text_at
from overhang.core.rules.subjects import subject_of
from overhang.core.rules.tokens import ExpressionError
from overhang.core.states import Severity
from overhang.core.toml_file import Table

CONDITIONAL = ("when", "severity", "note", "issuer", "group")
"""The keys of this form."""


def read_conditional(place: Place, table: Table, universe: Universe) -> Rule | None:
    """Read one rule, or note its faults and return none.

    It judges all issuers, or the one issuer or group that it names.
    """
    severity = severity_at(place, table, "severity")
    note = text_at(place, table, "note", NOTE)
    only = ""
    for key in ("issuer", "group"):
        if key in table:
            only = subject_of(place, key, table[key], universe)
    if "issuer" in table and "group" in table:
        place.say("group", "a rule names an issuer or a group, not both")
    text = table["when"]
    if not isinstance(text, str):
        place.fault("when", text, 'a condition as "cds.5y > 100bp"')
        return None
    try:
        when = read_condition(text, of_groups="group" in table)
    except ExpressionError as error:
        place.say("when", f"when: {error}")
        return None
    if severity is None:
        return None
    return Rule(
        id=str(table.get("id", "")),
        metric="",
        above=True,
        ladder=single(severity, note),
        own={},
        only=only,
        when=when,
        line=place.file.line(*place.keys),
    )


def severity_at(place: Place, table: Table, key: str) -> Severity | None:
    """Read a severity, or note that there is none."""
    word = table.get(key)
    if isinstance(word, str) and word in LEVELS:
        return LEVELS[word]
    place.fault(key, word, "info, warn or crit")
    return None
