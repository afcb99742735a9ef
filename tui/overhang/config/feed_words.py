"""A feed in words, as `config show` prints it; never a secret."""

from __future__ import annotations

from overhang.config.feeds import (
    DropOptions,
    FeedSettings,
    FredOptions,
    Mapped,
    QuotesOptions,
)
from overhang.config.fields import place_of
from overhang.config.kinds import USUAL, terms_of
from overhang.core.durations import short
from overhang.core.safe_text import safe_text


def words_of(feed: FeedSettings) -> str:
    """Say what a feed is, where, how often, on what terms, and where its key is."""
    words = [f"{feed.kind} {_place(feed)}"]
    if isinstance(feed.options, Mapped) and feed.options.table:
        words.append(feed.options.table)
    if every := feed.reach.every or USUAL[feed.kind].every:
        words.append(f"every {short(every)}")
    words.append(_rights(feed))
    if isinstance(feed.options, FredOptions) and feed.options.ice:
        words.append("with ICE's indices")
    if feed.reach.key:
        words.append(f"key at {safe_text(feed.reach.key)}")
    if feed.reach.proxy:
        words.append(f"through {safe_text(place_of(feed.reach.proxy))}")
    if feed.reach.ca:
        words.append(f"certificates of {safe_text(str(feed.reach.ca))}")
    if feed.reach.private:
        words.append("private addresses too")
    return ", ".join(words)


def _place(feed: FeedSettings) -> str:
    """Say where a feed's figures are; what follows a host may be a secret."""
    options = feed.options
    if isinstance(options, DropOptions):
        return safe_text(f"{options.folder}/{options.files}")
    if feed.reach.url:
        return safe_text(place_of(feed.reach.url))
    if isinstance(options, QuotesOptions):
        return f"as preset {safe_text(options.preset)}"
    return "at its public address"


def _rights(feed: FeedSettings) -> str:
    by_preset = isinstance(feed.options, QuotesOptions) and feed.options.preset
    if by_preset and feed.rights is None:
        return "rights as its preset says"
    terms = terms_of(feed)
    return f"{terms.rights} ({safe_text(terms.licence)})"
