from __future__ import annotations

import pytest

from overhang.collector import collector as module
from overhang.collector import inbox
from support.gathering import HandSource


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(module, "_RETRY_S", 0.01)
    monkeypatch.setattr(module, "_LOOK_S", 0.01)
    monkeypatch.setattr(module, "BEAT_S", 0.01)
    monkeypatch.setattr(module, "_HEED_S", 0.02)


@pytest.fixture
def source() -> HandSource:
    return HandSource("closes", "deals")
