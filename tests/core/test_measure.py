from __future__ import annotations

import math
from collections.abc import Callable

import msgspec
import pytest

from overhang.core.catalogue import METRICS, Pane, Unit
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.measure import measure
from overhang.core.snapshot import Reading
from overhang.core.states import State
from support.desk import TODAY, shipped
from support.measured import KNOWN, inputs, universe

ISSUER = {each.id for each in METRICS.values() if each.pane is not Pane.GROUP}
GROUP = {each.id for each in METRICS.values() if each.pane is Pane.GROUP}


def bare() -> Inputs:
    """Give a universe and not one row."""
    return inputs(universe(["AAA", "BBB"], groups={"two": ("AAA", "BBB")}), TODAY)


def every(readings: Readings) -> list[tuple[str, str, Reading]]:
    return [
        (subject, metric, reading)
        for subject, mine in readings.items()
        for metric, reading in mine.items()
    ]


@pytest.mark.parametrize("given", [shipped, bare])
def test_every_subject_has_a_reading_for_every_metric(
    given: Callable[[], Inputs],
) -> None:
    measured_from = given()
    readings = measure(measured_from)
    groups = [f"group:{key}" for key in measured_from.universe.group]
    assert list(readings) == [*measured_from.universe.codes, *groups]
    for subject, mine in readings.items():
        assert set(mine) == (GROUP if subject.startswith("group:") else ISSUER)


@pytest.mark.parametrize("given", [shipped, bare])
def test_absence_is_a_state_with_a_reason_and_never_a_number(
    given: Callable[[], Inputs],
) -> None:
    for subject, metric, reading in every(measure(given())):
        where = f"{subject} {metric}"
        assert (reading.value is None) is (reading.state is State.ABSENT), where
        if reading.value is None:
            assert reading.reason, where
        else:
            assert math.isfinite(reading.value), where


def test_without_a_row_everything_is_absent() -> None:
    states = {reading.state for _, _, reading in every(measure(bare()))}
    assert states == {State.ABSENT}


def test_every_shipped_figure_explains_itself() -> None:
    zeros = ("debt.issued.ytd", "debt.issued.ltm", "debt.vehicles.ltm")
    for subject, metric, reading in every(measure(shipped())):
        where = f"{subject} {metric}"
        if reading.value is None or (metric in zeros and not reading.value):
            continue
        assert reading.about is not None, where
        assert reading.known_at == KNOWN, where
        assert reading.inputs or metric == "capex.guidance.raises", where


def test_inputs_are_finite_and_in_known_units() -> None:
    for subject, metric, reading in every(measure(shipped())):
        for cited in reading.inputs:
            where = f"{subject} {metric}: {cited.name}"
            assert Unit(cited.unit), where
            assert cited.value is None or math.isfinite(cited.value), where


def test_reasons_are_short_and_have_no_full_stop() -> None:
    for subject, metric, reading in every(measure(shipped())):
        assert not reading.reason.endswith("."), f"{subject} {metric}"
        assert len(reading.reason) <= 120, f"{subject} {metric}: {reading.reason}"


def test_readings_travel_to_the_viewer_as_they_are() -> None:
    readings = measure(shipped())
    wire = msgspec.msgpack.encode(readings)
    assert msgspec.msgpack.decode(wire, type=dict[str, dict[str, Reading]]) == readings


def test_measuring_twice_says_the_same() -> None:
    assert measure(shipped()) == measure(shipped())
