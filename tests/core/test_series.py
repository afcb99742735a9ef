from __future__ import annotations

from datetime import date

import pytest

from overhang.core.metrics.cds import cds
from overhang.core.metrics.equity import equity
from overhang.core.metrics.series import series
from support.measured import inputs, shipped, universe

TODAY = date(2026, 10, 9)


@pytest.mark.parametrize(
    "metric",
    [
        "equity.close",
        "equity.drawdown.peak",
        "equity.drawdown.52w",
        "equity.drawdown.results",
        "equity.vol.60d",
        "equity.value_lost",
    ],
)
@pytest.mark.parametrize("code", ["MSFT", "ORCL"])
def test_a_path_ends_at_the_reading(code: str, metric: str) -> None:
    path = series(shipped(), code, metric)
    assert [day for day, _ in path] == sorted({day for day, _ in path})
    assert path[-1][0] == TODAY
    assert path[-1][1] == pytest.approx(equity(shipped())[code][metric].value)


def test_paths_since_results_begin_at_the_reference_close() -> None:
    for metric in ("equity.drawdown.results", "equity.value_lost"):
        assert series(shipped(), "ORCL", metric)[0] == (date(2026, 9, 10), 0.0)


def test_a_path_is_as_long_as_its_data() -> None:
    assert len(series(shipped(), "ORCL", "equity.close")) == 535
    assert len(series(shipped(), "ORCL", "equity.drawdown.52w")) == 535
    assert len(series(shipped(), "ORCL", "equity.vol.60d")) == 535 - 60


def test_cds_points_are_one_for_each_day_with_a_mark() -> None:
    path = series(shipped(), "ORCL", "cds.5y")
    assert path[-1] == (date(2026, 9, 28), 227.0)
    assert path[-1][1] == cds(shipped())["ORCL"]["cds.5y"].value
    assert len(path) == len({day for day, _ in path})


@pytest.mark.parametrize("metric", ["equity.close", "equity.value_lost", "cds.5y"])
def test_without_data_a_path_is_empty(metric: str) -> None:
    assert series(inputs(universe(["A"]), TODAY), "A", metric) == []


def test_an_unknown_path_is_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"'capex\.actual'.*equity\.close.*cds\.5y"):
        series(shipped(), "ORCL", "capex.actual")
    with pytest.raises(ValueError, match="'NVDA'"):
        series(shipped(), "NVDA", "equity.close")
