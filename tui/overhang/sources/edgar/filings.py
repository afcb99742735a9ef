"""An issuer's list of filings as events: results, borrowings and offerings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from overhang.core.events import Results
from overhang.core.filings import Filing, FilingKind
from overhang.core.issuers import Issuer
from overhang.core.records import Quality, Vintage
from overhang.core.rights import Rights
from overhang.sources.edgar.acceptance import (
    NEW_YORK,
    Acceptance,
    Stamp,
    accepted,
    end_of_filing,
)
from overhang.sources.edgar.submissions import Entry, read_submissions

ARCHIVES = "https://www.sec.gov/Archives/edgar/data"
"""Where the documents are."""


_ITEMS: Mapping[str, FilingKind] = MappingProxyType(
    {
        "2.02": FilingKind.RESULTS,
        "2.03": FilingKind.OBLIGATION,
        "8.01": FilingKind.OTHER_EVENT,
    }
)
_FORMS: Mapping[str, FilingKind] = MappingProxyType(
    {
        "FWP": FilingKind.TERM_SHEET,
        "424B2": FilingKind.PROSPECTUS,
        "424B5": FilingKind.PROSPECTUS,
        "10-Q": FilingKind.PERIODIC,
        "10-K": FilingKind.PERIODIC,
    }
)


class Feed(NamedTuple):
    """What one reading of an issuer's list of filings comes to."""

    filings: Sequence[Vintage]
    """Rows of `Filing`, oldest knowledge first."""
    results: Sequence[Vintage]
    """Rows of `Results`: one for each day of a release whose time is certain."""
    moments: Mapping[str, dt.datetime]
    """When each filing of any form was accepted, UTC, by accession."""


class _Told(NamedTuple):
    """One filing and when it came."""

    acceptance: Acceptance
    entry: Entry


def read_feed(
    data: bytes,
    name: str,
    *,
    code: str,
    issuer: Issuer,
    read_at: dt.datetime | None = None,
) -> Feed:
    """Read an issuer's list of filings whole, or refuse all of it.

    Args:
        data: The whole body.
        name: What to call it in problems.
        code: What the universe calls the issuer.
        issuer: Who was asked for.
        read_at: When the feed was read, UTC: helps to tell the zone of its times.

    Raises:
        SourceError: With every fault found, as `read_submissions` tells them.
    """
    entries = read_submissions(data, name, cik=issuer.cik)
    told = sorted(_told(entries, read_at), key=_order)
    return Feed(
        [
            Vintage(each.acceptance.at, _filing(code, issuer, each, kind))
            for each in told
            for kind in _kinds(each.entry)
        ],
        list(_results(code, issuer, told)),
        {each.entry.accession: each.acceptance.at for each in told},
    )


def _told(entries: Iterable[Entry], read_at: dt.datetime | None) -> list[_Told]:
    stamped, bare = [], []
    for entry in entries:
        if entry.written is None:
            bare.append(_Told(Acceptance(end_of_filing(entry.filed), False), entry))
        else:
            stamped.append((Stamp(entry.written, entry.filed), entry))
    times = accepted([stamp for stamp, _ in stamped], read_at)
    pairs = zip(times, stamped, strict=True)
    return bare + [_Told(acceptance, entry) for acceptance, (_, entry) in pairs]


def _order(told: _Told) -> tuple[dt.datetime, str]:
    return told.acceptance.at, told.entry.accession


def _kinds(entry: Entry) -> list[FilingKind]:
    """Return what a filing tells; an amendment tells what it amends."""
    form = entry.form.removesuffix("/A")
    if form == "8-K":
        return [kind for item, kind in _ITEMS.items() if item in entry.items]
    kind = _FORMS.get(form)
    return [kind] if kind else []


def _filing(code: str, issuer: Issuer, told: _Told, kind: FilingKind) -> Filing:
    acceptance, entry = told
    local = acceptance.at.astimezone(NEW_YORK)
    folder = f"{ARCHIVES}/{issuer.cik}/{entry.accession.replace('-', '')}"
    return Filing(
        issuer=code,
        filed_on=entry.filed,
        kind=kind,
        form=entry.form,
        accession=entry.accession,
        items=",".join(entry.items),
        timing=acceptance.timing,
        accepted=f"{local:%Y-%m-%d %H:%M}" if acceptance.certain else "",
        reported_on=entry.reported,
        title=entry.title,
        url=f"{folder}/{entry.document}",
        source=_source(issuer, entry),
        quality=Quality.REPORTED,
        rights=Rights.PUBLIC,
    )


def _results(code: str, issuer: Issuer, told: Iterable[_Told]) -> Iterator[Vintage]:
    """Yield the first release of each day; a later one that day repeats or amends."""
    days = set()
    for acceptance, entry in told:
        day = acceptance.at.astimezone(NEW_YORK).date()
        if (
            acceptance.timing is None
            or day in days
            or entry.form.endswith("/A")
            or FilingKind.RESULTS not in _kinds(entry)
        ):
            continue
        days.add(day)
        yield Vintage(
            acceptance.at,
            Results(
                issuer=code,
                results_on=day,
                timing=acceptance.timing,
                source=_source(issuer, entry),
                quality=Quality.REPORTED,
                rights=Rights.PUBLIC,
            ),
        )


def _source(issuer: Issuer, entry: Entry) -> str:
    return f"{issuer.name} {entry.form}, EDGAR accession {entry.accession}"
