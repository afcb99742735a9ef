"""A connector with something done around its turns."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from overhang.sources.connector import Connector, Found
from overhang.sources.web.web import Web


class Around:
    """Asks as a connector does; what is derived from it does more in `turn`.

    Args:
        connector: What asks and reads.
    """

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    @property
    def tables(self) -> Sequence[str]:
        """What the connector fills."""
        return self._connector.tables

    @property
    def place(self) -> str:
        """Where the connector asks."""
        return self._connector.place

    async def turn(self, web: Web) -> AsyncGenerator[Found, None]:
        """Let the connector ask; it is through when this is closed."""
        turn = self._connector.turn(web)
        try:
            async for found in turn:
                yield found
        finally:
            if isinstance(turn, AsyncGenerator):
                await turn.aclose()
