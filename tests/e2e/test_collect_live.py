"""A collector with no screen among feeds that break: nothing lost, nothing twice."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from support.feed_desk import FeedDesk
from support.live import until
from support.server import Answer, Manner

pytestmark = pytest.mark.e2e

FAULTS = (
    Answer(b"{}", status=500),
    Answer(b"slow down", "text/plain", 429, {"Retry-After": "1"}),
    Answer(b"<html>Please log in</html>", "text/html"),
    Answer(b"[1, 2, {", "application/json"),
    Answer(b"\x1f\x8b\x08garbage", headers={"Content-Encoding": "gzip"}),
    Answer(status=302, headers={"Location": "http://169.254.169.254/"}),
    Answer(b"{}" * 50, manner=Manner.CUT),
    Answer(b"{}" * 50, manner=Manner.DRIP),
    Answer(manner=Manner.RESET),
    Answer(manner=Manner.HANG),
)
STARTED = 30.0
"""Seconds that a busy machine may take from the start to the first rows."""
BACK = 20.0
"""Seconds within which all feeds are back once their hosts are."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FeedDesk]:
    with FeedDesk(tmp_path) as desk:
        yield desk


def test_what_is_told_among_faults_is_stored_in_the_end(desk: FeedDesk) -> None:
    desk.tell()
    collector = desk.collect()
    assert until(lambda: desk.holds(desk.told), STARTED)
    # The first turn asks for all figures too: the second list says that it is over.
    assert until(lambda: desk.edgar_turns > 1, STARTED)

    for at, fault in enumerate(FAULTS):
        desk.break_(fault)
        rows = desk.tell()
        if at % 5 == 0:
            desk.events.cut()
        assert until(desk.all_asked, BACK), fault
        # What needs no host is stored meanwhile.
        assert until(partial(desk.holds, {each for each in rows if each[0] == "runs"}))
        desk.break_(None)
        assert until(partial(desk.holds, rows), BACK), (fault, rows, desk.held())

    assert desk.holds(desk.told)
    assert max(desk.held().values()) == 1
    collector.send_signal(signal.SIGTERM)
    _, said = collector.communicate(timeout=5)
    assert collector.returncode == 0
    assert b"Traceback" not in said


def test_it_leaves_within_a_second_while_requests_hang(desk: FeedDesk) -> None:
    desk.tell()
    collector = desk.collect()
    assert until(lambda: desk.holds(desk.told), STARTED)
    desk.break_(Answer(manner=Manner.HANG))
    assert until(desk.all_asked, BACK)

    told = time.monotonic()
    collector.send_signal(signal.SIGTERM)
    _, said = collector.communicate(timeout=5)
    assert time.monotonic() - told < 1
    assert collector.returncode == 0
    assert b"Traceback" not in said


def test_killed_and_started_again_it_has_every_row_once(desk: FeedDesk) -> None:
    for _ in range(3):
        desk.tell()
        collector = desk.collect()
        assert until(lambda: desk.holds(desk.told), STARTED)
        # Told while it is killed, or just before.
        desk.tell()
        collector.kill()
        collector.wait()
    desk.collect()
    assert until(lambda: desk.holds(desk.told), STARTED)
    assert desk.held() == dict.fromkeys(desk.told, 1)
