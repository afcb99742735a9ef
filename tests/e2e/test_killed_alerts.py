"""A collector killed at any moment of a storm loses nothing that anybody relied on."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from overhang.core.alerts.journal import verify
from support.burst import ISSUERS, Storm, eventually, fallen

ROUNDS = int(os.environ.get("OVERHANG_TEST_KILLS", "6"))
"""Kills; the figure in the README is of 200."""


def test_no_kill_loses_a_transition_or_a_message(tmp_path: Path) -> None:
    storm = Storm(tmp_path, steps=ROUNDS)
    chance = random.Random(ROUNDS)
    wind = storm.wind()
    known: list[str] = []
    for _ in range(ROUNDS):
        collector = storm.collect()
        try:
            eventually(lambda: len(storm.log()) > len(known), 30)  # noqa: B023
            storm.fall()
            time.sleep(chance.uniform(0, 0.6))
            seen = storm.log()
        finally:
            storm.kill(collector)
        after = storm.log()
        assert seen[: len(known)] == known
        assert after[: len(seen)] == seen
        known = after
    storm.calm()
    wind.join()
    collector = storm.collect()
    falls = {
        (f"fall-{1000 - step:03}", issuer)
        for step in range(ROUNDS)
        for issuer in ISSUERS
    }

    def told() -> set[str]:
        return {
            str(item["id"])
            for message in storm.heard()
            for item in message["firing"]  # type: ignore[attr-defined]
        }

    def all_told() -> bool:
        begun = fallen(storm.log())
        whole = {(each.rule, each.subject) for each in begun} == falls
        return whole and {each.alert for each in begun} <= told()

    try:
        eventually(all_told, 60)
    finally:
        storm.kill(collector)
    log = storm.log()
    verdict = verify(log)
    assert (verdict.count, verdict.fault) == (len(log), "")
    assert len(fallen(log)) == len(falls), "an alert that stands fires once"
    by_id: dict[str, object] = {}
    for message in storm.heard():
        # A second try says the same; only that it is one may differ.
        content = (message["firing"], message["resolved"], message["subject"])
        assert by_id.setdefault(str(message["id"]), content) == content
