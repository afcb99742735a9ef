"""A small universe, and rules and readings for it in few words."""

from __future__ import annotations

import pytest

from overhang.config.universe import parse_universe
from overhang.core.problems import ConfigError
from overhang.core.records import Bound
from overhang.core.rules.book import RuleBook
from overhang.core.rules.language import parse_rules
from overhang.core.snapshot import Reading
from overhang.core.states import State

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


def whole(text: str) -> RuleBook:
    """Read a rule file, with the rules that every book has."""
    return parse_rules(text, "rules.toml", UNIVERSE)


def book(text: str) -> RuleBook:
    """Read a rule file for what it says itself."""
    read = whole(text)
    return read._replace(rules=read.written)


def problems(text: str) -> tuple[str, ...]:
    """Return the faults of a rule file; it must have some."""
    with pytest.raises(ConfigError) as caught:
        book(text)
    return caught.value.problems


def reading(
    value: float | None, bound: Bound = Bound.EXACT, state: State = State.FRESH
) -> Reading:
    if value is None:
        return Reading(value=None, state=State.ABSENT, reason="no mark")
    return Reading(value=value, bound=bound, state=state)


CDS = book(
    '[[rule]]\nid = "cds"\nmetric = "cds.5y"\ninfo = "> 60bp"\nwarn = "> 80bp"\n'
    'crit = "> 100bp"\nclear = "5bp"\nnote = "coupon"\n'
    '[rule.issuer.ORCL]\ninfo = "> 150bp"\nwarn = "> 200bp"\ncrit = "> 300bp"\n'
    'clear = "10bp"\n'
)
DRAWDOWN = book(
    '[[rule]]\nid = "dd"\nmetric = "equity.drawdown.52w"\ninfo = "< -15%"\n'
    'warn = "< -20%"\ncrit = "< -30%"\nclear = "2%"\n'
)
ABOVE, BELOW = CDS.rules[0], DRAWDOWN.rules[0]
