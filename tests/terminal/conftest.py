"""Opens the stand-in app in a pseudo-terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.sessions import end
from support.terminal import Opener, Terminal, private_env


@pytest.fixture
def open_app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opener]:
    opened: list[Terminal] = []

    def start(term: str = "xterm-256color", **more: object) -> Terminal:
        env = private_env(tmp_path, term, **more.pop("env", {}))  # type: ignore[arg-type]
        argv = [sys.executable, str(Path(__file__).with_name("standin.py"))]
        terminal = Terminal([*argv, str(tmp_path)], env=env, **more)  # type: ignore[arg-type]
        opened.append(terminal)
        return terminal

    yield start
    end(opened, request.node.name)
