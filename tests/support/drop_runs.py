"""Runs as a drop folder reads them."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.config.feeds import DropOptions
from overhang.sources.drop.grid import read_sheet
from overhang.sources.drop.run import Run, read_run
from support.drops import CODES, NOW, RUN, WIDE, csv_of, feed, xlsx_of

Rows = Sequence[Sequence[object]]


def read(
    rows: Rows,
    options: DropOptions = WIDE,
    name: str = "run.xlsx",
    *,
    as_csv: bool = False,
) -> Run:
    name = name.replace(".xlsx", ".csv") if as_csv else name
    data = csv_of(rows) if as_csv else xlsx_of(rows)
    sheet = read_sheet(data, name, options.sheet)
    return read_run(sheet, name, feed(options), CODES, NOW.date())


def faults(run: Run) -> list[str]:
    return [str(each) for each in run.faults]


def with_line(*cells: object) -> Rows:
    return (*RUN[:3], cells)
