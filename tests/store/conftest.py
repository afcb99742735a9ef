from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from overhang.store import open_store
from overhang.store.base import Store


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store of either kind: what holds for one must hold for the other."""
    url = f"sqlite://{tmp_path}/store.db" if request.param == "sqlite" else "memory:"
    opened = open_store(url, write=True)
    yield opened
    opened.close()
