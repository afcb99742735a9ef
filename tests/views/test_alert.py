"""One alert in full, a silence, and the rule behind them, as text."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from overhang.views.alert import alert_page
from overhang.views.base import text_of
from overhang.views.explain import explain
from overhang.views.silences import quiet_page
from support.sample_alerts import ALERTS, alerted_snapshot

ZONE = ZoneInfo("America/New_York")


def test_one_alert_says_all_there_is_to_it() -> None:
    snapshot = alerted_snapshot()
    page = alert_page(snapshot, ALERTS[0], ZONE, 70)
    assert (
        text_of(page)
        == """\
!! Oracle (ORCL) · equity-dd-52w
says          ORCL 52w drawdown -58.1% < -50%
figure        52w drawdown -58.1%, about 09 Oct 26
level         < -50% crit
phase         crit firing since 08 Oct 26 14:05 EDT
acknowledged  nobody yet
note          asked treasury (ab, 09 Oct 26 16:05 EDT)"""
    )
    recovering = text_of(alert_page(snapshot, ALERTS[6], ZONE, 90))
    assert "recovering since 09 Oct 26 15:05 EDT, fired 07 Oct 26 14:05" in recovering
    assert "waited        10 of 30m open" in recovering
    muted = text_of(alert_page(snapshot, ALERTS[4], ZONE, 70))
    assert "nobody told   stale CDS figures" in muted
    acked = text_of(alert_page(snapshot, ALERTS[2], ZONE, 70))
    assert "acknowledged  jk, 09 Oct 26 15:35 EDT: known" in acked
    hard = text_of(alert_page(snapshot, ALERTS[5], ZONE, 70))
    assert "acknowledged  nobody yet; needs a reason" in hard


def test_what_was_not_known_while_it_waits_is_said() -> None:
    held = msgspec.structs.replace(ALERTS[3], unseen=720.0)
    text = text_of(alert_page(alerted_snapshot(), held, ZONE, 70))
    assert "1 of 2 closes; nothing was known for 12m open" in text


def test_a_silence_says_whom_until_when_and_why() -> None:
    first, file, worse = alerted_snapshot().quiets
    assert (
        text_of(quiet_page(first, ZONE, 60))
        == """\
Silence 12
issuer    AMZN
rule      capex-*
metric    all
severity  all
from      09 Oct 26 15:05 EDT
until     09 Oct 26 17:05 EDT
by        jk
why       refiling"""
    )
    assert text_of(quiet_page(file, ZONE, 60)).startswith("Silence of the rules file\n")
    until = "until     it is worse than warn, or nothing of it stands"
    assert until in text_of(quiet_page(worse, ZONE, 60))


def test_explain_says_how_far_the_rule_is() -> None:
    text = text_of(explain(alerted_snapshot(), "AMZN", "equity.drawdown.52w", ZONE, 70))
    assert text.endswith("""\
warn !    < -20%   beyond by 0.7pp
info i    < -15%   beyond by 5.7pp
phase   warn pending since 09 Oct 26 15:05 EDT
waited  1 of 2 closes""")
    text = text_of(explain(alerted_snapshot(), "MSFT", "equity.drawdown.52w", ZONE))
    assert "acknowledged  jk, 09 Oct 26 15:35 EDT: known" in text
