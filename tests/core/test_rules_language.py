from __future__ import annotations

from pathlib import Path

import pytest

from overhang.core.alerts.machine import Span
from overhang.core.problems import ConfigError
from overhang.core.records import Quality
from overhang.core.rules.book import Gate, Waits
from overhang.core.rules.language import load_rules
from overhang.core.snapshot import Level
from overhang.core.states import Severity
from support.rulebooks import UNIVERSE, book, whole

CDS = '[[rule]]\nid = "cds"\nmetric = "cds.5y"\n'
DRAWDOWN = '[[rule]]\nid = "dd"\nmetric = "equity.drawdown.52w"\n'
LOST = '[[rule]]\nid = "lost"\nmetric = "group.value_lost"\n'


def test_a_rule_reads_its_levels_in_the_unit_of_its_metric() -> None:
    (rule,) = book(
        CDS + 'info = "> 60bp"\nwarn = "> 80bp"\ncrit = "> 100bp"\nclear = "5bp"\n'
        'note = "coupon"\n[rule.issuer.ORCL]\ncrit = "> 300bp"\nclear = "10bp"\n'
    ).rules

    assert (rule.id, rule.metric, rule.above, rule.line) == ("cds", "cds.5y", True, 1)
    assert rule.ladder.levels == (
        Level(Severity.INFO, 60.0),
        Level(Severity.WARN, 80.0),
        Level(Severity.CRIT, 100.0),
    )
    assert (rule.ladder.clear, rule.ladder.note) == (5.0, "coupon")
    own = rule.own["ORCL"]
    assert [level.threshold for level in own.levels] == [60.0, 80.0, 300.0]
    assert (own.clear, own.note) == (10.0, "coupon")


@pytest.mark.parametrize(
    ("metric", "level", "threshold"),
    [
        ("equity.drawdown.52w", "< -15%", -0.15),
        ("capex.to_ocf.ltm", "> 0.70x", 0.70),
        ("capex.fcf.ltm", "< 5bn", 5.0),
        ("capex.fcf.ltm", "< -10bn", -10.0),
        ("group.value_lost", "> 1.5tn", 1500.0),
        ("debt.issued.ytd", "> 500mm", 0.5),
        ("cds.net_notional", "> 1bn", 1000.0),
        ("cds.dealers", "< 4", 4.0),
        ("cds.5y.z.60d", "> 2sd", 2.0),
        ("cds.mark_age", ">1bd", 1.0),
        ("equity.days_from_peak", "> 90d", 90.0),
        ("equity.close", "< 120usd", 120.0),
        ("equity.close", "< $120", 120.0),
        ("equity.market_value", "> $1.5tn", 1500.0),
        ("equity.market_value", "< 1.5tn", 1500.0),
        ("position.cs01", "> $50k/bp", 50_000.0),
        ("position.cs01", "< -$1.5mm/bp", -1_500_000.0),
    ],
)
def test_every_unit_has_its_way_of_writing(
    metric: str, level: str, threshold: float
) -> None:
    (rule,) = book(f'[[rule]]\nid = "r"\nmetric = "{metric}"\nwarn = "{level}"').rules
    (read,) = rule.ladder.levels
    assert read.severity is Severity.WARN
    assert read.threshold == pytest.approx(threshold)
    assert rule.above == level.startswith(">")


def test_a_percentage_is_the_nearest_fraction() -> None:
    rules = book(DRAWDOWN + 'info = "< -15%"\nwarn = "< -29%"').rules
    assert [level.threshold for level in rules[0].ladder.levels] == [-0.15, -0.29]


def test_waits_are_closes_or_seconds() -> None:
    found = book(
        '[defaults]\nno_data = "alert"\nrenotify = "1h"\n'
        + CDS
        + 'warn = "> 80bp"\nfor = "2 closes"\nkeep = "30m"\nignore = ["roll-day"]\n'
    )
    assert found.rules[0].waits == Waits(
        hold=Span(closes=2),
        keep=Span(seconds=1800),
        no_data="alert",
        renotify=3600,
        group_wait=30,
        ignore=("roll-day",),
    )


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("now", Span()),
        ("1 close", Span(closes=1)),
        ("20 closes", Span(closes=20)),
        ("90s", Span(seconds=90)),
        ("1.5h", Span(seconds=5400)),
    ],
)
def test_a_wait_is_read_as_it_is_said(words: str, span: Span) -> None:
    (rule,) = book(CDS + f'warn = "> 80bp"\nfor = "{words}"\nkeep = "now"').rules
    assert (rule.waits.hold, rule.waits.keep) == (span, Span())


def test_a_rule_takes_the_waits_of_the_defaults_that_it_does_not_set() -> None:
    text = '[defaults]\nfor = "3 closes"\nkeep = "1 close"\n'
    first, second = book(
        text + CDS + 'warn = "> 80bp"\nfor = "now"\n'
        '[[rule]]\nid = "b"\nwhen = "cds.5y > 80bp"\nseverity = "crit"'
    ).rules
    assert (first.waits.hold, first.waits.keep) == (Span(), Span(closes=1))
    assert (second.waits.hold, second.waits.keep) == (Span(closes=3), Span(closes=1))


def test_a_gate_is_read_in_its_own_units() -> None:
    text = 'quality = ">= dealer"\nsize = ">= 1bn"\nage = "<= 5bd"\n'
    (rule,) = book(CDS + 'warn = "> 80bp"\n' + text).rules
    assert rule.gate == Gate(quality=Quality.DEALER, size=1000.0, age=5)


def test_a_condition_judges_everyone_or_the_one_it_names() -> None:
    everyone, one, group = book(
        '[[rule]]\nid = "a"\nwhen = "cds.5y > 80bp"\nseverity = "warn"\nnote = "n"\n'
        '[[rule]]\nid = "b"\nwhen = "cds.5y > 80bp"\nseverity = "info"\n'
        'issuer = "ORCL"\n'
        '[[rule]]\nid = "c"\nwhen = "group.value_lost > 1tn"\nseverity = "crit"\n'
        'group = "four"\n'
    ).rules
    assert everyone.subjects(UNIVERSE) == ("MSFT", "ORCL")
    assert one.subjects(UNIVERSE) == ("ORCL",)
    assert group.subjects(UNIVERSE) == ("group:four",)
    assert [each.ladder.levels[0].severity for each in (everyone, one, group)] == [
        Severity.WARN,
        Severity.INFO,
        Severity.CRIT,
    ]
    assert (everyone.metric, everyone.ladder.note) == ("", "n")
    assert everyone.when is not None
    assert everyone.when.text == "cds.5y > 80bp"


def test_a_plain_rule_can_name_one_issuer() -> None:
    (rule,) = book(CDS + 'warn = "> 80bp"\nissuer = "ORCL"').rules
    assert rule.subjects(UNIVERSE) == ("ORCL",)


def test_a_limit_is_a_ladder_of_shares() -> None:
    (rule,) = book(
        '[[limit]]\nid = "cs01"\nmetric = "position.cs01"\nissuer = "ORCL"\n'
        'limit = "$50k/bp"\nsoft = "80%"\nhard = "100%"\nclear = "5%"\n'
        'note = "desk"\nfor = "1 close"'
    ).rules
    assert (rule.limit, rule.only, rule.above) == (50_000.0, "ORCL", True)
    assert rule.ladder.levels == (
        Level(Severity.WARN, 0.8),
        Level(Severity.CRIT, 1.0),
    )
    assert (rule.ladder.clear, rule.ladder.note) == (0.05, "desk")
    assert rule.waits.hold == Span(closes=1)


def test_every_book_warns_of_figures_out_of_date() -> None:
    built = [rule for rule in whole("").rules if not rule.line]
    assert {rule.id: rule.ladder.levels for rule in built} == {
        "data.stale.equity": (Level(Severity.WARN, 0.0),),
        "data.stale.capex": (Level(Severity.INFO, 0.0),),
        "data.stale.debt": (Level(Severity.INFO, 0.0),),
        "data.stale.cds": (Level(Severity.WARN, 0.0),),
    }


def test_a_rule_on_the_same_metric_takes_the_place_of_the_built_in_one() -> None:
    found = whole('[[rule]]\nid = "old"\nmetric = "data.stale.cds"\ncrit = "> 3"')
    ids = [rule.id for rule in found.rules if rule.metric == "data.stale.cds"]
    assert ids == ["old"]
    assert len(found.rules) == 4


def test_built_in_rules_speak_at_once_and_hold_without_data() -> None:
    rules = whole(
        '[defaults]\nno_data = "alert"\nfor = "5 closes"\nrenotify = "1h"'
    ).rules
    assert {rule.waits for rule in rules} == {Waits(renotify=3600)}


def test_a_book_knows_every_term_over_a_window_once() -> None:
    found = book(
        '[[rule]]\nid = "a"\nseverity = "warn"\n'
        'when = "chg(cds.5y, 1w) > 5bp and cds.5y > 60bp"\n'
        'text = "{chg(cds.5y, 1w)} {z(cds.5y, 60d)} {equity.chg.1d}"\n'
        + CDS
        + 'warn = "> 80bp"\ntext = "{pct(equity.close, 1m)}"\n'
    )
    assert [term.key for term in found.terms] == [
        "chg(cds.5y, 1w)",
        "z(cds.5y, 60d)",
        "pct(equity.close, 1m)",
    ]


def test_a_group_rule_judges_all_groups_or_the_one_it_names() -> None:
    (all_groups,) = book(
        LOST + 'warn = "> 1tn"\n[rule.group.five]\nwarn = "> 2tn"'
    ).rules
    (one,) = book(LOST + 'warn = "> 1tn"\ngroup = "four"').rules
    assert all_groups.subjects(UNIVERSE) == ("group:four", "group:five")
    assert all_groups.own["group:five"].levels[0].threshold == 2000.0
    assert one.subjects(UNIVERSE) == ("group:four",)


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(CDS + 'warn = "> 80"')
    with pytest.raises(ConfigError, match=r"^desk\.toml:4: rule cds: warn"):
        load_rules(path, UNIVERSE)
    path.write_text(CDS + 'warn = "> 80bp"')
    assert [rule.id for rule in load_rules(path, UNIVERSE).written] == ["cds"]


@pytest.mark.parametrize("text", ["", "\n", "# all of it is commented out\n"])
def test_a_file_of_nothing_is_half_written_and_no_rules_are_said(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"rules\.toml:1: found nothing"):
        load_rules(path, UNIVERSE)
    path.write_text("schema = 1")
    assert not load_rules(path, UNIVERSE).written
