"""Opens the program as a user does, and leaves nothing of it behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.canary import canary
from support.sessions import end
from support.terminal import Opener, Terminal, private_env

_SECRET = {"AWS_SECRET_ACCESS_KEY": canary("private")}
"""What no session may show: `end` looks for it."""


@pytest.fixture
def open_board(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """A function that starts `overhang`, at home in a folder of its own."""
    opened: list[Terminal] = []

    def start(
        *arguments: str,
        term: str = "xterm-256color",
        python: tuple[str, ...] = (),
        columns: int = 140,
        lines: int = 40,
        controlling: bool = True,
        **env: str,
    ) -> Terminal:
        terminal = Terminal(
            [sys.executable, *python, "-m", "overhang", *arguments],
            env=private_env(tmp_path, term, **_SECRET | env),
            columns=columns,
            lines=lines,
            controlling=controlling,
            answers=term.startswith("xterm"),
        )
        opened.append(terminal)
        return terminal

    yield start
    end(opened, request.node.name)
