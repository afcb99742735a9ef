from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from overhang.core.problems import ConfigError
from overhang.core.tables import TABLES
from overhang.sources.folder import read_folder
from support.shipped import DATA, records

NOW = datetime(2026, 10, 10, tzinfo=UTC)


def test_a_folder_is_read_as_its_files_stand() -> None:
    tables = read_folder(DATA, NOW)
    assert list(tables) == list(TABLES)
    for table, versions in tables.items():
        assert [each.record for each in versions] == list(records(table))
    every = [each for versions in tables.values() for each in versions]
    assert len({each.id for each in every}) == len(every)
    assert {each.known_at for each in every} == {NOW}


def test_a_table_without_a_file_is_left_out(tmp_path: Path) -> None:
    shutil.copy(DATA / "closes.csv", tmp_path)
    assert list(read_folder(tmp_path, NOW)) == ["closes"]


def test_every_fault_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    header = "date,issuer,close_usd,source,quality\n"
    (tmp_path / "closes.csv").write_text(header + "2026-01-05,MSFT,x,s,press\n")
    (tmp_path / "results.csv").write_text("issuer\nMSFT\n")
    with pytest.raises(ConfigError) as error:
        read_folder(tmp_path, NOW)
    said = "\n".join(error.value.problems)
    assert "closes.csv:2" in said
    assert "results.csv" in said


def test_a_folder_without_a_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no table there"):
        read_folder(tmp_path, NOW)
