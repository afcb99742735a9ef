from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server
