"""What an issuer filed, as dated events.

Private placements (144A) and the debt of vehicles are not filed: no news here is not
no deal.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from overhang.core.events import Timing
from overhang.core.records import Record


class FilingKind(StrEnum):
    """What a filing tells, as far as its form and items say."""

    RESULTS = "results"
    """8-K item 2.02: results of operations."""
    OBLIGATION = "obligation"
    """8-K item 2.03: a direct financial obligation, a loan or notes."""
    OTHER_EVENT = "other_event"
    """8-K item 8.01: anything else, often that an offering was priced or closed."""
    TERM_SHEET = "term_sheet"
    """FWP: the terms of an offering, mostly within hours of its pricing."""
    PROSPECTUS = "prospectus"
    """424B2 or 424B5: an offering's prospectus supplement. Bonds, but also shares."""
    PERIODIC = "periodic"
    """10-Q or 10-K: new figures can be asked for."""


DEALS = frozenset(
    {
        FilingKind.OBLIGATION,
        FilingKind.OTHER_EVENT,
        FilingKind.TERM_SHEET,
        FilingKind.PROSPECTUS,
    }
)
"""The kinds that may be a bond deal; only the document says whether one is."""


class Filing(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a filing tells; an 8-K with two such items is two rows."""

    identity: ClassVar = ("issuer", "accession", "kind")
    about: ClassVar = "filed_on"

    issuer: str
    filed_on: dt.date
    """The date EDGAR gave it; after 17:30 in New York that is the next day's."""
    kind: FilingKind
    form: str
    """`8-K`, `8-K/A`, `424B5`."""
    accession: str
    items: str = ""
    """Of an 8-K: `2.02,9.01`."""
    timing: Timing | None = None
    """Before the open or after the close; empty: in between, or not certain."""
    accepted: str = ""
    """New York time: `2026-01-28 16:05`; empty where it is not certain."""
    reported_on: dt.date | None = None
    """Of an 8-K the day of the event, of a periodic report its period's last day."""
    title: str = ""
    url: str = ""
