"""What an answer is, before anything in it is mapped."""

from __future__ import annotations

import pytest

from overhang.sources.base import SourceError
from overhang.sources.mapped.bodies import rows_of

JSON = "application/json"


def test_a_byte_order_mark_is_no_part_of_the_answer() -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        ((place, row),) = rows_of(mark + b'[{"a": 1}]', JSON, "", "x")
        assert (place, row) == ("x row 1", {"a": 1})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "x: found 'nothing (0 bytes)', expected JSON"),
        (b"<html>Log in</html>", "x: found 'an HTML page', expected JSON"),
        (b'[{"a": "\xff"}]', "x:1: found"),
        (b'[{"a": 1}', "x:1:10: found '[{\"a\": 1}', expected readable JSON"),
        (b'[{"a": 1, "a": 2}]', "x: expected a once in each object"),
        (b"[" + b"0," * 1_000_001 + b"0]", "x: found '1000002 values'"),
        (b"42", "x: found '42', expected a list of rows"),
    ],
)
def test_what_is_no_answer_is_told_in_plain_words(body: bytes, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        rows_of(body, JSON, "", "x")
    assert str(caught.value).startswith(said)
