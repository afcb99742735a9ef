"""Each feed alone: it fills a board from nothing, breaks, and comes back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from overhang.bundled import bundled
from support.feed_scene import ALONE, Scene
from support.feed_scenes import edgar, fred, quotes, tape, tiingo
from support.feed_scenes_told import drop, events, ticks
from support.live import errors, leave
from support.terminal import Opener, Terminal

pytestmark = pytest.mark.e2e

SCENES = (edgar, tape, fred, tiingo, quotes, events, ticks, drop)
SHOWN = 30.0
"""Seconds that a busy machine may take from the start to the first figure."""


@pytest.fixture(params=SCENES, ids=lambda each: each.__name__)
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    make: Callable[[Path], AbstractContextManager[Scene]] = request.param
    with make(tmp_path) as scene:
        yield scene


@pytest.fixture
def board(scene: Scene, tmp_path: Path, open_board: Opener) -> Iterator[Terminal]:
    """A board on this feed and a folder with nothing but who is watched and rules."""
    folder = tmp_path / "desk"
    folder.mkdir()
    for name in ("universe.toml", "rules.toml"):
        shutil.copy(bundled("data") / name, folder)
    if scene.alone:
        (folder / "universe.toml").write_text(ALONE)
    config = tmp_path / "overhang.toml"
    config.write_text(f'data = "{folder}"\n{scene.block}')
    board = open_board("--config", str(config), **scene.env)
    yield board
    leave([board])


def test_it_fills_the_board_keeps_its_figures_through_a_fault_and_comes_back(
    scene: Scene, board: Terminal
) -> None:
    board.wait(lambda text: re.search(r"sources [1-9]\d* ok", text) is not None, SHOWN)
    board.press(scene.page)
    text = board.wait(seen(scene.first), SHOWN)
    assert not re.search(scene.second, text, re.MULTILINE)
    assert "failed" not in first_line(text)
    family = {each.pid for each in board.tree()}

    scene.break_()
    text = board.wait(lambda text: " failed · " in first_line(text))
    assert re.search(scene.first, text, re.MULTILINE), text
    board.press("S")
    board.wait(lambda text: re.search(scene.fault, errors(text)) is not None)
    assert re.search(r"^  \w+ +failed +! +(now|\d+ s) +\d+ ", board.text, re.MULTILINE)

    scene.mend()
    board.wait(lambda text: "failed" not in text)
    board.press("0")
    board.wait(lambda text: "DRAWDOWN" in text)
    board.press(scene.page)
    board.wait(seen(scene.second))
    assert family <= {each.pid for each in board.tree()}
    secrets = [each.encode() for each in scene.env.values()]
    assert not [each for each in secrets if each in board.raw]


def seen(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.search(pattern, text, re.MULTILINE) is not None


def first_line(text: str) -> str:
    return text.partition("\n")[0]
