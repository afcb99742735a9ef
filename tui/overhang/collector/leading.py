"""Leading a store for as long as one collects, and anew where somebody harmed it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from overhang.core.safe_text import safe_text
from overhang.store import open_store
from overhang.store.base import DamagedError, Store
from overhang.store.lead import leads, tell_viewers, try_lead
from overhang.store.mending import mended
from overhang.store.place import store_file, store_url

_COMMAND_S = 3.0
"""How long a command that gathers once may lead before a collector gives up."""
_AGAIN_S = 60.0
"""A store that is harmed again this soon is left alone: nothing would come of it."""


class Collect(Protocol):
    """Collects into a store that is open to write."""

    def __call__(
        self,
        store: Store,
        tell: Callable[[str], None],
        is_lost: Callable[[], bool],
        mishap: str,
    ) -> int | None:
        """Return the exit status; none when the store is lost.

        Args:
            store: where to.
            tell: tells viewers what is wrong with the store; empty: nothing.
            is_lost: whether it was taken away since.
            mishap: what befell the store before, in words; empty: nothing.

        Raises:
            DamagedError: what is stored cannot be read any more.
        """
        ...


def lead_and_collect(
    place: Callable[[], Path], lead: int | None, collect: Collect
) -> int | None:
    """Collect as the leader; where the store is harmed, mend it and begin again.

    What was done about it is said on standard error.

    Args:
        place: makes the store's directory if need be, and returns it.
        lead: the leader's lock, if it is held already.
        collect: does the work, until it is told to stop.

    Returns:
        The exit status; none when another process leads.

    Raises:
        StoreError: the store cannot be opened, read or mended.
    """
    harmed_at: float | None = None
    try:
        while True:
            directory = place()
            if lead is not None and not leads(directory, lead):
                os.close(lead)
                lead = None
            if lead is None and (lead := lead_within(directory, _COMMAND_S)) is None:
                return None
            try:
                status = _collect(directory, lead, collect, harmed_at is not None)
            except DamagedError as error:
                now = time.monotonic()
                if harmed_at is not None and now - harmed_at < _AGAIN_S:
                    raise
                say(str(error))
                harmed_at = now
            else:
                if status is not None:
                    return status
                harmed_at = time.monotonic()
    finally:
        # Last of all: whoever leads next finds the store closed.
        if lead is not None:
            os.close(lead)


def _collect(
    directory: Path, lead: int, collect: Collect, is_suspect: bool
) -> int | None:
    tell_viewers(lead, "")
    mishap = mended(store_file(directory)) if is_suspect else ""
    if mishap:
        say(mishap)
    store = open_store(store_url(directory), write=True)
    try:
        return collect(
            store,
            partial(tell_viewers, lead),
            lambda: store.is_lost() or not leads(directory, lead),
            mishap,
        )
    finally:
        store.close()


def lead_within(directory: Path, seconds: float) -> int | None:
    """Take the lead, from a command that is done with it in a moment if need be."""
    end = time.monotonic() + seconds
    while (lead := try_lead(directory)) is None and time.monotonic() < end:
        time.sleep(0.05)
    return lead


def say(words: str) -> None:
    """Write a line to standard error, inert."""
    sys.stderr.write(f"overhang: {safe_text(words, 2000)}\n")
