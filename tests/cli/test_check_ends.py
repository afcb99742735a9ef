"""However badly a check ends, its status is a plugin's and never by chance."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from overhang.cli.main import run
from support.shell import PROGRAM, overhang

CALM = ("check", "--rule", "equity-dd-52w", "--issuer", "MSFT")


def status_under(env: dict[str, str], redirection: str, *argv: str) -> tuple[int, str]:
    """Run a check with its output sent elsewhere; return its status and complaints."""
    done = subprocess.run(
        ["bash", "-c", f'"$@" {redirection}', "-", *PROGRAM, *argv],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
def test_output_that_cannot_be_written_changes_nothing_of_the_status(
    env: dict[str, str], redirection: str
) -> None:
    assert status_under(env, redirection, *CALM) == (0, "")
    assert status_under(env, redirection, "check", "--rule", "nope") == (3, "")


@pytest.mark.parametrize("limit", ["nan", "inf", "1e300", "-1", "0"])
def test_a_time_limit_that_is_none_is_unknown(env: dict[str, str], limit: str) -> None:
    done = overhang(env, "check", f"--timeout={limit}")
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("OVERHANG UNKNOWN - Invalid value for '--timeout'")


@pytest.mark.parametrize(
    "argv",
    [
        ("--bogus", "check"),
        ("--bogus", "check", "--rule", "cds-*"),
        ("--theme", "night", "--bo\x1bgus=1", "check"),
        ("check", "--bogus"),
        ("check", "extra\x1b"),
        ("check", "--format"),
    ],
)
def test_wrong_usage_is_unknown_wherever_it_stands(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    assert run(argv) == 3
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("OVERHANG UNKNOWN - ")
    assert "\x1b" not in out


@pytest.mark.parametrize(
    "argv",
    [
        ("--bogus", "rules", "check"),
        ("config", "check", "extra"),
        ("rules", "--bogus", "check"),
        ("--bogus",),
    ],
)
def test_other_commands_keep_their_own_status(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    assert run(argv) == 2
    assert capsys.readouterr().err.startswith("Usage: overhang")


def test_a_terminal_that_lacks_a_character_gets_a_question_mark(
    env: dict[str, str],
) -> None:
    long = "a" * 100
    done = overhang({**env, "PYTHONIOENCODING": "ascii"}, "check", "--rule", long)
    assert (done.returncode, done.stderr) == (3, "")
    assert 'unknown rule "aaaa' in done.stdout
    assert 'aaaa?"' in done.stdout


@pytest.mark.parametrize("style", ["text", "json", "prometheus"])
def test_a_reader_that_stalls_does_not_hold_it_beyond_its_time(style: str) -> None:
    code = (
        "import overhang.cli.check_end as end\n"
        f"end.limit(0.2, {style!r})\n"
        "end.write('x' * 1_000_000)"
    )
    stalled, sink = os.pipe()
    fcntl.fcntl(sink, fcntl.F_SETPIPE_SZ, 4096)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdout=sink,
            stderr=subprocess.PIPE,
            timeout=20,
            check=False,
        )
    finally:
        os.close(stalled)
        os.close(sink)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


def test_a_rule_s_words_stay_on_one_line_before_the_figures(
    env: dict[str, str], tmp_path: Path
) -> None:
    config = tmp_path / "desk.toml"
    config.write_text('rules = "rules.toml"\n')
    words = r"a\u001b]52;c;aGk=\u0007|'x'=1;2\nOK\u202e{issuer}"
    (tmp_path / "rules.toml").write_text(
        "schema = 1\n[[rule]]\nid = 'told'\nseverity = 'crit'\n"
        f'when = "equity.dd_52w < 100%"\ntext = "{words}"\n'
    )
    done = overhang(env, "check", "--config", str(config))
    first, _, figures = done.stdout.splitlines()[0].partition(" | ")
    assert done.returncode in (2, 3)
    assert "|" not in first
    assert "x" not in figures
    assert not any(ord(each) < 32 for each in done.stdout.replace("\n", ""))
    assert "\u202e" not in done.stdout


def test_what_should_not_happen_says_where_and_not_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("s3cret")

    monkeypatch.setattr("overhang.collector.once.known", broken)
    assert run(["check"]) == 3
    said = capsys.readouterr().out
    assert said.startswith("OVERHANG UNKNOWN - this should not happen: ValueError in ")
    assert "test_check_ends.py:" in said
    assert "s3cret" not in said
