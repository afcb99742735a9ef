from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from overhang.core.catalogue import METRICS
from overhang.core.metrics.evidence import NONE_RECORDED
from overhang.core.snapshot import Level, Snapshot, Standing
from overhang.core.states import Severity, State
from overhang.views.base import Cell, PaneView, Tone, text_of
from overhang.views.figures import figures_of
from overhang.views.layout import fit
from overhang.views.panes import (
    capex_pane,
    cds_pane,
    debt_pane,
    equity_pane,
    joined_pane,
)
from overhang.views.words import MARKS
from support.snapshots import absent, reading, sample_snapshot

_Pane = Callable[[Snapshot], PaneView]
_PANES: tuple[_Pane, ...] = (equity_pane, capex_pane, debt_pane, cds_pane, joined_pane)


def _text(view: PaneView, width: int) -> str:
    table = fit(view, width)
    return text_of([table.header, *table.lines])


def _cell(view: PaneView, code: str, key: str) -> Cell:
    at = next(at for at, each in enumerate(view.columns) if each.key == key)
    return next(row for row in view.rows if row.key == code).cells[at]


def test_the_drawdown_pane_at_a_quarter_of_80_columns() -> None:
    assert (
        _text(equity_pane(sample_snapshot()), 39)
        == """\
           52w     peak results  close
MSFT !  -20.9%!  -20.9%   +3.1% 428.64
AMZN !  -20.7%!  -20.7%   -6.2% 205.10
GOOGL   -11.1%   -11.1%   -2.1% 306.57
META i  -18.9%i  -18.9%   -1.2% 640.87
ORCL !! -58.1%!! -58.1%  -18.4% 137.55"""
    )


def test_the_capex_pane_says_what_was_said() -> None:
    assert (
        _text(capex_pane(sample_snapshot()), 80)
        == """\
        guidance bn period capex/OCF    rev                    FCF bn covers
MSFT            175 CY2026     n/a      n/a definition changed    n/a n/a
AMZN !          220 CY2026   0.93x!~ +10.0% raised                n/a LTM Mar-26
GOOGL!      195-205 CY2026   0.87x!   +8.1% raised                n/a FY2025
META i      130-145 CY2026   0.79xi   +1.9% narrowed             24.1 LTM Jun-26
ORCL !!        >=25 FY2026   1.72x!!    n/a first               -23.7 LTM Aug-26"""
    )


def test_the_debt_pane_keeps_vehicles_and_currencies_apart() -> None:
    assert (
        _text(debt_pane(sample_snapshot()), 100)
        == """\
        YTD bn LTM bn last bn  cover priced    vehicles rating    upsize NIC bp other ccy LTM
MSFT       0.0    0.0     n/a    n/a n/a            n/a n/a          n/a    n/a none
AMZN      25.0   40.0      25    n/a Jul 26         n/a AA           n/a c.11.0 none
GOOGL     45.0   62.5  20->25 >4.60x 05 Aug 26      n/a n/a       +25.0%    n/a + GBP 5.5 CHF 3.1
META      25.0   55.0      25  3.84x 30 Apr 26     39.8 AA-/Aa3      n/a    n/a none
ORCL      25.0   25.0      25  5.16x 02 Feb 26     14.0 BBB-/Baa2    n/a    n/a none"""  # noqa: E501
    )


def test_the_cds_pane_tells_how_far_to_trust_each_mark() -> None:
    assert (
        _text(cds_pane(sample_snapshot()), 39)
        == """\
         5Y bp    age quality   to next
MSFT    c.48.0~  28bd secondary    12.0
AMZN i    64.0i~ 28bd secondary    16.0
GOOGL     58.0~  28bd secondary     2.0
META !    94.0!~ 28bd secondary     6.0
ORCL !   227.0!~  8bd secondary    73.0"""
    )


def test_one_row_holds_the_worst_of_every_pane() -> None:
    view = joined_pane(sample_snapshot())
    assert _cell(view, "ORCL", "worst") == Cell("2C 1W", Tone.CRIT)
    assert _cell(view, "ORCL", "issuer") == Cell("ORCL", Tone.CRIT, "!!")
    assert _cell(view, "GOOGL", "guidance").text == "195-205"
    assert _cell(view, "GOOGL", "oldest").text == "193bd"


def test_titles_count_breaches_worst_first() -> None:
    view = equity_pane(sample_snapshot())
    assert [span.text for span in view.counts] == ["1!!", "2!", "1i"]
    assert [span.tone for span in view.counts] == [Tone.CRIT, Tone.WARN, Tone.INFO]
    assert view.about == "closes 09 Oct 26 · 0bd"


def test_notes_say_each_breach_in_words_worst_first_then_what_is_missing() -> None:
    assert text_of(equity_pane(sample_snapshot()).notes).split("\n") == [
        "!! ORCL 52w drawdown -58.1% < -50% · 0bd",
        "! MSFT 52w drawdown -20.9% < -20% · 0bd",
        "! AMZN 52w drawdown -20.7% < -20% · 0bd",
        "i META 52w drawdown -18.9% < -15% · 0bd",
    ]
    capex = text_of(capex_pane(sample_snapshot()).notes)
    assert "!~ AMZN capex/OCF 0.93x > 0.85x · 134bd stale" in capex
    assert capex.endswith("cash_flow not updated: HTTP 503 from desk.example (+1 more)")
    cds = text_of(cds_pane(sample_snapshot()).notes)
    assert cds.endswith("no cds_activity: cds_activity.csv not found in /desk/data")


@pytest.mark.parametrize(
    ("pane", "code", "key", "cell"),
    [
        (equity_pane, "ORCL", "equity.chg.1d", Cell("-3.3%", Tone.ADVERSE)),
        (equity_pane, "GOOGL", "equity.chg.1d", Cell("+0.6%", Tone.BENIGN)),
        (equity_pane, "ORCL", "room", Cell("past all", Tone.MUTED)),
        (equity_pane, "MSFT", "hit", Cell("379.45", Tone.MUTED)),
        (equity_pane, "MSFT", "peak", Cell("542.07 28 Oct 25", Tone.MUTED)),
        (cds_pane, "MSFT", "cds.5y", Cell("c.48.0", Tone.STALE, "~")),
        (cds_pane, "META", "cds.5y", Cell("94.0", Tone.WARN, "!~")),
        (cds_pane, "ORCL", "cds.5y.chg.1d", Cell("n/a", Tone.MUTED)),
        (capex_pane, "AMZN", "direction", Cell("raised", Tone.ADVERSE)),
        (capex_pane, "MSFT", "direction", Cell("definition changed", Tone.MUTED)),
    ],
)
def test_a_cell_means_what_its_tone_and_mark_say(
    pane: _Pane, code: str, key: str, cell: Cell
) -> None:
    assert _cell(pane(sample_snapshot()), code, key) == cell


def _aged() -> Snapshot:
    """The sample with a rule on the age of marks."""
    full = sample_snapshot()
    old = {"MSFT": 28.0, "AMZN": 28.0, "ORCL": 9.0}
    ages = tuple(
        Standing(
            rule="cds-mark-age",
            subject=code,
            metric="cds.mark_age",
            severity=Severity.CRIT,
            value=value,
            state=State.FRESH,
            breached=Level(Severity.CRIT, 5.0),
        )
        for code, value in old.items()
    )
    return msgspec.structs.replace(full, standings=(*ages, *full.standings))


def test_old_marks_share_one_line_and_do_not_flag_the_row() -> None:
    view = cds_pane(_aged())
    lines = text_of(view.notes).split("\n")
    assert lines[:4] == [
        "!! mark age over 5bd: MSFT AMZN 28bd, ORCL 9bd",
        "!~ META CDS 5Y 94.0bp > 80bp · 28bd dead",
        "!~ ORCL CDS 5Y 227.0bp > 200bp · 8bd dead",
        "i~ AMZN CDS 5Y 64.0bp > 60bp · 28bd dead",
    ]
    assert [span.text for span in view.counts] == ["3!!", "2!", "1i"]
    assert _cell(view, "MSFT", "issuer") == Cell("MSFT", Tone.TITLE)
    assert _cell(view, "ORCL", "issuer") == Cell("ORCL", Tone.WARN, "!")


def test_an_age_that_is_held_without_its_mark_says_so_on_its_own_line() -> None:
    snapshot = _aged()
    held = tuple(
        msgspec.structs.replace(each, state=State.ABSENT)
        if (each.subject, each.metric) == ("ORCL", "cds.mark_age")
        else each
        for each in snapshot.standings
    )
    notes = text_of(cds_pane(msgspec.structs.replace(snapshot, standings=held)).notes)
    assert "!! mark age over 5bd: MSFT AMZN 28bd\n" in notes
    assert "!!~ ORCL CDS mark age 9bd > 5bd · absent" in notes


def test_the_joined_title_counts_what_the_status_line_counts() -> None:
    snapshot = _aged()
    view = joined_pane(snapshot)
    tally = figures_of(snapshot).tally
    assert [span.text for span in view.counts] == [
        f"{tally[each]}{MARKS[each]}"
        for each in sorted(Severity, reverse=True)
        if each and tally[each]
    ]
    notes = text_of(view.notes)
    assert "i the five issued LTM USD 182.5bn > USD 120bn" in notes
    assert "\n!! mark age over 5bd: MSFT AMZN 28bd, ORCL 9bd\n!" in notes


def test_value_is_shown_as_the_change_it_is() -> None:
    snapshot = sample_snapshot()
    snapshot.readings["MSFT"]["equity.value_lost"] = reading(-1073.2)
    snapshot.readings["ORCL"]["equity.value_lost"] = reading(34.9)
    view = equity_pane(snapshot)
    column = next(each for each in view.columns if each.key == "equity.value_lost")
    assert column.title == "value bn"
    assert _cell(view, "MSFT", column.key) == Cell("+1,073.2", Tone.BENIGN)
    assert _cell(view, "ORCL", column.key) == Cell("-34.9", Tone.ADVERSE)


def test_an_issuer_with_nothing_on_file_has_issued_none_not_zero() -> None:
    snapshot = sample_snapshot()
    nothing = reading(0.0, label=NONE_RECORDED)
    snapshot.readings["MSFT"]["debt.issued.ytd"] = nothing
    snapshot.readings["MSFT"]["debt.issued.ltm"] = reading(0.0, label="since Oct 25")
    view = debt_pane(snapshot)
    assert _cell(view, "MSFT", "debt.issued.ytd").text == "none"
    assert _cell(view, "MSFT", "debt.issued.ltm").text == "0.0"
    assert _cell(joined_pane(snapshot), "MSFT", "debt.issued.ytd").text == "none"


def test_the_way_to_the_next_drawdown_level_is_in_points() -> None:
    assert _cell(equity_pane(sample_snapshot()), "GOOGL", "room").text == "3.9pp"


@pytest.mark.parametrize("pane", _PANES)
def test_rows_follow_the_universe_and_columns_explain_themselves(
    pane: _Pane,
) -> None:
    snapshot = sample_snapshot()
    view = pane(snapshot)
    assert tuple(row.key for row in view.rows) == snapshot.universe.codes
    assert {each.metric for each in view.columns} <= {"", *METRICS}
    assert all(len(row.cells) == len(view.columns) for row in view.rows)
    keys = [each.key for each in view.columns]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("pane", _PANES)
def test_an_empty_snapshot_shows_states_not_numbers(pane: _Pane) -> None:
    full = sample_snapshot()
    empty = msgspec.structs.replace(
        full, readings={}, standings=(), facts=type(full.facts)()
    )
    view = pane(empty)
    for row in view.rows:
        texts = {cell.text for cell in row.cells[1:]}
        assert texts <= {"n/a", "none"}
    assert view.counts == ()


def test_colour_is_never_alone() -> None:
    flagged = {Tone.INFO: "i", Tone.WARN: "!", Tone.CRIT: "!!", Tone.STALE: "~"}
    snapshot: Snapshot = sample_snapshot()
    for pane in (equity_pane, capex_pane, cds_pane):
        for row in pane(snapshot).rows:
            for cell in row.cells:
                if cell.tone in flagged:
                    assert cell.mark.startswith(flagged[cell.tone])


def test_a_breach_is_held_while_its_figure_is_gone() -> None:
    snapshot = sample_snapshot()
    snapshot.readings["ORCL"]["equity.drawdown.52w"] = absent("closes are gone")
    held = tuple(
        msgspec.structs.replace(each, state=State.ABSENT)
        if each.subject == "ORCL"
        else each
        for each in snapshot.standings
    )
    view = equity_pane(msgspec.structs.replace(snapshot, standings=held))
    assert _cell(view, "ORCL", "equity.drawdown.52w") == Cell("n/a", Tone.CRIT, "!!~")
    assert _cell(view, "ORCL", "issuer").mark == "!!"
    note = "!!~ ORCL 52w drawdown -58.1% < -50% · absent"
    assert text_of(view.notes[:1]) == note


def test_a_breach_back_inside_its_level_says_that_it_is_held() -> None:
    snapshot = sample_snapshot()
    back = tuple(
        msgspec.structs.replace(each, value=-0.495)
        if each.severity is Severity.CRIT and each.metric.startswith("equity")
        else each
        for each in snapshot.standings
    )
    view = equity_pane(msgspec.structs.replace(snapshot, standings=back))
    note = "!! ORCL 52w drawdown -49.5%, held at -50% · 0bd"
    assert text_of(view.notes[:1]) == note
