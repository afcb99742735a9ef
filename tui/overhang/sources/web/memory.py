"""What was answered before: on disk for the bytes, in mind for what changed."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from overhang.sources.fetching import Answer
from overhang.sources.web.cache import Cache, Kept
from overhang.sources.web.page import Page

_REMEMBERED = 4096
"""Questions of which the last body's digest is kept in mind."""


class Memory:
    """One feed's answers by question; a disk that fails only costs bytes."""

    def __init__(self, cache: Callable[[], Awaitable[Cache | None]]) -> None:
        """Make ready; the cache is opened when something is asked."""
        self._cache = cache
        self._digests: OrderedDict[str, bytes] = OrderedDict()

    async def find(self, question: str) -> Kept | None:
        """Return what was kept for a question."""
        try:
            cache = await self._cache()
            if cache is None:
                return None
            return await asyncio.to_thread(cache.find, question)
        except Exception:
            # Whatever a disk comes up with: the whole answer is asked for instead.
            return None

    async def page(
        self, question: str, answer: Answer | None, kept: Kept | None
    ) -> Page:
        """Return an answer as a page, and keep it; none says that `kept` stands."""
        if answer is None:
            assert kept is not None
            self._note(question, kept.body)
            return Page(kept.body, kept.media, changed=False)
        before = self._digests.get(question) or (_digest(kept.body) if kept else b"")
        changed = self._note(question, answer.body) != before
        if answer.keepable and any(answer.validators):
            await self._keep(question, answer)
        return Page(answer.body, answer.media, changed)

    async def _keep(self, question: str, answer: Answer) -> None:
        try:
            cache = await self._cache()
            if cache is not None:
                await asyncio.to_thread(cache.keep, question, answer)
        except Exception:
            # The answer itself is here; only the next one will come whole again.
            return

    def _note(self, question: str, body: bytes) -> bytes:
        """Bear in mind what a question's last body was; return its digest."""
        self._digests[question] = digest = _digest(body)
        self._digests.move_to_end(question)
        if len(self._digests) > _REMEMBERED:
            self._digests.popitem(last=False)
        return digest


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()
