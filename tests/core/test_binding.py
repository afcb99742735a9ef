from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from overhang.core.catalogue import METRICS
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.measure import measure
from overhang.core.records import Version
from overhang.core.rights import Rights
from overhang.core.rules.expressions import Term
from overhang.core.snapshot import Reading
from support.desk import shipped

TERMS = [
    Term(metric, function, window)
    for metric in ("equity.close", "cds.5y", "cds.5y.par", "index.cdx_ig.5y")
    for function, window in (("chg", "1w"), ("pct", "1d"), ("z", "60d"))
]
Pick = Callable[[Version], bool]
Slot = tuple[str, str]


def of(version: Version) -> str:
    record = version.record
    return str(getattr(record, "issuer", getattr(record, "scope", "")))


def slots() -> list[Slot]:
    """List every table with rows, and each issuer that it says something of."""
    tables = shipped().tables
    return sorted({(table, of(row)) for table, rows in tables.items() for row in rows})


def without(inputs: Inputs, table: str, pick: Pick) -> Inputs:
    rows = tuple(each for each in inputs.tables[table] if not pick(each))
    return inputs._replace(tables={**inputs.tables, table: rows})


def marked(inputs: Inputs, table: str, pick: Pick, rights: Rights) -> Inputs:
    rows = tuple(
        each._replace(record=replace(each.record, rights=rights))
        if pick(each)
        else each
        for each in inputs.tables[table]
    )
    return inputs._replace(tables={**inputs.tables, table: rows})


def figures(readings: Readings) -> dict[Slot, Reading]:
    return {
        (subject, metric): each
        for subject, mine in readings.items()
        for metric, each in mine.items()
    }


def shut(reading: Reading) -> bool:
    return reading.rights is Rights.DISPLAY


def made_from(table: str, pick: Pick) -> set[Slot]:
    """Find every figure that is another one when these rows are not there."""
    whole = figures(measure(shipped(), TERMS))
    rest = figures(measure(without(shipped(), table, pick), TERMS))
    return {slot for slot, each in whole.items() if each != rest[slot]}


def bound_by(table: str, pick: Pick) -> set[Slot]:
    only_here = marked(shipped(), table, pick, Rights.DISPLAY)
    found = figures(measure(only_here, TERMS))
    return {slot for slot, each in found.items() if shut(each)}


@pytest.mark.parametrize(("table", "issuer"), slots())
def test_whatever_rows_go_into_binds_the_figure(table: str, issuer: str) -> None:
    def pick(version: Version) -> bool:
        return of(version) == issuer

    assert made_from(table, pick) <= bound_by(table, pick)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_one_row_binds_every_figure_that_it_moves(data: st.DataObject) -> None:
    tables = shipped().tables
    table = data.draw(st.sampled_from([name for name, rows in tables.items() if rows]))
    row = data.draw(st.sampled_from(tables[table]))

    def pick(version: Version) -> bool:
        return version is row

    assert made_from(table, pick) <= bound_by(table, pick)


def test_nothing_is_bound_where_every_row_is_the_desk_s_own() -> None:
    found = figures(measure(shipped(), TERMS))
    assert {each.rights for each in found.values()} == {Rights.OWN}


def test_display_only_closes_leave_credit_alone() -> None:
    found = bound_by("closes", lambda version: of(version) == "ORCL")
    assert ("ORCL", "equity.close") in found
    assert ("ORCL", "cds.5y") not in found
    assert ("MSFT", "equity.close") not in found
    # The others are held against it, and so is the sum of the group.
    assert ("META", "equity.vs_group") in found
    assert any(subject.startswith("group:") for subject, _ in found)


def test_means_and_changes_carry_the_right_in_their_inputs() -> None:
    rows = marked(shipped(), "closes", lambda _: True, Rights.DISPLAY)
    readings = measure(rows, TERMS)
    group = next(subject for subject in readings if subject.startswith("group:"))
    for subject, key in (
        ("ORCL", "equity.vs_group"),
        ("ORCL", "z(equity.close, 60d)"),
        (group, "group.value_lost"),
    ):
        inputs = readings[subject][key].inputs
        assert inputs, key
        unbound = [each.name for each in inputs if each.rights is not Rights.DISPLAY]
        assert all("shares" in name for name in unbound), key


def test_an_internal_row_does_not_free_a_display_only_one() -> None:
    half = marked(
        shipped(), "cds_marks", lambda each: of(each) == "ORCL", Rights.DISPLAY
    )
    both = marked(half, "cds_marks", lambda each: of(each) != "ORCL", Rights.INTERNAL)
    readings = measure(both, TERMS)
    assert readings["ORCL"]["cds.5y"].rights is Rights.DISPLAY
    assert readings["META"]["cds.5y"].rights is Rights.INTERNAL
    assert readings["META"]["cds.vs_basket"].rights is Rights.DISPLAY


def test_every_metric_says_what_it_is_measured_from() -> None:
    rows = shipped()
    for table in rows.tables:
        rows = marked(rows, table, lambda _: True, Rights.DISPLAY)
    found = figures(measure(rows, ()))
    known = {metric for _, metric in found}
    assert known == set(METRICS)
    there = [slot for slot, each in found.items() if each.value is not None]
    assert all(shut(found[slot]) for slot in there)
