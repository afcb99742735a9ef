from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
import pytest

from overhang.core.records import Bound
from overhang.core.snapshot import Snapshot
from overhang.core.states import Severity
from overhang.views.base import Tone, text_of
from overhang.views.status import Notice, status_line, title
from overhang.views.strip import group_lines, sale_forecasts
from overhang.views.width import line_width
from support.sample_alerts import alerted_snapshot
from support.snapshots import TAKEN, reading, sample_snapshot

_ZONE = ZoneInfo("America/New_York")


def _status(snapshot: Snapshot | None, width: int, notice: Notice) -> str:
    return text_of([status_line(snapshot, width, TAKEN, _ZONE, notice)])


def test_the_status_line_says_what_is_flagged_as_of_when_and_what_is_wrong() -> None:
    text = _status(sample_snapshot(), 180, Notice())
    assert text.startswith("2C 6W 4I · shipped data as of 09 Oct 26 · ")
    assert "rules.toml:14: rule cds-5y-level: unit missing in '> 60'" in text
    assert "sources 1 ok 1 failed 1 missing" in text
    assert text.endswith(" 16:05 EDT")
    assert len(text) == 180


def test_a_narrow_status_line_keeps_the_counts_and_the_zone() -> None:
    text = _status(sample_snapshot(), 40, Notice())
    assert text.startswith("2C 6W 4I")
    assert text.endswith("16:05 EDT")
    assert _status(sample_snapshot(), 6, Notice()) == "2C 6W…"


def test_a_silent_collector_and_a_pause_come_before_the_data_clock() -> None:
    notice = Notice(paused=True, collector="collector silent for 1 min")
    line = status_line(sample_snapshot(), 120, TAKEN, _ZONE, notice)
    text = text_of([line])
    assert text.index("collector silent") < text.index("paused") < text.index("shipped")
    assert Tone.CRIT in {
        span.tone for span in line if span.text.startswith("collector")
    }


def test_live_data_is_not_called_shipped() -> None:
    snapshot = sample_snapshot()
    clock = msgspec.structs.replace(snapshot.clock, shipped=False)
    live = msgspec.structs.replace(
        snapshot, clock=clock, standings=(), problems=(), sources=()
    )
    text = _status(live, 100, Notice())
    assert text.startswith("nothing to judge · data 09 Oct 26 · sources 0 ok")


def test_the_terminal_title_counts_too() -> None:
    quiet = msgspec.structs.replace(sample_snapshot(), standings=())
    assert title(sample_snapshot()) == "[2C 6W 4I] overhang"
    assert title(quiet) == "overhang"


def test_the_group_strip_wraps_at_figures() -> None:
    assert (
        text_of(group_lines(sample_snapshot(), 80))
        == """\
USD bn  since results  four -153.7 -1.3%  five -247.5 -2.1%
five: capex guided >782.5 · capex/OCF 0.91x · issued YTD 120.0 LTM 182.5i
CDS basket 98.2bp~ · AI share of IG n/a · MS 26 borrowing 400"""
    )


def test_a_gain_is_a_plus_and_benign_and_a_loss_a_minus_and_adverse() -> None:
    snapshot = sample_snapshot()
    gain = reading(-1817.8, bound=Bound.FLOOR)
    snapshot.readings["group:four"]["group.value_lost"] = gain
    first = group_lines(snapshot, 80)[0]
    spans = {span.text: span.tone for span in first}
    # A loss of at least so much is a change of at most so much.
    assert spans["<+1,817.8"] is Tone.BENIGN
    assert spans["-247.5"] is Tone.ADVERSE


def test_the_share_of_the_market_is_on_the_strip() -> None:
    snapshot = sample_snapshot()
    snapshot.readings["group:five"]["group.ai_share_ig"] = reading(0.14)
    assert "AI share of IG 14.0% · " in text_of(group_lines(snapshot, 80))


def test_only_forecasts_of_this_year_stand_beside_issuance() -> None:
    shown = [
        (each.broker, each.value_usd_bn) for each in sale_forecasts(sample_snapshot())
    ]
    assert shown == [("Morgan Stanley", 400)]


@pytest.mark.parametrize("width", [1, 20, 60, 200])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    snapshot = sample_snapshot()
    lines = group_lines(snapshot, width)
    lines.append(status_line(snapshot, width, TAKEN, _ZONE, Notice()))
    assert all(line_width(line) <= width for line in lines)


def test_calm_is_only_said_of_figures_that_were_judged() -> None:
    snapshot = sample_snapshot()
    calm = tuple(
        msgspec.structs.replace(each, severity=Severity.NONE, breached=None)
        for each in snapshot.standings
    )
    said = _status(msgspec.structs.replace(snapshot, standings=calm), 100, Notice())
    assert said.startswith("no level breached")
    silent = tuple(msgspec.structs.replace(each, value=None) for each in calm)
    said = _status(msgspec.structs.replace(snapshot, standings=silent), 100, Notice())
    assert said.startswith("nothing to judge")


def test_the_status_line_says_what_nobody_has_and_what_is_pending() -> None:
    text = _status(alerted_snapshot(), 120, Notice())
    assert text.startswith("2C 3W · 4 unacked · 1 pending · shipped data")
    assert title(alerted_snapshot()) == "[2C 3W] overhang"


def test_the_status_line_says_when_everything_has_somebody() -> None:
    snapshot = alerted_snapshot()
    taken = tuple(
        msgspec.structs.replace(each, acked=True, pending=Severity.NONE)
        for each in snapshot.standings
    )
    text = _status(msgspec.structs.replace(snapshot, standings=taken), 120, Notice())
    assert text.startswith("2C 3W · all acked · shipped data")


def test_nothing_fires_while_something_is_pending() -> None:
    snapshot = alerted_snapshot()
    calm = tuple(
        msgspec.structs.replace(each, severity=Severity.NONE)
        for each in snapshot.standings
    )
    text = _status(msgspec.structs.replace(snapshot, standings=calm), 120, Notice())
    assert text.startswith("nothing fires · 1 pending · ")


def test_what_is_said_comes_before_what_is_open_and_the_clock_stays() -> None:
    said = Notice(said="ack of ORCL capex-over-ocf sent")
    text = _status(alerted_snapshot(), 40, said)
    assert text == "2C 3W · ack of ORCL capex-ov…  16:05 EDT"
    assert _status(alerted_snapshot(), 40, Notice()) == (
        "2C 3W · 4 unacked · 1 pending  16:05 EDT"
    )
    assert _status(alerted_snapshot(), 36, Notice()) == (
        "2C 3W · 4 unacked          16:05 EDT"
    )
