"""Silences until it gets worse, by keyboard: only where it can."""

from __future__ import annotations

import msgspec

from overhang.core.alerts.actions import Silence
from overhang.core.states import Severity
from support.links import FakeLink, burst, desk, screen_text, settle
from support.sample_alerts import ALERTS, alerted_snapshot

WORST = ALERTS[5]
"""ORCL capex-over-ocf crit."""


async def test_a_silence_until_worse_is_sent_where_something_worse_can_come() -> None:
    alerts = list(ALERTS)
    alerts[5] = msgspec.structs.replace(WORST, severity=Severity.WARN)
    milder = msgspec.structs.replace(alerted_snapshot(), alerts=tuple(alerts))
    link = FakeLink(milder)
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", *"/capex-over-ocf", "enter", "z")
        assert "until worse" in screen_text(app)
        await burst(pilot, *"until worse", "enter")
        (action,) = link.actions
        assert isinstance(action, Silence)
        assert (action.until, action.until_worse) == (None, True)


async def test_a_silence_of_what_is_critical_has_an_end() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "z")
        assert "until worse" not in screen_text(app)
        await burst(pilot, *"until worse", "enter")
        assert link.actions == []
        assert "not sent: nothing is worse than crit: give a time" in screen_text(app)
