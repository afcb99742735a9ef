"""The collector's process: from settings to an exit status."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from overhang import __version__
from overhang.config.settings import Settings
from overhang.core.problems import ConfigError
from overhang.store import open_store
from overhang.store.base import Heartbeat, Store, StoreError
from overhang.store.lead import adopt_lead, anyone_attending, refresh_asked, try_lead
from overhang.store.place import store_dir, store_url

_LOG = logging.getLogger(__name__)

_STOPS = (signal.SIGTERM, signal.SIGINT)
_GRACE_S = 0.8
_COMMAND_S = 3.0
"""How long a command that gathers once may lead before a collector gives up."""
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
    logging.basicConfig(format="%(asctime)s %(message)s")
    if not with_viewers:
        # A board shows by itself which source failed.
        logging.getLogger("overhang").setLevel(logging.INFO)
    if with_viewers:
        # A board on the same cores answers its keys first.
        os.nice(10)
    directory = store_dir(settings.state_dir, settings.store_key)
    lead = adopt_lead(directory, lock_fd) if lock_fd is not None else None
    lead = lead if lead is not None else lead_within(directory, _COMMAND_S)
    if lead is None:
        _say(f"another collector leads the store in {directory}")
        return _FAILED
    try:
        store = open_store(store_url(directory), write=True)
        try:
            return _collect(settings, store, directory, with_viewers=with_viewers)
        finally:
            store.close()
    except ConfigError as error:
        for problem in error.problems:
            _say(problem)
        return _USAGE
    except StoreError as error:
        _say(str(error))
        return _FAILED
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
    settings: Settings, store: Store, directory: Path, *, with_viewers: bool
) -> int:
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
        return not with_viewers or anyone_attending(directory)

    asyncio.run(_until_stopped(collector.run(beat, wanted)))
    # It ends now anyway: a second stop must not spoil the first one's status.
    for each in _STOPS:
        signal.signal(each, signal.SIG_IGN)
    return _OK


async def _until_stopped(work: Coroutine[None, None, None]) -> None:
    """Run until done or told to stop; what lingers then is cut off.

    A cut is safe: the store survives a kill at any moment.
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
    with suppress(asyncio.CancelledError):
        await task


def _beater(store: Store, started_at: datetime) -> Callable[[], None]:
    """Return what gives a sign of life; a store that refuses is only noted."""

    def beat() -> None:
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


def _say(words: str) -> None:
    sys.stderr.write(f"overhang: {words}\n")


def _leave(_: int, __: FrameType | None) -> None:
    sys.exit(_OK)
