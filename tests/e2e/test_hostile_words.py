"""Words that mean harm, from rule files and from people: no terminal obeys them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from overhang.bundled import bundled
from support.poisoned_folder import escaped
from support.terminal import Opener, private_env
from support.vocabulary import strays

pytestmark = pytest.mark.e2e

WORDS = (
    "A\x1b]52;c;SElKQUNLRUQ=\x07B",
    "A\x1b]8;;http://evil.invalid/\x1b\\pay\x1b]8;;\x1b\\B",
    "A\x1b[2J\x1b[6n\x1bcB",
    "A\x1bPtmux;\x1b\x1b]52;c;SElK\x07\x1b\\B",
    "A\u009b2J\u009d52;c;SElK\u009cB",
    "\u202e00.1 YUB\u202c\u2067\u200b\U000e0042",
    "real\rfake\nCRITICAL\x00\x07\x08\x7f",
    "[@click=app.quit]OK[/] [/nope] [$x] a [/ b",
    "'; touch pwned; $(touch pwned) `touch pwned`",
    "9;4;1;50;p=title:a=x|'x'=1",
    "=cmd|'/C calc'!A0",
    "Z" + "\u0310\u0330" * 100,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped data under rules that say such words of every issuer."""
    folder = tmp_path / "desk"
    shutil.copytree(bundled("data"), folder)
    rules = folder / "rules.toml"
    rules.write_text(
        rules.read_text()
        + "".join(
            f'[[rule]]\nid = "told-{number}"\nwhen = "equity.close > 1usd"\n'
            f'severity = "crit"\ntext = "{escaped(words)} {{issuer}}"\n'
            f'note = "{escaped(words)}"\n'
            f'[[silence]]\nmatch = {{ rule = "told-{number}", issuer = "META" }}\n'
            'from = "2026-01-01T00:00"\nuntil = "2099-01-01T00:00"\n'
            f'by = "{escaped(words[:20])}"\nreason = "{escaped(words)}"\n'
            for number, words in enumerate(WORDS)
        )
    )
    return folder


def test_what_a_rule_says_and_a_person_types_is_drawn_and_nothing_more(
    open_board: Opener, tmp_path: Path, folder: Path
) -> None:
    hostile = WORDS[4] + WORDS[7]
    board = open_board("--data", str(folder), term="xterm-kitty", OVERHANG_BY=WORDS[0])
    board.wait(lambda text: " unacked" in text, 30)
    board.press("A")
    board.wait(lambda text: "ALERTS, ACTIVE" in text)
    board.press(f"/told-\r\ra{hostile}\r")
    board.wait(lambda text: "acknowledged" in text)
    board.press(f"N{hostile}\r")
    board.wait(lambda text: text.count("app.quit") > 1)
    board.press("\x1b")
    board.wait(lambda text: "ALERTS, ACTIVE" in text)
    pages = {"2": "PENDING", "4": "ACKNOWLEDGED", "5": "SILENCED", "6": "HISTORY"}
    for key, name in pages.items():
        board.press(key)
        board.wait(lambda text, name=name: name in text)  # type: ignore[misc]
    board.press("q")
    assert board.exit_status() == 0
    assert strays(bytes(board.raw)) == []
    for argv in (
        ("snapshot",),
        ("check",),
        ("check", "--format", "prometheus"),
        ("alerts", "list", "--all"),
        ("alerts", "list", "--since", "1h"),
        ("alerts", "log", "--format", "text"),
        ("rules", "explain", "told-0", "ORCL"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "overhang", *argv, "--data", str(folder)],
            env=private_env(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in done.stdout, argv
        assert strays(done.stdout) == [], argv
    assert not list(tmp_path.rglob("pwned"))
