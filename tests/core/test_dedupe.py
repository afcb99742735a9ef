from __future__ import annotations

import datetime as dt
import json
from typing import Any

import msgspec
import pytest

from overhang.core.alerts.alert import Key
from overhang.core.alerts.dedupe import decide
from overhang.core.alerts.messages import Item, Told, Why
from overhang.core.states import Severity
from support.measured import VECTORS
from support.telling import NOW, item, message, told

CASES = json.loads((VECTORS / "notify_dedupe.json").read_text("utf-8"))["cases"]
READINGS = [(each["id"], each) for each in CASES] + [
    (f"{each['id']} desk", {**each, **each["desk"]}) for each in CASES if "desk" in each
]


def items(numbers: list[int]) -> tuple[Item, ...]:
    return tuple(item(f"rule-{number}") for number in numbers)


def keys(numbers: list[int]) -> set[Key]:
    return {each.key for each in items(numbers)}


def last_sent(case: dict[str, Any]) -> Told | None:
    last = case["last_sent"]
    if last is None:
        return None
    body = msgspec.structs.replace(
        message(), firing=items(last["firing"]), resolved=items(last["resolved"])
    )
    at = NOW - dt.timedelta(seconds=last["age_s"])
    return told(last.get("state", "sent"), at=at, message=body)


@pytest.mark.parametrize("case", [each for _, each in READINGS], ids=dict(READINGS))
def test_whether_a_message_goes_out(case: dict[str, Any]) -> None:
    why = decide(
        last_sent(case),
        keys(case["firing"]),
        keys(case["resolved"]),
        keys(case.get("silenced", [])),
        repeat_s=case["repeat_s"],
        send_resolved=case["send_resolved"],
        now=NOW,
    )
    assert why == case["expect"]["reason"]
    assert (why not in (Why.NONE, Why.SILENCED)) == case["expect"]["notify"]


def test_the_milder_level_under_a_told_one_is_no_news() -> None:
    last = told("sent", item(severity=Severity.WARN))
    milder, worse = item(severity=Severity.INFO).key, item().key

    def why(key: Key) -> Why:
        return decide(last, {key}, (), (), repeat_s=600, send_resolved=True, now=NOW)

    assert why(milder) is Why.NONE
    assert why(worse) is Why.NEW_ALERT


def test_a_clock_that_was_put_back_does_not_delay_a_repeat() -> None:
    last = told(at=NOW + dt.timedelta(hours=9))
    firing = {item().key}
    assert (
        decide(last, firing, (), (), repeat_s=600, send_resolved=True, now=NOW)
        is Why.REPEAT
    )
