"""How sources are named, counted and told apart: a folder, an interface, feeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from overhang.core.snapshot import SourceHealth, SourceState
from overhang.core.tables import TABLES

_ORDER = tuple(TABLES)
_COUNTED = (
    SourceState.OK,
    SourceState.PART,
    SourceState.FAILED,
    SourceState.WAITING,
    SourceState.MISSING,
    SourceState.OFF,
)


def named(source: SourceHealth) -> str:
    """Name one table of one source: `closes`, and of a feed `edgar cash_flow`.

    A feed that is called as its table is named once.
    """
    if source.feed == source.table:
        return source.table
    return f"{source.feed} {source.table}".strip()


def listed(sources: Sequence[SourceHealth]) -> str:
    """Name sources, each feed once: `edgar cash_flow, balances`."""
    parts = [
        named(each) if not at or sources[at - 1].feed != each.feed else each.table
        for at, each in enumerate(sources)
    ]
    return ", ".join(parts)


def ordered(sources: Sequence[SourceHealth]) -> list[SourceHealth]:
    """Put sources in the order they are listed in, whatever their state.

    Feeds come first, by name: they break. Then the desk's own folder and interface;
    tables stand as everywhere.
    """
    return sorted(sources, key=_place)


def brought(sources: Sequence[SourceHealth]) -> Mapping[str, str]:
    """Return the tables that feeds bring, and the names of those feeds."""
    found: dict[str, str] = {}
    for each in ordered(sources):
        if each.feed and each.last_success is not None:
            before = found.get(each.table)
            found[each.table] = f"{before}, {each.feed}" if before else each.feed
    return found


def is_covered(source: SourceHealth, by_feeds: Mapping[str, str]) -> bool:
    """Whether the desk has no such file and needs none: a feed brings the table."""
    missing = source.state is SourceState.MISSING and not source.feed
    return missing and source.table in by_feeds


def missed(sources: Sequence[SourceHealth], state: SourceState) -> list[SourceHealth]:
    """Return the sources in a state, without those that a feed stands in for."""
    by_feeds = brought(sources)
    return [
        each
        for each in ordered(sources)
        if each.state is state and not is_covered(each, by_feeds)
    ]


def count(sources: Sequence[SourceHealth]) -> dict[str, int]:
    """Count sources by state, in the order of the states; covered ones as `covered`."""
    by_feeds = brought(sources)
    tally = Counter(
        "covered" if is_covered(each, by_feeds) else each.state.value
        for each in sources
    )
    return {each: tally[each] for each in (*_COUNTED, "covered") if tally[each]}


def summary(sources: Sequence[SourceHealth]) -> str:
    """Count in words: `12 sources: 10 ok, 1 failed, 1 off`."""
    tally = count(sources)
    covered = tally.pop("covered", 0)
    words = [f"{number} {state}" for state, number in tally.items()]
    if covered:
        words.append(f"{covered} from feeds")
    number = len(sources)
    return f"{number} source{'s'[: number != 1]}: {', '.join(words) or 'none set up'}"


def together(sources: Sequence[SourceHealth]) -> str:
    """Name several sources as shortly as they allow: `edgar`, `closes`, `3 sources`."""
    if len(sources) == 1:
        return named(sources[0])
    feeds = {each.feed for each in sources}
    if len(feeds) == 1 and "" not in feeds:
        return feeds.pop()
    return f"{len(sources)} sources"


def _place(source: SourceHealth) -> tuple[bool, str, int]:
    known = source.table in _ORDER
    at = _ORDER.index(source.table) if known else len(_ORDER)
    return not source.feed, source.feed, at
