"""A process that delivers from a real store, for tests that kill it.

`python -m support.outbox STORE_URL URL` takes up the outbox of a store, fires one alert
after another, each stored before it is told, and posts every message to a webhook. It
prints the id of each alert once that is stored, and `done` once all are delivered.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections.abc import Sequence
from random import Random

from overhang.core.alerts.drafts import Route
from overhang.core.alerts.messages import Told
from overhang.core.rules.book import Waits
from overhang.delivery.deliverer import Deliverer
from overhang.delivery.webhook import Webhook
from overhang.sources.http import clients
from overhang.store import open_store
from overhang.store.base import AlertTurn, Store
from support.running import running
from support.telling import alert
from support.waiting import until

MOST = 200
"""Alerts that fire in all, over eight issuers."""


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def burst(store: Store, url: str, count: int) -> None:
    """Fire so many more alerts, and wait until all that ever fired are delivered."""

    async def put(told: Sequence[Told]) -> None:
        store.append((), known_at=now(), turn=AlertTurn(told=told))

    hook = Webhook(lambda: url, client=clients(trust_env=False), now=now)
    # Nothing is held back, so that messages are many and small.
    route = Route("desk", rate=10 * MOST)
    deliverer = Deliverer([(route, hook)], put, now=now, rng=Random())
    deliverer.load(store.told(), {})
    waits = {f"rule-{number}": Waits(group_wait=0) for number in range(MOST)}
    standing = list(store.alerts()[0])
    deliverer.look(standing, [], waits)
    async with running(deliverer):
        for number in range(len(standing), len(standing) + count):
            fired = alert(
                f"rule-{number}", f"S{number % 8}", fired_at=now(), id=f"e{number}"
            )
            store.append((), known_at=now(), turn=AlertTurn(alerts=[fired]))
            _say(fired.id)
            standing.append(fired)
            deliverer.look(standing, [], waits)
            await asyncio.sleep(0)
        await until(lambda: _delivered(store) >= {each.id for each in standing})
    _say("done")


def _delivered(store: Store) -> set[str]:
    sent = (each for each in store.told() if each.state == "sent")
    return {item.id for each in sent for item in each.message.firing}


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    outbox = open_store(sys.argv[1], write=True)
    asyncio.run(burst(outbox, sys.argv[2], int(sys.argv[3])))
    outbox.close()
