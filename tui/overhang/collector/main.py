"""The collector's process: from settings to an exit status."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import FrameType

from overhang import __version__
from overhang.core.leftovers import give_back
from overhang.collector.loop import Loop
from overhang.config.settings import Settings
from overhang.core.problems import ConfigError
from overhang.core.safe_text import safe_lines, safe_text
from overhang.store import open_store
from overhang.store.base import Heartbeat, Store, StoreError
from overhang.store.lead import (
    adopt_lead,
    anyone_attending,
    leads,
    refresh_asked,
    try_lead,
)
from overhang.store.place import store_dir, store_url

_LOG = logging.getLogger(__name__)

_STOPS = (signal.SIGTERM, signal.SIGINT)
_GRACE_S = 0.8
_COMMAND_S = 3.0
"""How long a command that gathers once may lead before a collector gives up."""
_BEATS_A_MINUTE = 12
"""After so many signs of life free memory is given back."""
_OK, _FAILED, _USAGE = 0, 1, 2


def run(settings: Settings, *, lock_fd: int | None, with_viewers: bool) -> int:
    """Collect until stopped; return the exit status. Errors go to standard error.

    Args:
        settings: what to collect, and where the store is.
        lock_fd: the leader's lock, when whoever started this process took it.
        with_viewers: whether to end a second after the last viewer went.
    """
    # Before anything slow: a stop that comes early is a clean one too.
    for stop in _STOPS:
        signal.signal(stop, _leave)
    # What it holds in memory, keys too, is not left on disk should it crash.
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    log = logging.StreamHandler()
    log.setFormatter(_Inert("%(asctime)s %(message)s"))
    logging.basicConfig(handlers=[log])
    if not with_viewers:
        # A board shows by itself which source failed.
        logging.getLogger("overhang").setLevel(logging.INFO)
    if with_viewers:
        # A board on the same cores answers its keys first.
        os.nice(10)
    directory = store_dir(settings.state_dir, settings.store_key)
    lead = adopt_lead(directory, lock_fd) if lock_fd is not None else None
    try:
        while (status := _led(settings, lead, with_viewers=with_viewers)) is None:
            _say(f"the store in {directory} was removed or replaced: it is begun anew")
            lead = None
    except ConfigError as error:
        for problem in error.problems:
            _say(problem)
        return _USAGE
    except StoreError as error:
        _say(str(error))
        return _FAILED
    return status


def _led(settings: Settings, lead: int | None, *, with_viewers: bool) -> int | None:
    """Collect as the leader.

    Args:
        settings: what to collect, and where the store is.
        lead: the leader's lock, if it is held already.
        with_viewers: whether to end a second after the last viewer went.

    Returns:
        The exit status; none when somebody took the store away.

    Raises:
        ConfigError: universe, rules, an address or the token cannot be used.
        StoreError: the store cannot be opened, or what is in it cannot be read.
    """
    directory = store_dir(settings.state_dir, settings.store_key)
    lead = lead if lead is not None else lead_within(directory, _COMMAND_S)
    if lead is None:
        _say(f"another collector leads the store in {directory}")
        return _FAILED
    try:
        store = open_store(store_url(directory), write=True)

        def is_lost() -> bool:
            return store.is_lost() or not leads(directory, lead)

        try:
            return _collect(
                settings, store, directory, is_lost, with_viewers=with_viewers
            )
        finally:
            store.close()
    finally:
        # Last of all: whoever leads next finds the store closed.
        os.close(lead)


def lead_within(directory: Path, seconds: float) -> int | None:
    """Take the lead, from a command that is done with it in a moment if need be."""
    end = time.monotonic() + seconds
    while (lead := try_lead(directory)) is None and time.monotonic() < end:
        time.sleep(0.05)
    return lead


def _collect(
    settings: Settings,
    store: Store,
    directory: Path,
    is_lost: Callable[[], bool],
    *,
    with_viewers: bool,
) -> int | None:
    beat = _beater(store, datetime.now(UTC))
    # "Alive" first: what is imported below takes most of a second.
    beat()
    from overhang.collector.wiring import collector_of

    collector = collector_of(settings, store, os.environ, now=_now)
    asked = refresh_asked(directory)

    def wanted() -> bool:
        nonlocal asked
        if (last := refresh_asked(directory)) != asked:
            asked = last
            collector.refresh()
        return not is_lost() and (not with_viewers or anyone_attending(directory))

    with asyncio.Runner(loop_factory=Loop) as runner:
        stopped = runner.run(_until_stopped(collector.run(beat, wanted)))
    if not stopped and is_lost():
        return None
    # It ends now anyway: a second stop must not spoil the first one's status.
    for each in _STOPS:
        signal.signal(each, signal.SIG_IGN)
    return _OK


async def _until_stopped(work: Coroutine[None, None, None]) -> bool:
    """Run until done or told to stop; what lingers then is cut off.

    A cut is safe: the store survives a kill at any moment.

    Returns:
        Whether it was told to stop.
    """
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)

    def stop() -> None:
        task.cancel()
        cut = threading.Timer(_GRACE_S, os._exit, (_OK,))
        cut.daemon = True
        cut.start()

    for each in _STOPS:
        loop.add_signal_handler(each, stop)
    try:
        await task
    except asyncio.CancelledError:
        return True
    return False


def _beater(store: Store, started_at: datetime) -> Callable[[], None]:
    """Return what gives a sign of life, and free memory back now and then.

    A store that refuses is only noted.
    """
    beats = count(1)

    def beat() -> None:
        if next(beats) % _BEATS_A_MINUTE == 0:
            give_back()
        try:
            store.beat(
                Heartbeat(
                    pid=os.getpid(),
                    at=_now(),
                    started_at=started_at,
                    version=__version__,
                )
            )
        except StoreError as error:
            _LOG.warning("%s", error)

    return beat


def _now() -> datetime:
    return datetime.now(UTC)


class _Inert(logging.Formatter):
    """Writes what a terminal only shows: a library logs the words of a host raw."""

    def format(self, record: logging.LogRecord) -> str:
        return safe_lines(super().format(record))


def _say(words: str) -> None:
    sys.stderr.write(f"overhang: {safe_text(words, 2000)}\n")


def _leave(_: int, __: FrameType | None) -> None:
    sys.exit(_OK)
