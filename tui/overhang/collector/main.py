"""The collector's process: from settings to an exit status."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from types import FrameType

from overhang import __version__
from overhang.collector.leading import lead_and_collect, say
from overhang.collector.loop import Loop
from overhang.config.settings import Settings
from overhang.core.leftovers import share_heap, sweep
from overhang.core.problems import ConfigError
from overhang.core.safe_text import safe_lines
from overhang.store.base import DamagedError, Heartbeat, Store, StoreError
from overhang.store.files import held_back
from overhang.store.lead import adopt_lead, anyone_attending, refresh_asked
from overhang.store.place import store_dir, store_file

_LOG = logging.getLogger(__name__)

_STOPS = (signal.SIGTERM, signal.SIGINT)
_GRACE_S = 0.8
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
    # Until the first figures: see `watch_garbage`.
    gc.disable()
    # Before anything slow: a stop that comes early is a clean one too.
    for stop in _STOPS:
        signal.signal(stop, _leave)
    share_heap()
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
        status = lead_and_collect(
            lambda: store_dir(settings.state_dir, settings.store_key),
            lead,
            partial(_collect, settings, with_viewers=with_viewers),
        )
    except ConfigError as error:
        for problem in error.problems:
            say(problem)
        return _USAGE
    except StoreError as error:
        say(str(error))
        return _FAILED
    if status is None:
        say(f"another collector leads the store in {directory}")
        return _FAILED
    return status


def _collect(
    settings: Settings,
    store: Store,
    tell: Callable[[str], None],
    is_lost: Callable[[], bool],
    mishap: str,
    *,
    with_viewers: bool,
) -> int | None:
    """Collect into a store; return the exit status, none when the store is lost.

    Args:
        settings: what to collect, and where the store is.
        store: open to write.
        tell: tells viewers what is wrong with the store; empty: nothing.
        is_lost: whether it was taken away since.
        mishap: what befell the store before, to be told; empty: nothing.
        with_viewers: whether to end a second after the last viewer went.

    Raises:
        ConfigError: universe, rules, an address or the token cannot be used.
        StoreError: what is in the store cannot be read.
    """
    directory = store_dir(settings.state_dir, settings.store_key)
    beat = _beater(store, store_file(directory), tell, datetime.now(UTC))
    # "Alive" first: what is imported below takes most of a second.
    beat()
    from overhang.collector.wiring import collector_of

    collector = collector_of(settings, store, os.environ, now=_now, mishap=mishap)
    asked = refresh_asked(directory)

    def wanted() -> bool:
        nonlocal asked
        if (last := refresh_asked(directory)) != asked:
            asked = last
            collector.refresh()
        return not is_lost() and (not with_viewers or anyone_attending(directory))

    with asyncio.Runner(loop_factory=Loop) as runner:
        stopped = runner.run(_until_stopped(collector.run(beat, wanted, tell)))
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


def _beater(
    store: Store, file: Path, tell: Callable[[str], None], started_at: datetime
) -> Callable[[], None]:
    """Return what gives a sign of life, and free memory back now and then.

    A store that refuses is noted and told; one that is damaged raises.
    """
    beats = count(1)

    def beat() -> None:
        if next(beats) % _BEATS_A_MINUTE == 0:
            sweep()
        try:
            store.beat(
                Heartbeat(
                    pid=os.getpid(),
                    at=_now(),
                    started_at=started_at,
                    version=__version__,
                )
            )
        except DamagedError:
            raise
        except StoreError as error:
            _LOG.warning("%s", error)
            tell(f"nothing can be stored: {error.why}")
        else:
            tell(held_back(file))

    return beat


def _now() -> datetime:
    return datetime.now(UTC)


class _Inert(logging.Formatter):
    """Writes what a terminal only shows: a library logs the words of a host raw."""

    def format(self, record: logging.LogRecord) -> str:
        return safe_lines(super().format(record))


def _leave(_: int, __: FrameType | None) -> None:
    sys.exit(_OK)
