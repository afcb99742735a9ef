from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest

from overhang.core.catalogue import METRICS, Pane
from overhang.core.records import Bound, Precision
from overhang.core.snapshot import Input, Level, Reading, Standing
from overhang.core.states import Severity
from overhang.views.base import text_of
from overhang.views.explain import explain, ladder
from overhang.views.facets import facet
from overhang.views.figures import figures_of
from overhang.views.metric import history, metric_lines
from overhang.views.points import Point
from overhang.views.width import line_width
from support.snapshots import sample_snapshot

_ZONE = ZoneInfo("America/New_York")


def _explained(subject: str, metric: str) -> str:
    return text_of(explain(sample_snapshot(), subject, metric, _ZONE))


def test_a_figure_explains_itself() -> None:
    assert (
        _explained("ORCL", "equity.drawdown.52w")
        == """\
Oracle (ORCL) · Drawdown from 52-week high  -58.1% !!
formula     min(P / max(closes of the last 364 calendar days) - 1, 0)
convention  Closes adjusted for splits, not for dividends; never intraday highs.
            While a session is open P is its last price; peaks and highs are
            closes only.
covers      high 28 Oct 25
state       fresh
about       09 Oct 26, 0bd old
known at    09 Oct 26 16:05 EDT
quality     reported

Inputs
input             value   about       quality
peak close   USD 328.33   28 Oct 25   composite
    closes.csv
close        USD 137.55   09 Oct 26   composite
    closes.csv

Rule equity-dd-52w
level         at   where it stands
crit !!   < -50%   breached by 8.1pp
warn !    < -35%   breached by 23.1pp
info i    < -25%   breached by 33.1pp"""
    )


def test_what_is_not_there_says_why() -> None:
    text = _explained("MSFT", "capex.to_ocf.ltm")
    assert text.startswith("Microsoft (MSFT) · Capex / OCF  n/a\n")
    assert "state       absent\n" in text
    assert "reason      FY26 Q3 and Q4 cash flow not reported here\n" in text
    assert text.count("no value to judge") == 3
    assert "why here  1.00x: free cash flow is zero" in text


def test_an_old_breached_figure_says_both() -> None:
    text = _explained("META", "cds.5y")
    assert "94.0bp !~" in text
    assert "~ dead: so old" in text
    assert "31 Aug 26, 28bd old" in text
    assert "crit !!   > 100bp   6.0bp to go" in text


def test_a_level_held_by_its_clear_level_says_so() -> None:
    snapshot = sample_snapshot()
    held = tuple(
        msgspec.structs.replace(each, value=-0.49, severity=each.severity)
        for each in snapshot.standings
    )
    snapshot = msgspec.structs.replace(snapshot, standings=held)
    text = text_of(explain(snapshot, "ORCL", "equity.drawdown.52w", _ZONE))
    assert "crit !!   < -50%   still held, 1.0pp back inside" in text


@pytest.mark.parametrize("subject", ["MSFT", "ORCL", "group:five", "group:unknown"])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("width", [30, 80])
def test_every_figure_can_be_explained_at_any_width(
    subject: str, metric: str, width: int
) -> None:
    lines = explain(sample_snapshot(), subject, metric, _ZONE, width)
    assert METRICS[metric].title in " ".join(text_of(lines).split())
    assert all(line_width(line) <= max(width, 60) for line in lines[1:])


def _points() -> list[Point]:
    first = dt.date(2026, 7, 23)
    return [
        Point(first, 80.0, Bound.APPROX, "chart"),
        Point(dt.date(2026, 7, 28), 95.0, Bound.EXACT, "press"),
        Point(dt.date(2026, 8, 31), 94.0, Bound.EXACT, "press"),
        Point(dt.date(2026, 9, 15), 97.0, Bound.EXACT, "dealer", Precision.MONTH),
        Point(dt.date(2026, 9, 28), 99.0, Bound.FLOOR, "dealer"),
        Point(dt.date(2026, 9, 30), 98.0, Bound.FLOOR, "dealer"),
    ]


def test_history_steps_only_between_exact_marks_of_one_source() -> None:
    assert (
        text_of(history(_points(), "cds.5y"))
        == """\
day             bp   step   source
30 Sep 26    >98.0          dealer
28 Sep 26    >99.0          dealer
Sep 26        97.0          dealer
31 Aug 26     94.0   -1.0   press
28 Jul 26     95.0          press
23 Jul 26   c.80.0          chart"""
    )


def test_a_metric_shows_levels_history_and_inputs() -> None:
    text = text_of(metric_lines(sample_snapshot(), "META", "cds.5y", _points(), 80))
    parts = ("CDS 5Y", "Rule cds-5y-level", "History", "Marks")
    places = [text.index(each) for each in parts]
    assert places == sorted(places)


def test_a_group_has_no_background_and_a_share_has_its_results() -> None:
    def page(subject: str, metric: str) -> str:
        return text_of(metric_lines(sample_snapshot(), subject, metric, [], 80))

    assert "after the close" in page("META", "equity.drawdown.52w")
    assert "Deals" in page("ORCL", "debt.total")
    assert "Deals" not in page("group:five", "group.issued.ltm")


def test_a_history_of_the_close_says_that_it_is() -> None:
    points = [Point(dt.date(2026, 10, 8), 130.0), Point(dt.date(2026, 10, 9), 137.55)]
    lines = metric_lines(sample_snapshot(), "ORCL", "equity.market_value", points, 80)
    text = text_of(lines)
    assert "History of close" in text
    assert "137.55   +7.55" in text


def test_a_step_between_percentages_is_in_points() -> None:
    points = [Point(dt.date(2026, 10, 8), -0.50), Point(dt.date(2026, 10, 9), -0.48)]
    assert "-48.0%   +2.0pp" in text_of(history(points, "equity.drawdown.52w"))


@pytest.mark.parametrize("width", [30, 40, 45])
def test_a_figure_without_room_beside_its_name_has_its_own_line(width: int) -> None:
    snapshot = sample_snapshot()
    metric = "equity.drawdown.52w"
    page = metric_lines(snapshot, "GOOGL", metric, [], width)
    for lines in (page, explain(snapshot, "GOOGL", metric, _ZONE, width)):
        figure = next(line for line in lines if "-11.1%" in text_of([line]))
        assert text_of([figure]) == "-11.1%"
        assert all(line_width(line) <= width for line in lines[: lines.index(figure)])


@pytest.mark.parametrize(
    ("bound", "above", "level", "said"),
    [
        (Bound.FLOOR, True, 40.0, "at most USD 15.0bn to go"),
        (Bound.FLOOR, True, 20.0, "breached by at least USD 5.0bn"),
        (Bound.CEILING, True, 40.0, "at least USD 15.0bn to go"),
        (Bound.CEILING, False, 20.0, "at most USD 5.0bn to go"),
        (Bound.EXACT, True, 40.0, "USD 15.0bn to go"),
    ],
)
def test_a_bounded_figure_is_at_most_so_far_from_a_level(
    bound: Bound, above: bool, level: float, said: str
) -> None:
    past = said.startswith("breached")
    standing = Standing(
        rule="r",
        subject="AMZN",
        metric="debt.issued.ytd",
        severity=Severity.WARN if past else Severity.NONE,
        value=25.0,
        levels=(Level(Severity.WARN, level),),
        above=above,
    )
    last = text_of(ladder(standing, 80, bound)).split("\n")[1]
    assert last.split("bn   ", 1)[1] == said


def test_a_placeholder_day_is_written_as_its_month() -> None:
    snapshot = sample_snapshot()
    about = dt.date(2026, 1, 31)
    month = Precision.MONTH
    mark = Input("mark", 36.0, "bp", about, "a desk", precision=month)
    snapshot.readings["ORCL"]["cds.5y"] = Reading(
        value=36.0, about=about, age=175, precision=month, inputs=(mark,)
    )
    text = text_of(explain(snapshot, "ORCL", "cds.5y", _ZONE))
    assert "Jan 26, about 175bd old" in text
    assert "31 Jan 26" not in text
    row = next(
        each
        for each in facet(figures_of(snapshot), "ORCL", Pane.CDS, []).rows
        if each.key == "cds.5y"
    )
    assert "Jan 26" in [cell.text for cell in row.cells]
