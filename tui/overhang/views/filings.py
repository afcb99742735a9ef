"""An issuer's filings in a trader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from overhang.core.dates import short
from overhang.core.filings import DEALS, Filing, FilingKind
from overhang.core.metrics.filings import came, when
from overhang.views.base import Cell, Line, Span, Tone
from overhang.views.blocks import Entry, facts_table

_LISTED = 10
"""Filings that are listed: a month or two of an issuer that borrows."""

_WORDS: Mapping[FilingKind, str] = MappingProxyType(
    {
        FilingKind.RESULTS: "results",
        FilingKind.OBLIGATION: "new debt: a loan or notes",
        FilingKind.OTHER_EVENT: "other event: may be a deal",
        FilingKind.TERM_SHEET: "term sheet of an offering",
        FilingKind.PROSPECTUS: "prospectus: bonds or shares",
        FilingKind.PERIODIC: "quarterly report: new figures",
    }
)


def filings_table(filings: Sequence[Filing], width: int) -> list[Line]:
    """List one issuer's filings, newest first: what each is, when it came, its link.

    Times are New York's. A filing that tells two things is one line.
    """
    told: dict[str, list[Filing]] = {}
    for each in sorted(filings, key=came, reverse=True):
        told.setdefault(each.accession, []).append(each)
    entries = [_entry(mine) for mine in list(told.values())[:_LISTED]]
    lines = facts_table(("filed", "form", "what it is", "items"), entries, width)
    more = len(told) - len(entries)
    return [*lines, (Span(f"+{more} older", Tone.MUTED),)] if more > 0 else lines


def filed(filings: Sequence[Filing], today: dt.date) -> str:
    """Write the newest filing that may be a deal: `FWP 14:32`, `424B5 20 Nov`.

    The time is New York's and stands for today's only. Empty: there is none.
    """
    deals = [each for each in filings if each.kind in DEALS]
    if not deals:
        return ""
    last = max(deals, key=came)
    day, _, time = last.accepted.partition(" ")
    if time and day == today.isoformat():
        return f"{last.form} {time}"
    on = dt.date.fromisoformat(day) if time else last.filed_on
    return f"{last.form} {short(on)[:-3]}"


def _entry(mine: Sequence[Filing]) -> Entry:
    first = mine[0]
    kinds = sorted({each.kind for each in mine}, key=list(FilingKind).index)
    words = ", ".join(_what(each, first.form) for each in kinds)
    tone = Tone.PLAIN if DEALS.intersection(kinds) else Tone.MUTED
    return Entry(
        (
            when(first),
            first.form,
            Cell(words, tone),
            Cell(first.items, Tone.MUTED),
        ),
        " · ".join(filter(None, (_title(first), first.url))),
    )


def _what(kind: FilingKind, form: str) -> str:
    if kind is FilingKind.PERIODIC and form.startswith("10-K"):
        return "annual report: new figures"
    return _WORDS[kind]


def _title(filing: Filing) -> str:
    """Return what the issuer calls it, unless that only repeats the form."""
    return "" if filing.title in ("", filing.form) else filing.title
