"""When there is no full screen to be had, and what a crash leaves."""

from __future__ import annotations

import datetime as dt
import io
import os
import pty
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from overhang.terminal.crash import report
from overhang.terminal.refusal import refuse_reason
from support.interpreter import loaded_after

NOW = dt.datetime(2026, 10, 9, 20, 0, tzinfo=dt.UTC)


@pytest.fixture
def tty() -> Iterator[IO[bytes]]:
    leader, follower = pty.openpty()
    with os.fdopen(follower, "rb", buffering=0) as file:
        yield file
    os.close(leader)


def test_a_terminal_of_a_known_kind_is_fine(tty: IO[bytes]) -> None:
    assert refuse_reason(tty, tty, {"TERM": "xterm-256color"}) is None


@pytest.mark.parametrize("term", [{"TERM": "dumb"}, {"TERM": "unknown"}, {}])
def test_a_terminal_that_cannot_move_its_cursor_is_refused(
    tty: IO[bytes], term: dict[str, str]
) -> None:
    reason = refuse_reason(tty, tty, term)
    assert reason is not None
    assert "overhang snapshot" in reason


@pytest.mark.parametrize("other", [None, io.StringIO()])
def test_what_is_no_terminal_is_named(tty: IO[bytes], other: IO[str] | None) -> None:
    env = {"TERM": "xterm"}
    assert "standard input" in str(refuse_reason(other, tty, env))
    assert "standard error" in str(refuse_reason(tty, other, env))


def test_refusing_loads_no_textual() -> None:
    loaded = loaded_after("import overhang.terminal.refusal")
    assert not loaded & {"textual", "rich"}


def test_a_crash_is_told_without_control_bytes_and_written_whole(
    tmp_path: Path,
) -> None:
    error = ValueError("bad\x1b]52;c;SElK\x07 figure\nin two lines " + "x" * 1000)
    told = report(error, tmp_path / "state", NOW)
    path = tmp_path / "state" / "crash-20261009T200000.000000Z.txt"
    assert told.startswith("overhang stopped: ValueError: bad␛]52;")
    assert told.endswith(f"the traceback is in {path}\n")
    assert len(told.splitlines()[0]) < 350
    assert "ValueError" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_crash_is_not_written_over_another(tmp_path: Path) -> None:
    report(ValueError("first"), tmp_path, NOW)
    assert "no traceback in" in report(ValueError("second"), tmp_path, NOW)
    (written,) = tmp_path.iterdir()
    assert "first" in written.read_text()


def test_a_crash_that_cannot_be_written_is_told_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    told = report(ValueError("bad"), tmp_path / "state", NOW)
    assert told.startswith("overhang stopped: ValueError: bad\nno traceback in ")
