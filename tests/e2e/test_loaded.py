"""What the running processes have loaded when they end: who needs what, and no more."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from overhang.bundled import bundled
from support.feed_scene import Scene
from support.feed_scenes import quotes
from support.feed_scenes_told import drop
from support.terminal import Opener, gone

pytestmark = pytest.mark.e2e

# Python imports this at every start; each process leaves a file named by its number.
_PROBE = """
import atexit, json, os, sys

def tell():
    path = os.path.join(os.environ["LOADED"], str(os.getpid()))
    with open(path + ".part", "w") as file:
        json.dump({"argv": sys.orig_argv, "modules": sorted(sys.modules)}, file)
    os.rename(path + ".part", path)

atexit.register(tell)
"""
WEB = {"httpx", "hishel", "stamina", "httpx_ws", "httpx_sse", "jmespath"}
HEAVY = {*WEB, "python_calamine", "keyring", "pandas", "numpy", "openpyxl"}
Loaded = Callable[[str, str], dict[str, set[str]]]


@pytest.fixture
def loaded(tmp_path: Path, open_board: Opener) -> Loaded:
    """A function that opens a board, walks it and leaves; it returns all modules."""
    probe, told, folder = (tmp_path / each for each in ("probe", "told", "desk"))
    for each in (probe, told, folder):
        each.mkdir()
    (probe / "sitecustomize.py").write_text(_PROBE)
    for name in ("universe.toml", "rules.toml", "closes.csv"):
        shutil.copy(bundled("data") / name, folder)
    config = tmp_path / "overhang.toml"

    def walk(block: str, shown: str) -> dict[str, set[str]]:
        config.write_text(f'data = "{folder}"\n{block}')
        board = open_board(
            "--config", str(config), PYTHONPATH=str(probe), LOADED=str(told)
        )
        board.wait(lambda text: shown in text, 30)
        for key, title in (("S", "Errors"), ("0", "DRAWDOWN"), ("o", "THE FOUR")):
            board.press(key)
            board.wait(partial(contains, title))
        board.tree()
        board.press("q")
        assert board.exit_status() == 0
        assert gone(board.family)
        every = {
            int(each.name): json.loads(each.read_text()) for each in told.iterdir()
        }
        (collector,) = (each for each in every.values() if "collect" in each["argv"])
        both = {"viewer": every[board.pid], "collector": collector}
        return {name: set(each["modules"]) for name, each in both.items()}

    return walk


def contains(words: str, text: str) -> bool:
    return words in text


def test_with_feeds_the_collector_alone_has_what_asks(
    loaded: Loaded, tmp_path: Path
) -> None:
    with quotes(tmp_path) as asked, drop(tmp_path) as dropped:
        found = loaded(blocks(asked, dropped), "sources 3 ok")
    assert {"textual", "msgspec"} <= found["viewer"]
    assert not found["viewer"] & HEAVY
    assert {"httpx", "hishel", "stamina"} <= found["collector"]
    assert not found["collector"] & {"textual", "keyring"}


def test_without_feeds_nobody_has(loaded: Loaded) -> None:
    found = loaded("", "sources 1 ok")
    assert not found["viewer"] & HEAVY
    assert "pandas" in found["collector"]
    assert not found["collector"] & {*WEB, "textual", "rich", "keyring"}


def blocks(*scenes: Scene) -> str:
    return "\n".join(each.block for each in scenes)
