from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.sources.base import SourceError
from overhang.sources.formats import CONTENT_TYPES, FILES
from overhang.sources.stream import Reader
from overhang.sources.tables import read_table
from support.bodies import HEADER, json_closes

CSV = FILES[".csv"]
NDJSON = FILES[".ndjson"]
JSON = CONTENT_TYPES["application/json"]

LINE = '{"issuer": "ORCL", "date": "2026-03-02", "close_usd": 150.5, "source": "x", "quality": "reported"}\n'  # noqa: E501


def faults(reader: Reader, data: bytes, name: str) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read_table("closes", reader(data, name))
    return [str(each) for each in caught.value.problems]


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for reader in (CSV, NDJSON, JSON):
        for body in (data, HEADER.encode() + b"\n" + data, b"[{" + data):
            with suppress(SourceError):
                read_table("closes", reader(body, "closes"))


def test_ndjson_is_one_object_a_line() -> None:
    data = LINE + "\n" + LINE.replace("-02", "-03").replace('"x"', '"a\u2028b"')

    rows = read_table("closes", NDJSON(data.encode(), "closes.ndjson")).rows

    assert [row.source for row in rows] == ["x", "a b"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"issuer": "ORCL"', "one JSON object a line"),
        ("[]", "a JSON object"),
        ("42", "a JSON object"),
        ("null", "a JSON object"),
        ('{"close_usd": NaN}', "a finite number instead of NaN"),
        ('{"close_usd": -Infinity}', "a finite number instead of -Infinity"),
        ('{"a": 1, "a": 2}', "a once in each object"),
        ("[" * 100_000, "JSON that is not nested this deep"),
        ('{"close_usd": ' + "9" * 10_000 + "}", "numbers of a sane length"),
    ],
)
def test_a_line_of_bad_json_is_named(line: str, said: str) -> None:
    found, whole = faults(NDJSON, f"{LINE}{line}\n".encode(), "closes.ndjson")

    assert found.startswith("closes.ndjson:2")
    assert found.endswith(f"expected {said}")
    assert "1 of 2 rows good" in whole


def test_ndjson_without_a_last_line_end_is_torn() -> None:
    torn = LINE.encode() + LINE.encode().rstrip()[:-1]
    found, whole = faults(NDJSON, torn, "closes.ndjson")

    assert found.startswith("closes.ndjson:2")
    assert found.endswith("the last line has no end: still being written?")
    assert "1 of 2 rows good" in whole


def test_a_last_object_that_closes_is_whole() -> None:
    data = LINE.encode().rstrip()

    assert len(read_table("closes", NDJSON(data, "closes.ndjson")).rows) == 1


@pytest.mark.parametrize("shape", ["%s", '{"as_of": 1, "rows": %s}', "\ufeff%s"])
def test_json_is_an_array_of_rows(shape: str) -> None:
    body = (shape % json_closes([150.5, 151]).decode()).encode()

    rows = read_table("closes", JSON(body, "closes")).rows

    assert [getattr(row, "close_usd", None) for row in rows] == [150.5, 151.0]


def test_an_explicit_empty_array_is_an_empty_table() -> None:
    assert read_table("closes", JSON(b"[]", "closes")).rows == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "closes: found 'nothing (0 bytes)', expected a JSON array of rows"),
        (b"<html>", "closes: found 'an HTML page', expected a JSON array of rows"),
        (b"42", "closes: found '42', expected a JSON array of rows"),
        (b"{}", "closes: found '{}', expected a JSON array of rows"),
        (b'[{"a": 1}', "closes:1:10: found '[{\"a\": 1}', expected readable JSON"),
        (b"[] []", "closes:1:4: found '[] []', expected readable JSON"),
        (b"[1, {}]", "closes row 1: found '1', expected a JSON object"),
        (b'[{"close_usd": NaN}]', "closes: expected a finite number instead of NaN"),
        (b"[" * 100_000, "closes: expected JSON that is not nested this deep"),
        (b'[{"issuer": "\xff"}]', "closes:1: found 'byte 0xff', expected UTF-8 text"),
    ],
)
def test_what_is_no_table_of_json_is_named(body: bytes, said: str) -> None:
    assert faults(JSON, body, "closes")[0].startswith(said)


def test_a_number_too_large_for_json_is_not_finite() -> None:
    body = json_closes([1]).replace(b'"close_usd": 1', b'"close_usd": 1e400')

    (found,) = faults(JSON, body, "closes")

    assert found == ("closes row 1: close_usd: found 'inf', expected a finite number")
