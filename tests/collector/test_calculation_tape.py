"""The tape out of a real store, through a real worker."""

from __future__ import annotations

import asyncio
from pathlib import Path

from overhang.calculation import Calculator
from overhang.core.observations import Rate, RateSeries
from overhang.core.records import Quality
from overhang.core.wire import encode
from overhang.store import open_store
from overhang.store.base import Batch
from support.snapshots import sample_snapshot
from support.stored import T0, at
from support.tape import CASH, DAY, message, quote, upfront

_MESSAGES = [quote("1", 160), message("2", "CORR", original_id="1", spread=161.0)]


async def test_the_tape_is_told_once_and_again_when_it_has_changed(
    tmp_path: Path,
) -> None:
    url = f"sqlite://{tmp_path}/store.db"
    store = open_store(url, write=True)
    store.append(
        [Batch("tape", _MESSAGES, feed="ppd")],
        known_at=T0,
        snapshot=encode(sample_snapshot()),
    )
    calculator = Calculator(url)
    async with asyncio.timeout(30):
        first = (await calculator.tape("ORCL", -1)).tape
        assert first is not None
        assert [(each.root, each.level_bp) for each in first.prints] == [("1", 161.0)]
        assert (await calculator.tape("ORCL", first.number)).tape is None

        # An upfront is priced by the rates that are on file.
        more = upfront("3", CASH)
        rate = Rate(
            series=RateSeries.TREASURY,
            tenor="5Y",
            date=DAY,
            rate_pct=3.41,
            source="fred",
            quality=Quality.REPORTED,
        )
        store.append(
            [Batch("tape", [more], feed="ppd"), Batch("rates", [rate])], known_at=at(1)
        )
        again = (await calculator.tape("ORCL", first.number)).tape
        assert again is not None
        assert again.prints[0].why.startswith("out of the upfront")
        assert (await calculator.tape("META", -1)).tape is not None

        chain = (await calculator.chain("1")).chain
        assert chain is not None
        assert [each.message_id for each in chain.messages] == ["1", "2"]
        await calculator.close()
    store.close()
