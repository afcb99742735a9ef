from __future__ import annotations

import datetime as dt
import re

import msgspec
import pytest

from overhang.core.catalogue import METRICS, Pane, Unit
from overhang.core.metrics import series
from overhang.core.records import Bound
from overhang.views.bars import bar_chart
from overhang.views.base import Line, Tone, text_of
from overhang.views.chart import line_chart, scatter
from overhang.views.drilldown import figure_chart, path_metric
from overhang.views.plots import (
    capex_chart,
    cds_chart,
    issuance_chart,
    marks_of,
    metric_chart,
)
from overhang.views.points import Bar, Point, Rung
from overhang.views.width import line_width
from support.interpreter import loaded_after
from support.snapshots import sample_snapshot

_START = dt.date(2026, 1, 1)


def _daily(*values: float) -> list[Point]:
    return [
        Point(_START + dt.timedelta(days=at), value) for at, value in enumerate(values)
    ]


def _tones(lines: list[Line], tone: Tone) -> str:
    return "".join(span.text for line in lines for span in line if span.tone is tone)


def test_points_stand_alone_between_labelled_levels() -> None:
    points = [
        Point(dt.date(2026, 1, 1), 40, Bound.CEILING),
        Point(dt.date(2026, 3, 1), 60, Bound.FLOOR),
        Point(dt.date(2026, 7, 1), 80),
        Point(dt.date(2026, 9, 1), 90, Bound.APPROX),
    ]
    lines = scatter(points, 50, 10, Unit.BP, [Rung(100, Tone.CRIT, " crit 100bp")])
    assert (
        text_of(lines)
        == """\
100bp │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ crit 100bp
      │                               ○
      │                       ●
      │
      │
      │       ▲
 50bp │
      │▼
      └────────────────────────────────
                  Apr 26      Jul 26"""
    )
    assert _tones(lines, Tone.CHART) == "○●▲▼"
    assert _tones(lines, Tone.CRIT).endswith(" crit 100bp")


def test_a_series_is_one_line_and_its_extreme_is_named() -> None:
    points = _daily(*[0.0, -0.1, -0.4, -0.2, -0.1] * 20)
    low = points[2]
    lines = line_chart(
        points, 60, 12, Unit.PERCENT, mark=(low.day, "low -40.0% 03 Jan 26")
    )
    assert "low -40.0% 03 Jan 26" in _tones(lines, Tone.ACCENT)
    drawn = _tones(lines, Tone.CHART)
    assert drawn
    assert all(0x2800 < ord(char) <= 0x28FF for char in drawn)


def test_a_rising_series_rises() -> None:
    lines = line_chart(_daily(*range(200)), 60, 12, Unit.COUNT)
    rows = text_of(lines).split("\n")[:10]
    ends = [max(row.rfind(c) for c in row if ord(c) > 0x2800) for row in rows if row]
    assert ends == sorted(ends, reverse=True)


def test_ascii_charts_are_ascii() -> None:
    rung = Rung(50, Tone.WARN, " warn 50")
    for lines in (
        line_chart(_daily(*range(99)), 60, 12, Unit.COUNT, [rung], ascii_only=True),
        scatter(_daily(1, 2, 3), 60, 12, Unit.COUNT, [rung], ascii_only=True),
        bar_chart([Bar("a", 3.0), Bar("b", low=1, high=2)], 40, 8, ascii_only=True),
    ):
        assert text_of(lines).isascii()


@pytest.mark.parametrize("values", [(), (5.0,), (0.0,), (5.0, 5.0), (-1.0, 1.0)])
@pytest.mark.parametrize("size", [(0, 0), (23, 4), (24, 5), (40, 6), (200, 50)])
def test_little_data_and_little_room_are_handled(
    values: tuple[float, ...], size: tuple[int, int]
) -> None:
    for draw in (line_chart, scatter):
        lines = draw(_daily(*values), *size, Unit.USD)
        assert lines
        if size >= (24, 5) and values:
            assert len(lines) == size[1]
            assert all(line_width(line) == size[0] for line in lines)


def test_bars_carry_values_and_ranges() -> None:
    bars = [
        Bar("FY2024", 40.0),
        Bar("FY2025", 80.0, high=90.0),
        Bar("CY2026", low=100.0, high=120.0, text="100-120"),
    ]
    lines = bar_chart(bars, 40, 9)
    assert (
        text_of(lines)
        == """\
                        100-120
            80.0        ━━━━━━━━━━
                        ━━━━━━━━━━
            ━━━━━▼━━━━
40.0        ██████████
██████████  ██████████
██████████  ██████████
────────────────────────────────────
FY2024      FY2025      CY2026"""
    )
    assert _tones(lines, Tone.CHART_2) == "━" * 10 * 2 + "━━━━━▼━━━━"


def test_the_last_bars_are_kept_when_not_all_fit() -> None:
    bars = [Bar(f"b{at}", float(at)) for at in range(20)]
    text = text_of(bar_chart(bars, 40, 8))
    assert "b19" in text
    assert "b14" not in text


def test_charts_of_the_snapshot() -> None:
    snapshot = sample_snapshot()
    cds = cds_chart(snapshot, "ORCL", 80, 14)
    assert _tones(cds, Tone.CHART).count("●") == 1
    assert set("▼▲○") <= set(_tones(cds, Tone.CHART))
    assert "warn 200bp" in text_of(cds)
    capex = text_of(capex_chart(snapshot, "META", 80, 12))
    assert "130-145" in capex
    assert "93.0/y" in capex
    assert "GS 25-27" in capex
    issued = text_of(issuance_chart(snapshot, "GOOGL", 80, 10))
    assert "25.0" in issued
    assert "26Q3" in issued
    equity = metric_chart(
        snapshot, "ORCL", "equity.drawdown.52w", _daily(0, -0.3, -0.5), 80, 14
    )
    assert "low -50.0% 03 Jan 26" in text_of(equity)
    assert "crit -50%" in text_of(equity)


def test_a_quarter_with_a_deal_of_unknown_size_is_a_floor() -> None:
    full = sample_snapshot()
    known = next(each for each in full.facts.deals if each.deal_id == "GOOGL-2026-08")
    replace = msgspec.structs.replace
    unknown = replace(known, deal_id="x", size_bn=None, launch_bn=None)
    earlier = replace(unknown, deal_id="y", priced_on=dt.date(2026, 5, 4))
    facts = replace(full.facts, deals=(known, unknown, earlier))
    snapshot = replace(full, facts=facts)
    text = text_of(issuance_chart(snapshot, "GOOGL", 100, 10))
    assert ">25.0" in text
    assert re.search(r" >0\b", text)


def test_vehicles_have_bars_of_their_own() -> None:
    about = (sample_snapshot(), "ORCL")
    sold = text_of(figure_chart(*about, "debt.issued.ltm", [], 100, 12))
    beside = text_of(figure_chart(*about, "debt.vehicles.ltm", [], 100, 12))
    assert "25.0" in sold
    assert "14.0" not in sold
    assert "14.0" in beside
    assert "25.0" not in beside
    assert beside.startswith("vehicles' USD debt by quarter of pricing, USD bn\n")


@pytest.mark.parametrize(
    ("metric", "head"),
    [
        ("capex.to_ocf.ltm", "capex, USD bn a year · █ cash capex · ━ guidance as"),
        ("cds.dealers", "CDS 5Y, bp · ● exact ○ about ▲ floor ▼ ceiling · levels"),
        ("debt.total", "USD senior notes by quarter of pricing, USD bn"),
        ("equity.drawdown.52w", "52w drawdown, % · levels dotted"),
        ("equity.vs_group", "close, USD\n"),
        ("equity.value_lost.peak", "close, USD\n"),
    ],
)
def test_a_chart_says_what_it_draws_and_keeps_to_its_height(
    metric: str, head: str
) -> None:
    lines = figure_chart(sample_snapshot(), "ORCL", metric, _daily(1, 2, 3), 80, 12)
    assert text_of(lines).startswith(head)
    assert len(lines) == 12
    plain = figure_chart(sample_snapshot(), "ORCL", metric, [], 80, 12, ascii_only=True)
    assert text_of(plain[:1]).replace("·", "").isascii()


def test_every_figure_of_a_share_has_a_path_that_can_be_asked_for() -> None:
    for metric, known in METRICS.items():
        if known.pane is Pane.EQUITY:
            assert path_metric(metric) in series._PATHS
        else:
            assert path_metric(metric) == metric


def test_marks_keep_what_is_known_of_their_day() -> None:
    stored = [
        (each.date, each.date_precision)
        for each in sample_snapshot().facts.marks
        if each.issuer == "ORCL"
    ]
    points = marks_of(sample_snapshot(), "ORCL")
    assert [(each.day, each.precision) for each in points] == sorted(stored)


def test_an_issuer_without_deals_or_marks_says_so() -> None:
    assert text_of(cds_chart(sample_snapshot(), "MSFT", 80, 14)) == "no points to draw"


def test_views_import_no_heavy_library_and_draw_lazily() -> None:
    loaded = loaded_after(
        "import overhang.views.plots, overhang.views.dump, overhang.views.group,"
        " overhang.views.issuer, overhang.views.metric, overhang.views.sources,"
        " overhang.views.help, overhang.views.status"
    )
    assert not loaded & {"pandas", "numpy", "httpx", "asyncio"}
    assert not loaded & {"textual", "rich", "plotille"}
