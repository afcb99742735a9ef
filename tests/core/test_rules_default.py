from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from overhang.bundled import bundled
from overhang.config.universe import load_universe
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.quiet import mute
from overhang.core.catalogue import METRICS
from overhang.core.rules.book import Rule
from overhang.core.rules.conditional import CONDITIONAL
from overhang.core.rules.figures import write
from overhang.core.rules.gates import GATES
from overhang.core.rules.language import load_rules
from overhang.core.rules.limits import LIMIT
from overhang.core.rules.plain import PLAIN as PLAIN_KEYS
from overhang.core.rules.waits import DEFAULTS, WAITS
from overhang.core.states import Severity

NOON = datetime(2026, 10, 9, 16, tzinfo=UTC)
PATH = bundled("data") / "rules.toml"
BOOK = load_rules(PATH, load_universe(bundled("data") / "universe.toml"))

HANDBOOK = {
    "cds.5y": ("60bp 80bp 100bp", "150bp 200bp 300bp"),
    "cds.5y.chg.1d": ("3bp 5bp 10bp", "8bp 12bp 25bp"),
    "cds.5y.chg.1w": ("6bp 10bp 20bp", "15bp 25bp 50bp"),
    "cds.5y.chg.1m": ("12bp 20bp 40bp", "25bp 40bp 75bp"),
    "cds.5y.z.60d": ("2sd 3sd 4sd", ""),
    "cds.dealers": ("5 4 3", ""),
    "cds.mark_age": ("1bd 2bd 5bd", ""),
    "equity.drawdown.52w": ("-15% -20% -30%", "-25% -35% -50%"),
    "equity.drawdown.results": ("-5% -10% -15%", "-10% -15% -25%"),
    "equity.value_lost": ("150bn 300bn 500bn", "50bn 100bn 150bn"),
    "group.value_lost": ("500bn 1000bn 1500bn", ""),
    "capex.to_ocf.ltm": ("0.7x 0.85x 1x", "1x 1.3x 1.6x"),
    "capex.fcf.ltm": ("20bn 5bn 0bn", "0bn -10bn -20bn"),
    "capex.guidance.revision": ("10% 20% 30%", ""),
    "capex.guidance.vs_forecast": ("5% 10% 20%", ""),
    "debt.filings": ("0 1", ""),
    "debt.issued.ytd": ("20bn 40bn 60bn", "15bn 25bn 40bn"),
    "group.issued.ltm": ("120bn 250bn 400bn", ""),
    "debt.last.cover": ("3x 2.5x 2x", ""),
    "debt.last.nic": ("5bp 10bp 20bp", "10bp 15bp 25bp"),
    "group.ai_share_ig": ("15% 18% 20%", ""),
}
CLEAR = {
    "cds.5y": ("5bp", "10bp"),
    "equity.drawdown.52w": ("2%", "2%"),
    "capex.to_ocf.ltm": ("0.03x", "0.03x"),
}


PLAIN = [rule for rule in BOOK.written if rule.when is None]


KEYS = {*PLAIN_KEYS, *CONDITIONAL, *LIMIT, *WAITS, *GATES, *DEFAULTS, "id", "text"}


def test_every_metric_of_the_handbook_has_one_rule() -> None:
    assert sorted(rule.metric for rule in PLAIN) == sorted(HANDBOOK)


@pytest.mark.parametrize("rule", PLAIN, ids=lambda rule: rule.id)
def test_default_levels_are_those_of_the_handbook(rule: Rule) -> None:
    metric = METRICS[rule.metric]
    base, oracle = HANDBOOK[rule.metric]
    ladders = {"": rule.ladder, **rule.own}
    expected = {"": base} | ({"ORCL": oracle} if oracle else {})
    assert {
        subject: " ".join(write(level.threshold, metric) for level in ladder.levels)
        for subject, ladder in ladders.items()
    } == expected
    clears = CLEAR.get(rule.metric, (write(0.0, metric),) * 2)
    assert [write(each.clear, metric) for each in ladders.values()] == list(
        clears[: len(ladders)]
    )


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_every_default_rule_says_why(rule: Rule) -> None:
    assert rule.ladder.note
    assert all(each.note for each in rule.own.values())


def test_the_file_says_who_changed_it_and_what_it_does_not_do() -> None:
    header = PATH.read_text().split("schema = 1")[0]
    assert re.search(r"^#   \d{4}-\d\d-\d\d  \S+ +\S", header, re.MULTILINE)
    assert "Not measured" in header


@pytest.mark.parametrize("word", sorted(KEYS))
def test_the_file_says_what_every_key_does(word: str) -> None:
    header = PATH.read_text().split("schema = 1")[0]
    assert re.search(rf"\b{word}\b", header), word


def firing(rule: str, severity: Severity, subject: str = "ORCL") -> Alert:
    metrics = {each.id: each.metric for each in BOOK.rules}
    return Alert(
        rule=rule,
        subject=subject,
        severity=severity,
        metric=metrics[rule],
        phase=Phase.FIRING,
        since=NOON,
    )


@pytest.mark.parametrize(
    ("source", "severity", "subject", "rule", "muted"),
    [
        ("cds-mark-age", Severity.CRIT, "ORCL", "cds-5y-level", "cds-mark-age fires"),
        ("cds-mark-age", Severity.WARN, "ORCL", "cds-5y-1w", "cds-mark-age fires"),
        ("cds-mark-age", Severity.WARN, "ORCL", "cds-5y-jump", "cds-mark-age fires"),
        ("cds-mark-age", Severity.INFO, "ORCL", "cds-5y-level", ""),
        ("cds-mark-age", Severity.CRIT, "MSFT", "cds-5y-level", ""),
        ("cds-mark-age", Severity.CRIT, "ORCL", "cds-dealers", ""),
        ("cds-mark-age", Severity.WARN, "ORCL", "data.stale.cds", "cds-mark-age fires"),
        ("data.stale.cds", Severity.WARN, "ORCL", "cds-5y-level", ""),
        ("data.stale.equity", Severity.WARN, "ORCL", "equity-dd-52w", "data.stale"),
        ("data.stale.equity", Severity.WARN, "ORCL", "credit-leads-equity", "data."),
        ("data.stale.capex", Severity.WARN, "ORCL", "capex-over-ocf", ""),
    ],
)
def test_what_an_old_figure_feeds_waits_until_it_is_new(
    source: str, severity: Severity, subject: str, rule: str, muted: str
) -> None:
    alerts = (firing(source, severity, subject), firing(rule, Severity.WARN))
    first, second = mute(alerts, BOOK, (), NOON)
    assert first.muted == ""
    assert second.muted.startswith(muted)
    assert bool(second.muted) is bool(muted)
