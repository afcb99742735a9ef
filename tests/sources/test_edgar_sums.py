from __future__ import annotations

from datetime import date

import pytest

from overhang.sources.edgar.periods import Figure, latest, stocks
from overhang.sources.edgar.tags import Part
from support.edgar import fact

DAY = date(2026, 6, 30)
BOTH = (
    Part(("Noncurrent",)),
    Part(("Current", "Short")),
    Part(("Paper",), optional=True),
)


def total(*tags: str, recipes: tuple[tuple[Part, ...], ...] = (BOTH,)) -> Figure | None:
    sizes = {"Noncurrent": 100, "Current": 10, "Short": 7, "Paper": 1, "Whole": 200}
    by_tag = {
        tag: latest([fact("2026-06-30", sizes[tag], "2026-07-30", tag=tag)])
        for tag in tags
    }
    return stocks(by_tag, recipes).get((DAY, 0))


@pytest.mark.parametrize(
    ("tags", "value", "without"),
    [
        (("Noncurrent", "Current", "Paper"), 111, ()),
        (("Noncurrent", "Current"), 110, ("Paper",)),
        (("Noncurrent", "Short", "Current"), 110, ("Paper",)),
        (("Noncurrent", "Short"), 107, ("Paper",)),
    ],
)
def test_a_recipe_is_added_up(
    tags: tuple[str, ...], value: float, without: tuple[str, ...]
) -> None:
    found = total(*tags)

    assert found is not None
    assert (found.value / 1e6, found.without) == (value, without)


@pytest.mark.parametrize("tags", [("Noncurrent", "Paper"), ("Current", "Paper"), ()])
def test_no_total_without_a_line_that_must_be_there(tags: tuple[str, ...]) -> None:
    assert total(*tags) is None


def test_the_first_complete_recipe_is_used() -> None:
    ways = (BOTH, (Part(("Whole",)),))

    whole, summed = (
        total(*tags, recipes=ways)
        for tags in (("Whole", "Noncurrent"), ("Whole", "Noncurrent", "Current"))
    )

    assert whole is not None
    assert summed is not None
    assert (whole.value, summed.value) == (200e6, 110e6)


def test_lines_of_different_dates_are_never_added() -> None:
    by_tag = {
        "Noncurrent": latest([fact("2026-06-30", 100, "2026-07-30", tag="Noncurrent")]),
        "Current": latest([fact("2026-03-31", 10, "2026-07-30", tag="Current")]),
    }

    assert stocks(by_tag, (BOTH,)) == {}


def test_a_sum_is_known_with_its_last_line() -> None:
    by_tag = {
        "Noncurrent": latest([fact("2026-06-30", 100, "2026-07-30", tag="Noncurrent")]),
        "Current": latest([fact("2026-06-30", 10, "2026-08-30", tag="Current")]),
    }

    assert stocks(by_tag, (BOTH,))[DAY, 0].newest.filed == date(2026, 8, 30)
