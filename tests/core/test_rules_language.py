from __future__ import annotations

from pathlib import Path

import pytest

from overhang.core.problems import ConfigError
from overhang.core.rules.language import load_rules
from overhang.core.snapshot import Level
from overhang.core.states import Severity
from support.rulebooks import UNIVERSE, book

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
        ("equity.close", "> 120usd", 120.0),
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


def test_waits_are_carried_as_written() -> None:
    found = book(
        '[defaults]\nno_data = "alert"\nrenotify = "1h"\n'
        + CDS
        + 'warn = "> 80bp"\nfor = "2 closes"\nkeep = "30m"\nignore = ["roll-day"]\n'
    )
    waits = found.rules[0].waits
    assert (waits.hold, waits.keep, waits.no_data) == ("2 closes", "30m", "alert")
    assert (waits.renotify, waits.group_wait) == ("1h", "30s")
    assert waits.ignore == ("roll-day",)


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
    assert [rule.id for rule in load_rules(path, UNIVERSE).rules] == ["cds"]
