from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from overhang.core.alerts.alert import Ack, Phase
from overhang.core.alerts.machine import Span
from overhang.core.calendars import Market
from overhang.core.rules.book import Ladder, RuleBook, ladder
from overhang.core.snapshot import Level
from overhang.core.states import Severity, State
from support.judging import (
    CLOSES,
    FAR,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    days,
    on,
    waiting,
)
from support.rulebooks import ABOVE, book, reading


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


@pytest.mark.parametrize("state", [State.FRESH, State.STALE])
def test_what_fires_is_about_the_newest_day_though_the_figure_is_the_same(
    state: State,
) -> None:
    desk = Desk(RuleBook((ABOVE,)))
    for day in (MONDAY, TUESDAY):
        desk.look({"MSFT": {"cds.5y": on(day, 101, state)}}, today=FAR)
    assert [each.about for each in desk.alerts] == [TUESDAY] * 3


def test_a_relapse_is_the_same_episode() -> None:
    desk = Desk(waiting(ABOVE, keep=CLOSES))
    assert days(desk, (MONDAY, 101)) == "f"
    first = desk.alerts[-1]
    assert days(desk, (TUESDAY, 90), (WEDNESDAY, 101)) == "rf"
    again = desk.alerts[-1]
    assert (again.id, again.fired_at) == (first.id, first.fired_at)


def test_another_clear_line_holds_for_the_same_figure() -> None:
    desk = Desk(RuleBook((ABOVE,)))
    assert days(desk, *[(MONDAY, each) for each in (101, 97, 97)]) == "fff"
    nearer = ladder(ABOVE.ladder.levels, 1.0, above=True)
    desk.book = RuleBook((ABOVE._replace(ladder=nearer),))
    assert days(desk, (MONDAY, 97)) == "i"


def test_a_recovery_in_another_unit_begins_anew() -> None:
    desk = Desk(waiting(ABOVE, keep=Span(seconds=1800)))
    assert [desk.see(reading(each), seconds=600) for each in (101, 50, 50)] == [
        "firing",
        "recovering",
        "recovering",
    ]
    desk.book = waiting(ABOVE, keep=CLOSES)
    assert desk.see(reading(50)) == "recovering"
    assert desk.alerts[-1].earned == 1


def test_a_condition_over_two_markets_waits_while_both_are_open() -> None:
    rules = book(
        '[[rule]]\nid = "both"\nseverity = "crit"\nfor = "30m"\n'
        'when = "cds.5y > 80bp and equity.drawdown.52w < -20%"\n'
    )
    desk = Desk(rules)
    figures = {"cds.5y": reading(90), "equity.drawdown.52w": reading(-0.3)}
    for _ in range(3):
        desk.look({"MSFT": figures}, seconds=3600, closed=Market.SIFMA)
        assert desk.phase() == "pending"
    desk.look({"MSFT": figures}, seconds=3600)
    assert desk.phase() == "firing"
