"""Any bytes typed: the board stays, remains as small as it was, and answers a key.

What legitimately ends it is taken away rather than filtered out: `support/faulty.py`
runs the real board deaf to all that asks it to end, so that every `q`, `:q` and Ctrl-C
goes through the parser and the bindings like the other keys.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sys
from pathlib import Path

import pytest
from textual.message import Message

from overhang.terminal.keyboard import Keyboard
from support.terminal import Terminal, private_env
from support.typing_noise import noise
from support.vocabulary import strays

BYTES = int(os.environ.get("OVERHANG_TEST_TYPED", "60000"))
"""Bytes typed at the board, and three times that at its parser."""
SEED = int(os.environ.get("OVERHANG_TEST_SEED", "1"))
F12 = b"\x1b[24~"
FAULTY = Path(__file__).parents[1] / "support" / "faulty.py"
COPIED = re.compile(rb"\x1b\]52;c;[A-Za-z0-9+/=]*\x07")
"""What `y` puts into the clipboard, of what is on the screen."""
GROWTH = 40 << 20
"""Bytes: what the screens, styles and strips that were never shown before take."""


def test_the_parser_answers_a_key_after_anything() -> None:
    chance = random.Random(SEED)
    now, typed = 0.0, 0
    keyboard = Keyboard(lambda: now)
    while typed < 3 * BYTES:
        data = noise(chance, 4096)
        typed += len(data)
        assert all(isinstance(each, Message) for each in keyboard.feed(data))
        if chance.random() < 0.1:
            now += 3
            list(keyboard.tick())
            *_, last = keyboard.feed(b"\x1b\x1b" + F12)
            assert str(getattr(last, "key", "")) == "f12"


@pytest.mark.e2e
def test_the_board_answers_a_key_after_anything(tmp_path: Path) -> None:
    env = private_env(tmp_path)
    # In a folder of its own: what it exports lands where it runs.
    shell = f'cd {tmp_path} && exec "$0" "$@"'
    argv = ["sh", "-c", shell, sys.executable, str(FAULTY), "deaf"]
    with Terminal(argv, env=env, columns=140, lines=40) as board:
        board.wait(lambda text: re.search(r"ORCL.*\d\.\d", text) is not None, 30)
        board.is_drawn = False
        answered(board)
        small = board.tree()[0].memory_info().rss
        chance = random.Random(SEED)
        typed = asked = 0
        while typed < BYTES:
            data = noise(chance, chance.choice((50, 500, 4000, 30_000)))
            typed += len(data)
            board.type_all(data)
            while board.read(0.02):
                pass
            if len(board.raw) > 4_000_000 or typed >= BYTES:
                asked += 1
                answered(board)
                assert strays(COPIED.sub(b"", board.raw)) == []
                board.raw.clear()
                assert board.tree()[0].memory_info().rss - small < GROWTH
        sys.stdout.write(f"{typed} bytes, {asked} answers asked for\n")
        board.send(signal.SIGTERM)
        assert board.exit_status() == 128 + signal.SIGTERM
        assert board.is_restored


def answered(board: Terminal) -> None:
    """Press F12 until it is answered, after a pause that ends any paste."""
    titles = board.raw.count(b"\x1b]2;answer")
    for _ in range(20):
        board.wait_for(lambda: board.listen(2.2) < 2000, 60)
        board.press(F12)
        board.listen(0.5)
        if board.raw.count(b"\x1b]2;answer") > titles:
            return
    raise AssertionError(f"deaf; the last it wrote was {bytes(board.raw[-300:])!r}")
