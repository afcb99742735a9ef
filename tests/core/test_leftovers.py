from __future__ import annotations

import sys

import psutil
import pytest

from overhang.core.leftovers import give_back


@pytest.mark.skipif(sys.platform != "linux", reason="the C library's own business")
def test_memory_that_is_free_is_given_back() -> None:
    mine = psutil.Process()
    # Small enough for the heap; the last one keeps the others from the top.
    blocks = [bytes(60_000) for _ in range(1000)]
    last = bytes(60_000)
    held = mine.memory_info().rss
    del blocks
    give_back()
    assert mine.memory_info().rss < held - 40e6
    assert last
