"""A viewer is there, even where somebody removed the folder it said so in."""

from __future__ import annotations

import shutil
from pathlib import Path

from overhang.store.keeper import Keeper
from overhang.store.lead import anyone_attending, leads, try_lead


def test_a_viewer_attends_again_in_a_folder_that_was_removed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    lead = try_lead(folder)
    assert lead is not None
    # Somebody else leads: this viewer starts nobody.
    keeper = Keeper(folder, (), lambda: None, program=("false",))
    keeper.start()
    assert anyone_attending(folder)
    shutil.rmtree(folder)
    assert not leads(folder, lead)
    keeper.look()
    assert anyone_attending(folder)
    keeper.leave()
