"""What is known now, for a command that prints and ends."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from overhang.collector.loop import Loop
from overhang.collector.snapshots import stored_snapshot
from overhang.config.settings import Settings
from overhang.core.snapshot import Snapshot, SourceState
from overhang.store import open_store
from overhang.store.base import DamagedError, OutdatedError, Store
from overhang.store.lead import try_lead
from overhang.store.place import store_dir, store_url

_POLL_S = 0.05
_SEEN_TO_S = 5.0
"""A collector mends a store, or takes it over, well within this."""
_FOR_SOURCES = 0.7
"""The part of a time limit in which sources may speak; what came must be measured and
stored in the rest, so that one that hangs does not keep back the others."""


class Known(NamedTuple):
    """What is known, and whether that is all there should be."""

    snapshot: Snapshot | None
    """None when there was none in time."""
    late: str = ""
    """Why it may be older than it looks, in plain words."""


def current(
    settings: Settings, env: Mapping[str, str], *, timeout: float
) -> Snapshot | None:
    """Return what `known` returns, however late it is; none when there is nothing."""
    return known(settings, env, timeout=timeout).snapshot


def known(settings: Settings, env: Mapping[str, str], *, timeout: float) -> Known:
    """Return what a running collector knows, or gather it once if none runs.

    Args:
        settings: what to collect, and where the store is.
        env: the environment, for the token.
        timeout: how long to wait for a first snapshot, in seconds.

    Raises:
        ConfigError: universe, rules, an address or the token cannot be used.
        StoreError: the store cannot be opened, read or written.
    """
    directory = store_dir(settings.state_dir, settings.store_key)
    lead = try_lead(directory)
    try:
        store = open_store(store_url(directory), write=lead is not None)
        try:
            if lead is None:
                return Known(_stored_within(store, timeout), _silence(store))
            # A name that nobody resolves must not keep the command beyond its time.
            with asyncio.Runner(loop_factory=Loop) as runner:
                in_time = runner.run(_gathered(settings, store, env, timeout))
            snapshot = stored_snapshot(store)
            complete = in_time and snapshot is not None and not _waiting(snapshot)
            late = "" if complete else f"not everything answered within {timeout:g} s"
            return Known(snapshot, late)
        finally:
            store.close()
    finally:
        if lead is not None:
            os.close(lead)


async def _gathered(
    settings: Settings, store: Store, env: Mapping[str, str], within: float
) -> bool:
    """Gather once; return whether that was done in time."""
    from overhang.collector.wiring import collector_of

    collector = collector_of(settings, store, env, now=lambda: datetime.now(UTC))
    try:
        async with asyncio.timeout(within):
            await collector.once(patience=within * _FOR_SOURCES)
    except TimeoutError:
        # What was stored before stands, with its age.
        return False
    return True


def _waiting(snapshot: Snapshot) -> bool:
    """Whether a source was not heard: its silence must not pass for all being well."""
    return any(each.state is SourceState.WAITING for each in snapshot.sources)


def _silence(store: Store) -> str:
    """Say that the collector which leads gave no sign of life, if it did not."""
    beat = store.heartbeat()
    if beat is None:
        return "the collector gave no sign of life yet"
    now = datetime.now(UTC)
    if beat.is_recent(now):
        return ""
    silent_s = (now - beat.at).total_seconds()
    if silent_s < 0:
        return f"collector {beat.pid} silent since the clock was put back"
    minutes, seconds = divmod(int(silent_s), 60)
    since = f"{minutes} min" if minutes else f"{seconds} s"
    return f"collector {beat.pid} silent for {since}"


def _stored_within(store: Store, timeout: float) -> Snapshot | None:
    begun = time.monotonic()
    while True:
        waited = time.monotonic() - begun
        try:
            found = stored_snapshot(store)
        except (DamagedError, OutdatedError):
            # Who leads may be about to see to it.
            if waited >= min(timeout, _SEEN_TO_S):
                raise
        else:
            if found is not None or waited >= timeout:
                return found
        time.sleep(_POLL_S)
