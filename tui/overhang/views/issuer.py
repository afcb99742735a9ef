"""One issuer on its own screen: who it is, and each pane's figures and facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from overhang.core.catalogue import Pane
from overhang.core.records import Record
from overhang.core.snapshot import Snapshot
from overhang.views import format as fmt
from overhang.views.base import Line, Span, Tone
from overhang.views.blocks import pairs, section
from overhang.views.filings import filings_table
from overhang.views.financing import rating_words
from overhang.views.guidance import of_issuer
from overhang.views.names import display_name
from overhang.views.records import (
    balances_table,
    cash_flow_table,
    deals_table,
    guidance_table,
    marks_table,
    ratings_table,
    results_table,
)
from overhang.views.statements import activity_lines, fact_lines, forecast_lines
from overhang.views.width import cut_line
from overhang.views.words import PANES

FACETS = (Pane.EQUITY, Pane.CAPEX, Pane.DEBT, Pane.CDS)
"""The four parts of the screen, in the board's order."""


def headline(snapshot: Snapshot, code: str, width: int) -> Line:
    """Say who the issuer is in one line: name, ratings, CDS contract, fiscal year."""
    issuer = snapshot.universe.issuer[code]
    cds = issuer.cds
    ratings = [each for each in snapshot.facts.ratings if each.issuer == code]
    said = [
        rating_words(ratings),
        f"{cds.tier} {cds.clause} {cds.currency} {cds.coupon_bp}bp" if cds else "",
        f"fiscal year to {issuer.fiscal_year_end}",
        issuer.entity,
    ]
    title = Span(f" {display_name(snapshot, code)}", Tone.TITLE)
    rest = "".join(f" · {each}" for each in said if each)
    return cut_line((title, Span(rest, Tone.MUTED)), width)


def identity(snapshot: Snapshot, code: str, width: int) -> list[Line]:
    """Say who the issuer is: entity, fiscal year, CDS contract, ratings, shares."""
    issuer = snapshot.universe.issuer[code]
    cds, shares = issuer.cds, issuer.shares
    ratings = [each for each in snapshot.facts.ratings if each.issuer == code]
    contract = (
        f"{cds.entity} {cds.tier} {cds.clause} {cds.currency} coupon {cds.coupon_bp}bp"
        if cds
        else ""
    )
    count = (
        f"{fmt.millions(shares.millions)}m on {fmt.date(shares.on)} "
        f"({shares.quality}; {shares.source})"
        if shares
        else "n/a: no market value without them"
    )
    rows = [
        ("entity", f"{issuer.entity}, CIK {issuer.cik}", Tone.PLAIN),
        ("fiscal year ends", issuer.fiscal_year_end, Tone.PLAIN),
        ("rating", rating_words(ratings) or fmt.ABSENT, Tone.PLAIN),
        ("CDS", contract or fmt.ABSENT, Tone.PLAIN),
        ("shares", count, Tone.PLAIN),
    ]
    title: Line = (Span(display_name(snapshot, code), Tone.TITLE),)
    return [title, *pairs(rows, width)]


def background(snapshot: Snapshot, code: str, pane: Pane, width: int) -> list[Line]:
    """Write what is on file behind one pane of one issuer."""
    lines: list[Line] = []
    for name, body in _facts(snapshot, code, pane, width):
        lines += section(name, body)
    return lines[1:]


def issuer_page(snapshot: Snapshot, code: str, width: int) -> list[Line]:
    """Write all that is on file about an issuer."""
    lines = identity(snapshot, code, width)
    for pane in FACETS:
        lines += section(PANES[pane].upper(), background(snapshot, code, pane, width))
    return lines


def _facts(
    snapshot: Snapshot, code: str, pane: Pane, width: int
) -> list[tuple[str, list[Line]]]:
    facts = snapshot.facts
    topics = [each for each in facts.facts if each.scope == code and each.topic == pane]
    forecasts = [each for each in facts.forecasts if each.scope == code]
    said = ("Also said", fact_lines(topics, width))
    match pane:
        case Pane.EQUITY:
            results = _of(facts.results, code)
            return [("Results", results_table(results, width)), said]
        case Pane.CAPEX:
            statements = of_issuer(facts.guidance, code)
            flows = _of(facts.cash_flow, code)
            return [
                ("Guidance", guidance_table(statements, width)),
                ("Broker forecasts", forecast_lines(forecasts, width)),
                ("Cash flow, USD mm", cash_flow_table(flows, width)),
                said,
            ]
        case Pane.DEBT:
            deals = _of(facts.deals, code)
            return [
                ("Filings", filings_table(_of(facts.filings, code), width)),
                ("Deals", deals_table(deals, facts.tranches, width)),
                ("Ratings", ratings_table(_of(facts.ratings, code), width)),
                ("Balances", balances_table(_of(facts.balances, code), width)),
                said,
            ]
        case _:
            return [
                ("Marks", marks_table(_of(facts.marks, code), width)),
                ("Market depth", activity_lines(_of(facts.activity, code), width)),
                said,
            ]


Owned = TypeVar("Owned", bound=Record)


def _of(rows: Iterable[Owned], code: str) -> list[Owned]:
    return [each for each in rows if getattr(each, "issuer", "") == code]
