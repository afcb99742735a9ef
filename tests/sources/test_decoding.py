from __future__ import annotations

import msgspec
import pytest

from overhang.sources.decoding import decode_json


@pytest.mark.parametrize("body", ['{"a": 1, "a": 2}', '[{"b": {"a": 1, "a": 1}}]'])
def test_a_key_twice_in_one_object_is_refused(body: str) -> None:
    for each in (body, body.encode()):
        with pytest.raises(msgspec.DecodeError, match="'a' twice in one object"):
            decode_json(each)


def test_a_key_may_be_in_many_objects() -> None:
    assert decode_json('[{"a": {"a": 1}}, {"a": 2.5}]') == [{"a": {"a": 1}}, {"a": 2.5}]


@pytest.mark.parametrize("body", ["NaN", "1e400", "9" * 10_000, '"\\ud800"', "[1] 2"])
def test_what_is_no_finite_json_is_refused(body: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_json(body)


def test_what_is_nested_too_deep_is_told() -> None:
    with pytest.raises(RecursionError):
        decode_json("[" * 100_000)
