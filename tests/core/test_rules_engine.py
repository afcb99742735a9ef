from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from overhang.core.alerts.alert import Phase
from overhang.core.records import Bound
from overhang.core.rules.book import Rule, RuleBook, Waits, ladder
from overhang.core.snapshot import Level
from overhang.core.states import Severity, State
from support.judging import (
    CLOSES,
    FAR,
    MONDAY,
    TUESDAY,
    Desk,
    letters,
    on,
    play,
)
from support.rulebooks import ABOVE, BELOW, UNIVERSE, book, reading

F, C, E = Bound.FLOOR, Bound.CEILING, Bound.EXACT


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([59, 60, 60.01], "nni", id="at the level is not beyond it"),
        pytest.param([81, 76, 75.01, 75], "wwwi", id="leaves 5bp inside, at the line"),
        pytest.param([81, 55.01, 55], "win", id="each level lets go by itself"),
        pytest.param([120, 50], "cn", id="a fall through all levels"),
        pytest.param([50, 120, 96, 95, 100, 100.1], "nccwwc", id="trips again at 100"),
        pytest.param([79, 81, 79, 81, 79, 81], "iwwwww", id="does not flap"),
        pytest.param([81, None, None, 81], "wwww", id="silence holds"),
        pytest.param([None, 81], "nw", id="begins with silence"),
        pytest.param([81, None, 60], "wwi", id="silence ends with a value"),
    ],
)
def test_levels_above_with_hysteresis(
    values: list[float | None], expected: str
) -> None:
    assert letters(play(ABOVE, *map(reading, values))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([-0.14, -0.15, -0.1501], "nni", id="at the level"),
        pytest.param([-0.25, -0.19, -0.1801, -0.18], "wwwi", id="leaves 2% inside"),
        pytest.param([70 / 100 - 1], "w", id="noise of a float is not a breach"),
        pytest.param([-0.31, 82 / 100 - 1], "ci", id="nor does it hold one"),
        pytest.param([-0.5, None], "cc", id="silence holds"),
    ],
)
def test_levels_below_with_hysteresis(
    values: list[float | None], expected: str
) -> None:
    assert letters(play(BELOW, *map(reading, values))) == expected


@pytest.mark.parametrize(
    ("rule", "readings", "expected"),
    [
        pytest.param(ABOVE, [(105, F)], "c", id="a floor proves what it is above"),
        pytest.param(ABOVE, [(100, F)], "w", id="a floor at the level proves less"),
        pytest.param(ABOVE, [(105, C)], "n", id="a ceiling proves no breach above"),
        pytest.param(ABOVE, [(120, E), (50, F)], "cc", id="a floor ends nothing above"),
        pytest.param(ABOVE, [(120, E), (90, C)], "cw", id="a ceiling ends what it is"),
        pytest.param(ABOVE, [(120, E), (96, C)], "cc", id="within clear it does not"),
        pytest.param(BELOW, [(-0.25, C)], "w", id="a ceiling proves a breach below"),
        pytest.param(BELOW, [(-0.25, F)], "n", id="a floor proves no breach below"),
        pytest.param(BELOW, [(-0.4, E), (-0.1, F)], "cn", id="a floor ends it below"),
        pytest.param(BELOW, [(-0.4, E), (-0.1, C)], "cc", id="a ceiling does not"),
        pytest.param(ABOVE, [(105, Bound.APPROX)], "c", id="about counts as said"),
        pytest.param(ABOVE, [(105, Bound.MIDPOINT)], "c", id="so does a midpoint"),
    ],
)
def test_a_bound_shows_only_what_it_can(
    rule: Rule, readings: list[tuple[float, Bound]], expected: str
) -> None:
    played = play(rule, *(reading(value, bound) for value, bound in readings))
    assert letters(played) == expected


LIMIT = Rule(
    id="cs01-orcl",
    metric="cds.5y",
    above=True,
    ladder=ladder((Level(Severity.WARN, 0.8), Level(Severity.CRIT, 1.0)), 0.05, True),
    own={},
    only="MSFT",
    limit=50.0,
)


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        pytest.param(40.0, E, "n", id="at the soft limit"),
        pytest.param(40.1, E, "w", id="over the soft limit"),
        pytest.param(-40.1, E, "w", id="a short position counts as much"),
        pytest.param(50.1, E, "c", id="over the hard limit"),
        pytest.param(50.1, F, "c", id="at least as much"),
        pytest.param(-50.1, C, "c", id="at least as much, short"),
        pytest.param(50.1, C, "n", id="at most as much, or short"),
        pytest.param(-50.1, F, "n", id="at least minus as much"),
    ],
)
def test_a_limit_is_judged_on_the_size_of_the_position(
    value: float, bound: Bound, expected: str
) -> None:
    assert letters(play(LIMIT, reading(value, bound))) == expected


def test_a_floor_never_ends_the_breach_of_a_limit() -> None:
    assert letters(play(LIMIT, reading(60.0), reading(1.0, C))) == "cc"
    assert letters(play(LIMIT, reading(60.0), reading(1.0))) == "cn"


def test_a_hard_limit_needs_a_reason_and_tells_its_levels_in_its_unit() -> None:
    desk = Desk(RuleBook((LIMIT,)))
    desk.see(reading(-55.0))
    soft, hard = desk.alerts
    assert (soft.needs_reason, hard.needs_reason) == (False, True)
    assert (soft.threshold, hard.threshold, hard.value) == (40.0, 50.0, -55.0)
    (standing,) = desk.standings()
    assert standing.levels == (Level(Severity.WARN, 40.0), Level(Severity.CRIT, 50.0))
    desk.see(reading(-45.0))
    assert desk.standings()[0].room == pytest.approx(5.0)


BOTH = book(
    '[[rule]]\nid = "lost"\nmetric = "group.value_lost"\nwarn = "> 1tn"\n'
    '[[rule]]\nid = "cds"\nmetric = "cds.5y"\nwarn = "> 80bp"\n'
    '[rule.issuer.ORCL]\nwarn = "> 200bp"\n'
)


def test_every_rule_is_judged_for_every_subject_in_order() -> None:
    desk = Desk(BOTH)
    desk.look(
        {
            "ORCL": {"cds.5y": reading(260)},
            "MSFT": {"cds.5y": reading(90)},
            "group:four": {"group.value_lost": reading(1200)},
            "GONE": {"cds.5y": reading(900)},
        }
    )
    fired = [("lost", "group:four"), ("cds", "MSFT"), ("cds", "ORCL")]
    assert [each.key[:2] for each in desk.alerts] == fired
    assert [each.alert.key[:2] for each in desk.changes] == fired
    assert [
        (each.rule, each.subject, each.severity.name) for each in desk.standings()
    ] == [
        ("lost", "group:four", "WARN"),
        ("lost", "group:five", "NONE"),
        ("cds", "MSFT", "WARN"),
        ("cds", "ORCL", "WARN"),
    ]
    desk.look({"ORCL": {"cds.5y": reading(160)}, "MSFT": {"cds.5y": reading(90)}})
    assert [(each.old, each.alert.key) for each in desk.changes] == [
        (Phase.FIRING, ("cds", "ORCL", Severity.WARN))
    ]


WHEN = book(
    '[[rule]]\nid = "both"\nseverity = "warn"\n'
    'when = "cds.5y > 80bp and equity.drawdown.52w < -20%"\n'
)


def test_a_condition_fires_when_it_holds_and_only_then() -> None:
    desk = Desk(WHEN)

    def look(cds: float | None, drawdown: float | None, seconds: float = 0) -> str:
        figures = {"cds.5y": reading(cds), "equity.drawdown.52w": reading(drawdown)}
        desk.look({"MSFT": figures}, seconds=seconds)
        return desk.phase(severity=Severity.WARN)

    assert look(90, -0.1) == "inactive"
    assert look(90, -0.3) == "firing"
    (alert,) = desk.alerts
    assert (alert.metric, alert.value, alert.threshold) == ("", None, None)
    assert alert.text
    assert look(90, None) == "firing"
    assert desk.alerts[0].state is State.ABSENT
    assert look(70, None) == "inactive"


def test_a_condition_waits_until_all_its_terms_were_looked_at() -> None:
    desk = Desk(WHEN)
    desk.look({"MSFT": {"cds.5y": reading(70)}})
    assert desk.alerts == ()
    figures = {"cds.5y": reading(90), "equity.drawdown.52w": reading(-0.3)}
    desk.look({"MSFT": figures})
    before = desk.alerts
    desk.look({"MSFT": {"cds.5y": reading(70)}})
    assert (len(before), desk.alerts) == (1, before)


def test_a_condition_is_about_the_newest_of_its_terms() -> None:
    rule = WHEN.rules[0]
    desk = Desk(RuleBook((rule._replace(waits=Waits(hold=CLOSES)),)))

    def look(cds_day: date, close_day: date) -> str:
        figures = {
            "cds.5y": on(cds_day, 90),
            "equity.drawdown.52w": on(close_day, -0.3),
        }
        desk.look({"MSFT": figures}, today=FAR)
        return desk.phase(severity=Severity.WARN)

    assert look(MONDAY, MONDAY) == "pending"
    assert look(MONDAY, MONDAY) == "pending"
    assert look(MONDAY, TUESDAY) == "firing"


def test_the_same_book_for_another_universe_judges_other_subjects() -> None:
    watched = RuleBook((ABOVE,))
    one = replace(UNIVERSE, issuer={"ORCL": UNIVERSE.issuer["ORCL"]})
    for universe, count in ((UNIVERSE, 3), (one, 0), (UNIVERSE, 3)):
        desk = Desk(watched, universe)
        desk.see(reading(105))
        assert len(desk.alerts) == count
