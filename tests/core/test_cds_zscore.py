from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import pytest

from overhang.core.calendars import Market
from overhang.core.metrics import changes
from overhang.core.observations import CdsMark
from overhang.core.snapshot import Reading
from support.cds_marks import mark, measured
from support.measured import VECTORS, calendars

VECTOR = json.loads((VECTORS / "cds_changes.json").read_text())
STALENESS = json.loads((VECTORS / "staleness_composite.json").read_text())


def test_the_z_score_is_that_of_the_vector() -> None:
    levels = VECTOR["DEC30"]
    moves = [float(b - a) for a, b in pairwise(levels)]
    vector = VECTOR["zscore"]
    prior = moves[-1 - vector["window"] : -1]
    assert len(prior) >= vector["min_obs"]
    assert changes.zscore(moves[-1], prior) == pytest.approx(vector["value"])
    assert changes.robust_zscore(moves[-1], prior) == pytest.approx(vector["robust"])


def test_carried_marks_have_no_z_score() -> None:
    values = VECTOR["zscore_stale_marks"]["values"]
    moves = [b - a for a, b in pairwise(values)]
    assert changes.zscore(moves[-1], moves[:-1]) is None
    assert changes.robust_zscore(moves[-1], moves[:-1]) is None
    marks = STALENESS["zero_change_ratio"]["marks"]
    moves = [b - a for a, b in pairwise(marks)]
    assert changes.zero_share(moves) == pytest.approx(
        STALENESS["zero_change_ratio"]["value"]
    )


def test_too_few_changes_have_no_z_score() -> None:
    assert changes.zscore(1.0, []) is None
    assert changes.zscore(1.0, [2.0]) is None
    assert changes.robust_zscore(1.0, []) is None
    assert changes.zero_share([]) == 0.0


LAST = date(2026, 9, 18)
"""The last day before a roll: six months of one contract lie behind it."""


def daily_marks(levels: list[float]) -> list[CdsMark]:
    day, days = LAST, []
    for _ in levels:
        days.append(day)
        day = calendars().previous(Market.SIFMA, day)
    return [mark(day, bp) for day, bp in zip(reversed(days), levels, strict=True)]


def z_of(levels: list[float]) -> Reading:
    return measured(daily_marks(levels), LAST)["cds.5y.z.60d"]


def zigzag(count: int) -> list[float]:
    return [100.0 + n % 2 for n in range(count)]


def test_the_z_reading_leaves_today_out_and_looks_back_sixty_days() -> None:
    # Sixty changes of +-1, mean 0, sd sqrt(60 / 59); an earlier jump is out of sight.
    levels = [500.0, *zigzag(61)]
    reading = z_of([*levels, levels[-1] + 8])
    assert reading.value == pytest.approx(8 / (60 / 59) ** 0.5)
    assert reading.label == "over 60 changes"
    robust = reading.inputs[1]
    assert robust.name == "robust z-score"
    assert robust.value == pytest.approx(8 / 1.4826)


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        ([*zigzag(40), 108.0], "39 daily changes of the 40 needed"),
        ([100.0] * 60 + [108.0], "STALE-BASE: 100% of 59 changes are zero"),
        (
            [100.0] * 35 + zigzag(25) + [108.0],
            "",
        ),
        ([100.0] * 40 + zigzag(20) + [108.0], "STALE-BASE: 68% of 59 changes are zero"),
        (
            [100.0 + n for n in range(61)] + [108.0],
            "STALE-BASE: all 60 changes are the same",
        ),
    ],
)
def test_a_base_too_thin_or_carried_has_no_z(levels: list[float], reason: str) -> None:
    reading = z_of(levels)
    assert reading.reason == reason
    assert (reading.value is None) == bool(reason)
