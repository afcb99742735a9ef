"""What fuzzing found, each kept as the smallest case that showed it."""

from __future__ import annotations

from datetime import UTC, datetime
from math import isfinite
from random import Random
from time import thread_time
from zoneinfo import ZoneInfo

import click
import msgspec
import pytest

from overhang.cli.times import since_of
from overhang.config.universe import parse_universe
from overhang.core.alerts.phrases import read_silence
from overhang.core.metrics.measure import measure
from overhang.core.problems import ConfigError
from overhang.core.records import Version
from overhang.core.states import State
from overhang.screens.commands import CommandError, parse
from overhang.views.format import sparkline
from support.desk import shipped

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")


def test_a_pasted_page_is_not_repeated_in_an_answer() -> None:
    page = "a\u0301\u202e" * 10_000
    with pytest.raises(CommandError) as command:
        parse(page, ["ORCL"])
    with pytest.raises(ValueError, match="no length of time") as silence:
        read_silence(page, NOW, ZONE)
    with pytest.raises(click.UsageError) as since:
        since_of(page, NOW, ZONE)
    for words in (str(command.value), str(silence.value), since.value.message):
        assert len(words) < 200
        assert "\u202e" not in words


@pytest.mark.parametrize("table", ["cds_marks", "cash_flow", "balances", "deals"])
def test_numbers_that_nobody_meant_keep_no_other_pane_from_being_measured(
    table: str,
) -> None:
    rng = Random(1)
    given = shipped()
    tables = {
        **given.tables,
        table: [_extreme(each, rng) for each in given.tables[table]],
    }
    readings = measure(given._replace(tables=tables))
    for mine in readings.values():
        for each in mine.values():
            assert each.value is None or isfinite(each.value)
            assert (each.value is None) is bool(each.state is State.ABSENT)
    assert readings["ORCL"]["equity.drawdown.52w"].value is not None


def test_a_mistake_of_ours_does_not_pass_for_numbers_without_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def mistaken(_: object) -> None:
        raise ValueError("not enough values to unpack")

    monkeypatch.setattr("overhang.core.metrics.measure._MEASURED", (mistaken,))
    with pytest.raises(ValueError, match="unpack"):
        measure(shipped())


def _extreme(version: Version, rng: Random) -> Version:
    """The same row with numbers at the ends of what a float can hold."""
    record = version.record
    numbers = [
        name
        for name in record.__struct_fields__
        if isinstance(getattr(record, name), float)
    ]
    values = {name: rng.choice([1e308, -1e308, 5e-324, 0.0]) for name in numbers}
    return version._replace(record=msgspec.structs.replace(record, **values))


def test_a_trail_wider_than_numbers_is_drawn_flat() -> None:
    assert len(set(sparkline([-1e308, 1e308, 0.0]))) == 1


def test_a_group_of_very_many_members_is_checked_in_time() -> None:
    members = ",".join(f'"N{at}"' for at in range(20_000))
    issuer = 'name="A"\nentity="A"\ncik=1\nfiscal_year_end="06-30"\n'
    text = f'[issuer.N0]\n{issuer}[group.g]\ntitle="G"\nmembers=[{members},"N0"]\n'
    before = thread_time()
    with pytest.raises(ConfigError) as caught:
        parse_universe(text, "universe.toml")
    assert thread_time() - before < 3
    assert any('"N0" is named twice' in each for each in caught.value.problems)
