"""A folder of tables, read once: for a command that looks at the past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from overhang.core.problems import ConfigError
from overhang.core.records import Record, Version
from overhang.core.safe_text import safe_text
from overhang.core.tables import TABLES
from overhang.sources.apart.tables import parsed
from overhang.sources.base import SourceError
from overhang.sources.formats import FILES
from overhang.sources.reading import read_file


def read_folder(folder: Path, known_at: datetime) -> dict[str, Sequence[Version]]:
    """Return every table of a folder as versions known at one moment.

    A table without a file is empty.

    Raises:
        ConfigError: with every fault of every table, or because there is no table.
    """
    tables: dict[str, Sequence[Version]] = {}
    faults: list[str] = []
    last = 0
    for table in TABLES:
        try:
            rows = _rows(folder, table)
        except SourceError as error:
            faults += (str(each) for each in error.problems)
            continue
        if rows is not None:
            tables[table] = [
                Version(last + at, known_at, row) for at, row in enumerate(rows, 1)
            ]
            last += len(rows)
    if not tables and not faults:
        faults.append(f"{safe_text(str(folder))}: no table there, as closes.csv")
    if faults:
        raise ConfigError(faults)
    return tables


def _rows(folder: Path, table: str) -> Sequence[Record] | None:
    """Read one table from the first of its files; none when there is none."""
    for ending, reader in FILES.items():
        path = folder / f"{table}{ending}"
        try:
            data = read_file(path)
        except FileNotFoundError:
            continue
        read = parsed(table, reader, data, safe_text(path.name))
        if read.told:
            raise SourceError(read.told)
        return read.rows
    return None
