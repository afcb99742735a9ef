"""Waking up when something in a folder changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container
from pathlib import Path

from watchfiles import Change, awatch

from overhang.sources.hand import Hand
from overhang.sources.reading import Signature, signature

_QUIET = 40
"""Milliseconds without a change after which a save is taken to be over. The watch
wakes up this often even at rest, so shorter ones cost a steady share of a core."""
_LONGEST = 250
"""Milliseconds after which a writer that never rests is looked at all the same."""
_CHECK = 5000
"""Milliseconds between looks at whether the folder is still the same one."""
_PATIENCE = 5.0
"""Seconds that a look at the folder may take."""
_RETRY = 1.0
"""Seconds between tries to watch a folder that is missing or cannot be watched."""


async def watch(
    folder: Path, names: Container[str], changed: Callable[[set[str]], None]
) -> None:
    """Call `changed` with those of `names` that changed in `folder`, for ever.

    A folder that is missing, replaced or cannot be watched is tried again each second:
    the caller looks that often by itself, so nothing is lost but speed.
    """
    hand = Hand(_PATIENCE)
    while True:
        try:
            await _watch_one(folder, names, changed, hand)
        except (OSError, RuntimeError):
            await asyncio.sleep(_RETRY)


async def _watch_one(
    folder: Path,
    names: Container[str],
    changed: Callable[[set[str]], None],
    hand: Hand,
) -> None:
    """Watch until the folder is another one."""

    def wanted(_: Change, path: str) -> bool:
        return Path(path).name in names

    # A folder of a dead server would hang whoever begins to watch it.
    inode = await hand.do(_inode, folder)
    async for changes in awatch(
        folder,
        watch_filter=wanted,
        debounce=_LONGEST,
        step=_QUIET,
        rust_timeout=_CHECK,
        yield_on_timeout=True,
        recursive=False,
    ):
        if changes:
            changed({Path(path).name for _, path in changes})
        elif await hand.do(_inode, folder) != inode:
            return


def _inode(folder: Path) -> int:
    """Return which folder stands at a path."""
    seen = signature(folder)
    if isinstance(seen, Signature):
        return seen.inode
    raise FileNotFoundError(folder)
