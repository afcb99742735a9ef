from __future__ import annotations

import gc
import subprocess
import sys
import weakref

import psutil
import pytest

from overhang.core.leftovers import give_back, sweep

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the C library's own business"
)
THREADS = """
from threading import Barrier, Thread
from overhang.core.leftovers import share_heap
{before}
together, kept = Barrier(6), []
def hold():
    together.wait()
    kept.append([bytes(60_000) for _ in range(10)])
    together.wait()
threads = [Thread(target=hold) for _ in range(6)]
for each in threads: each.start()
for each in threads: each.join()
# A heap of a thread begins at a multiple of 64 MB.
starts = [line.split("-")[0] for line in open("/proc/self/maps")]
print(sum(int(each, 16) % (1 << 26) == 0 for each in starts))
"""


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


class Ring:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.me = self


def test_what_holds_itself_goes_too() -> None:
    gc.disable()
    try:
        ring = weakref.ref(Ring())
        assert ring() is not None
        sweep()
        assert ring() is None
    finally:
        gc.enable()


def heaps(before: str) -> int:
    """Return how many heaps threads of a fresh process come to."""
    program = THREADS.format(before=before)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_threads_share_a_heap() -> None:
    assert heaps("pass") >= 5
    assert heaps("share_heap()") <= 1
