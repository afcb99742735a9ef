"""People who look at the alerts of the month."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from oracle.virtual import VirtualLoop
from oracle.witness import Witness
from oracle.world import World
from overhang.core.alerts.actions import (
    Acknowledge,
    Action,
    Matcher,
    Remarked,
    Silence,
)
from overhang.core.alerts.alert import Alert, Phase
from overhang.store import open_store


async def act(world: World, url: str, loop: VirtualLoop, witness: Witness) -> None:
    """Acknowledge, silence and note, at the moments that the world plans."""
    reader = open_store(url, write=False)
    for moment in world.actions:
        wait = moment.at - loop.seconds
        if wait < 0:
            continue
        await asyncio.sleep(wait)
        firing = [each for each in reader.alerts()[0] if each.phase is Phase.FIRING]
        if firing:
            chosen = firing[int(moment.size * len(firing))]
            action = _action(chosen, moment.size, world.wall(loop.seconds))
            witness.note("did", number=reader.put_action(action))


def _action(alert: Alert, chance: float, now: datetime) -> Action:
    key: dict[str, Any] = {
        "rule": alert.rule,
        "subject": alert.subject,
        "severity": alert.severity,
    }
    if chance < 0.5:
        return Acknowledge(at=now, by="jk", **key)
    if chance < 0.8:
        return Remarked(at=now, by="jk", text="seen", **key)
    match = Matcher(issuer=alert.subject, rule=alert.rule)
    until = now + timedelta(minutes=40)
    return Silence(at=now, by="jk", match=match, start=now, until=until)
