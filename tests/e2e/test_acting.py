"""A person acts on an alert at a real board, and a real collector applies it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from overhang.core.alerts.journal import verify
from support.terminal import Opener, private_env

pytestmark = pytest.mark.e2e


def test_what_is_typed_at_the_board_is_applied_signed_and_logged(
    open_board: Opener, tmp_path: Path
) -> None:
    board = open_board(OVERHANG_BY="jk")
    board.wait(lambda text: " unacked" in text, 30)
    board.press("A")
    board.wait(lambda text: "ALERTS, ACTIVE" in text)
    # As a fast hand or a slow line brings it: the key, the words, and enter at once.
    board.press("aon it\r")
    board.wait(lambda text: ": on it" in text)
    board.press("z2h, earnings\r")
    board.wait(lambda text: "· silenced " in text)
    board.press("Nasked IR\r")
    board.wait(lambda text: "asked IR (jk," in text)
    board.press("6")
    board.wait(lambda text: "ALERTS, HISTORY" in text and "acknowledged" in text)
    board.press("q")
    assert board.exit_status() == 0
    done = subprocess.run(
        [sys.executable, "-m", "overhang", "alerts", "log"],
        env=private_env(tmp_path),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    lines = done.stdout.splitlines()
    verdict = verify(lines)
    assert verdict.fault == ""
    assert sum('"by":"jk"' in line for line in lines) == 3
