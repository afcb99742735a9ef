from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from overhang.core.alerts.alert import Alert, Key
from overhang.core.alerts.dedupe import remembered
from overhang.core.alerts.dispatch import WINDOW
from overhang.core.alerts.drafts import Route
from overhang.core.alerts.messages import Message
from overhang.core.rules.book import Waits
from overhang.core.states import Severity
from support.listener import Listener
from support.telling import NOW, alert

SECOND = dt.timedelta(seconds=1)
INFO, WARN, CRIT = Severity.INFO, Severity.WARN, Severity.CRIT
EVENTS = st.lists(
    st.tuples(
        st.integers(1, 400),
        st.sampled_from(["A", "B"]),
        st.sampled_from([INFO, WARN, CRIT]),
        st.sampled_from(["fires", "mutes", "ends", "breaks", "mends"]),
    ),
    max_size=30,
)


@given(EVENTS, st.booleans(), st.integers(1, 5))
def test_whatever_happens_what_stands_is_told_and_no_end_comes_alone(
    events: list[tuple[int, str, Severity, str]], resolved: bool, rate: int
) -> None:
    desk = Listener(Route("desk", resolved=resolved, rate=rate), Waits(group_wait=0))
    alerts: dict[Key, Alert] = {}
    arrived: list[Message] = []
    now = NOW

    def pass_by(seconds: int) -> None:
        nonlocal now
        end = now + seconds * SECOND
        while now < end:
            said = desk.hear(tuple(alerts.values()), now)
            arrived.extend([] if desk.broken else said)
            assert desk.next is None or desk.next > now
            now = min(end, max(desk.next or end, now + SECOND))

    for seconds, subject, severity, what in events:
        key = ("cds-5y-level", subject, severity)
        there = alerts.get(key)
        if what == "fires":
            alerts[key] = alert(
                subject=subject, severity=severity, fired_at=now, id=f"{key}{now}"
            )
        elif what == "mutes" and there:
            alerts[key] = replace(there, muted="" if there.muted else "silenced")
        elif what == "ends":
            alerts.pop(key, None)
        desk.broken = {"breaks": True, "mends": False}.get(what, desk.broken)
        pass_by(seconds)
    desk.broken = False
    pass_by(3600)

    known = {key for each in desk.told.values() for key in remembered(each)}
    for (rule, subject, severity), each in alerts.items():
        levels = (level for level in Severity if level >= severity)
        assert not each.loud or any((rule, subject, it) in known for it in levels)
    assert known <= alerts.keys()
    if all(what != "breaks" for *_, what in events):
        heard = {each.id for message in arrived for each in message.firing}
        over = {each.id for message in arrived for each in message.resolved}
        assert over <= heard if resolved else not over
    stamps = [each.at for each in arrived if not each.maybe_repeated]
    for stamp in stamps:
        within = [each for each in stamps if stamp <= each < stamp + WINDOW]
        assert len(within) <= rate
