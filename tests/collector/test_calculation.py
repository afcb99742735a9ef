"""The calculator: a real worker on a real store."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from overhang.bundled import bundled
from overhang.calculation import Answer, Calculator, Request, frame
from overhang.calculator import Desk, serve
from overhang.core.calendars import load_calendars
from overhang.core.records import Version
from overhang.core.wire import encode
from overhang.store import open_store
from overhang.store.base import Batch, Store
from overhang.store.memory import MemoryStore
from support.snapshots import sample_snapshot
from support.stored import T0, at, close
from support.waiting import until

_CLOSES = [close(day=day, usd=100.0 + day) for day in range(5)]
_PATH = tuple((each.date, each.close_usd) for each in _CLOSES)


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite://{tmp_path}/store.db"
    store = open_store(url, write=True)
    store.append(
        [Batch("closes", _CLOSES)], known_at=T0, snapshot=encode(sample_snapshot())
    )
    store.close()
    return url


@pytest.fixture
async def calculator(url: str) -> AsyncIterator[Calculator]:
    made = Calculator(url)
    async with asyncio.timeout(30):
        yield made
        await made.close()


def _program(script: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", script)


def _pid(calculator: Calculator) -> int:
    worker = calculator._worker
    assert worker is not None
    return worker.pid


async def test_a_worker_answers_dies_and_is_replaced(calculator: Calculator) -> None:
    first = await calculator.series("ORCL", "equity.close")
    assert (first.points, first.error) == (_PATH, "")
    pid = _pid(calculator)
    assert os.getpriority(os.PRIO_PROCESS, pid) == 5 + os.getpriority(
        os.PRIO_PROCESS, 0
    )
    os.kill(pid, signal.SIGKILL)
    again = await calculator.series("ORCL", "equity.close")
    assert again.points == _PATH
    assert _pid(calculator) != pid
    unknown = await calculator.series("ORCL", "equity.moon")
    assert unknown.points == ()
    assert "expected one of" in unknown.error


async def test_a_cancelled_question_spoils_no_other(calculator: Calculator) -> None:
    cancelled = asyncio.create_task(calculator.series("ORCL", "equity.close"))
    await until(lambda: bool(calculator._waiting))
    other = asyncio.create_task(calculator.series("ORCL", "equity.drawdown.peak"))
    cancelled.cancel()
    answer = await other
    assert answer.id == 2
    assert [value for _, value in answer.points] == [0.0] * 5
    assert calculator._waiting == {}


async def test_a_worker_that_dies_over_a_question_is_replaced_once(
    url: str, tmp_path: Path
) -> None:
    starts = str(tmp_path / "starts")
    script = f"import sys; open({starts!r}, 'a').write('x'); sys.stdin.buffer.read(1)"
    calculator = Calculator(url, program=_program(script))
    answer = await calculator.series("ORCL", "equity.close")
    assert answer.error == "the calculator stopped"
    assert (tmp_path / "starts").read_text() == "xx"
    await calculator.close()


async def test_a_program_that_is_not_there_is_an_answer(url: str) -> None:
    calculator = Calculator(url, program=["/nonexistent/python"])
    answer = await calculator.series("ORCL", "equity.close")
    assert answer.error == "no calculator: No such file or directory"
    await calculator.close()


async def test_closing_ends_the_worker_and_whoever_waits(url: str) -> None:
    calculator = Calculator(url, program=_program("import time; time.sleep(60)"))
    waiting = asyncio.create_task(calculator.series("ORCL", "equity.close"))
    await until(lambda: calculator._worker is not None)
    pid = _pid(calculator)
    await calculator.close()
    assert (await waiting).error == "the calculator stopped"
    assert (await calculator.series("ORCL", "x")).error == "the calculator stopped"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_closing_says_nothing_behind_the_screen(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    for script in ("exec sleep 60", "exit") * 20:
        calculator = Calculator(url, program=("/bin/sh", "-c", script))
        asking = asyncio.create_task(calculator.series("ORCL", "equity.close"))
        await asyncio.sleep(0.01)
        await calculator.close()
        assert (await asking).error
    assert caplog.messages == []


async def test_an_answer_that_is_none_ends_the_worker_not_the_viewer(url: str) -> None:
    script = (
        "import sys; sys.stdout.write('not an answer' * 99); sys.stdin.buffer.read(1)"
    )
    calculator = Calculator(url, program=_program(script))
    answer = await calculator.series("ORCL", "equity.close")
    assert answer.error == "the calculator stopped"
    await calculator.close()


def _ask(store: Store, desk: Desk, *metrics: str) -> list[Answer]:
    questions = io.BytesIO(
        b"".join(
            frame(msgspec.msgpack.encode(Request(number, "series", "ORCL", metric)))
            for number, metric in enumerate(metrics)
        )
    )
    answers = io.BytesIO()
    serve(desk, questions, answers)
    found = []
    answers.seek(0)
    while head := answers.read(4):
        body = answers.read(int.from_bytes(head))
        found.append(msgspec.msgpack.decode(body, type=Answer))
    return found


def test_new_rows_are_in_the_next_answer_and_withdrawn_ones_are_not() -> None:
    store = open_store("memory:", write=True)
    desk = Desk(store, load_calendars(bundled("data") / "calendars.toml"))
    (nothing,) = _ask(store, desk, "equity.close")
    assert nothing.error == "nothing was collected yet"
    store.append(
        [Batch("closes", _CLOSES)], known_at=T0, snapshot=encode(sample_snapshot())
    )
    assert [each.points for each in _ask(store, desk, "equity.close")] == [_PATH]
    store.append([Batch("closes", [], _CLOSES[4:])], known_at=at(1))
    store.append([Batch("closes", [close(day=0, usd=99)])], known_at=at(2))
    (answer,) = _ask(store, desk, "equity.close")
    assert answer.points == ((_PATH[0][0], 99.0), *_PATH[1:4])


@pytest.mark.parametrize("count", [2, 5])
def test_a_store_that_was_begun_anew_is_read_anew(url: str, count: int) -> None:
    reader = open_store(url, write=False)
    desk = Desk(reader, load_calendars(bundled("data") / "calendars.toml"))
    assert [each.points for each in _ask(reader, desk, "equity.close")] == [_PATH]
    for each in Path(url.removeprefix("sqlite://")).parent.iterdir():
        each.unlink()
    store = open_store(url, write=True)
    store.append(
        [Batch("closes", [replace(each, close_usd=7.0) for each in _CLOSES[:count]])],
        known_at=at(1),
        snapshot=encode(sample_snapshot()),
    )
    assert [each.points for each in _ask(reader, desk, "equity.close")] == [
        tuple((day, 7.0) for day, _ in _PATH[:count])
    ]
    store.close()
    reader.close()


def test_what_comes_while_tables_are_read_is_read_next() -> None:
    store = _Late()
    desk = Desk(store, load_calendars(bundled("data") / "calendars.toml"))
    store.append(
        [Batch("closes", _CLOSES)], known_at=T0, snapshot=encode(sample_snapshot())
    )
    assert [each.points for each in _ask(store, desk, "equity.close")] == [_PATH[:5]]
    (answer,) = _ask(store, desk, "equity.close")
    assert answer.points == (*_PATH[:4], (_PATH[4][0], 7.0))


class _Late(MemoryStore):
    """A price is corrected as soon as the closes have been read for the first time."""

    is_late = False

    def latest(self, table: str) -> Sequence[Version]:
        read = super().latest(table)
        if table == "closes" and not self.is_late:
            self.is_late = True
            self.append([Batch("closes", [close(day=4, usd=7.0)])], known_at=at(1))
        return read


def test_questions_are_answered_in_turn_and_faults_are_answers() -> None:
    store = open_store("memory:", write=True)
    store.append((), known_at=T0, snapshot=encode(sample_snapshot()))
    desk = Desk(store, load_calendars(bundled("data") / "calendars.toml"))
    found = _ask(store, desk, "equity.moon", "equity.close")
    assert [each.id for each in found] == [0, 1]
    assert [bool(each.error) for each in found] == [True, False]
    store.append((), known_at=T0, snapshot=b"\xc1")
    (broken,) = _ask(store, desk, "equity.close")
    assert broken.error == "another version of overhang wrote the store"
