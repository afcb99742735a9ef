"""What a monitoring system is told, and when it is told that nothing is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from overhang.core.alerts.actions import Matcher, Quiet
from overhang.core.snapshot import Reading, Snapshot, SourceHealth, SourceState
from overhang.core.states import State
from overhang.views.verdict import Status, Verdict, verdict
from support.judging import MORNING
from support.scenes import CDS, DRAWDOWN, absent, book_of, dead, fresh, scene

BOOK = book_of(CDS)
CALM = {"MSFT": {"cds.5y": fresh(50.0)}, "ORCL": {"cds.5y": fresh(55.0)}}


def all_of(_: str, __: str) -> bool:
    return True


def weigh(snapshot: Snapshot, rules: str = CDS, *faults: str) -> Verdict:
    return verdict(snapshot, book_of(rules), all_of, faults)


def with_oracle(reading: Reading) -> dict[str, dict[str, Reading]]:
    return {**CALM, "ORCL": {"cds.5y": reading}}


@pytest.mark.parametrize(
    ("reading", "status"),
    [
        (fresh(60.0), Status.OK),
        (fresh(70.0), Status.OK),
        (fresh(90.0), Status.WARNING),
        (fresh(120.0), Status.CRITICAL),
        (dead(50.0), Status.UNKNOWN),
        (absent(), Status.UNKNOWN),
    ],
)
def test_the_loudest_proven_breach_decides_and_doubt_is_never_ok(
    reading: Reading, status: Status
) -> None:
    assert weigh(scene(BOOK, with_oracle(reading))).status is status


def test_a_figure_that_nobody_measured_is_unknown() -> None:
    found = weigh(scene(BOOK, {"MSFT": CALM["MSFT"]}))
    assert found.status is Status.UNKNOWN
    assert found.doubts == (("cds-level", "ORCL", "cds.5y", "absent", "not measured"),)


def test_a_proven_breach_counts_whatever_else_is_in_doubt() -> None:
    readings = {"MSFT": {"cds.5y": fresh(120.0)}, "ORCL": {"cds.5y": dead(50.0)}}
    found = weigh(scene(BOOK, readings), CDS, "the collector is silent")
    assert found.status is Status.CRITICAL
    assert [each.subject for each in found.doubts] == ["ORCL"]
    assert found.faults == ("the collector is silent",)


def test_only_the_worst_level_of_a_rule_counts() -> None:
    found = weigh(scene(BOOK, with_oracle(fresh(120.0))))
    assert [(each.subject, each.severity.name) for each in found.firing] == [
        ("ORCL", "CRIT")
    ]


def test_what_figures_in_date_prove_is_told_first() -> None:
    readings = {"MSFT": {"cds.5y": dead(120.0)}, "ORCL": {"cds.5y": fresh(120.0)}}
    found = weigh(scene(BOOK, readings))
    assert [each.subject for each in found.firing] == ["ORCL", "MSFT"]


def test_an_acknowledged_alert_still_counts() -> None:
    snapshot = scene(BOOK, with_oracle(fresh(120.0)), acked_by="jk")
    assert weigh(snapshot).status is Status.CRITICAL


def test_a_silenced_alert_does_not_count_and_is_named() -> None:
    quiet = Quiet(
        number=1, by="jk", match=Matcher(rule="cds-*"), start=MORNING - timedelta(1)
    )
    found = weigh(scene(BOOK, with_oracle(fresh(120.0)), quiets=(quiet,)))
    assert found.status is Status.OK
    assert [each.subject for each in found.muted] == ["ORCL"]


def test_what_has_not_lasted_long_enough_does_not_count() -> None:
    rules = CDS + 'for = "2 closes"\n'
    found = weigh(scene(book_of(rules), with_oracle(fresh(120.0))), rules)
    assert found.status is Status.OK
    assert [each.subject for each in found.pending] == ["ORCL"]


def test_a_breach_held_while_its_figure_is_gone_still_counts() -> None:
    before = [with_oracle(fresh(120.0))]
    found = weigh(scene(BOOK, with_oracle(absent()), before=before))
    assert found.status is Status.CRITICAL
    assert [each.state for each in found.doubts] == [State.ABSENT]


def test_silence_that_a_rule_calls_ok_is_no_doubt() -> None:
    rules = CDS + 'no_data = "ok"\n'
    found = weigh(scene(book_of(rules), with_oracle(absent())), rules)
    assert found.status is Status.OK


def test_a_figure_that_is_not_good_enough_for_its_rule_is_unknown() -> None:
    rules = CDS + 'age = "<= 1bd"\n'
    old = fresh(50.0, age=2)
    found = weigh(scene(book_of(rules), with_oracle(old)), rules)
    assert found.status is Status.UNKNOWN
    assert [(each.subject, each.state) for each in found.doubts] == [
        ("ORCL", State.FRESH)
    ]
    assert "2bd old" in found.doubts[0].reason


CONDITION = """
[[rule]]
id = "both"
when = "cds.5y > 60bp and equity.drawdown.52w < -10%"
severity = "warn"
"""


@pytest.mark.parametrize(
    ("spread", "drawdown", "status"),
    [
        (fresh(70.0), fresh(-0.2), Status.WARNING),
        (fresh(50.0), absent(), Status.OK),
        (fresh(70.0), absent(), Status.UNKNOWN),
        (dead(50.0), fresh(-0.2), Status.UNKNOWN),
        (dead(50.0), fresh(-0.05), Status.OK),
    ],
)
def test_of_a_condition_only_what_figures_in_date_leave_open_is_unknown(
    spread: Reading, drawdown: Reading, status: Status
) -> None:
    mine = {"cds.5y": spread, "equity.drawdown.52w": drawdown}
    readings = {"MSFT": mine, "ORCL": mine}
    assert weigh(scene(book_of(CONDITION), readings), CONDITION).status is status


def test_that_figures_are_stale_is_unknown_however_loud_the_desk_wants_it() -> None:
    rules = (
        '[[rule]]\nid = "stale"\nmetric = "data.stale.cds"\ncrit = "> 0"\n'
        '[[inhibit]]\nsource = "stale"\ntarget = "cds-*"\n' + CDS
    )
    readings = {
        "MSFT": {"cds.5y": dead(120.0), "data.stale.cds": fresh(3.0)},
        "ORCL": {"cds.5y": fresh(50.0), "data.stale.cds": fresh(0.0)},
    }
    found = weigh(scene(book_of(rules), readings), rules)
    assert found.status is Status.UNKNOWN
    assert not found.firing
    assert {each.figure for each in found.doubts} == {"cds.5y", "data.stale.cds"}


def failed(table: str) -> SourceHealth:
    return SourceHealth(
        table=table,
        kind="files",
        place="/desk",
        state=SourceState.FAILED,
        errors=("line 2: no number",),
    )


def test_a_source_that_a_rule_needs_and_that_failed_is_unknown() -> None:
    found = weigh(scene(BOOK, CALM, sources=(failed("cds_marks"),)))
    assert found.status is Status.UNKNOWN
    assert found.faults == ("cds_marks: line 2: no number",)
    assert weigh(scene(BOOK, CALM, sources=(failed("closes"),))).status is Status.OK


def test_wrong_rules_are_unknown_though_the_old_ones_are_calm() -> None:
    snapshot = scene(BOOK, CALM, problems=("rules.toml:3: no such metric",))
    assert weigh(snapshot).status is Status.UNKNOWN


def test_what_was_not_asked_for_does_not_matter() -> None:
    readings = {
        "MSFT": {"cds.5y": fresh(50.0), "equity.drawdown.52w": fresh(-0.4)},
        "ORCL": {"cds.5y": absent(), "equity.drawdown.52w": fresh(-0.4)},
    }
    book = book_of(CDS + DRAWDOWN)
    snapshot = scene(book, readings)

    def microsoft_credit(rule: str, subject: str) -> bool:
        return (rule, subject) == ("cds-level", "MSFT")

    found = verdict(snapshot, book, microsoft_credit)
    assert (found.status, len(found.pairs)) == (Status.OK, 1)


def test_nothing_that_is_watched_is_unknown() -> None:
    found = verdict(scene(BOOK, CALM), BOOK, lambda _, __: False)
    assert found.status is Status.UNKNOWN
