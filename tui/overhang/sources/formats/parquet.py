"""Parquet files, by fastparquet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.stream import Header, Item

_MAGIC = b"PAR1"
_MOST_ROWS = 2_000_000
"""A small file can unpack to any size; no table here is longer than this."""


def read_parquet(data: bytes, name: str) -> Iterator[Item]:
    """Yield the columns, then each row with native values: `closes.parquet row 12`.

    Nulls, and NaN by the habit of pandas, are empty cells.

    Raises:
        SourceError: It is no Parquet file, or a broken one.
    """
    if not data.startswith(_MAGIC):
        raise SourceError([Problem(name, shown(data[:16]), "a Parquet file")])
    if len(data) < 12 or not data.endswith(_MAGIC):
        expected = "a whole Parquet file, its end is missing: still being written?"
        raise SourceError([Problem(name, f"{len(data)} bytes", expected)])
    frame = _frame(data, name)
    names = tuple(str(each) for each in frame.columns)
    yield Header(name, names)
    cells = [
        frame[each].astype(object).where(frame[each].notna(), None).tolist()
        for each in frame.columns
    ]
    for count, row in enumerate(zip(*cells, strict=True), start=1):
        yield f"{name} row {count}", dict(zip(names, row, strict=True))


def _frame(data: bytes, name: str) -> Any:
    """Unpack the file into a pandas frame."""
    # Slow to import, and only a desk that keeps Parquet needs it.
    from fastparquet import ParquetFile

    try:
        file = ParquetFile(io.BytesIO(data))
        rows = file.count()
        if rows <= _MOST_ROWS:
            return file.to_pandas(index=False)
    except MemoryError:
        raise SourceError([Problem(name, "too much", "a smaller table")]) from None
    except Exception as error:
        # A broken file surfaces as whatever its bytes happen to upset.
        found = shown(f"{type(error).__name__}: {error}")
        raise SourceError([Problem(name, found, "a whole Parquet file")]) from None
    raise SourceError([Problem(name, f"{rows} rows", f"{_MOST_ROWS} rows at most")])
