from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from overhang.core.alerts.alert import Ack, Phase
from overhang.core.alerts.dedupe import SENDING
from overhang.core.alerts.dispatch import LONGEST, WINDOW
from overhang.core.alerts.drafts import SETTLE, Route
from overhang.core.alerts.messages import MANY, Message, Why
from overhang.core.rules.book import Waits
from overhang.core.states import Severity
from support.listener import MINUTE, Listener
from support.telling import HOUR, NOW, alert

SECOND = dt.timedelta(seconds=1)
INFO, WARN, CRIT = Severity.INFO, Severity.WARN, Severity.CRIT


def whys(messages: Sequence[Message]) -> list[Why]:
    return [each.why for each in messages]


def rules(message: Message) -> tuple[list[str], list[str]]:
    return [i.rule for i in message.firing], [i.rule for i in message.resolved]


def test_the_first_message_waits_for_others_to_join_it() -> None:
    desk = Listener()
    first = alert("a", fired_at=NOW)
    late = alert("b", fired_at=NOW + 20 * SECOND)
    assert desk.hear([first]) == []
    assert desk.next == NOW + 30 * SECOND
    (message,) = desk.hear([first, late], NOW + 30 * SECOND)
    assert rules(message) == (["a", "b"], [])
    assert desk.hear([first, late], NOW + MINUTE) == []


def test_what_ends_before_the_first_message_is_never_told() -> None:
    desk = Listener()
    assert desk.hear([alert(fired_at=NOW)]) == []
    assert desk.hear([], NOW + HOUR) == []


def test_a_value_that_swings_about_a_level_is_one_notification() -> None:
    desk = Listener()
    said = desk.hear([alert()])
    for minute in range(1, 60):
        stands = [alert(id=f"episode {minute}")] if minute % 4 else []
        said += desk.hear(stands, NOW + minute * MINUTE)
    assert whys(said) == [Why.FIRST]


def test_a_value_that_swings_about_its_worst_level_is_one_notification() -> None:
    desk = Listener()
    under = alert(severity=WARN)
    said = desk.hear([alert(), replace(under, muted="a worse level fires")])
    for minute in range(1, 60):
        worst = minute % 4 != 0
        muted = replace(under, muted="a worse level fires")
        stands = [alert(), muted] if worst else [under]
        said += desk.hear(stands, NOW + minute * MINUTE)
    assert whys(said) == [Why.FIRST]


def test_the_end_is_told_once_it_has_lasted_and_names_what_stands() -> None:
    desk = Listener()
    under = alert(severity=WARN)
    desk.hear([alert(), replace(under, muted="a worse level fires")])
    over_at = NOW + MINUTE
    assert desk.hear([under], over_at) == []
    assert desk.next == over_at + SETTLE
    (message,) = desk.hear([under], over_at + SETTLE)
    assert message.why is Why.NEW_RESOLVED
    assert [each.severity for each in message.firing] == [WARN]
    assert [each.severity for each in message.resolved] == [CRIT]
    assert message.resolved[0].resolved_at == over_at
    desk.hear([], over_at + SETTLE + SECOND)
    (last,) = desk.hear([], over_at + 2 * SETTLE + SECOND)
    assert (last.why, last.severity) == (Why.ALL_RESOLVED, WARN)
    assert desk.hear([], NOW + 9 * HOUR) == []
    assert whys(desk.hear([alert()], NOW + 9 * HOUR)) == [Why.FIRST]


def test_escalation_is_a_new_alert() -> None:
    desk = Listener()
    desk.hear([alert(severity=WARN)])
    under = alert(severity=WARN, muted="a worse level fires")
    (message,) = desk.hear([under, alert()])
    assert (message.why, message.severity) == (Why.NEW_ALERT, CRIT)
    assert len(message.firing) == 1


def news(message: Message) -> list[tuple[str, bool]]:
    return [(each.rule, each.new) for each in (*message.firing, *message.resolved)]


def test_a_message_tells_what_is_new_from_what_was_told() -> None:
    desk = Listener(waits=Waits(renotify=HOUR.total_seconds()))
    (first,) = desk.hear([alert("a"), alert("b")])
    assert news(first) == [("a", True), ("b", True)]
    (joined,) = desk.hear([alert("a"), alert("b"), alert("c")], NOW + MINUTE)
    assert news(joined) == [("a", False), ("b", False), ("c", True)]
    desk.hear([alert("a"), alert("b")], NOW + 2 * MINUTE)
    (ended,) = desk.hear([alert("a"), alert("b")], NOW + 2 * MINUTE + SETTLE)
    assert news(ended) == [("a", False), ("b", False), ("c", True)]
    (again,) = desk.hear([alert("a"), alert("b")], NOW + 3 * HOUR)
    assert (again.why, news(again)) == (Why.REPEAT, [("a", False), ("b", False)])


def test_what_failed_to_arrive_is_as_new_in_the_message_that_replaces_it() -> None:
    desk = Listener()
    desk.hear([alert("a")])
    desk.broken = True
    desk.hear([alert("a"), alert("b")], NOW + MINUTE)
    desk.broken = False
    known = [alert("a"), alert("b"), alert("c")]
    (message,) = desk.hear(known, NOW + MINUTE + SECOND)
    assert news(message) == [("a", False), ("b", True), ("c", True)]


def test_a_channel_that_does_not_hear_of_ends_still_hears_of_the_next_rise() -> None:
    desk = Listener(Route("pager", resolved=False))
    desk.hear([alert("a"), alert("b")])
    assert desk.hear([alert("a")], NOW + MINUTE) == []
    assert desk.hear([alert("a")], NOW + 10 * MINUTE) == []
    (again,) = desk.hear([alert("a"), alert("b")], NOW + 20 * MINUTE)
    assert again.why is Why.NEW_ALERT
    assert desk.hear([], NOW + 30 * MINUTE) == []
    assert desk.hear([], NOW + 40 * MINUTE) == []
    assert whys(desk.hear([alert("a")], NOW + 50 * MINUTE)) == [Why.FIRST]


def test_it_is_said_again_after_renotify_until_somebody_has_it() -> None:
    desk = Listener(waits=Waits(renotify=HOUR.total_seconds()))
    desk.hear([alert()])
    assert desk.hear([alert()], NOW + HOUR) == []
    again = NOW + HOUR + dt.timedelta(milliseconds=1)
    assert desk.next == again
    assert whys(desk.hear([alert()], again)) == [Why.REPEAT]
    acked = alert(ack=Ack(by="jk", at=NOW))
    assert desk.hear([acked], NOW + 9 * HOUR) == []
    until = NOW + 10 * HOUR
    snoozed = alert(ack=Ack(by="jk", at=NOW, until=until))
    assert desk.hear([snoozed], NOW + 9 * HOUR) == []
    assert desk.next == until
    assert whys(desk.hear([snoozed], until)) == [Why.REPEAT]


@pytest.mark.parametrize("muted", ["silenced by jk", "its source is stale"])
def test_what_is_muted_is_not_told_and_told_when_that_ends(muted: str) -> None:
    desk = Listener()
    assert desk.hear([alert(muted=muted)]) == []
    assert whys(desk.hear([alert()], NOW + HOUR)) == [Why.FIRST]
    assert desk.hear([alert(muted=muted)], NOW + 2 * HOUR) == []
    other = alert("other")
    (message,) = desk.hear([alert(muted=muted), other], NOW + 2 * HOUR)
    assert rules(message) == (["other"], [])
    assert desk.hear([alert(), other], NOW + 2 * HOUR) == []
    desk.hear([other], NOW + 3 * HOUR)
    (message,) = desk.hear([other], NOW + 3 * HOUR + SETTLE)
    assert rules(message) == (["other"], ["cds-5y-level"])


def test_a_channel_hears_of_nothing_milder_than_it_asked_for() -> None:
    pager = Listener(Route("pager", at_least=CRIT))
    assert pager.hear([alert(severity=WARN)]) == []
    assert pager.next is None
    loud = Listener()
    loud.hear([alert(severity=WARN)])
    loud.route = Route("desk", at_least=CRIT)
    assert loud.hear([alert(severity=WARN)], NOW + HOUR) == []
    assert loud.next is None


def test_pending_is_not_told() -> None:
    assert Listener().hear([alert(phase=Phase.PENDING)]) == []


def test_what_was_being_sent_is_sent_again_with_its_id() -> None:
    desk = Listener()
    post = desk.look([alert()]).post
    assert post is not None
    assert {each.state for each in post.parts} == {SENDING}
    desk.told = {each.subject: each for each in post.parts}
    (again,) = desk.hear([])
    assert again == replace(post.message, maybe_repeated=True)


def test_what_failed_is_tried_again_in_its_time_with_its_id() -> None:
    desk = Listener()
    desk.broken = True
    (first,) = desk.hear([alert()])
    assert desk.next == NOW + MINUTE
    assert desk.hear([alert()], NOW + 59 * SECOND) == []
    desk.broken = False
    (again,) = desk.hear([alert()], NOW + MINUTE)
    assert again == replace(first, maybe_repeated=True)
    assert desk.told["ORCL"].tries == 2


def test_a_try_planned_by_a_wrong_clock_is_not_waited_for() -> None:
    desk = Listener()
    desk.broken = True
    desk.hear([alert()])
    (part,) = desk.told.values()
    desk.told["ORCL"] = replace(part, next_try=NOW + LONGEST + SECOND)
    desk.broken = False
    assert len(desk.hear([alert()])) == 1


def test_news_takes_the_place_of_what_failed_and_says_all_of_it() -> None:
    desk = Listener(Route("pager", resolved=False))
    desk.broken = True
    desk.hear([alert("a")])
    desk.broken = False
    (message,) = desk.hear([alert("b", severity=WARN)], NOW + SECOND)
    assert rules(message) == (["b"], ["a"])
    assert message.resolved[0].resolved_at == NOW + SECOND


def test_more_than_fits_goes_out_as_one_message_about_several() -> None:
    desk = Listener(Route("desk", rate=4))
    subjects = [f"S{number:02}" for number in range(12)]
    flood = [alert(subject=each, severity=WARN) for each in subjects]
    said = desk.hear(flood)
    assert [each.subject for each in said] == ["S00", "S01", MANY]
    assert [each.subject for each in said[-1].firing] == subjects[2:]
    more = alert(subject="T", severity=WARN)
    assert desk.hear([*flood, more], NOW + MINUTE) == []
    assert desk.next == NOW + WINDOW
    assert len(desk.hear([*flood, more], NOW + WINDOW)) == 1


def test_a_flood_of_milder_ones_does_not_hold_up_what_is_critical() -> None:
    desk = Listener(Route("desk", rate=4))
    flood = [alert(subject=f"S{number}", severity=INFO) for number in range(9)]
    desk.hear(flood)
    (message,) = desk.hear([*flood, alert()], NOW + SECOND)
    assert message.severity is CRIT


def test_a_message_about_several_is_tried_again_as_one() -> None:
    desk = Listener(Route("desk", rate=1))
    desk.broken = True
    flood = [alert(subject=f"S{number}") for number in range(5)]
    (first,) = desk.hear(flood)
    desk.broken = False
    (again,) = desk.hear(flood, NOW + MINUTE)
    assert again == replace(first, maybe_repeated=True)
