"""The alerts screen as text: its lists, one alert in full, the silences."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import msgspec
import pytest

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.snapshot import Snapshot
from overhang.core.states import Severity
from overhang.views import format as fmt
from overhang.views.alert import alert_page
from overhang.views.alerts import (
    Facet,
    Scene,
    alert_at,
    alerts_view,
    facet_tabs,
    quiet_at,
)
from overhang.views.base import PaneView, text_of
from overhang.views.layout import fit
from overhang.views.roll import earned, roll_of
from overhang.views.titles import tabs_line
from overhang.views.width import line_width
from support.sample_alerts import ALERTS, HOUR, alert, alerted_snapshot
from support.sample_universe import TAKEN

ZONE = ZoneInfo("America/New_York")


def scene(snapshot: Snapshot | None = None, wanted: str = "") -> Scene:
    return Scene(snapshot or alerted_snapshot(), TAKEN, ZONE, wanted)


def with_alerts(*alerts: Alert) -> Snapshot:
    return msgspec.structs.replace(alerted_snapshot(), alerts=alerts, quiets=())


def drawn(view: PaneView, width: int) -> str:
    table = fit(view, width)
    return text_of([table.header, *table.lines, *view.notes])


def found(alert: Alert | None) -> Alert:
    assert alert is not None
    return alert


def test_what_fires_is_listed_once_a_rule_and_issuer_worst_first_then_newest() -> None:
    assert (
        drawn(alerts_view(scene(), Facet.ACTIVE), 100)
        == """\
            value  level    rule                 phase        since  waited          acknowledged
ORCL  !!    1.72x  > 1.6x   capex-over-ocf       firing         12m                  needs a reason
ORCL  !!   -58.1%  < -50%   equity-dd-52w        firing      26h00m
META  !                     credit-leads-equity  firing          1m
MSFT  !a   -20.9%  < -20%   equity-dd-52w        firing       1h00m                  jk 15:35
GOOGL !   c.0.84x  > 0.85x  capex-over-ocf       recovering      2d  10 of 30m open"""  # noqa: E501
    )


def test_a_narrow_terminal_keeps_the_figure_and_the_rule() -> None:
    assert (
        drawn(alerts_view(scene(), Facet.ACTIVE), 40)
        == """\
             value   rule
ORCL  !!     1.72x   capex-over-ocf
ORCL  !!    -58.1%   equity-dd-52w
META  !              credit-leads-equity
MSFT  !a    -20.9%   equity-dd-52w
GOOGL !    c.0.84x   capex-over-ocf"""
    )


@pytest.mark.parametrize(
    ("facet", "text"),
    [
        (
            Facet.PENDING,
            """\
        value level  rule          since waited
AMZN ? -20.7% < -20% equity-dd-52w 1h00m warn, 1 of 2 closes""",
        ),
        (
            Facet.RECOVERING,
            """\
          value level   rule           since waited
GOOGL ! c.0.84x > 0.85x capex-over-ocf    2d 10 of 30m open""",
        ),
        (
            Facet.ACKED,
            """\
          value  level   rule           since  acknowledged
MSFT !a  -20.9%  < -20%  equity-dd-52w  1h00m  jk 15:35""",
        ),
        (
            Facet.SILENCED,
            """\
           value rule           nobody told
ORCL !z~ 227.0bp cds-5y-level   stale CDS figures
AMZN z           capex-*        #12 jk until 17:05 EDT
MSFT z           all rules      rules file until 11 Oct …
all  z           protection-bid #13 ab until worse""",
        ),
    ],
)
def test_each_list_keeps_what_it_is_looked_at_for(facet: Facet, text: str) -> None:
    assert drawn(alerts_view(scene(), facet), 60) == text


def test_the_names_of_the_lists_count_what_is_on_them() -> None:
    line = tabs_line(facet_tabs(alerted_snapshot()), Facet.ACTIVE, 80)
    assert text_of([line]) == (
        "1Active 5  2Pending 1  3Recovering 1  4Acknowledged 1  5Silenced 4  6History"
    )


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        ("orcl", ["capex-over-ocf ORCL", "equity-dd-52w ORCL"]),
        ("oracle dd", ["equity-dd-52w ORCL"]),
        ("WARN capex", ["capex-over-ocf GOOGL"]),
        ("banana", []),
    ],
)
def test_the_filter_finds_every_word_wherever_it_stands(
    wanted: str, rows: list[str]
) -> None:
    view = alerts_view(scene(wanted=wanted), Facet.ACTIVE)
    assert [row.key for row in view.rows] == rows
    assert view.about == f"only {wanted}: {len(rows)} of 5"


@pytest.mark.parametrize(
    ("alerts", "facet", "said"),
    [
        ((), Facet.ACTIVE, "nothing fires"),
        (ALERTS[3:4], Facet.ACTIVE, "nothing fires; 1 pending"),
        (ALERTS[3:5], Facet.ACTIVE, "nothing fires; 1 pending; 1 silenced"),
        ((), Facet.PENDING, "nothing is pending"),
        ((), Facet.SILENCED, "nothing is silenced"),
    ],
)
def test_an_empty_list_says_what_there_is_instead(
    alerts: tuple[Alert, ...], facet: Facet, said: str
) -> None:
    view = alerts_view(scene(with_alerts(*alerts)), facet)
    assert not view.rows
    assert text_of(view.notes) == said


@pytest.mark.parametrize("facet", Facet)
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(facet: Facet, width: int) -> None:
    table = fit(alerts_view(scene(), facet), width)
    assert all(line_width(line) <= width for line in (table.header, *table.lines))
    for each in ALERTS:
        page = alert_page(alerted_snapshot(), each, ZONE, width)
        assert all(line_width(line) <= width for line in page)


@pytest.mark.parametrize("width", [12, 20, 40, 60, 80, 120])
def test_a_mark_never_runs_into_the_name_before_it(width: int) -> None:
    group = alert("issued", "group:five", Severity.INFO, "group.issued.ltm")
    long = alert("issued", "LONGNAME.X", Severity.CRIT, "debt.issued.ytd")
    view = alerts_view(scene(with_alerts(group, long)), Facet.ACTIVE)
    lines = text_of(fit(view, width).lines).split("\n")
    assert re.match(r"(LONGNAM…|LONGNAME\.X) !!", lines[0])
    assert re.match(r"the five +i", lines[1])


def test_a_row_is_found_again_by_its_key() -> None:
    snapshot = alerted_snapshot()
    for facet in (Facet.ACTIVE, Facet.PENDING, Facet.RECOVERING, Facet.ACKED):
        for row in alerts_view(scene(), facet).rows:
            alert = found(alert_at(snapshot, facet, row.key))
            assert row.key == f"{alert.rule} {alert.subject}"
    keys = [row.key for row in alerts_view(scene(), Facet.SILENCED).rows]
    assert alert_at(snapshot, Facet.SILENCED, keys[0]) == ALERTS[4]
    assert [quiet_at(snapshot, key) for key in keys] == [None, *snapshot.quiets]


def test_a_worse_level_that_is_pending_stands_beside_the_milder_that_fires() -> None:
    mild = alert("r", "META", Severity.WARN)
    worse = alert("r", "META", Severity.CRIT, phase=Phase.PENDING)
    milder = alert("r", "META", Severity.INFO, phase=Phase.PENDING)
    roll = roll_of(with_alerts(milder, mild, worse))
    assert (roll.standing, roll.pending) == ((mild,), (worse,))


def test_next_goes_round_what_nobody_has_and_starts_at_the_worst() -> None:
    roll = roll_of(alerted_snapshot())
    here = None
    seen = []
    for _ in range(5):
        here = found(roll.after(here))
        seen.append((here.subject, here.rule))
    assert seen == [
        ("ORCL", "capex-over-ocf"),
        ("ORCL", "equity-dd-52w"),
        ("META", "credit-leads-equity"),
        ("GOOGL", "capex-over-ocf"),
        ("ORCL", "capex-over-ocf"),
    ]
    # From one that somebody has, on to what stands below it.
    assert found(roll.after(ALERTS[2])).subject == "GOOGL"
    assert roll_of(with_alerts(ALERTS[2])).after(None) is None


def test_a_figures_alert_is_the_one_that_asks_for_most() -> None:
    roll = roll_of(alerted_snapshot())
    assert found(roll.about("ORCL", "equity.drawdown.52w")).severity is Severity.CRIT
    assert found(roll.about("ORCL", pane="capex")).rule == "capex-over-ocf"
    assert found(roll.about("ORCL", pane="cds")).muted
    assert found(roll.about("ORCL")).rule == "capex-over-ocf"
    taken = msgspec.structs.replace(ALERTS[5], ack=ALERTS[2].ack)
    two = roll_of(with_alerts(taken, ALERTS[0]))
    assert found(two.about("ORCL")).rule == "equity-dd-52w"
    old = alert("data.stale.debt", "MSFT", Severity.INFO, "data.stale.debt")
    stale = roll_of(with_alerts(old))
    assert found(stale.about("MSFT", pane="debt")).rule == "data.stale.debt"
    assert stale.about("MSFT", pane="cds") is None


@pytest.mark.parametrize(
    ("got", "wait", "closes", "said"),
    [
        (1.0, 2.0, True, "1 of 2 closes"),
        (0.0, 1.0, True, "0 of 1 close"),
        (599.0, 1800.0, False, "9 of 30m open"),
        (0.0, 90.0, False, "0 of 2m open"),
        (0.0, 0.0, False, ""),
    ],
)
def test_a_wait_is_said_in_what_it_is_counted_in(
    got: float, wait: float, closes: bool, said: str
) -> None:
    waits = alert("r", "META", Severity.WARN, earned=got, wait=wait, in_closes=closes)
    assert earned(waits) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (dt.timedelta(seconds=-5), "now"),
        (dt.timedelta(seconds=59), "now"),
        (HOUR - dt.timedelta(seconds=1), "59m"),
        (HOUR, "1h00m"),
        (47 * HOUR, "47h00m"),
        (48 * HOUR, "2d"),
    ],
)
def test_how_long_is_said_in_a_few_letters(span: dt.timedelta, said: str) -> None:
    assert fmt.elapsed(span) == said
