"""Output that never blocks, whatever the terminal does."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from overhang.terminal.sink import Sink


class Ends:
    """A pipe for a terminal, and what the sink said about it."""

    def __init__(self) -> None:
        self.reading, writing = os.pipe()
        self.writing = writing
        self.gone = threading.Event()
        self.drained = threading.Event()
        self.sink = Sink(writing, self.gone.set, self.drained.set)
        self.sink.start()

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            taken += os.read(self.reading, count - len(taken))
        return taken


@pytest.fixture
def ends() -> Iterator[Ends]:
    pair = Ends()
    yield pair
    pair.sink.stop(0)
    for each in (pair.reading, pair.writing):
        try:
            os.close(each)
        except OSError:
            continue


def test_what_is_written_arrives_in_order(ends: Ends) -> None:
    ends.sink.write("ab")
    ends.sink.write("▁\udcff")
    assert ends.take(6) == "ab▁?".encode()


def test_a_stalled_reader_leaves_no_room_and_then_one_repaint_is_asked_for(
    ends: Ends,
) -> None:
    big = 200_000
    assert ends.sink.has_room()
    ends.sink.write("x" * big)
    assert not ends.sink.has_room()
    ends.sink.write("end")
    assert ends.take(big + 3).endswith(b"xend")
    assert ends.drained.wait(5)
    assert ends.sink.has_room()


def test_without_a_skipped_frame_nothing_is_asked_for(ends: Ends) -> None:
    ends.sink.write("frame")
    ends.take(5)
    ends.sink.stop()
    assert not ends.drained.is_set()


def test_a_reader_that_is_gone_is_told_once_and_writing_goes_on_nowhere(
    ends: Ends,
) -> None:
    os.close(ends.reading)
    ends.sink.write("x")
    assert ends.gone.wait(5)
    ends.sink.join(5)
    ends.sink.write("more")
    assert not ends.sink.is_alive()


def test_discarding_forgets_what_waits(ends: Ends) -> None:
    ends.sink.write("x" * 200_000)
    # The first bytes are here, so the rest of that text is on its way already.
    first = ends.take(1)
    ends.sink.write("y" * 100)
    ends.sink.discard()
    ends.sink.write("end")
    assert first + ends.take(200_002) == b"x" * 200_000 + b"end"
