from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest

from overhang.core.catalogue import METRICS
from overhang.core.records import Bound
from overhang.views.base import text_of
from overhang.views.explain import explain
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
formula     P / max(closes of the last 364 calendar days) - 1
convention  Closes adjusted for splits, not for dividends; never intraday highs.
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
crit !!   < -50%   breached by 8.1%
warn !    < -35%   breached by 23.1%
info i    < -25%   breached by 33.1%"""
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
    assert "crit !!   < -50%   still held, 1.0% back inside" in text


@pytest.mark.parametrize("subject", ["MSFT", "ORCL", "group:five", "group:unknown"])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("width", [30, 80])
def test_every_figure_can_be_explained_at_any_width(
    subject: str, metric: str, width: int
) -> None:
    lines = explain(sample_snapshot(), subject, metric, _ZONE, width)
    assert METRICS[metric].title in text_of(lines)
    assert all(line_width(line) <= max(width, 60) for line in lines[1:])


def _points() -> list[Point]:
    first = dt.date(2026, 7, 23)
    return [
        Point(first, 80.0, Bound.APPROX, "chart"),
        Point(dt.date(2026, 7, 28), 95.0, Bound.EXACT, "press"),
        Point(dt.date(2026, 8, 31), 94.0, Bound.EXACT, "note"),
    ]


def test_history_steps_only_between_marks_of_one_kind() -> None:
    assert (
        text_of(history(_points(), "cds.5y"))
        == """\
day             bp   step   source
31 Aug 26     94.0   -1.0   note
28 Jul 26     95.0          press
23 Jul 26   c.80.0          chart"""
    )


def test_a_metric_shows_levels_history_and_inputs() -> None:
    text = text_of(metric_lines(sample_snapshot(), "META", "cds.5y", _points(), 80))
    places = [text.index(each) for each in ("CDS 5Y", "Rule cds-5y-level", "History")]
    assert places == sorted(places)
