"""A process that is killed at any moment tells everything, and tells it by its id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from random import Random

from overhang.store import open_store
from support.receiver import Receiver

TESTS = Path(__file__).parents[1]
KILLS = 8


class Run:
    """One process that fires more alerts, killed when so many posts have come."""

    def __init__(self, url: str, receiver: Receiver, count: int, posts: int) -> None:
        self._receiver = receiver
        self._goal = len(receiver.posted) + posts
        self.process = subprocess.Popen(
            [sys.executable, "-m", "support.outbox", url, receiver.url, str(count)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(TESTS)},
        )
        receiver.heard = self._heard

    def _heard(self) -> None:
        # The request is not answered yet: it has arrived, and nobody there knows.
        if len(self._receiver.posted) >= self._goal:
            self.process.kill()

    def printed(self) -> list[str]:
        """Return what it said until its end."""
        return self.process.communicate(timeout=30)[0].splitlines()


def test_every_alert_arrives_though_the_process_is_killed_again_and_again(
    receiver: Receiver, tmp_path: Path
) -> None:
    url = f"sqlite://{tmp_path}/store.db"
    rng = Random(3)
    fired: set[str] = set()
    for _ in range(KILLS):
        run = Run(url, receiver, 20, rng.randrange(1, 8))
        fired |= set(run.printed()) - {"done"}
        assert run.process.returncode == -signal.SIGKILL
    assert Run(url, receiver, 1, 10_000).printed()[-1] == "done"

    told = defaultdict(list)
    for each in receiver.posted:
        told[each.headers["idempotency-key"]].append(each.json)
    arrived = {item["id"] for each in told.values() for item in each[0]["firing"]}
    assert arrived >= fired
    repeated = [each for each in told.values() if len(each) > 1]
    assert repeated
    for first, *again in repeated:
        for each in again:
            assert each == {**first, "maybe_repeated": True}
    store = open_store(url, write=False)
    assert {each.state for each in store.told()} == {"sent"}
    store.close()
