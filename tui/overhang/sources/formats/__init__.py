"""The formats a table may come in: a whole body in, a stream of rows out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from overhang.sources.formats.csv import read_csv
from overhang.sources.formats.ndjson import read_json, read_ndjson
from overhang.sources.formats.parquet import read_parquet
from overhang.sources.stream import Reader

FILES: Mapping[str, Reader] = MappingProxyType(
    {".csv": read_csv, ".ndjson": read_ndjson, ".parquet": read_parquet}
)
"""By the ending of a file's name."""

CONTENT_TYPES: Mapping[str, Reader] = MappingProxyType(
    {
        "application/json": read_json,
        "text/csv": read_csv,
        "application/x-ndjson": read_ndjson,
    }
)
"""By the media type of an answer."""

FORMATS: Mapping[str, Reader] = MappingProxyType(
    {
        "csv": read_csv,
        "ndjson": read_ndjson,
        "json": read_json,
        "parquet": read_parquet,
    }
)
"""By a name of their own."""
