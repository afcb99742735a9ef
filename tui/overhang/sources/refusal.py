"""A feed that was refused (401, 403): silent until a person does something."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

STOPPED = "refused: not asked again until r or a new key"
"""What Sources says of it."""


async def until_mended(
    wake: asyncio.Event, renewed: Callable[[], Awaitable[bool]], every: float
) -> None:
    """Wait until somebody wants figures now, or the key is another one.

    The host is not asked: whoever keeps sending a key that is refused gets locked out.

    Args:
        wake: Set by whoever wants figures now.
        renewed: Says whether there is another key where the refused one came from.
        every: Seconds between two looks there.
    """
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), every)
            return
        # Wherever keys are kept: what fails there now may be mended there later.
        with suppress(Exception):
            if await renewed():
                return
