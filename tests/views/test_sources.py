from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from overhang.core.rights import Rights
from overhang.core.snapshot import Snapshot, SourceHealth, SourceState
from overhang.views.base import text_of
from overhang.views.feeds import missed, summary, together
from overhang.views.sources import as_json, sources
from overhang.views.status import Notice, status_line
from overhang.views.width import line_width
from support.snapshots import TAKEN, sample_snapshot

ZONE = ZoneInfo("America/New_York")
HOUR = dt.timedelta(hours=1)
REFUSED = "HTTP 403 from data.sec.gov: EDGAR wants a contact"


def edgar(table: str, state: SourceState = SourceState.OK) -> SourceHealth:
    return SourceHealth(
        table=table,
        kind="edgar",
        feed="edgar",
        place="data.sec.gov",
        state=state,
        rows=314,
        last_success=TAKEN - 3 * HOUR,
        next_try=TAKEN + HOUR,
        rights=Rights.PUBLIC,
        licence="SEC EDGAR, public domain",
        left=4.0,
        per_second=5.0,
        errors=(REFUSED,) if state is SourceState.FAILED else (),
    )


def tape(state: SourceState = SourceState.OK) -> SourceHealth:
    return SourceHealth(
        table="cds_activity",
        kind="tape",
        feed="tape",
        place="pddata.dtcc.com",
        state=state,
        rows=2500,
        last_success=TAKEN,
        refused=3,
        notes=("3 rows without a name",),
        rights=Rights.INTERNAL,
    )


OFF = SourceHealth(
    table="closes",
    kind="quotes",
    feed="free",
    place="https://quotes.example",
    state=SourceState.OFF,
    rights=Rights.DISPLAY,
    errors=("for personal use only: set personal_use = true",),
)
FEEDS = (tape(), OFF, edgar("filings"), edgar("cash_flow"))


def with_feeds(*feeds: SourceHealth) -> Snapshot:
    whole = sample_snapshot()
    return replace(whole, sources=(*whole.sources, *feeds))


def page(snapshot: Snapshot, width: int = 120, later: dt.timedelta = 0 * HOUR) -> str:
    return text_of(sources(snapshot, width, TAKEN + later, ZONE))


def test_without_feeds_it_is_one_table() -> None:
    text = page(sample_snapshot(), 130)
    assert text.startswith("3 sources: 1 ok, 1 failed, 1 missing\n\ntable ")
    rows = {each.split()[0]: each.split()[1:] for each in text.splitlines() if each}
    assert "cash_flow failed ! 3h00m 214 in 40 s 5,000" in " ".join(text.split())
    assert rows["cds_activity"][:2] == ["missing~", "never"]
    assert "cash_flow: Retry-After 40 s" in text
    assert "rules.toml:14: rule cds-5y-level: unit missing" in text
    assert "closes: /desk/data/closes.csv" in text
    assert "own files" not in text


def test_feeds_stand_by_name_and_their_tables_as_everywhere() -> None:
    lines = page(with_feeds(*FEEDS)).splitlines()
    heads = [each.split(" · ")[0] for each in lines if " · " in each]
    assert heads == ["edgar", "free", "tape"]
    at = lines.index("edgar · public · SEC EDGAR, public domain")
    assert lines[at + 1].split()[:6] == [
        "cash_flow",
        "ok",
        "3h00m",
        "314",
        "in",
        "1h00m",
    ]
    assert "4 of 5/s" in lines[at + 1]
    assert lines[at + 2].startswith("  filings ")
    again = page(with_feeds(*reversed(FEEDS))).splitlines()
    assert again == lines
    # What breaks is read first; the desk's own files seldom do.
    assert lines.index("own files and interface") > at


def test_what_a_feed_brings_is_not_missing() -> None:
    text = page(with_feeds(*FEEDS))
    assert text.startswith("7 sources: 4 ok, 1 failed, 1 off, 1 from feeds")
    assert "from feed tape" in text
    assert "not found in" not in text
    # A feed that never brought anything stands in for nothing.
    waiting = replace(tape(SourceState.WAITING), last_success=None)
    assert "from feed" not in page(with_feeds(waiting))


def test_what_failed_is_told_before_the_files_that_are_not_there() -> None:
    missing = edgar("results", SourceState.MISSING)
    gone = replace(missing, feed="", kind="files", errors=("no results.csv",))
    text = page(with_feeds(gone, tape(), edgar("filings", SourceState.FAILED)))
    said = text.partition("\nErrors\n")[2]
    assert 0 <= said.index(REFUSED) < said.index("no results.csv")


def test_what_is_off_says_why_and_is_no_error() -> None:
    text = page(with_feeds(OFF))
    why = text.partition("\nOff\n")[2]
    assert why.startswith("free closes: for personal use only: set personal_use")
    assert "personal_use" not in text.partition("\nOff\n")[0]


def test_one_fault_of_several_tables_is_told_once() -> None:
    failed = SourceState.FAILED
    text = page(with_feeds(edgar("balances", failed), edgar("cash_flow", failed)))
    assert text.count(REFUSED) == 1
    assert f"edgar cash_flow, balances: {REFUSED}" in text


def test_notes_of_what_was_left_out_are_told() -> None:
    assert "tape cds_activity: 3 rows without a name" in page(with_feeds(tape()))


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_it_keeps_to_its_width_and_always_says_how_old(width: int) -> None:
    lines = sources(with_feeds(*FEEDS), width, TAKEN, ZONE)
    assert all(line_width(line) <= width for line in lines)
    header = next(text_of([each]) for each in lines if text_of([each])[:5] == "table")
    assert header.split()[:3] == ["table", "state", "age"]


def test_ages_and_next_tries_go_with_the_clock() -> None:
    snapshot = with_feeds(edgar("filings"))
    assert "3h00m" in page(snapshot)
    later = page(snapshot, later=2 * HOUR)
    row = next(each for each in later.splitlines() if each.startswith("  filings"))
    assert row.split()[2:5] == ["5h00m", "314", "now"]


def status(snapshot: Snapshot) -> str:
    calm = replace(snapshot, problems=())
    return text_of([status_line(calm, 200, TAKEN, ZONE, Notice())])


def test_the_status_line_worries_about_what_is_wrong_alone() -> None:
    assert "cds_activity missing" in status(sample_snapshot())
    line = status(with_feeds(tape(), OFF))
    assert "missing" not in line
    assert "off" not in line
    assert "sources 2 ok" in line
    failed = [edgar(each, SourceState.FAILED) for each in ("filings", "balances")]
    assert "3 sources failed" in status(with_feeds(*failed))


def test_a_whole_feed_goes_by_its_name() -> None:
    failed = [edgar(each, SourceState.FAILED) for each in ("filings", "balances")]
    assert together(missed(failed, SourceState.FAILED)) == "edgar"
    assert together(failed[:1]) == "edgar filings"
    assert summary(failed) == "2 sources: 2 failed"
    assert summary(()) == "0 sources: none set up"


def test_json_has_every_field_and_the_age() -> None:
    whole = msgspec.json.decode(as_json(with_feeds(*FEEDS), TAKEN))
    assert whole["counts"] == {"ok": 4, "failed": 1, "off": 1, "covered": 1}
    by_name = {(each["feed"], each["table"]): each for each in whole["sources"]}
    assert by_name["", "cds_activity"]["brought_by"] == "tape"
    assert (
        by_name["edgar", "filings"] | {"age_s": 10800, "rights": "public"}
        == (by_name["edgar", "filings"])
    )
    assert set(SourceHealth.__struct_fields__) <= set(by_name["tape", "cds_activity"])


@pytest.mark.parametrize("step", [HOUR * 4, HOUR * 3000])
def test_a_clock_that_is_put_back_makes_no_age_negative(step: dt.timedelta) -> None:
    snapshot, now = with_feeds(*FEEDS), TAKEN - step
    whole = msgspec.json.decode(as_json(snapshot, now))
    assert {each["age_s"] for each in whole["sources"]} <= {0, None}
    assert " -" not in page(snapshot, later=-step)


def test_of_a_clock_that_was_put_back_no_success_is_now() -> None:
    assert "in 5h00m" in page(with_feeds(*FEEDS), 140, -8 * HOUR)
