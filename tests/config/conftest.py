from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from overhang.config.load import FILE, load_settings
from overhang.config.settings import Settings
from support.loading import Load


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load with flags, environment and the text of the user's file."""
    home = tmp_path / "home"
    for folder in ("user", "work", "home/desk", "desk", "user/desk"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")

    def call(
        flags: Mapping[str, str | None] | None = None,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> Settings:
        if user is not None:
            (tmp_path / "user" / FILE).write_text(user)
        return load_settings(
            flags or {},
            {"HOME": str(home), **(env or {})},
            user_dir=tmp_path / "user",
            state_dir=tmp_path / "state",
        )

    return call
