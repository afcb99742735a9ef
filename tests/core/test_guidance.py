from __future__ import annotations

from typing import Any

import pytest

from overhang.core.events import Guidance, GuidanceForm
from overhang.core.metrics import guidance
from overhang.core.metrics.guidance import Direction
from support.desk import guided, rows, vectors

CASES = vectors("capex_coverage")["guidance"]
FLOOR, CEILING, WORDS = GuidanceForm.FLOOR, GuidanceForm.CEILING, GuidanceForm.WORDS


def percent(fraction: float | None) -> float | None:
    return None if fraction is None else fraction * 100


def stands(*said: Guidance) -> guidance.Standing:
    standing = guidance.in_force(rows(*said))
    assert standing is not None
    return standing


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_statement_measures_as_the_vectors_say(case: dict[str, Any]) -> None:
    low, high = case["low"], case["high"]
    middle = guidance.midpoint(low, high)
    before = guidance.midpoint(case["prior_low"], case["prior_high"])
    moved = None if middle is None or before is None else middle - before
    found = {
        "midpoint": middle,
        "width_pct": percent(guidance.width(low, high)),
        "revision_abs": moved,
        "revision_pct": percent(guidance.change(middle, before)),
        "vs_consensus_pct": percent(guidance.change(middle, case["consensus"])),
        "vs_sellside_pct": percent(guidance.change(middle, case["sellside"])),
    }
    assert found == pytest.approx({key: case[key] for key in found})


@pytest.mark.parametrize(
    ("form", "low", "high", "ends"),
    [
        (GuidanceForm.RANGE, 90, 95, (90, 95)),
        (GuidanceForm.POINT, 50, None, (50, 50)),
        (GuidanceForm.POINT, None, 50, (50, 50)),
        (FLOOR, 75, 80, (75, None)),
        (CEILING, 60, 70, (None, 70)),
        (WORDS, 60, 70, (None, None)),
    ],
)
def test_a_form_says_which_ends_are_given(
    form: GuidanceForm,
    low: float | None,
    high: float | None,
    ends: tuple[float | None, float | None],
) -> None:
    said = guided("2026-07-29", low, high, form=form)
    assert guidance.ends(said) == ends


def test_the_newest_full_year_number_stands() -> None:
    old, new = guided("2026-04-29", 125, 145), guided("2026-07-29", 130, 145)
    standing = stands(new, old)
    assert standing.current.record is new
    assert standing.prior is not None
    assert standing.prior.record is old


def test_a_new_year_starts_without_a_prior_number() -> None:
    last_year, this = (
        guided("2025-10-29", 70, 72, period="CY2025"),
        guided("2026-01-28", 115, 135),
    )
    assert stands(last_year, this).prior is None
    assert guidance.raises(rows(last_year, this), 2026) == []


def test_a_quarter_never_replaces_a_year() -> None:
    year = guided("2026-04-29", 190, 190)
    quarter = guided("2026-07-29", 50, form=FLOOR, period="FY2027Q1")
    assert stands(year, quarter).current.record is year
    assert stands(year, quarter).words is None


def test_later_words_keep_the_number_and_are_remembered() -> None:
    number = guided("2026-04-29", 125, 145)
    words = guided("2026-07-29", form=WORDS)
    standing = stands(number, words)
    assert standing.current.record is number
    assert (
        guidance.words_after(standing)
        == "words only on 29 Jul 26; last number 29 Apr 26"
    )


def test_words_on_the_same_day_do_not_age_the_number() -> None:
    number = guided("2026-07-29", 175, 175)
    words = guided("2026-07-29", form=WORDS, period="FY2027")
    assert guidance.words_after(stands(number, words)) == ""


def test_only_words_or_quarters_leave_nothing_standing() -> None:
    said = rows(
        guided("2026-07-29", form=WORDS),
        guided("2026-07-29", 50, form=FLOOR, period="FY2027Q1"),
    )
    assert guidance.in_force(said) is None


def test_the_reported_definition_goes_before_the_net_one() -> None:
    net = guided("2026-09-10", None, 70, form=CEILING, definition="net cash capex")
    reported = guided("2026-09-10", 90, 95, definition="reported capex")
    net_before = guided("2026-06-10", 70, 70, definition="net cash capex")
    before = guided("2026-06-10", 90, 95, definition="reported capex")
    standing = stands(net_before, net, before, reported)
    assert standing.current.record is reported
    assert standing.prior is not None
    assert standing.prior.record is before


def test_of_two_years_guided_on_one_day_the_one_ending_first_stands() -> None:
    this = guided("2026-10-28", 70, 72)
    following = guided("2026-10-28", 100, 110, period="CY2027")
    assert stands(following, this).current.record is this


@pytest.mark.parametrize(
    ("low", "high", "value", "direction"),
    [
        (180, 190, 185 / 180 - 1, Direction.RAISED),
        (160, 180, 170 / 180 - 1, Direction.CUT),
        (178, 182, 0.0, Direction.NARROWED),
        (170, 190, 0.0, Direction.WIDENED),
        (175, 185, 0.0, Direction.REITERATED),
        (179, 185, 182 / 180 - 1, Direction.NARROWED),
        (175, 177, 176 / 180 - 1, Direction.NARROWED),
        (183, 183, 183 / 180 - 1, Direction.NARROWED),
        (174, 190, 182 / 180 - 1, Direction.RAISED),
    ],
)
def test_a_revision_is_the_midpoint_against_the_one_before(
    low: float, high: float, value: float, direction: Direction
) -> None:
    found = guidance.revision(
        guided("2026-04-29", low, high), guided("2026-02-04", 175, 185)
    )
    assert found.value == pytest.approx(value)
    assert found.direction is direction


@pytest.mark.parametrize(
    ("low", "high", "form", "old", "direction"),
    [
        (35, 35, GuidanceForm.POINT, (25, None, FLOOR), Direction.RAISED),
        (30, 32, GuidanceForm.RANGE, (25, None, FLOOR), Direction.RAISED),
        (25, 40, GuidanceForm.RANGE, (25, None, FLOOR), None),
        (20, 20, GuidanceForm.POINT, (25, None, FLOOR), None),
        (30, None, FLOOR, (25, None, FLOOR), Direction.RAISED),
        (73, 80, GuidanceForm.RANGE, (None, 72, CEILING), Direction.RAISED),
        (70, 80, GuidanceForm.RANGE, (None, 72, CEILING), None),
        (None, 80, CEILING, (None, 72, CEILING), None),
        (81, None, FLOOR, (70, 80, GuidanceForm.RANGE), Direction.RAISED),
        (75, None, FLOOR, (70, 80, GuidanceForm.RANGE), None),
    ],
)
def test_without_a_midpoint_only_a_number_above_all_before_is_a_raise(
    low: float | None,
    high: float | None,
    form: GuidanceForm,
    old: tuple[float | None, float | None, GuidanceForm],
    direction: Direction | None,
) -> None:
    now = guided("2026-07-29", low, high, form=form)
    before = guided("2026-04-29", old[0], old[1], form=old[2])
    found = guidance.revision(now, before)
    assert (found.value, found.direction) == (None, direction)
    assert found.reason
    raised = guidance.raises(rows(before, now), 2026)
    assert [each.record for each in raised] == ([now] if direction else [])


def test_a_new_definition_above_a_floor_is_no_raise() -> None:
    before = guided("2026-04-29", 25, form=FLOOR, definition="net cash capex")
    now = guided("2026-07-29", 35, 35, definition="reported capex")
    assert guidance.revision(now, before).direction is None


@pytest.mark.parametrize(
    ("now", "before", "reason"),
    [
        (guided("2026-07-29", 1, 3), None, "first number for CY2026"),
        (
            guided("2026-07-29", 75, form=FLOOR),
            guided("2026-04-29", 70, 80),
            "floor: no midpoint",
        ),
        (
            guided("2026-07-29", 70, 80),
            guided("2026-04-29", None, 72, form=CEILING),
            "before it a ceiling: no midpoint",
        ),
        (
            guided(
                "2026-07-29",
                175,
                175,
                definition="cash capex (leases moved from finance to operating)",
                comparable=False,
            ),
            guided("2026-04-29", 190, 190),
            "definition changed: leases moved from finance to operating (190 to 175)",
        ),
        (
            guided("2026-07-29", 90, 95, definition="reported capex"),
            guided("2026-04-29", 70, 70, definition="net cash capex"),
            "definition changed: reported capex (70 to 92.5)",
        ),
    ],
)
def test_without_a_comparable_midpoint_there_is_no_revision(
    now: Guidance, before: Guidance | None, reason: str
) -> None:
    found = guidance.revision(now, before)
    assert found == guidance.Revision(None, None, reason)


def test_raises_count_this_year_once_for_each_statement() -> None:
    said = rows(
        guided("2025-10-29", 100, 110),
        guided("2025-12-10", 110, 120),
        guided("2026-01-28", 115, 135),
        guided("2026-04-29", 125, 145),
        guided("2026-04-29", 60, 60, definition="net cash capex"),
        guided("2026-07-29", 130, 145),
        guided("2026-07-29", 50, form=FLOOR, period="FY2027Q1"),
        guided("2026-09-29", 190, 190, definition="cash capex, all", comparable=False),
    )
    raised = [each.record.given_on.isoformat() for each in guidance.raises(said, 2026)]
    assert raised == ["2026-01-28", "2026-04-29"]
