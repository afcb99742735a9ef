"""An issuer's tags, read as the statements they belong to: whole, or not at all.

Half a balance sheet looks like debt that was repaid. So where one tag of a statement
cannot be had, the figures that were built last stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from overhang.core.issuers import Issuer
from overhang.core.records import Vintage
from overhang.sources.base import Problem, SourceError
from overhang.sources.connector import Found
from overhang.sources.edgar.concepts import Fact, read_concept
from overhang.sources.edgar.tags import balance_tags, cash_flow_tags
from overhang.sources.edgar.vintages import Concepts, Moments, balances, cash_flows

_NAMED = 3
"""Tags that are named; more are counted."""
_WANTED = "figures: the last ones of this statement stand"

_Build = Callable[[str, Issuer, Concepts, Moments | None], list[Vintage]]


class _Statement(NamedTuple):
    table: str
    tags: Callable[[int], tuple[str, ...]]
    build: _Build


_STATEMENTS = (
    _Statement("cash_flow", cash_flow_tags, cash_flows),
    _Statement("balances", balance_tags, balances),
)


class Built(NamedTuple):
    """What an issuer's tags come to."""

    found: Sequence[Found]
    """One for each statement: its rows, or why there are none."""
    accessions: frozenset[str]
    """The filings that the figures are from."""
    whole: bool
    """Whether every statement could be built."""


def build(
    code: str,
    issuer: Issuer,
    bodies: Mapping[str, bytes],
    broken: Mapping[str, Exception],
    moments: Moments,
) -> Built:
    """Read the tags and build the statements.

    Args:
        code: What the universe calls the issuer.
        issuer: Its identity and fiscal year.
        bodies: The answers by tag; a tag it never used is left out.
        broken: Why a tag could not be had.
        moments: When its filings were accepted, where that is known.
    """
    facts: dict[str, list[Fact]] = {}
    faults = dict(broken)
    for tag, body in bodies.items():
        try:
            facts[tag] = read_concept(body, f"{code} {tag}", cik=issuer.cik, tag=tag)
        except SourceError as error:
            faults[tag] = error
    found = []
    for statement in _STATEMENTS:
        wrong = [tag for tag in statement.tags(issuer.cik) if tag in faults]
        if wrong:
            fault = _fault(code, wrong, faults)
            found.append(Found(statement.table, fault=fault))
        else:
            rows = statement.build(code, issuer, facts, moments)
            found.append(Found(statement.table, rows))
    accessions = {fact.accession for mine in facts.values() for fact in mine}
    return Built(found, frozenset(accessions), not faults)


def _fault(
    code: str, wrong: Sequence[str], faults: Mapping[str, Exception]
) -> SourceError:
    """Say which tags of a statement could not be had."""
    problems = [_problem(f"{code} {tag}", faults[tag]) for tag in wrong[:_NAMED]]
    if len(wrong) > _NAMED:
        place = f"{code}, {len(wrong) - _NAMED} more tags"
        problems.append(Problem(place, "", _WANTED))
    return SourceError(problems)


def _problem(place: str, error: Exception) -> Problem:
    if isinstance(error, SourceError):
        # It names issuer, tag and line itself.
        return error.problems[0]
    return Problem(place, str(error), _WANTED)
