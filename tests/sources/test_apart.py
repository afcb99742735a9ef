from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from overhang.bundled import bundled
from overhang.core.tables import TABLES
from overhang.sources.apart import tables
from overhang.sources.apart.job import SheetJob, TableJob, pack, unpack
from overhang.sources.apart.sheets import sheet_of
from overhang.sources.apart.tables import parsed
from overhang.sources.apart.workers import Workers, workers
from overhang.sources.base import SourceError
from overhang.sources.drop.grid import read_sheet
from overhang.sources.formats.csv import read_csv
from overhang.sources.formats.ndjson import read_json
from overhang.sources.formats.xlsx import read_xlsx
from overhang.sources.tables import read_table
from support.bodies import csv_closes
from support.drops import xlsx_of

JOB = TableJob("closes", "csv", "closes.csv")


@pytest.fixture
def few() -> Iterator[Workers]:
    made = Workers(seconds=10)
    yield made
    made.close()


def program(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", code


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_table_read_apart_is_the_same(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (bundled("data") / f"{table}.csv").read_bytes()
    here = read_table(table, read_csv(data, "x"))
    monkeypatch.setattr(tables, "HEAVY", 0)

    assert parsed(table, read_csv, data, "x") == here._replace(told=())


def test_bad_rows_and_refusals_come_back_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "HEAVY", 0)
    some = parsed("closes", read_csv, csv_closes([1] * 19 + ["x"]), "closes.csv")

    assert (len(some.rows), some.bad) == (19, 1)
    assert "closes.csv:21: close_usd: found 'x'" in str(some.told[0])
    with pytest.raises(SourceError, match=r"closes.csv:2: close_usd: found 'x'"):
        parsed("closes", read_csv, csv_closes(["x"]), "closes.csv")


def test_a_workbook_read_apart_is_the_same() -> None:
    data = xlsx_of([["Name", "Bid"], ["Oracle", 1.5], ["Meta", "x"]])
    sheet = read_xlsx(data, "run.xlsx")

    assert unpack(pack(sheet)) == sheet._replace(lines=list(sheet.lines), torn=())
    assert sheet_of(data, "run.xlsx").lines == sheet.lines
    assert sheet_of(b"a,b\n1,2\n", "run.csv") == read_sheet(b"a,b\n1,2\n", "run.csv")


def test_one_worker_is_kept_for_the_next_body(few: Workers) -> None:
    # However much whoever asks holds.
    ballast = b"x" * 200_000_000
    few.ask(JOB, csv_closes([1]))
    (first,) = few._free
    few.ask(JOB, csv_closes([1, 1.1]))
    assert ballast

    assert [each.pid for each in few._free] == [first.pid]


def test_a_worker_that_ended_meanwhile_is_replaced(few: Workers) -> None:
    few.ask(JOB, csv_closes([1]))
    few._free[0].kill()

    assert few.ask(JOB, csv_closes([1])).bad == 0


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os.abort()", "no more than 1024 MB"),
        ("print('x')", "no more than 1024 MB"),
        ("import time; time.sleep(60)", "read within 0.5 s"),
        ("import sys; sys.stdin.buffer.read(); print()", "read within 0.5 s"),
    ],
)
def test_a_worker_that_dies_or_hangs_is_a_refusal(code: str, said: str) -> None:
    begun = time.monotonic()

    with pytest.raises(SourceError, match=said):
        Workers(program(code), seconds=0.5).ask(JOB, csv_closes([1]))
    assert time.monotonic() - begun < 5


def test_a_program_that_is_not_there_is_a_refusal() -> None:
    with pytest.raises(SourceError, match="No such file"):
        Workers(("/no/such/program",)).ask(JOB, b"")


def test_a_body_that_unpacks_without_end_ends_its_worker_alone(few: Workers) -> None:
    job = TableJob("closes", "json", "closes.json")

    with pytest.raises(SourceError, match=r"MB of memory|read within"):
        few.ask(job, b"[" + b"[]," * (16 << 20) + b"[]]")
    assert few.ask(JOB, csv_closes([1])).bad == 0


def test_a_worker_is_told_no_secrets(
    few: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERHANG_TOKEN", "canary")
    few.ask(SheetJob("run.csv", ""), b"a,b\n1,2\n")

    environment = Path(f"/proc/{few._free[0].pid}/environ").read_bytes()
    assert b"canary" not in environment


def test_only_a_large_body_is_read_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(workers(), "ask", never)

    assert len(parsed("closes", read_csv, csv_closes([1]), "closes.csv").rows) == 1
    assert parsed("closes", read_json, b"[]", "closes").rows == []
    with pytest.raises(AssertionError):
        parsed("closes", read_csv, csv_closes([1] * 60_000), "closes.csv")
