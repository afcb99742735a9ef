"""A folder full of payloads: every screen and every command shows them as text."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pytest

from overhang.cli.main import run
from support.poisoned_folder import poisoned_folder
from support.shell import PROGRAM
from support.terminal import Opener, private_env
from support.vocabulary import strays

pytestmark = pytest.mark.e2e

SCREENS = (
    (":orcl\r", "(ORCL)"),
    (":debt meta\r", "(META)"),
    (":cds orcl\r", "(ORCL)"),
    (":capex amzn\r", "(AMZN)"),
    (":tape orcl\r", "ORCL"),
    (":group\r", "five"),
    ("S", "table"),
    ("?", "Quit"),
    ("A", "ALERTS, ACTIVE"),
    (":joined\r", "ALL ISSUERS"),
)
COMMANDS = (
    ("snapshot",),
    ("snapshot", "--format", "json"),
    ("snapshot", "--format", "csv"),
    ("sources",),
    ("check",),
    ("check", "--format", "json"),
    ("check", "--format", "prometheus"),
    ("doctor",),
    ("config", "show"),
    ("rules", "check"),
    ("rules", "explain", "cds-5y-level", "ORCL"),
    ("alerts", "list", "--all"),
    ("alerts", "log", "--format", "text"),
)
WRONG = "\x1b]52;c;SElK\x07\x9b2J\u202e"
MISTAKES = (
    (WRONG,),
    ("snapshot", f"--{WRONG}"),
    ("snapshot", "--format", WRONG),
    ("snapshot", "--data", WRONG),
    ("snapshot", "--url", f"http://{WRONG}/"),
    ("snapshot", "--config", WRONG),
    ("--theme", WRONG),
    ("--tz", WRONG),
    ("rules", "explain", WRONG, WRONG),
    ("rules", "check", WRONG),
    ("rules", "test", WRONG),
    ("preview", WRONG),
    ("alerts", "ack", WRONG, WRONG),
    ("alerts", "list", "--since", WRONG),
    ("alerts", "log", "--format", WRONG),
    ("config", "check", "--config", WRONG),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data, with payloads for words; the folder's name is one too."""
    return poisoned_folder(tmp_path_factory.mktemp("desk") / "[@click=app.quit] a [$x")


def test_every_screen_draws_a_folder_of_payloads(
    open_board: Opener, folder: Path
) -> None:
    board = open_board("--data", str(folder))
    board.wait(lambda text: "ORCL" in text and "-56.8%" in text, 60)
    for keys, sign in SCREENS:
        board.press(keys)
        board.wait(lambda text, sign=sign: sign in text, 40)  # type: ignore[misc]
        board.press("j\r")
        board.listen(0.3)
        board.press("jjG\t")
        board.listen(0.3)
        board.press("0")
        board.wait(lambda text: "issuers" in text.casefold() or "52w" in text, 40)
    board.press("q")
    assert board.exit_status() == 0
    assert strays(bytes(board.raw)) == []


def test_every_command_prints_a_folder_of_payloads(
    folder: Path, tmp_path: Path
) -> None:
    for argv in (*COMMANDS, ("preview", str(folder / "deals.csv"))):
        said = ran(tmp_path, *argv, "--data", str(folder))
        assert len(said) > 20, argv
        assert strays(said) == [], argv
        assert max(map(len, said.splitlines())) < 100_000, argv


def test_what_is_typed_wrong_is_told_as_text(
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
) -> None:
    for name, value in private_env(tmp_path).items():
        monkeypatch.setenv(name, value)
    names = [
        f"OVERHANG_{name}" for name in ["THEME", "TZ", "DATA", "CONFIG", "NOTIFY", "BY"]
    ]
    for argv in (*MISTAKES, *((name,) for name in ("USER", *names))):
        with monkeypatch.context() as given:
            if argv[0].isupper():
                given.setenv(argv[0], WRONG)
                argv = ("config", "show")
            run(list(argv))
        said = b"".join(capfdbinary.readouterr())
        assert b"Traceback" not in said
        assert said, argv
        assert strays(said) == [], argv


def test_an_exported_text_is_no_formula(folder: Path, tmp_path: Path) -> None:
    csv_of = ("snapshot", "--format", "csv", "--data", str(folder))
    said = ran(tmp_path, *csv_of, errors=subprocess.DEVNULL)
    rows = list(csv.DictReader(io.StringIO(said.decode())))
    assert rows
    for row in rows:
        words = {key: each for key, each in row.items() if key != "value"}
        assert not [w for w in words.values() if w.startswith(tuple("=+-@\t\r"))], row
    assert any(row["value"].startswith("-") for row in rows)


def ran(home: Path, *argv: str, errors: int = subprocess.STDOUT) -> bytes:
    """Run a command; return all it said."""
    done = subprocess.run(
        [*PROGRAM, *argv],
        env=private_env(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stdout, argv
    return done.stdout
