"""A place of its own for what commands write."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from overhang.cli.main import run
from overhang.config.load import load_settings
from overhang.store import open_store
from overhang.store.base import Store
from overhang.store.lead import try_lead
from overhang.store.place import store_dir, store_url
from support.alerted import fill
from support.shell import Done


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment without anybody's configuration or state."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    return {**kept, "HOME": str(tmp_path), "OVERHANG_STATE": str(tmp_path / "state")}


@pytest.fixture
def directory(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with alerts, a silence and a log, which this process uses too."""
    for name in os.environ:
        if name.startswith(("OVERHANG_", "XDG_")):
            monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings = load_settings({}, env, user_dir=Path(env["HOME"]))
    directory = store_dir(settings.state_dir, settings.store_key)
    fill(directory)
    return directory


@pytest.fixture
def store(directory: Path) -> Iterator[Store]:
    """The same store, as the commands see it."""
    opened = open_store(store_url(directory), write=False)
    yield opened
    opened.close()


@pytest.fixture
def led(directory: Path) -> Iterator[None]:
    """A collector that leads, so that commands read what is stored."""
    lead = try_lead(directory)
    assert lead is not None
    yield
    os.close(lead)


@pytest.fixture
def done(directory: Path, capsys: pytest.CaptureFixture[str]) -> Done:
    """Runs a command there; returns its status and what it wrote to either stream."""
    assert directory.is_dir()

    def call(*argv: str) -> tuple[int, str, str]:
        status = run(["alerts", *argv])
        out, err = capsys.readouterr()
        return status, out, err

    return call
