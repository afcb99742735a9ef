"""A small universe, and rules and readings for it in few words."""

from __future__ import annotations

from overhang.config.universe import parse_universe
from overhang.core.records import Bound
from overhang.core.rules.book import RuleBook
from overhang.core.rules.language import parse_rules
from overhang.core.snapshot import Reading, State

UNIVERSE = parse_universe(
    """
[issuer.MSFT]
name = "Microsoft"
entity = "Microsoft Corporation"
cik = 789019
fiscal_year_end = "06-30"

[issuer.ORCL]
name = "Oracle"
entity = "Oracle Corporation"
cik = 1341439
fiscal_year_end = "05-31"

[group.four]
title = "The four"
members = ["MSFT"]

[group.five]
title = "The five"
members = ["MSFT", "ORCL"]
""",
    "universe.toml",
)


def book(text: str) -> RuleBook:
    return parse_rules(text, "rules.toml", UNIVERSE)


def reading(
    value: float | None, bound: Bound = Bound.EXACT, state: State = State.FRESH
) -> Reading:
    if value is None:
        return Reading(value=None, state=State.ABSENT, reason="no mark")
    return Reading(value=value, bound=bound, state=state)
