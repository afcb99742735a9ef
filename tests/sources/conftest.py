from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.server import LoopbackServer


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        yield running
