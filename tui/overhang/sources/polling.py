"""Asking one table's endpoint again and again, and never giving up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

import httpx
from msgspec.structs import replace

from overhang.core.safe_text import safe_text
from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery
from overhang.sources.concealing import conceal
from overhang.sources.faults import as_fetch_error
from overhang.sources.fetching import (
    Answer,
    FetchError,
    Question,
    Validators,
    Wait,
    fetch,
    public,
)
from overhang.sources.formats import CONTENT_TYPES
from overhang.sources.ledger import Ledger
from overhang.sources.pacing import Pace, backoff, retry_after
from overhang.sources.refusal import STOPPED, until_mended
from overhang.sources.web.bucket import DEADLINE

_SECRET = 4
"""Characters from which on a parameter of an address may be a secret. Shorter ones, as
`?v=1`, would be hidden out of every line number."""
_CLOSING = 1.0
"""Seconds a client may take to let go of its connections."""


class _Turn(NamedTuple):
    """What one question came to."""

    delivery: Delivery
    wait: float | None
    """Seconds until the next one; none: nothing but a person ends it, or another
    token."""
    held: bool = False
    """The endpoint asked for that wait, so nothing cuts it short."""


class Poll:
    """One table's loop."""

    def __init__(
        self,
        table: str,
        question: Question,
        *,
        client: Callable[[], httpx.AsyncClient],
        clock: Callable[[], datetime],
        rng: Random,
        pace: Pace,
        deadline: float,
        token: Callable[[], str | None],
    ) -> None:
        self._read_token = token
        self._question = question
        self._make_client = client
        self._client: httpx.AsyncClient | None = None
        self._clock = clock
        self._rng = rng
        self._pace = pace
        self._deadline = deadline
        self._ledger = Ledger(
            table, kind="http", place=public(question.url), clock=clock
        )
        said = question.url.params.values()
        secret = [each for each in said if len(each) >= _SECRET]
        self._secrets = (question.token, *secret)
        self._known = Validators()
        self._failures = 0
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Ask now, unless the endpoint itself said when to come back."""
        self._wake.set()

    def waiting(self) -> Delivery:
        """Say that nothing was asked yet."""
        return self._ledger.waiting()

    async def run(self, deliver: Callable[[Delivery], Awaitable[None]]) -> None:
        """Ask, deliver and wait, until cancelled."""
        try:
            while True:
                self._wake.clear()
                turn = await self._turn()
                await deliver(self._told(turn))
                if turn.wait is None:
                    await until_mended(self._wake, self._renewed, self._pace.every)
                elif turn.held:
                    await asyncio.sleep(turn.wait)
                else:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), turn.wait)
        finally:
            await self._drop_client()

    def _told(self, turn: _Turn) -> Delivery:
        """Return what a turn came to, without a secret, and when the next one is."""
        told = turn.delivery.health
        errors = tuple(conceal(each, self._secrets) for each in told.errors)
        if turn.wait is None:
            health = replace(told, next_try=None, errors=(*errors, STOPPED))
        else:
            due = self._clock() + timedelta(seconds=turn.wait)
            health = replace(told, next_try=due, errors=errors)
        return turn.delivery._replace(health=health)

    async def _renewed(self) -> bool:
        """Whether there is another token than the refused one; it is used from now."""
        token = await asyncio.to_thread(self._read_token)
        if not token or token == self._question.token:
            return False
        self._question = self._question._replace(token=token)
        self._secrets = (token, *self._secrets)
        return True

    async def _turn(self) -> _Turn:
        """Ask once, and say when to ask again."""
        self._ledger.begin()
        try:
            answer = await self._ask()
        except FetchError as error:
            return self._refused(error)
        if answer is None:
            delivery = self._ledger.unchanged()
        else:
            delivery = await self._take(answer)
            if delivery.health.state is SourceState.FAILED:
                return _Turn(delivery, self._back_off())
            # Only of a body that was taken: a refused one must be sent whole again.
            self._known = answer.validators
        self._failures = 0
        return _Turn(delivery, self._pace.every)

    async def _ask(self) -> Answer | None:
        """Put the question, within the deadline; every fault is a `FetchError`."""
        try:
            # A proxy in the environment that cannot be used is told here.
            if self._client is None:
                self._client = self._make_client()
            async with asyncio.timeout(self._deadline) as deadline:
                timed = self._question._replace(extensions={DEADLINE: deadline})
                # A row that waited for its day comes in a body that is sent again.
                known = Validators() if self._ledger.is_ripe else self._known
                return await fetch(self._client, timed, known)
        except FetchError:
            raise
        except Exception as error:
            # Whatever the network or the HTTP library comes up with: this loop is all
            # that asks for this table, so it goes on.
            await self._drop_client()
            raise as_fetch_error(error, self._deadline) from None

    async def _take(self, answer: Answer) -> Delivery:
        """Read an answer by its content type, off the loop."""
        reader = CONTENT_TYPES.get(answer.media)
        if reader is None:
            media = safe_text(answer.media, 60) or "no content type"
            login = ": a login page?" if answer.media == "text/html" else ""
            expected = "expected application/json or text/csv"
            return self._ledger.failed(self._named(f"{media}{login}, {expected}"))
        name = self._ledger.health.place
        return await asyncio.to_thread(self._ledger.read, answer.body, reader, name)

    def _refused(self, error: FetchError) -> _Turn:
        """Say why there was no answer, and when to ask again."""
        message = self._named(str(error))
        if error.wait is Wait.MISSING:
            self._failures = 0
            return _Turn(self._ledger.missing(message), self._pace.every)
        delivery = self._ledger.failed(message)
        if error.wait is Wait.REFUSED:
            return _Turn(delivery, None)
        delay = self._back_off()
        if error.wait is Wait.ASKED and error.retry_after:
            asked = retry_after(error.retry_after, self._clock(), self._pace)
            if asked is not None:
                return _Turn(delivery, asked, held=True)
        return _Turn(delivery, delay)

    def _back_off(self) -> float:
        self._failures += 1
        return backoff(self._failures, self._pace, self._rng)

    def _named(self, message: str) -> str:
        return f"{self._ledger.health.place}: {message}"

    async def _drop_client(self) -> None:
        """Throw the client away: after a deadline its connections may be lost to it."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                async with asyncio.timeout(_CLOSING):
                    await client.aclose()
