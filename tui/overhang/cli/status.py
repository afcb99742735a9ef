"""What the shell is told, and the figures that commands print."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

import click

from overhang.config.settings import Settings
from overhang.core.snapshot import Snapshot


class Exit(IntEnum):
    """Exit statuses."""

    OK = 0
    FAILED = 1
    USAGE = 2
    """Wrong usage or configuration."""
    UNREACHABLE = 3
    """A source could not be read."""
    TIMEOUT = 4
    INTERRUPTED = 130


def gather(
    settings: Settings, env: Mapping[str, str], timeout: float
) -> Snapshot | None:
    """Return what is known now; what is wrong with it goes to standard error."""
    from overhang.collector.once import current

    snapshot = current(settings, env, timeout=timeout)
    if snapshot is None:
        click.echo(f"overhang: no figures within {timeout:g} s", err=True)
        return None
    for problem in snapshot.problems:
        click.echo(f"overhang: {problem}", err=True)
    for source in snapshot.sources:
        for fault in source.errors:
            click.echo(f"overhang: {source.table}: {fault}", err=True)
    return snapshot
