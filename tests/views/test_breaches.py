"""What is said under a pane: limits, what is pending, how far it is, what is cut."""

from __future__ import annotations

import msgspec
import pytest

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.catalogue import Pane
from overhang.core.snapshot import (
    Level,
    Snapshot,
    SourceHealth,
    SourceState,
    Standing,
)
from overhang.core.states import Severity, State
from overhang.views.alert import alert_mark, alert_says
from overhang.views.base import Line, Span, Tone, text_of
from overhang.views.breaches import breach_lines, lacks
from overhang.views.explain import ladder
from overhang.views.figures import Figures, figures_of
from overhang.views.flags import mark, mark_spans
from overhang.views.layout import fit, fitted
from overhang.views.panes import cds_pane
from overhang.views.panes.base import room
from support.sample_universe import TAKEN
from support.snapshots import sample_snapshot

_NONE, _INFO, _WARN, _CRIT = Severity
_LEVEL = "cds.5y"
_CS01 = "position.cs01"
_STALE = "data.stale.cds"


def figures(*standings: Standing, alerts: tuple[Alert, ...] = ()) -> Figures:
    full: Snapshot = sample_snapshot()
    return figures_of(msgspec.structs.replace(full, standings=standings, alerts=alerts))


def judged(
    rule: str = "cds", severity: Severity = _NONE, pending: Severity = _NONE
) -> Standing:
    levels = (Level(_INFO, 150.0), Level(_WARN, 200.0), Level(_CRIT, 300.0))
    return Standing(
        rule=rule,
        subject="ORCL",
        metric=_LEVEL,
        severity=severity,
        pending=pending,
        value=301.0,
        state=State.FRESH,
        levels=levels,
        breached=next((each for each in levels if each.severity == severity), None),
    )


def waits(severity: Severity, phase: Phase = Phase.PENDING) -> Alert:
    return Alert(
        rule="cds",
        subject="ORCL",
        severity=severity,
        metric=_LEVEL,
        phase=phase,
        since=TAKEN,
        earned=1.0,
        wait=2.0,
        in_closes=True,
        value=301.0,
        threshold=300.0,
        text="ORCL: CDS 5Y 301bp > 300bp (crit)",
    )


def test_what_pends_is_marked_alike_and_named_everywhere() -> None:
    fires, crit = waits(_INFO, Phase.FIRING), waits(_CRIT)
    both = judged(severity=_INFO, pending=_CRIT)
    assert mark(both) == alert_mark(crit, fires) == "i?"
    board = figures(both, alerts=(fires, crit))
    cell = board.cell("ORCL", _LEVEL)
    assert [(each.text[:1], each.tone) for each in mark_spans(cell)][:2] == [
        ("i", Tone.INFO),
        ("?", Tone.CRIT_QUIET),
    ]
    (line,) = breach_lines(board, [both])
    words = text_of([line])
    assert words.startswith("i? ORCL CDS 5Y 301.0bp > 300bp · crit pending 1 of 2")
    assert (Span("?", Tone.CRIT_QUIET)) in line


def limit(value: float, severity: Severity, level: float) -> Standing:
    return Standing(
        rule="cs01",
        subject="ORCL",
        metric=_CS01,
        severity=severity,
        value=value,
        state=State.FRESH,
        levels=(Level(_WARN, 40_000.0), Level(_CRIT, 50_000.0)),
        breached=Level(severity, level),
        limit=50_000.0,
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            limit(-60_000.0, _CRIT, 50_000.0),
            "!! ORCL CS01 -USD 60,000/bp is 120% of USD 50,000/bp",
        ),
        (
            limit(60_000.0, _CRIT, 50_000.0),
            "!! ORCL CS01 USD 60,000/bp is 120% of USD 50,000/bp",
        ),
        (
            limit(-39_000.0, _WARN, 40_000.0),
            "! ORCL CS01 -USD 39,000/bp is 78% of USD 50,000/bp, held at 80%",
        ),
    ],
)
def test_a_limit_judges_the_size_of_a_position(given: Standing, said: str) -> None:
    assert text_of(breach_lines(figures(given), [given])) == said


def test_a_short_position_is_explained_by_its_size() -> None:
    text = text_of(ladder(limit(-60_000.0, _CRIT, 50_000.0), 80))
    assert "breached by USD 10,000/bp" in text


def near(rule: str, threshold: float, gap: float) -> Standing:
    level = Level(_WARN, threshold)
    return Standing(
        rule=rule,
        subject="ORCL",
        metric=_LEVEL,
        value=301.0,
        state=State.FRESH,
        levels=(level,),
        next=level,
        room=gap,
    )


def test_the_room_is_to_the_nearest_level_of_any_rule() -> None:
    past = judged(severity=_CRIT)
    pends = judged("other", pending=_CRIT)
    show = room(_LEVEL)
    assert show(figures(past), "ORCL").text == "past all"
    assert show(figures(pends), "ORCL").text == "past all"
    far, close = near("far", 400.0, 99.0), near("close", 320.0, 19.0)
    assert show(figures(past, pends, far, close), "ORCL").text == "19.0"
    assert show(figures(), "ORCL").text == "n/a"


def lines(number: int) -> list[Line]:
    return [(Span(f"line {at}"),) for at in range(1, number + 1)]


@pytest.mark.parametrize(
    ("number", "rows", "shown"),
    [
        (2, 3, ["", "line 1", "line 2"]),
        (2, 2, ["line 1", "line 2"]),
        (4, 3, ["line 1", "line 2", "+2 more · A"]),
        (4, 1, ["+4 more · A"]),
        (4, 0, []),
        (0, 2, [""]),
    ],
)
def test_what_is_cut_is_counted(number: int, rows: int, shown: list[str]) -> None:
    assert [text_of([each]) for each in fitted(lines(number), rows, "A")] == shown


def test_what_has_no_screen_of_its_own_names_no_key() -> None:
    assert text_of(fitted(lines(3), 2, "")) == "line 1\n+2 more"


def test_the_worst_is_listed_first_whatever_it_is() -> None:
    old = Standing(
        rule="age",
        subject="MSFT",
        metric="cds.mark_age",
        severity=_CRIT,
        value=28.0,
        state=State.FRESH,
        breached=Level(_CRIT, 5.0),
    )
    muted = msgspec.structs.replace(
        judged("m", severity=_CRIT), subject="META", muted="silenced by jk"
    )
    info = msgspec.structs.replace(judged("i", severity=_INFO), subject="MSFT")
    waiting = msgspec.structs.replace(judged("w", pending=_CRIT), subject="AMZN")
    board = figures(waiting, info, old, muted)
    order = [each.rule for each in board.breaches(Pane.CDS)]
    assert order == ["m", "age", "i", "w"]


def test_a_mark_that_comes_moves_no_column() -> None:
    def starts(severity: Severity) -> list[int]:
        pane = cds_pane(figures(judged(severity=severity)).snapshot)
        return [slot.start for slot in fit(pane, 60).slots]

    assert starts(_NONE) == starts(_INFO)


@pytest.mark.parametrize(
    ("text", "metric", "said"),
    [
        ("ORCL: CDS 5Y 301bp > 300bp (crit)", _LEVEL, "CDS 5Y"),
        ("ORCL: wide at 301bp (crit)", _LEVEL, "wide at 301bp"),
        ("ORCL: CDS up, share flat (warn)", "", "CDS up, share flat"),
        (
            "ORCL: Stale CDS figures: 5Y (warn)",
            "data.stale.cds",
            "Stale CDS figures: 5Y",
        ),
    ],
)
def test_a_list_says_what_its_row_does_not(text: str, metric: str, said: str) -> None:
    alert = msgspec.structs.replace(waits(_CRIT), text=text, metric=metric)
    assert alert_says(alert) == said


def source(table: str, state: SourceState, feed: str = "") -> SourceHealth:
    success = TAKEN if state is SourceState.OK else None
    return SourceHealth(
        table=table,
        kind="quotes" if feed else "files",
        place="desk",
        feed=feed,
        state=state,
        last_success=success,
    )


def test_a_file_that_a_feed_stands_in_for_is_not_missed_under_its_pane() -> None:
    missing = SourceState.MISSING
    sources = (
        source("cds_marks", missing),
        source("cds_activity", missing),
        source("cds_marks", SourceState.OK, "marks"),
    )
    snapshot = msgspec.structs.replace(sample_snapshot(), sources=sources)
    said = text_of(lacks(snapshot, Pane.CDS))
    assert said == "no cds_activity: not found in desk"
