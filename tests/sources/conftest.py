from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from support.server import LoopbackServer

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        yield running
