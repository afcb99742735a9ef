"""A feed that loses rows for a while tells nothing twice when they are back."""

from __future__ import annotations

import pytest

from overhang.core.alerts.journal import read
from support.collecting import desk_of, feed
from support.gathering import HandSource

pytestmark = pytest.mark.usefixtures("quick")


@pytest.mark.parametrize("restarts", [False, True])
async def test_rows_that_were_gone_and_come_back_are_not_judged_twice(
    source: HandSource, restarts: bool
) -> None:
    desk = desk_of(source, 'for = "2 closes"')
    async with desk.working():
        for days in range(1, 5):
            await feed(desk, source, *(100, 80, 70, 95)[:days])
        was = list(desk.store.log())
        await feed(desk, source)
        if not restarts:
            await feed(desk, source, 100, 80, 70, 95)
    if restarts:
        source = HandSource("closes", "deals")
        desk = desk_of(source, 'for = "2 closes"', store=desk.store)
        async with desk.working():
            await feed(desk, source, 100, 80, 70, 95)
    assert [read(each).new for each in was] == ["pending", "firing", "inactive"]
    assert list(desk.store.log()) == was
