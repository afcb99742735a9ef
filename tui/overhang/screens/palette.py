"""The palette: everything that can be typed after `:`, found by a few letters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from overhang.screens.base import Desk
from overhang.screens.commands import PANE_WORDS, VOCABULARY
from overhang.screens.navigation import Navigator


class Commands(Provider):
    """Offers each command with and without an issuer."""

    async def discover(self) -> Hits:
        """Offer the commands that need no issuer."""
        for words in self._commands():
            if " " not in words:
                yield DiscoveryHit(words, partial(self._run, words))

    async def search(self, query: str) -> Hits:
        """Offer what matches the letters typed, best first."""
        matcher = self.matcher(query)
        for words in self._commands():
            score = matcher.match(words)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(words),
                    partial(self._run, words),
                )

    def _commands(self) -> Iterator[str]:
        yield from VOCABULARY
        snapshot = cast("Desk", self.app).snapshot
        for code in snapshot.universe.codes if snapshot else ():
            yield code.casefold()
            for pane in (*PANE_WORDS, "tape"):
                yield f"{pane} {code.casefold()}"
        for theme in cast("Navigator", self.app).theme_names:
            yield f"theme {theme}"

    def _run(self, words: str) -> None:
        cast("Desk", self.app).command(words)
