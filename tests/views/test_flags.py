"""How a figure is flagged: what fires, what waits, who has it, who is not told."""

from __future__ import annotations

import msgspec
import pytest

from overhang.core.catalogue import Pane
from overhang.core.snapshot import Level, Snapshot, Standing
from overhang.core.states import Severity, State
from overhang.views.base import Cell, Tone, text_of
from overhang.views.breaches import breach_lines, counts, notes
from overhang.views.figures import figures_of
from overhang.views.flags import dated, mark, rank, tone
from overhang.views.panes import cds_pane, joined_pane
from support.sample_alerts import alerted_snapshot
from support.snapshots import sample_snapshot

_CRIT, _WARN, _INFO = Severity.CRIT, Severity.WARN, Severity.INFO
_METRIC = "equity.drawdown.52w"


def standing(
    severity: Severity = Severity.NONE,
    pending: Severity = Severity.NONE,
    muted: str = "",
    *,
    acked: bool = False,
    metric: str = _METRIC,
    subject: str = "GOOGL",
    rule: str = "r",
) -> Standing:
    return Standing(
        rule=rule,
        subject=subject,
        metric=metric,
        severity=severity,
        pending=pending,
        muted=muted,
        acked=acked,
        value=-0.111,
        state=State.FRESH,
    )


@pytest.mark.parametrize(
    ("given", "text", "meaning"),
    [
        (standing(), "", Tone.PLAIN),
        (standing(_CRIT), "!!", Tone.CRIT),
        (standing(_CRIT, acked=True), "!!a", Tone.CRIT_QUIET),
        (standing(_WARN, muted="silenced by jk"), "!z", Tone.WARN_QUIET),
        (standing(_WARN, muted="data.stale fires", acked=True), "!z", Tone.WARN_QUIET),
        (standing(pending=_WARN), "?", Tone.WARN_QUIET),
        (standing(_WARN, _CRIT), "!?", Tone.WARN),
        (standing(_WARN, _CRIT, "silenced by jk"), "!?z", Tone.CRIT_QUIET),
        (standing(_CRIT, _WARN), "!!", Tone.CRIT),
        (standing(_INFO), "i", Tone.INFO),
    ],
)
def test_a_flag_is_a_mark_and_a_tone(given: Standing, text: str, meaning: Tone) -> None:
    assert (mark(given), tone(given)) == (text, meaning)


@pytest.mark.parametrize(
    ("severity", "state", "text"),
    [
        (_CRIT, State.FRESH, "!!"),
        (_WARN, State.STALE, "!~"),
        (_CRIT, State.DEAD, "!!~"),
        (Severity.NONE, State.STALE, "~"),
        (Severity.NONE, State.FRESH, ""),
    ],
)
def test_what_is_out_of_date_is_written_too(
    severity: Severity, state: State, text: str
) -> None:
    assert dated(mark(standing(severity)), state) == text


def test_what_nobody_has_asks_for_more_than_what_somebody_has() -> None:
    order = [
        standing(_CRIT),
        standing(_CRIT, acked=True),
        standing(_WARN),
        standing(pending=_CRIT),
        standing(_CRIT, muted="silenced by jk"),
        standing(),
    ]
    assert sorted(order, key=rank, reverse=True) == order


def shown(*standings: Standing) -> Snapshot:
    return msgspec.structs.replace(sample_snapshot(), standings=standings)


def test_a_silenced_breach_is_quieter_than_a_milder_one_that_is_told() -> None:
    snapshot = shown(
        standing(_CRIT, muted="silenced by jk", rule="a"), standing(_INFO, rule="b")
    )
    figures = figures_of(snapshot)
    assert figures.cell("GOOGL", _METRIC) == Cell("-11.1%", Tone.INFO, "i")
    assert figures.issuer_cell("GOOGL", Pane.EQUITY) == Cell("GOOGL", Tone.INFO, "i")
    assert dict(figures.tally) == {_INFO: 1}


def test_what_is_pending_is_no_breach_yet() -> None:
    figures = figures_of(shown(standing(pending=_CRIT)))
    assert figures.cell("GOOGL", _METRIC) == Cell(
        "-11.1%", Tone.CRIT_QUIET, "?", Tone.CRIT_QUIET
    )
    assert (dict(figures.tally), figures.pending, figures.unacked) == ({}, 1, 0)
    title = counts(figures.breaches(Pane.EQUITY))
    assert [(span.text, span.tone) for span in title] == [("1?", Tone.CRIT_QUIET)]


def test_silence_is_not_counted_in_a_title_and_stands_last_in_the_notes() -> None:
    figures = figures_of(alerted_snapshot())
    title = counts(figures.breaches(Pane.EQUITY))
    assert [span.text for span in title] == ["1!!", "1!", "1?"]
    assert text_of(notes(figures, Pane.EQUITY)).split("\n") == [
        "!! ORCL 52w drawdown -58.1% < -50% · 0bd",
        "!a MSFT 52w drawdown -20.9% < -20% · 0bd · acked jk",
        "? AMZN 52w drawdown -20.7% < -20% · warn pending 1 of 2 closes · 0bd",
    ]


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ([standing(_CRIT, muted="data.stale fires"), standing(_WARN)], ["1!!z", "1!"]),
        ([standing(_CRIT, muted="silenced by jk")] * 2, ["2!!z"]),
        ([standing(_CRIT, muted="silenced by jk"), standing(_CRIT)], ["1!!"]),
        ([standing(_WARN, muted="silenced by jk"), standing(_CRIT)], ["1!!"]),
        ([standing(_INFO, muted="silenced by jk"), standing()], ["1iz"]),
    ],
)
def test_a_title_never_reads_calmer_than_the_worst_that_stands(
    given: list[Standing], title: list[str]
) -> None:
    assert [span.text for span in counts(given)] == title


def test_a_condition_stands_with_the_cds_in_its_own_words() -> None:
    view = cds_pane(alerted_snapshot())
    assert text_of(view.notes).split("\n")[:2] == [
        "! META: CDS +12.0bp in a week with equity -0.2%",
        "!z~ ORCL CDS 5Y 227.0bp > 200bp · 8bd dead · stale CDS figures",
    ]
    assert [span.text for span in view.counts] == ["1!"]
    codes = {row.key: row.cells[0] for row in view.rows}
    assert codes["META"] == Cell("META", Tone.WARN, "!")
    assert codes["ORCL"] == Cell("ORCL", Tone.WARN_QUIET, "!z")


def test_stale_figures_are_told_in_their_pane_and_do_not_flag_its_rows() -> None:
    snapshot = shown(
        standing(_WARN, metric="data.stale.cds", rule="data.stale.cds"),
        standing(_WARN, metric="position.cs01", subject="ORCL"),
    )
    view = cds_pane(snapshot)
    codes = {row.key: row.cells[0] for row in view.rows}
    assert [span.text for span in view.counts] == ["2!"]
    assert codes["GOOGL"] == Cell("GOOGL", Tone.TITLE)
    assert codes["ORCL"] == Cell("ORCL", Tone.WARN, "!")


def test_what_is_stale_and_muted_for_one_reason_shares_a_line() -> None:
    stale = "data.stale.cds"
    given = [
        msgspec.structs.replace(
            standing(_WARN, muted=why, metric=stale, subject=code, rule=stale),
            value=2.0,
            breached=Level(_WARN, 0.0),
        )
        for code, why in (
            ("MSFT", "cds-mark-age fires"),
            ("META", "silenced by jk"),
            ("ORCL", "cds-mark-age fires"),
        )
    ]
    lines = breach_lines(figures_of(sample_snapshot()), given)
    assert text_of(lines).split("\n") == [
        "!z stale CDS figures: MSFT ORCL 2 · cds-mark-age fires",
        "!z stale CDS figures: META 2 · silenced by jk",
    ]


def test_every_breach_is_counted_on_the_joined_table() -> None:
    view = joined_pane(alerted_snapshot())
    tally = figures_of(alerted_snapshot()).tally
    assert [span.text for span in view.counts] == ["2!!", "3!", "1?"]
    assert dict(tally) == {_CRIT: 2, _WARN: 3}
