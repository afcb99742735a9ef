from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from overhang.core.alerts.actions import Matcher, Quiet
from overhang.core.alerts.alert import Ack, Alert, Phase
from overhang.core.alerts.quiet import expire, mute
from overhang.core.rules.book import Inhibition, RuleBook
from overhang.core.states import Severity

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
"""14:00 in New York."""
HOUR = timedelta(hours=1)
INFO, WARN, CRIT = Severity.INFO, Severity.WARN, Severity.CRIT
FIRING, PENDING, RECOVERING = Phase.FIRING, Phase.PENDING, Phase.RECOVERING


def alert(
    rule: str = "cds",
    subject: str = "ORCL",
    severity: Severity = CRIT,
    phase: Phase = FIRING,
    metric: str = "cds.5y",
) -> Alert:
    return Alert(
        rule=rule,
        subject=subject,
        severity=severity,
        metric=metric,
        phase=phase,
        since=NOW,
    )


def quiet(**more: object) -> Quiet:
    plain = Quiet(number=7, by="jk", match=Matcher(), start=NOW, until=NOW + 2 * HOUR)
    return replace(plain, **more)


def muted(
    *alerts: Alert,
    inhibitions: tuple[Inhibition, ...] = (),
    quiets: tuple[Quiet, ...] = (),
) -> list[str]:
    book = RuleBook(inhibitions=inhibitions)
    return [each.muted for each in mute(alerts, book, quiets, NOW)]


@pytest.mark.parametrize(
    ("worse", "expected"),
    [
        pytest.param(alert(), "crit fires", id="fires"),
        pytest.param(alert(phase=RECOVERING), "crit fires", id="recovers"),
        pytest.param(alert(phase=PENDING), "", id="only waits"),
        pytest.param(alert(subject="MSFT"), "", id="another issuer"),
        pytest.param(alert(rule="dd"), "", id="another rule"),
    ],
)
def test_a_worse_level_of_the_same_rule_mutes_the_milder(
    worse: Alert, expected: str
) -> None:
    assert muted(alert(severity=WARN), worse) == [expected, ""]


STALE = Inhibition(source="data.stale.cds", target="cds*")


def stale(**more: object) -> Alert:
    source = alert("data.stale.cds", severity=WARN, metric="data.stale.cds")
    return replace(source, **more)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param(stale(), alert(), "data.stale.cds fires", id="what it feeds"),
        pytest.param(stale(), alert("x"), "data.stale.cds fires", id="by metric"),
        pytest.param(stale(), alert("x", metric=""), "", id="something else"),
        pytest.param(stale(), alert(subject="MSFT"), "", id="another issuer"),
        pytest.param(stale(phase=PENDING), alert(), "", id="source only waits"),
        pytest.param(
            stale(muted="silenced"), alert(), "data.stale.cds fires", id="source muted"
        ),
    ],
)
def test_a_source_that_fires_mutes_its_targets(
    source: Alert, target: Alert, expected: str
) -> None:
    assert muted(source, target, inhibitions=(STALE,)) == ["", expected]


def test_an_inhibition_may_reach_across_issuers() -> None:
    wide = STALE._replace(same_subject=False)
    other = alert(subject="MSFT")
    assert muted(stale(), other, inhibitions=(wide,)) == ["", "data.stale.cds fires"]


def test_alerts_never_mute_themselves_or_each_other() -> None:
    every = Inhibition(source="cds*", target="*", same_subject=False)
    one, other = alert("cds-a"), alert("cds-b")
    assert muted(one, inhibitions=(every,)) == [""]
    assert muted(one, other, inhibitions=(every,)) == ["", ""]
    assert muted(one, alert("dd", metric=""), inhibitions=(every,))[1] == "cds-a fires"


def test_a_source_that_is_no_target_mutes_those_that_are_both() -> None:
    some = Inhibition(source="cds-*", target="cds-[bc]")
    alerts = [alert(f"cds-{each}", metric="") for each in "abc"]
    for order in (alerts, alerts[::-1]):
        found = dict(zip(order, muted(*order, inhibitions=(some,)), strict=True))
        assert [found[each] for each in alerts] == ["", *["cds-a fires"] * 2]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(quiet(), "silenced by jk until 16:00 EST", id="for a while"),
        pytest.param(
            quiet(until=NOW + 24 * HOUR),
            "silenced by jk until 3 Mar 26 14:00 EST",
            id="until another day",
        ),
        pytest.param(quiet(until=None), "silenced by jk", id="without an end"),
        pytest.param(
            quiet(until=None, worse_than=CRIT), "silenced by jk until worse", id="worse"
        ),
        pytest.param(quiet(until=None, worse_than=WARN), "", id="it is worse"),
        pytest.param(quiet(start=NOW + HOUR), "", id="still to come"),
        pytest.param(quiet(until=NOW), "", id="its end does not belong to it"),
        pytest.param(quiet(match=Matcher(issuer="M*")), "", id="another issuer"),
        pytest.param(quiet(match=Matcher(rule="dd*")), "", id="another rule"),
        pytest.param(quiet(match=Matcher(severity=WARN)), "", id="milder ones only"),
    ],
)
def test_a_silence_mutes_what_it_matches(said: Quiet, expected: str) -> None:
    assert muted(alert(), quiets=(said,)) == [expected]


def test_muting_changes_no_state_and_is_taken_back() -> None:
    before = (alert(severity=WARN), alert())
    silenced = mute(before, RuleBook(), (quiet(),), NOW)
    assert all(each.muted for each in silenced)
    assert [replace(each, muted="") for each in silenced] == list(before)
    later = mute(silenced, RuleBook(), (quiet(),), NOW + 3 * HOUR)
    assert [each.muted for each in later] == ["crit fires", ""]


def test_an_alert_of_which_nothing_changes_is_the_very_same() -> None:
    first = mute((alert(), alert(severity=WARN)), RuleBook(), (), NOW)
    again = mute(first, RuleBook(), (), NOW)
    assert all(was is now for was, now in zip(first, again, strict=True))


@pytest.mark.parametrize(
    ("until", "kept"), [(None, True), (NOW + HOUR, True), (NOW, False)]
)
def test_an_acknowledgement_lasts_until_its_time(
    until: datetime | None, kept: bool
) -> None:
    acked = replace(alert(), ack=Ack(by="jk", at=NOW - HOUR, until=until))
    (after,) = mute((acked,), RuleBook(), (), NOW)
    assert (after.ack is not None) is kept


def test_silences_expire() -> None:
    said = (quiet(until=NOW), quiet(until=None), quiet(start=NOW + HOUR))
    assert expire(said, NOW) == said[1:]
