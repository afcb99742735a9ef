"""What a channel hears while the clock is moved: no storm, nothing lost."""

from __future__ import annotations

import datetime as dt

import pytest

from overhang.core.alerts.messages import Why
from support.listener import MINUTE, Listener
from support.telling import HOUR, NOW, alert

STEPS = (2 * MINUTE, HOUR, dt.timedelta(days=400))


@pytest.mark.parametrize("step", STEPS)
def test_an_alert_that_fired_before_the_clock_was_put_back_is_told(
    step: dt.timedelta,
) -> None:
    desk = Listener()
    fired = alert(fired_at=NOW)
    assert desk.hear([fired]) == []
    (message,) = desk.hear([fired], NOW - step)
    assert message.why is Why.FIRST
    assert desk.hear([fired], NOW - step + MINUTE) == []


@pytest.mark.parametrize("step", STEPS)
def test_an_end_before_the_clock_was_put_back_is_told_soon(step: dt.timedelta) -> None:
    desk = Listener()
    desk.hear([alert()])
    assert desk.hear([]) == []
    back = NOW - step
    said = [each for n in range(11) for each in desk.hear([], back + n * MINUTE)]
    assert [each.why for each in said] == [Why.ALL_RESOLVED]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_clock_that_jumps_to_and_fro_makes_no_storm(
    step: dt.timedelta, sign: int
) -> None:
    desk = Listener()
    said = desk.hear([alert()])
    for n in range(1, 60):
        at = NOW + n * MINUTE + (sign * step if n % 2 else dt.timedelta())
        said += desk.hear([alert()], at)
    repeats = [each for each in said if each.why is Why.REPEAT]
    assert len(said) - len(repeats) == 1
    assert len({each.id for each in said}) == len(said)
    assert len(said) <= 60


@pytest.mark.parametrize("step", STEPS)
def test_a_repeat_is_late_by_no_more_than_its_interval(step: dt.timedelta) -> None:
    desk = Listener()
    desk.hear([alert()])
    back = NOW - step
    waits = dt.timedelta(seconds=desk.waits.renotify)
    said = desk.hear([alert()], back)
    said += desk.hear([alert()], back + 2 * waits + MINUTE)
    assert Why.REPEAT in [each.why for each in said]
