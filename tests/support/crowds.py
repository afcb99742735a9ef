"""More alerts than can be laid out between two keys, and a hold on the laying out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from textual.pilot import Pilot

from overhang.core.snapshot import Snapshot, Standing
from overhang.core.states import Severity, State
from overhang.screens import laying
from support.links import settle
from support.sample_alerts import alert
from support.snapshots import sample_snapshot
from support.waiting import until

_METRIC = "equity.drawdown.52w"


def crowded(count: int = 10_000) -> Snapshot:
    """Return a board on which so many rules fire, by turns on each of five names."""
    snapshot = sample_snapshot()
    codes = snapshot.universe.codes
    names = [(f"rule-{n:05}", codes[n % len(codes)]) for n in range(count)]
    alerts = [
        alert(rule, code, Severity.WARN, _METRIC, value=-0.3, threshold=-0.2)
        for rule, code in names
    ]
    standings = [
        Standing(
            rule=rule,
            subject=code,
            metric=_METRIC,
            severity=Severity.WARN,
            value=-0.3,
            state=State.FRESH,
        )
        for rule, code in names
    ]
    return msgspec.structs.replace(
        snapshot, alerts=tuple(alerts), standings=(*snapshot.standings, *standings)
    )


async def at_rest(pilot: Pilot[None]) -> None:
    """Wait until no key waits, and what was asked for stands on the screen."""
    app = pilot.app
    # The app of the desk; a pilot knows any app.
    await until(lambda: not app.behind and app.is_settled, within=30)  # type: ignore[attr-defined]
    await settle(pilot)


class Hold:
    """Keeps what is laid out beside the event loop back, until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.held = 0
        """How many were held so far: the board lays out under the list."""
        self._free = asyncio.Event()
        to_thread = asyncio.to_thread

        async def later(work: Callable[..., object], *about: object) -> object:
            self.held += 1
            await self._free.wait()
            self._free.clear()
            return await to_thread(work, *about)

        monkeypatch.setattr(laying, "beside", later)

    def release(self) -> None:
        """Let one go."""
        self._free.set()
