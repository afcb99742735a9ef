"""Whoever leads goes on where a store is harmed, and never for ever in vain."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from overhang.collector.leading import lead_and_collect
from overhang.store.base import DamagedError, Store
from overhang.store.lead import try_lead
from overhang.store.place import store_file

_HARM = DamagedError("store: it was cut or written over")


class _Work:
    """Collects as it is told: raises, loses its store, or ends well."""

    def __init__(self, folder: Path, *ends: Exception | int | None) -> None:
        self._folder = folder
        self._ends = list(ends)
        self.mishaps: list[str] = []

    def __call__(
        self,
        store: Store,
        tell: Callable[[str], None],
        is_lost: Callable[[], bool],
        mishap: str,
    ) -> int | None:
        assert try_lead(self._folder) is None
        self.mishaps.append(mishap)
        end = self._ends.pop(0)
        if isinstance(end, Exception):
            store_file(self._folder).write_bytes(b"no database" * 1000)
            # What is whole in the log mends the file.
            (self._folder / "store.db-wal").write_bytes(b"")
            raise end
        return end


def test_it_begins_anew_beside_what_is_damaged_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = _Work(tmp_path, _HARM, 0)
    assert lead_and_collect(lambda: tmp_path, None, work) == 0
    before, told = work.mishaps
    assert before == ""
    assert "store.db.damaged" in told
    assert told in capsys.readouterr().err
    assert (tmp_path / "store.db.damaged").read_bytes() == b"no database" * 1000
    lead = try_lead(tmp_path)
    assert lead is not None, "whoever ended holds the lead no more"
    os.close(lead)


def test_a_store_that_is_not_whole_at_the_start_is_put_aside(tmp_path: Path) -> None:
    store_file(tmp_path).write_bytes(b"no database" * 1000)
    work = _Work(tmp_path, 0)
    assert lead_and_collect(lambda: tmp_path, None, work) == 0
    assert "store.db.damaged" in work.mishaps[0]


def test_one_that_is_damaged_again_at_once_ends_it(tmp_path: Path) -> None:
    work = _Work(tmp_path, _HARM, _HARM, 0)
    with pytest.raises(DamagedError):
        lead_and_collect(lambda: tmp_path, None, work)
    assert len(work.mishaps) == 2


def test_one_that_is_removed_often_is_begun_as_often(tmp_path: Path) -> None:
    work = _Work(tmp_path, None, None, None, 0)
    assert lead_and_collect(lambda: tmp_path, None, work) == 0
    assert len(work.mishaps) == 4


def test_nothing_is_begun_where_another_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overhang.collector.leading._COMMAND_S", 0)
    lead = try_lead(tmp_path)
    assert lead is not None
    work = _Work(tmp_path, 0)
    assert lead_and_collect(lambda: tmp_path, None, work) is None
    os.close(lead)
    assert work.mishaps == []
