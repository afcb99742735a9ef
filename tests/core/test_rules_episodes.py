from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from overhang.core.alerts.alert import Ack, Phase
from overhang.core.alerts.machine import Span
from overhang.core.rules.book import Ladder, RuleBook, ladder
from overhang.core.snapshot import Level
from overhang.core.states import Severity
from support.judging import (
    CLOSES,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    days,
    waiting,
)
from support.rulebooks import ABOVE, reading


def test_an_alert_of_which_nothing_changes_is_the_very_same() -> None:
    desk = Desk(waiting(ABOVE, CLOSES))
    desk.see(reading(105))
    before = desk.alerts
    desk.see(reading(105), seconds=60)
    assert all(was is now for was, now in zip(before, desk.alerts, strict=True))


def test_an_episode_has_one_name_from_firing_until_it_is_over() -> None:
    desk = Desk(waiting(ABOVE, CLOSES, CLOSES))
    days(desk, (MONDAY, 101))
    assert {each.id for each in desk.alerts} == {""}
    days(desk, (TUESDAY, 101))
    first = desk.alerts[-1]
    assert (len(first.id), first.fired_at) == (12, first.since)
    acked = replace(first, ack=Ack(by="jk", at=first.since))
    desk.alerts = (acked,)
    days(desk, (WEDNESDAY, 50))
    recovering = desk.alerts[-1]
    assert (recovering.phase, recovering.id) == (Phase.RECOVERING, first.id)
    assert (recovering.earned, recovering.wait, recovering.in_closes) == (1, 2, True)
    days(desk, (THURSDAY, 50))
    (over,) = desk.changes
    assert (over.alert.phase, over.alert.id) == (Phase.INACTIVE, first.id)
    assert over.alert.ack == acked.ack
    days(desk, (date(2026, 3, 6), 101), (date(2026, 3, 9), 101))
    again = desk.alerts[-1]
    assert again.id not in ("", first.id)
    assert again.ack is None


def test_the_same_episode_has_the_same_name_wherever_it_is_judged() -> None:
    one, other = (Desk(RuleBook((ABOVE,))) for _ in range(2))
    one.see(reading(101))
    other.see(reading(130))
    assert [each.id for each in one.alerts] == [each.id for each in other.alerts]
    assert len({each.id for each in one.alerts}) == 3


def test_what_it_says_follows_the_figure() -> None:
    desk = Desk(RuleBook((ABOVE,)))
    desk.see(reading(101))
    first = desk.alerts[-1]
    desk.see(reading(130))
    assert "101" in first.text
    assert "130" in desk.alerts[-1].text


def edited(**levels: float) -> Ladder:
    return ladder(
        tuple(Level(Severity[name.upper()], each) for name, each in levels.items()),
        5.0,
        above=True,
    )


def test_an_edited_level_is_judged_without_memory() -> None:
    desk = Desk(RuleBook((ABOVE,)))
    desk.see(reading(81))
    desk.book = RuleBook((ABOVE._replace(ladder=edited(info=60, warn=83, crit=100)),))
    desk.see(reading(81))
    assert [each.severity for each in desk.alerts] == [Severity.INFO]


def test_a_wait_for_another_level_begins_anew() -> None:
    desk = Desk(waiting(ABOVE, CLOSES))
    days(desk, (MONDAY, 120))
    rule = desk.book.rules[0]._replace(ladder=edited(info=60, warn=80, crit=110))
    desk.book = RuleBook((rule,))
    assert days(desk, (TUESDAY, 120), (WEDNESDAY, 120)) == "pf"
    assert desk.alerts[-1].threshold == 110


def test_a_wait_in_another_unit_begins_anew() -> None:
    desk = Desk(waiting(ABOVE, Span(seconds=1800)))
    desk.see(reading(105))
    desk.see(reading(105), seconds=600)
    desk.book = waiting(ABOVE, CLOSES)
    assert desk.see(reading(105)) == "pending"
    assert desk.alerts[-1].earned == 1


def test_a_longer_wait_never_demotes_what_fires() -> None:
    desk = Desk(waiting(ABOVE))
    desk.see(reading(105))
    desk.book = waiting(ABOVE, Span(closes=9))
    assert desk.see(reading(105)) == "firing"


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(RuleBook(), id="its rule is gone"),
        pytest.param(
            RuleBook((ABOVE._replace(ladder=edited(info=60)),)), id="its level is gone"
        ),
        pytest.param(
            RuleBook((ABOVE._replace(metric="cds.5y.chg.1d"),)),
            id="its rule watches something else",
        ),
        pytest.param(
            RuleBook((ABOVE._replace(only="ORCL"),)), id="its subject is not judged"
        ),
    ],
)
def test_an_alert_ends_when_nothing_judges_it_any_more(now: RuleBook) -> None:
    desk = Desk(RuleBook((ABOVE,)))
    desk.see(reading(105))
    desk.book = now
    desk.look({})
    crit = next(each for each in desk.changes if each.alert.severity is Severity.CRIT)
    assert (crit.old, crit.alert.phase) == (Phase.FIRING, Phase.INACTIVE)
    assert desk.phase() == "inactive" if now.rules else desk.alerts == ()
