"""Feeds built from a configuration file, as a collector does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from overhang.collector.feeds import World, feeds_of
from overhang.config.load import load_settings
from overhang.config.settings import Settings
from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery, Source

NOW = datetime(2026, 10, 12, 12, tzinfo=UTC)
ROWS = [{"s": "ORCL", "d": "2026-10-09", "p": 300.5}]
EDGAR = '[source.edgar]\ncontact = "Acme Capital desk@acme-capital.com"\n'


def settings_of(folder: Path, toml: str) -> Settings:
    (folder / "overhang.toml").write_text(toml)
    return load_settings({}, {}, user_dir=folder, state_dir=folder / "state")


def px(url: str, more: str = "") -> str:
    """A feed of quotes from the server under test."""
    return (
        f'[source.px]\nkind = "quotes"\nurl = "{url}/px"\nprivate = true\n'
        'table = "closes"\nfields = { issuer = "s", date = "d", close_usd = "p" }\n'
        f"{more}\n"
    )


def built(folder: Path, toml: str, world: World) -> list[Source]:
    return feeds_of(settings_of(folder, toml).sources, world)


async def first(source: Source, wanted: Callable[[Delivery], bool]) -> Delivery:
    """Return the first delivery that is wanted."""
    deliveries = cast("AsyncGenerator[Delivery, None]", source.deliveries())
    async with asyncio.timeout(10), aclosing(deliveries):
        async for each in deliveries:
            if wanted(each):
                return each
    raise AssertionError("it ended")


def spoken(delivery: Delivery) -> bool:
    return delivery.health.state is not SourceState.WAITING
