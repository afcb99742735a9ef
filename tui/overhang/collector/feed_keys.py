"""A feed's key: where it is kept, read again at each turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from overhang.collector.around import Around
from overhang.config.secret import read_key
from overhang.core.problems import ConfigError
from overhang.sources.connector import Connector, Found
from overhang.sources.fetching import FetchError
from overhang.sources.web.web import Web


class Key:
    """One feed's key. A feed without one has an empty key.

    Args:
        reference: Where it is; empty: there is none.
        env: The environment.
    """

    def __init__(self, reference: str, env: Mapping[str, str]) -> None:
        self._reference = reference
        self._env = env
        self._value = ""

    def __call__(self) -> str:
        """Return the key as it was read last."""
        return self._value

    def read(self) -> str:
        """Read it where it is.

        Raises:
            FetchError: It cannot be had now; it is looked for again at the next turn.
        """
        if not self._reference:
            return ""
        try:
            self._value = read_key(self._reference, self._env)
        except ConfigError as error:
            raise FetchError(f"no key: {error}") from None
        return self._value

    async def renewed(self) -> bool:
        """Whether there is another key where the one that was used last came from.

        Read off the event loop: a keyring may wait for a person.
        """
        used = self._value
        try:
            return await asyncio.to_thread(self.read) != used
        except FetchError:
            return False


class Keyed(Around):
    """A connector whose key is read before each turn, off the event loop.

    Args:
        connector: What asks, with this key.
        key: Its key.
    """

    def __init__(self, connector: Connector, key: Key) -> None:
        super().__init__(connector)
        self._key = key

    async def turn(self, web: Web) -> AsyncGenerator[Found, None]:
        """Read the key, then let the connector ask."""
        # A keyring may wait for a person.
        await asyncio.to_thread(self._key.read)
        async with aclosing(super().turn(web)) as turn:
            async for found in turn:
                yield found
