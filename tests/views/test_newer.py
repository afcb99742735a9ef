"""What a newer collector judges goes into every text under its plain name."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from overhang.core.alerts.journal import lines_after
from overhang.core.snapshot import Snapshot
from overhang.views import alert_list, dump
from overhang.views.alert import alert_page
from overhang.views.alerts import Scene
from overhang.views.base import text_of
from overhang.views.breaches import breach_lines
from overhang.views.figures import figures_of
from overhang.views.handover import handover
from overhang.views.log import read_log
from support.newer import ALERTS, LOG, STANDINGS, newer
from support.sample_alerts import HOUR
from support.sample_universe import TAKEN

ZONE = ZoneInfo("America/New_York")
LINES = read_log(lines_after("", 0, LOG))


def scene(snapshot: Snapshot) -> Scene:
    return Scene(snapshot, TAKEN, ZONE)


def test_a_note_writes_the_bare_number_beside_the_level() -> None:
    lines = text_of(breach_lines(figures_of(newer()), STANDINGS)).splitlines()
    assert lines == [
        "!! ORCL cds.jump 12.5 > 12.25 · 0bd",
        "!! ORCL cds.jump 12.5 is 12.5% of 100 · 0bd",
        "!! ORCL cds.jump 12, held at 12.25 · 0bd",
        "!!~ ORCL cds.jump n/a > 12.25 · 0bd absent",
        "!! data.stale.loans: MSFT 12.5",
        "!! the five loans.total 12.5 > 12.25 · 0bd",
        "? AMZN cds.jump 12.5 > 10 · warn pending · 0bd",
    ]


def test_an_alert_tells_its_figure_and_level() -> None:
    page = text_of(alert_page(newer(), ALERTS[0], ZONE, 80))
    assert "cds.jump 12.5" in page
    assert "> 12.25 crit" in page


@pytest.mark.parametrize(
    "write",
    [
        lambda each: alert_list.as_text(scene(each), 100, muted=True),
        lambda each: alert_list.as_json(scene(each)),
        lambda each: alert_list.as_csv(scene(each)),
        lambda each: text_of(handover(scene(each), LINES, TAKEN - 9 * HOUR, 100)),
    ],
)
def test_every_list_of_alerts_holds_it(write: Callable[[Snapshot], str]) -> None:
    assert "jump" in write(newer())


@pytest.mark.parametrize(
    "write",
    [
        lambda each: dump.as_text(each, 100),
        dump.as_json,
        dump.as_ndjson,
        dump.as_csv,
    ],
)
def test_no_dump_of_figures_fails(write: Callable[[Snapshot], str]) -> None:
    assert "ORCL" in write(newer())
