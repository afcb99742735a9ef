"""What each kind of feed does unless a desk says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from overhang.config.feeds import FeedSettings, SourceKind
from overhang.core.records import Quality
from overhang.core.rights import Rights


class Usual(NamedTuple):
    """What a kind of feed does by itself."""

    source: str
    """Who is named as the source of its figures; empty: the feed's own name."""
    rights: Rights
    licence: str
    """On what terms, in words; empty: nobody but the desk knows."""
    quality: Quality
    every: float = 0.0
    """Seconds between two turns; 0: it has none."""
    rate: float = 1.0
    """Requests a second to one host."""


USUAL: Mapping[SourceKind, Usual] = MappingProxyType(
    {
        SourceKind.EDGAR: Usual(
            "SEC EDGAR",
            Rights.PUBLIC,
            "public domain",
            Quality.REPORTED,
            every=60.0,
            rate=5.0,
        ),
        SourceKind.TAPE: Usual(
            "DTCC public tape",
            Rights.INTERNAL,
            "public dissemination; read the site's terms before redistributing",
            Quality.TRADE,
            every=600.0,
            rate=2.0,
        ),
        SourceKind.FRED: Usual(
            "FRED",
            Rights.PUBLIC,
            "Treasury and New York Fed figures: public domain",
            Quality.REPORTED,
            every=6 * 3600.0,
            rate=2.0,
        ),
        SourceKind.TIINGO: Usual(
            "Tiingo",
            Rights.DISPLAY,
            "your Tiingo plan; a firm needs a commercial one",
            Quality.COMPOSITE,
            every=900.0,
        ),
        SourceKind.QUOTES: Usual(
            "", Rights.INTERNAL, "", Quality.COMPOSITE, every=60.0, rate=2.0
        ),
        SourceKind.PUSH: Usual("", Rights.INTERNAL, "", Quality.COMPOSITE),
        SourceKind.DROP: Usual("", Rights.INTERNAL, "", Quality.DEALER),
    }
)
"""By kind."""


class Terms(NamedTuple):
    """What goes with every figure of one feed."""

    source: str
    quality: Quality
    rights: Rights
    licence: str


def terms_of(feed: FeedSettings) -> Terms:
    """Return a feed's terms: what the desk said, else what its kind says."""
    usual = USUAL[feed.kind]
    return Terms(
        feed.source or usual.source or feed.name,
        feed.quality or usual.quality,
        feed.rights or usual.rights,
        feed.licence or usual.licence or "the desk's own agreement",
    )
