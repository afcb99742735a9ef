"""Leadership: real processes, real locks, real deaths."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from overhang.store.base import Heartbeat
from overhang.store.keeper import Keeper
from overhang.store.lead import (
    adopt_lead,
    anyone_attending,
    ask_refresh,
    attend,
    last_words,
    refresh_asked,
    spawn_collector,
    tell_viewers,
    told_viewers,
    try_lead,
)
from support.interpreter import loaded_after
from support.waiting import until

_LIVING = """
import os, signal, sys
fd = int(sys.argv[sys.argv.index("--lock-fd") + 1])
assert "--with-viewers" in sys.argv and sys.argv[1] == "told"
with open(os.path.join(os.path.dirname(os.readlink(f"/proc/self/fd/{fd}")), "pids"),
          "a") as pids:
    pids.write(f"{os.getpid()}\\n")
signal.pause()
"""
_DYING = "import sys; sys.exit('no universe.toml')"


def _program(script: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", script)


def _pids(directory: Path) -> list[int]:
    with suppress(FileNotFoundError):
        return [int(each) for each in (directory / "pids").read_text().split()]
    return []


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _never() -> Heartbeat | None:
    return None


@asynccontextmanager
async def _keeping(
    directory: Path,
    script: str = _LIVING,
    heartbeat: Callable[[], Heartbeat | None] = _never,
) -> AsyncIterator[Keeper]:
    keeper = Keeper(directory, ["told"], heartbeat, program=_program(script))
    running = asyncio.create_task(keeper.run())
    try:
        yield keeper
    finally:
        running.cancel()
        await asyncio.wait([running])
        for pid in _pids(directory):
            _kill(pid)


def test_one_leads_and_the_lock_is_free_when_it_lets_go(tmp_path: Path) -> None:
    first = try_lead(tmp_path)
    assert first is not None
    assert try_lead(tmp_path) is None
    os.close(first)
    again = try_lead(tmp_path)
    assert again is not None
    os.close(again)


def test_viewers_are_seen_until_the_last_one_left(tmp_path: Path) -> None:
    assert not anyone_attending(tmp_path)
    one, two = attend(tmp_path), attend(tmp_path)
    assert anyone_attending(tmp_path)
    one.close()
    one.close()
    assert anyone_attending(tmp_path)
    two.close()
    assert not anyone_attending(tmp_path)


def test_only_the_held_lock_of_this_directory_is_adopted(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    fd, elsewhere = try_lead(tmp_path), try_lead(other)
    assert fd is not None
    assert elsewhere is not None
    assert adopt_lead(tmp_path, elsewhere) is None
    assert adopt_lead(tmp_path, 999) is None
    assert adopt_lead(tmp_path, fd) == fd
    os.close(fd)
    os.close(elsewhere)


def test_a_spawned_collector_holds_the_lock_and_its_own_session(tmp_path: Path) -> None:
    child = spawn_collector(tmp_path, ["told"], program=_program(_LIVING))
    assert child is not None
    try:
        # The lock went over: it was never free, and nobody here holds it.
        assert try_lead(tmp_path) is None
        assert spawn_collector(tmp_path, ["told"], program=_program(_LIVING)) is None
        assert os.getsid(child.pid) == child.pid
        log = tmp_path / "collector.log"
        assert log.stat().st_mode & 0o777 == 0o600
    finally:
        child.kill()
        child.wait()
    free = try_lead(tmp_path)
    assert free is not None
    os.close(free)


def test_a_program_that_cannot_start_leaves_the_lock_free(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        spawn_collector(tmp_path, [], program=["/nonexistent/python"])
    free = try_lead(tmp_path)
    assert free is not None
    os.close(free)


def test_the_log_keeps_last_words_and_is_cut_when_it_is_long(tmp_path: Path) -> None:
    assert last_words(tmp_path) == ""
    log = tmp_path / "collector.log"
    log.write_text("old line\n" * 200_000)
    child = spawn_collector(tmp_path, [], program=_program(_DYING))
    assert child is not None
    assert child.wait() == 1
    assert last_words(tmp_path) == "no universe.toml"
    assert log.read_text() == "no universe.toml\n"


def test_each_wish_for_a_refresh_is_noticed(tmp_path: Path) -> None:
    never = refresh_asked(tmp_path)
    ask_refresh(tmp_path)
    once = refresh_asked(tmp_path)
    os.utime(tmp_path / "refresh", ns=(1, 1))
    ask_refresh(tmp_path)
    assert len({never, once, 1}) == 3
    assert refresh_asked(tmp_path) != 1


async def test_a_killed_collector_is_replaced_within_a_second(tmp_path: Path) -> None:
    async with _keeping(tmp_path) as keeper:
        await until(lambda: len(_pids(tmp_path)) == 1)
        for deaths in range(1, 3):
            os.kill(_pids(tmp_path)[-1], signal.SIGKILL)
            killed = time.monotonic()
            await until(lambda: len(_pids(tmp_path)) == deaths + 1)  # noqa: B023
            assert time.monotonic() - killed < 1
            assert try_lead(tmp_path) is None
        assert keeper.status.fault == ""


async def test_a_second_viewer_starts_none_until_the_first_ones_died(
    tmp_path: Path,
) -> None:
    first = spawn_collector(tmp_path, ["told"], program=_program(_LIVING))
    assert first is not None
    with first:
        await until(lambda: _pids(tmp_path) == [first.pid])
        second = Keeper(tmp_path, ["told"], _never, program=_program(_LIVING))
        second.look()
        first.kill()
    second.look()
    await until(lambda: len(_pids(tmp_path)) == 2)
    assert _pids(tmp_path)[0] == first.pid
    second.leave()
    _kill(_pids(tmp_path)[1])


async def test_a_viewer_that_leaves_leaves_its_collector(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, ["told"], _never, program=_program(_LIVING))
    running = asyncio.create_task(keeper.run())
    await until(lambda: len(_pids(tmp_path)) == 1)
    running.cancel()
    await asyncio.wait([running])
    assert not anyone_attending(tmp_path)
    (pid,) = _pids(tmp_path)
    assert try_lead(tmp_path) is None
    _kill(pid)


async def test_three_quick_deaths_are_told_and_end_the_trying(tmp_path: Path) -> None:
    async with _keeping(tmp_path, _DYING) as keeper:
        await until(lambda: bool(keeper.status.fault))
        assert keeper.status.fault == (
            "the collector ended 3 times at once: no universe.toml"
        )
        said = (tmp_path / "collector.log").read_text()
        assert said.count("no universe") == 3
        keeper.look()
        free = try_lead(tmp_path)
        assert free is not None
        os.close(free)


async def test_a_living_collector_of_someone_else_ends_the_complaint(
    tmp_path: Path,
) -> None:
    beats: list[Heartbeat | None] = [None]
    async with _keeping(tmp_path, _DYING, lambda: beats[-1]) as keeper:
        await until(lambda: bool(keeper.status.fault))
        now = datetime.now(UTC)
        beats.append(Heartbeat(pid=4242, at=now, started_at=now, version="1"))
        await until(lambda: not keeper.status.fault)
        assert keeper.status.pid == 4242


def test_silence_is_counted_by_the_viewers_own_clock(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    beats = [Heartbeat(pid=7, at=now, started_at=now, version="1")]
    clock = [100.0]
    lead = try_lead(tmp_path)
    assert lead is not None
    keeper = Keeper(tmp_path, [], lambda: beats[-1], monotonic=lambda: clock[0])
    keeper.look()
    assert (keeper.status.pid, keeper.status.silent_s) == (7, 0)
    clock[0] += 40
    keeper.look()
    assert keeper.status.silent_s == 40
    beats.append(
        Heartbeat(pid=7, at=now.replace(year=2020), started_at=now, version="")
    )
    clock[0] += 1
    keeper.look()
    assert keeper.status.silent_s == 0
    os.close(lead)


def test_what_keeps_a_collector_from_storing_reaches_viewers_without_a_store(
    tmp_path: Path,
) -> None:
    lead = try_lead(tmp_path)
    assert lead is not None
    tell_viewers(lead, "")
    length = (tmp_path / "collector.lock").stat().st_size
    for words in ("the disk is full, désk\x1b[2J", "x" * 999, "é" * 999, ""):
        tell_viewers(lead, words)
        # A full disk has no room for more.
        assert (tmp_path / "collector.lock").stat().st_size == length
        said = told_viewers(tmp_path)
        assert said[:30] == words.replace("\x1b", "\u241b")[:30]
        keeper = Keeper(tmp_path, [], _never)
        keeper.look()
        assert keeper.status.said == said
    os.close(lead)


def test_an_unwritable_directory_is_a_fault_in_words(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "gone", [], _never)
    keeper.look()
    assert keeper.status.fault == (
        "the collector cannot be started: No such file or directory"
    )


def test_the_viewers_side_needs_no_heavy_library() -> None:
    loaded = loaded_after(
        "import overhang.store.keeper, overhang.store.place, overhang.store.sqlite,"
        " overhang.calculation"
    )
    assert not loaded & {"pandas", "numpy", "httpx", "watchfiles"}
