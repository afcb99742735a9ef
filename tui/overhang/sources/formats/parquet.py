"""Parquet files, by fastparquet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.formats.body import foreign
from overhang.sources.stream import MOST_ROWS, Header, Item

_MAGIC = b"PAR1"
_MOST_COLUMNS = 500
"""A small file can unpack to any size; no table here is longer or wider than these."""
_FOOTER = 8
"""Bytes at the end: how long the footer is, and the format's mark."""
_LOCKED = b"PARE"


def read_parquet(data: bytes, name: str) -> Iterator[Item]:
    """Yield the columns, then each row with native values: `closes.parquet row 12`.

    Nulls, and NaN by the habit of pandas, are empty cells.

    Raises:
        SourceError: It is no Parquet file, or a broken one.
    """
    _check(data, name)
    frame = _frame(data, name)
    names = tuple(str(each) for each in frame.columns)
    yield Header(name, names)
    cells = [
        frame[each].astype(object).where(frame[each].notna(), None).tolist()
        for each in frame.columns
    ]
    for count, row in enumerate(zip(*cells, strict=True), start=1):
        yield f"{name} row {count}", dict(zip(names, row, strict=True))


def _check(data: bytes, name: str) -> None:
    """Refuse what is plainly no whole Parquet file."""
    length = int.from_bytes(data[-_FOOTER:-4], "little")
    if data.startswith(_LOCKED):
        found, expected = "an encrypted Parquet file", "one that is not"
    elif not data.startswith(_MAGIC):
        found = (
            foreign(data)
            or f"CSV or other text: {shown(data[:16].decode(errors='replace'))}"
        )
        expected = "a Parquet file"
    elif not data.endswith(_MAGIC) or len(data) < len(_MAGIC) + _FOOTER:
        found = f"{len(data)} bytes and no footer"
        expected = "a whole Parquet file: still being written?"
    elif not 0 < length <= len(data) - len(_MAGIC) - _FOOTER:
        found = f"a footer of {length} bytes in a file of {len(data)}"
        expected = "a whole Parquet file"
    else:
        return
    raise SourceError([Problem(name, found, expected)])


def _frame(data: bytes, name: str) -> Any:
    """Unpack the file into a pandas frame."""
    # Slow to import, and only a desk that keeps Parquet needs it.
    from fastparquet import ParquetFile

    try:
        file = ParquetFile(io.BytesIO(data))
        rows, width = file.count(), len(file.columns)
        if rows <= MOST_ROWS and width <= _MOST_COLUMNS:
            return file.to_pandas(index=False)
    except MemoryError:
        raise SourceError([Problem(name, "too much", "a smaller table")]) from None
    except Exception as error:
        # A broken file surfaces as whatever its bytes happen to upset.
        found = shown(f"{type(error).__name__}: {error}")
        expected = "a whole Parquet file with its footer"
        raise SourceError([Problem(name, found, expected)]) from None
    found = f"{rows} rows of {width} columns"
    expected = f"{MOST_ROWS} rows of {_MOST_COLUMNS} columns at most"
    raise SourceError([Problem(name, found, expected)])
