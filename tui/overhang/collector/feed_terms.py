"""On whose terms a feed's figures are held, and how a connector's rows say so."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from msgspec.structs import replace

from overhang.collector.around import Around
from overhang.config.feeds import FeedSettings, QuotesOptions
from overhang.config.kinds import Terms, terms_of
from overhang.core.records import Record
from overhang.core.rights import Rights
from overhang.sources.connector import Connector, Found
from overhang.sources.web.web import Web


def terms(feed: FeedSettings) -> Terms:
    """Return a feed's terms: as the desk says, else its vendor, else its kind."""
    usual = terms_of(feed)
    if not isinstance(feed.options, QuotesOptions):
        return usual
    from overhang.sources.mapped.presets import PRESETS

    preset = PRESETS.get(feed.options.preset)
    if preset is None:
        return usual
    return usual._replace(
        source=feed.source or preset.source,
        rights=feed.rights or preset.rights,
        licence=feed.licence or preset.licence,
    )


def with_terms(feed: FeedSettings) -> FeedSettings:
    """Return the settings with all terms said, for readers that take them so."""
    said = terms(feed)
    return replace(
        feed,
        source=said.source,
        quality=said.quality,
        rights=said.rights,
        licence=said.licence,
    )


class Stamped(Around):
    """A connector whose rows carry the rights that the desk says it has.

    Args:
        connector: What asks and reads.
        rights: What may be done with all it brings.
    """

    def __init__(self, connector: Connector, rights: Rights) -> None:
        super().__init__(connector)
        self._rights = rights

    async def turn(self, web: Web) -> AsyncGenerator[Found, None]:
        """Let the connector ask, and stamp what it finds."""
        async with aclosing(super().turn(web)) as turn:
            async for found in turn:
                yield self._stamped(found)

    def _stamped(self, found: Found) -> Found:
        vintages = [
            each._replace(record=self._row(each.record)) for each in found.vintages
        ]
        rows = found.rows and [self._row(each) for each in found.rows]
        return found._replace(vintages=vintages, rows=rows)

    def _row(self, record: Record) -> Record:
        return replace(record, rights=self._rights)
