"""Logs, stores and arguments that mean harm: shown, and nothing more."""

from __future__ import annotations

import subprocess
from pathlib import Path

import apsw
import pytest

from overhang.core.alerts.journal import GENESIS, Entry, line_of
from support.alerted import NOW
from support.shell import PROGRAM, Done

HOSTILE = "a\x9b31m\u202eb\u200bc"
"""What a log's line may hold in JSON, and a terminal would obey."""


def shell(env: dict[str, str], *argv: str | bytes) -> tuple[int, bytes]:
    """Run a command with its arguments as they are; return status and all output."""
    done = subprocess.run(
        (*PROGRAM, "alerts", *argv),
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


def is_inert(text: str) -> bool:
    return all(each.isprintable() or each == "\n" for each in text)


@pytest.mark.usefixtures("led")
@pytest.mark.parametrize("style", ["jsonl", "text"])
def test_a_line_that_was_tampered_with_has_no_power_over_the_terminal(
    done: Done, directory: Path, style: str
) -> None:
    entry = Entry(at=NOW, kind=HOSTILE, by=HOSTILE, why=HOSTILE)
    line, _ = line_of(entry, 9, GENESIS)
    plain = line.encode().decode("unicode_escape")
    assert HOSTILE in plain
    connection = apsw.Connection(str(next(directory.glob("*.db"))))
    connection.execute("INSERT INTO log VALUES (9, ?)", (plain,))
    connection.close()
    status, out, _ = done("log", "--format", style)
    assert status == 0
    assert "31m" in out
    assert is_inert(out)
    _, out, _ = done("list", "--since", "8h")
    assert "31m" in out
    assert is_inert(out)


def test_a_file_without_lines_is_no_log_and_takes_no_memory(
    env: dict[str, str],
) -> None:
    status, out = shell(env, "log", "--verify", "/dev/zero")
    assert status == 1
    assert b"line 1: it is not JSON" in out


@pytest.mark.usefixtures("directory")
def test_what_is_typed_is_kept_and_answered_as_inert_text(env: dict[str, str]) -> None:
    hostile = b"\x1b]52;c;aGk=\x07\xff\xfe\x9b31m\n\xe2\x80\xae"
    for argv in (
        ("note", "cds-5y-level", "ORCL", hostile),
        ("note", hostile, "ORCL", "x"),
        ("ack", "cds-5y-level", "ORCL", "--by", hostile, "--why", hostile),
        ("silence", "--rule", b"[!" + hostile + b"]*", "--why", "x"),
        ("silence", "--rule", "cds-*", "--by", hostile, "--why", hostile),
        ("silence", "--rule", "cds-*", "--why", "x", "--until", hostile),
        ("list", "--since", hostile),
        ("list", "--rule", hostile),
        ("log", "--format", "text"),
    ):
        _, out = shell(env, *argv)
        assert out
        assert b"Traceback" not in out
        assert is_inert(out.decode())
