from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from overhang.core.snapshot import SourceState
from overhang.sources import files, watching
from overhang.sources.files import FileSource
from overhang.sources.hand import Hand
from overhang.sources.reading import signature
from support.bodies import csv_closes
from support.deliveries import closes, following, utc


async def test_a_call_returns_or_raises_as_it_would() -> None:
    hand = Hand(5)

    assert await hand.do(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await hand.do(divmod, 7, 0)
    assert await hand.do(divmod, 7, 3) == (2, 1)


async def test_a_call_that_never_returns_is_left_behind_and_no_other_follows() -> None:
    hand, stuck = Hand(0.05), threading.Event()
    others = set(threading.enumerate())

    for _ in range(20):
        with pytest.raises(TimeoutError):
            await hand.do(stuck.wait, 30)
    assert len(set(threading.enumerate()) - others) == 1

    stuck.set()
    async with asyncio.timeout(5):
        while True:
            try:
                assert await hand.do(divmod, 7, 2) == (3, 1)
            except TimeoutError:
                await asyncio.sleep(0.01)
            else:
                return


async def test_a_disk_that_gives_no_answer_is_told_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dead").mkdir()
    (tmp_path / "dead" / "ratings.csv").write_text("x")
    path = tmp_path / "closes.csv"
    path.write_bytes(csv_closes([1]))
    stuck = threading.Event()
    monkeypatch.setattr(files, "_PATIENCE", 0.2)
    monkeypatch.setattr(watching, "_PATIENCE", 0.2)

    def dead(each: Path) -> object:
        if each.parent.name == "dead":
            stuck.wait(30)
        return signature(each)

    monkeypatch.setattr(files, "signature", dead)
    monkeypatch.setattr(watching, "signature", dead)
    places = {"ratings": tmp_path / "dead" / "ratings.csv", "closes": path}
    source = FileSource(places, tuple(places), clock=utc)

    async with following(source) as stream:
        silent = await stream.state(SourceState.FAILED, "ratings")
        assert closes(await stream.rows()) == [1]
        path.write_bytes(csv_closes([1, 1.1]))
        assert closes(await stream.rows()) == [1, 1.1]
        stuck.set()
        back = await stream.next(
            lambda each: (
                each.table == "ratings" and "no answer" not in each.health.errors[0]
            )
        )

    assert "no answer within 0.2 s" in silent.health.errors[0]
    assert back.health.state is SourceState.FAILED


async def test_a_machine_without_threads_is_no_answer_until_it_has_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hand = Hand(5)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _none_left)
        with pytest.raises(TimeoutError):
            await hand.do(divmod, 7, 2)
    assert await hand.do(divmod, 7, 2) == (3, 1)


def _none_left(thread: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")
