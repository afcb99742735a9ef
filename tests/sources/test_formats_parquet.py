from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from fastparquet import write

from overhang.sources.base import SourceError
from overhang.sources.formats import FILES
from overhang.sources.stream import Reader
from overhang.sources.tables import read_table
from support.bodies import csv_closes

CSV = FILES[".csv"]
PARQUET = FILES[".parquet"]


def faults(reader: Reader, data: bytes, name: str) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read_table("closes", reader(data, name))
    return [str(each) for each in caught.value.problems]


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "issuer": ["ORCL", "ORCL"],
            "date": pd.to_datetime(["2026-03-02", "2026-03-03"]),
            "close_usd": [150.5, 151.0],
            "source": ["exchange", "exchange"],
            "quality": ["reported", "reported"],
        }
    )


def parquet(folder: Path, data: pd.DataFrame) -> bytes:
    path = folder / "made.parquet"
    write(str(path), data)
    return path.read_bytes()


def test_parquet_is_read_with_its_own_dates_and_numbers(tmp_path: Path) -> None:
    data = parquet(tmp_path, frame())

    read = read_table("closes", PARQUET(data, "closes.parquet"))

    assert read == read_table("closes", CSV(csv_closes([150.5, 151]), "closes.csv"))


def test_parquet_of_every_kind_of_column_is_read(tmp_path: Path) -> None:
    data = pd.DataFrame(
        {
            "deal_id": ["a", "b"],
            "issuer": ["ORCL", "META"],
            "priced_on": pd.to_datetime(["2026-03-02", "2026-03-03"]),
            "instrument": ["senior", "vehicle"],
            "currency": ["USD", "USD"],
            "size_bn": [25.0, float("nan")],
            "tranches": pd.array([8, None], dtype="Int64"),
            "note": ["x", None],
            "source": ["s", "s"],
            "quality": ["press", "press"],
        }
    )

    rows = read_table("deals", PARQUET(parquet(tmp_path, data), "deals.parquet")).rows

    assert [getattr(row, "size_bn", 0) for row in rows] == [25.0, None]
    assert [getattr(row, "tranches", 0) for row in rows] == [8, None]
    assert [getattr(row, "note", 0) for row in rows] == ["x", ""]


def test_a_fault_in_parquet_names_its_row_and_column(tmp_path: Path) -> None:
    data = frame().assign(close_usd=[150.5, -1.0]).rename(columns={"source": "sauce"})

    assert faults(PARQUET, parquet(tmp_path, data), "closes.parquet") == [
        "closes.parquet: sauce: found 'sauce', expected a known column, perhaps source",
        "closes.parquet: source: expected this column, it is missing",
        "closes.parquet row 2: close_usd: found '-1.0', expected more than 0",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "expected a Parquet file"),
        (csv_closes([1]), "expected a Parquet file"),
        (b"PAR1", "no footer', expected a whole Parquet file: still being written?"),
        (b"PAR1" + b"\xff" * 40 + b"PAR1", "expected a whole Parquet file"),
    ],
)
def test_what_is_no_parquet_is_named(data: bytes, said: str) -> None:
    (found,) = faults(PARQUET, data, "closes.parquet")

    assert found.startswith("closes.parquet")
    assert said in found
