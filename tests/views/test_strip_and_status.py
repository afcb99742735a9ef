from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
import pytest

from overhang.core.records import Bound
from overhang.core.snapshot import Snapshot, SourceState
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


def _well() -> Snapshot:
    """Return alerts over sources of which nothing is wrong."""
    snapshot = alerted_snapshot()
    sources = tuple(
        msgspec.structs.replace(each, state=SourceState.OK) for each in snapshot.sources
    )
    return msgspec.structs.replace(snapshot, sources=sources)


def test_the_status_line_says_what_is_flagged_as_of_when_and_what_is_wrong() -> None:
    text = _status(sample_snapshot(), 180, Notice())
    assert text.startswith(
        "2C 6W 4I · rules.toml:14: rule cds-5y-level: unit missing in '> 60' · "
        "cash_flow failed · cds_activity missing · shipped data as of 09 Oct 26 · "
        "sources 1 ok "
    )
    assert text.endswith(" 16:05 EDT")
    assert len(text) == 180


def test_a_narrow_status_line_keeps_the_counts_and_the_zone() -> None:
    text = _status(sample_snapshot(), 40, Notice())
    assert text.startswith("2C 6W 4I")
    assert text.endswith("16:05 EDT")
    assert _status(sample_snapshot(), 6, Notice()) == "2C 6W…"


def test_a_pause_holds_neither_the_counts_nor_what_is_wrong() -> None:
    snapshot = msgspec.structs.replace(sample_snapshot(), problems=())
    same = _status(snapshot, 140, Notice(paused=True, newest=snapshot))
    assert same == _status(snapshot, 140, Notice(paused=True))
    calm = msgspec.structs.replace(
        snapshot, standings=snapshot.standings[:1], problems=("rules.toml:3: no",)
    )
    text = _status(snapshot, 140, Notice(paused=True, newest=calm))
    assert text.startswith("2C 6W 4I · paused · now 1W · ")
    assert "rules.toml:3: no" in text


def test_a_silent_collector_and_a_pause_come_before_the_data_clock() -> None:
    notice = Notice(paused=True, collector="collector silent for 1 min")
    snapshot = msgspec.structs.replace(sample_snapshot(), problems=())
    line = status_line(snapshot, 140, TAKEN, _ZONE, notice)
    text = text_of([line])
    assert text.index("paused") < text.index("collector silent") < text.index("shipped")
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
    text = _status(_well(), 120, Notice())
    assert text.startswith("2C 3W · 4 unacked · 1 pending · shipped data")
    assert title(_well()) == "[2C 3W] overhang"


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ({Severity.CRIT}, "3W · 2C muted · 2 unacked"),
        ({Severity.CRIT, Severity.WARN, Severity.INFO}, "2C muted · 1 pending"),
    ],
)
def test_what_nobody_is_told_of_is_never_called_calm(
    severities: set[Severity], said: str
) -> None:
    snapshot = _well()
    muted = tuple(
        msgspec.structs.replace(each, muted="data.stale.equity fires")
        if each.severity in severities
        else each
        for each in snapshot.standings
    )
    text = _status(msgspec.structs.replace(snapshot, standings=muted), 120, Notice())
    assert text.startswith(said)


def test_the_status_line_says_when_everything_has_somebody() -> None:
    snapshot = _well()
    taken = tuple(
        msgspec.structs.replace(each, acked=True, pending=Severity.NONE)
        for each in snapshot.standings
    )
    text = _status(msgspec.structs.replace(snapshot, standings=taken), 120, Notice())
    assert text.startswith("2C 3W · all acked · shipped data")


def test_nothing_fires_while_something_is_pending() -> None:
    snapshot = _well()
    calm = tuple(
        msgspec.structs.replace(each, severity=Severity.NONE)
        for each in snapshot.standings
    )
    text = _status(msgspec.structs.replace(snapshot, standings=calm), 120, Notice())
    assert text.startswith("nothing fires · 1 pending · ")


def test_what_is_said_comes_before_what_is_open_and_before_the_clock() -> None:
    said = Notice(said="ack of ORCL capex-over-ocf sent")
    text = _status(_well(), 40, said)
    assert text == "2C 3W · ack of ORCL capex-over-ocf sent"
    assert _status(_well(), 40, Notice()) == (
        "2C 3W · 4 unacked · 1 pending  16:05 EDT"
    )
    assert _status(_well(), 36, Notice()) == ("2C 3W · 4 unacked          16:05 EDT")


_THREE = ("rules.toml:12: unit missing in '> 60'", "webhook desk: refused 503")


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (
            160,
            "2C 3W · rules.toml:12: unit missing in '> 60' · webhook desk: refused 503"
            " · cash_flow failed · cds_activity missing · 4 unacked · 1 pending",
        ),
        (
            120,
            "2C 3W · 4 faults: rules.toml:12: unit missing in '> 60' · webhook desk:"
            " refused 503 … · 4 unacked · 1 pending  16:05 EDT",
        ),
        (
            80,
            "2C 3W · 4 faults: rules.toml:12: unit missin… · 4 unacked · 1 pending"
            "  16:05 EDT",
        ),
        (40, "2C 3W · 4 faults · 4 unacked   16:05 EDT"),
        (24, "2C 3W · 4 faults"),
    ],
)
def test_what_is_wrong_is_said_or_counted_at_every_width(width: int, said: str) -> None:
    snapshot = msgspec.structs.replace(alerted_snapshot(), problems=_THREE)
    assert _status(snapshot, width, Notice()).startswith(said)


@pytest.mark.parametrize("width", range(40, 200))
def test_no_width_is_calm_while_something_is_broken(width: int) -> None:
    snapshot = msgspec.structs.replace(
        alerted_snapshot(), standings=(), alerts=(), problems=_THREE
    )
    for notice in (
        Notice(),
        Notice(paused=True),
        Notice(said="ack of ORCL capex-over-ocf sent"),
    ):
        text = _status(snapshot, width, notice)
        assert "4 faults" in text or "cds_activity missing" in text
        assert len(text) <= width
    alone = msgspec.structs.replace(_well(), problems=_THREE[:1])
    text = _status(alone, width, Notice())
    assert "1 fault" in text or "rules.toml:12" in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_pause_is_said_whatever_else_is(width: int) -> None:
    notice = Notice(paused=True, said="copied AMZN -7.6% -7.6% +11.4% 262.43" * 4)
    text = _status(_well(), width, notice)
    assert " · paused · copied" in text
    assert len(text) == width


def test_two_rules_that_wait_on_one_figure_are_two_pending() -> None:
    snapshot = _well()
    waiting = next(each for each in snapshot.standings if each.pending)
    more = msgspec.structs.replace(waiting, rule="another")
    standings = (*snapshot.standings, more)
    text = _status(
        msgspec.structs.replace(snapshot, standings=standings), 120, Notice()
    )
    assert "2 pending" in text


def test_many_sources_that_fail_are_counted_one_by_one() -> None:
    snapshot = _well()
    sources = tuple(
        msgspec.structs.replace(each, state=SourceState.FAILED)
        for each in snapshot.sources
    )
    ill = msgspec.structs.replace(snapshot, sources=sources, problems=_THREE[:1])
    assert "· 3 sources failed ·" in _status(ill, 160, Notice())
    assert _status(ill, 40, Notice()).startswith("2C 3W · 4 faults")
