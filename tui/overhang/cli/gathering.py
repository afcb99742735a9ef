"""The figures that commands print."""

from __future__ import annotations

from collections.abc import Mapping

from overhang.cli.failures import say
from overhang.config.settings import Settings
from overhang.core.outward import outward_source
from overhang.core.snapshot import Snapshot, SourceHealth, SourceState
from overhang.views.feeds import brought, is_covered, listed


def gather(
    settings: Settings, env: Mapping[str, str], timeout: float
) -> Snapshot | None:
    """Return what is known now; what is wrong with it goes to standard error."""
    from overhang.collector.once import current

    snapshot = current(settings, env, timeout=timeout)
    if snapshot is None:
        say(f"no figures within {timeout:g} s")
        return None
    for problem in snapshot.problems:
        say(problem)
    by_feeds = brought(snapshot.sources)
    told: dict[str, list[SourceHealth]] = {}
    for source in snapshot.sources:
        if source.state is SourceState.OFF or is_covered(source, by_feeds):
            # Nothing is wrong with it.
            continue
        for fault in outward_source(source).errors:
            told.setdefault(fault, []).append(source)
    for fault, sources in told.items():
        say(f"{listed(sources)}: {fault}")
    return snapshot
