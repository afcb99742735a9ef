from __future__ import annotations

from pathlib import Path

import pytest

from overhang.collector.began import Began
from overhang.collector.reload import Plan, Reloader
from support.rulebooks import UNIVERSE, book

HOOK = '[[deliver]]\nname = "desk"\nkind = "webhook"\nurl = "https://a"\n'
CHANGED = "overhang.toml was changed: it counts once overhang starts anew"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "overhang.toml"
    file.write_text(HOOK)
    return file


def test_what_counts_only_from_the_next_start_is_said(file: Path) -> None:
    began = Began([file], None)
    assert began.words() == ()
    file.write_text("# our desk\n\n" + HOOK)
    assert began.words() == ()
    file.write_text(HOOK + "rate = 5\n")
    assert began.words() == (CHANGED,)
    file.write_text(HOOK + "rat = 5\n")
    wrong = (
        'overhang.toml:5, column 1: deliver: unknown key "rat", did you mean "rate"?'
    )
    assert began.words() == (wrong, CHANGED)
    file.write_text("[[deliver")
    assert [each.split(":")[0] for each in began.words()][1:] == [CHANGED.split(":")[0]]
    file.unlink()
    assert began.words() == (f"{file}: No such file or directory", CHANGED)
    file.write_text(HOOK)
    assert began.words() == ()


def test_it_stands_beside_the_faults_of_the_plan(file: Path) -> None:
    began = Began([file], None)
    plan = Plan(UNIVERSE, book(""))
    reloader = Reloader([], lambda: plan, began.words)
    assert not reloader.look()
    file.write_text(HOOK + "rate = 5\n")
    assert reloader.look()
    assert reloader.problems == (CHANGED,)
    assert not reloader.look()
    file.write_text(HOOK)
    assert reloader.look()
    assert not list(reloader.problems)
