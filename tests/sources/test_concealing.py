from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote, quote_plus, unquote

import pytest

from overhang.sources.concealing import conceal

KEY = "sk-L1ve%2B/'&=\"$é"


@pytest.mark.parametrize(
    "said",
    [
        KEY,
        KEY.upper(),
        repr(KEY)[1:-1],
        json.dumps(KEY)[1:-1],
        quote(KEY),
        quote(KEY, safe=""),
        quote_plus(KEY),
        unquote(KEY),
        base64.b64encode(KEY.encode()).decode(),
        f"{KEY}{KEY}",
        f"{KEY[:9]} {KEY}",
    ],
)
def test_a_secret_is_hidden_however_it_is_written(said: str) -> None:
    told = conceal(f"bad key {said}, sorry", ("", KEY, f"Bearer {KEY}"))
    assert re.sub(r"\*{3}( ?\*{3})?", "***", told) == "bad key ***, sorry"


def test_a_secret_that_was_cut_short_is_hidden_too() -> None:
    for length in range(8, len(KEY)):
        assert conceal(f"found '{KEY[:length]}…'", (KEY,)) == "found '***…'"


def test_what_is_no_secret_stays() -> None:
    words = "HTTP 401: the key is refused"
    assert conceal(words, (KEY, "", "k")) == words.replace("k", "***")
    assert conceal(words, ()) == words
