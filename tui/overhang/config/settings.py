"""The settings in force, and where each of them came from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from overhang.bundled import bundled
from overhang.core.notify import Notify
from overhang.core.states import Severity

if TYPE_CHECKING:
    # A board without feeds need not load what describes them.
    from overhang.config.feeds import FeedSettings


class TableSource(msgspec.Struct, frozen=True, kw_only=True):
    """Where one table comes from, when that is not where the others do."""

    file: Path | None = None
    """A CSV, Parquet or NDJSON file. Absolute."""
    url: str | None = None
    """The whole address of the table."""
    every: float | None = None
    """Seconds between two requests; none: as the others."""


class DeliverKind(StrEnum):
    """What a channel is."""

    EXEC = "exec"
    WEBHOOK = "webhook"
    ALERTMANAGER = "alertmanager"
    APPRISE = "apprise"


class DeliverTo(msgspec.Struct, frozen=True, kw_only=True):
    """One channel that alerts go out over."""

    name: str
    kind: DeliverKind
    at_least: Severity = Severity.INFO
    """The mildest severity that it hears of."""
    resolved: bool = True
    """Whether it hears that something is over."""
    argv: tuple[str, ...] = ()
    """The program and its arguments, for a command."""
    url: str = ""
    """The address, or where it is: `env:NAME`, `file:/PATH`."""
    secret: str = ""
    """Where the secret is that requests are signed with."""
    timeout: float = 10.0
    """Seconds for one try."""
    rate: int = 20
    """Messages in ten minutes at most."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All that an operator may choose. Paths are absolute, times in seconds.

    Exactly one of `data` and `url` says where tables come from; `table` says it for
    single tables. The token itself is never held, only where it is.
    """

    data: Path | None
    """The folder of the tables."""
    url: str | None
    """The base address of the tables, without a slash at the end."""
    table: Mapping[str, TableSource]
    """By table name."""
    universe: Path
    rules: Path
    token_env: str | None
    """The environment variable that holds the bearer token."""
    token_file: Path | None
    every: float
    timeout: float
    theme: str | None
    """A theme's name; none: whatever suits the terminal."""
    timezone: str
    """The zone that times are shown in."""
    mouse: bool
    notify: Notify = Notify.AUTO
    """How whoever sits at the terminal is told of alerts."""
    title: bool = True
    """Whether the terminal's title follows the counts."""
    state_dir: Path
    """Where stores and logs are kept."""
    deliver: tuple[DeliverTo, ...] = ()
    """Who is told of alerts, beside whoever sits at a terminal."""
    sources: tuple[FeedSettings, ...] = ()
    """The feeds beside those tables."""
    origins: Mapping[str, str]
    """Where each key's value came from: `--data`, `OVERHANG_DATA`,
    `/home/ada/.config/overhang/overhang.toml:3`, `default`."""
    files: tuple[Path, ...]
    """The configuration files that were read, strongest first."""

    @property
    def shipped(self) -> bool:
        """Whether all figures are the shipped ones, whose clock stands still."""
        return (
            self.data == absolute(bundled("data"))
            and not self.sources
            and not any(each.file or each.url for each in self.table.values())
        )

    def own_file(self, key: str) -> Path | None:
        """Return where the data folder has `universe` or `rules`, once it has them.

        None: another file was chosen, or there is no folder.
        """
        if self.data is None or self.origins.get(key) != "default":
            return None
        return self.data / f"{key}.toml"

    @property
    def store_key(self) -> str:
        """Describe what is watched: equal for the same data, universe and rules.

        Two settings with different keys must not share a store. Feeds count by name
        and kind: whose address, mapping or terms change goes on in the same store, and
        its rows are corrected there; without feeds the key is that of the tables alone.
        """
        watched: dict[str, object] = {
            "base": self.url or str(self.data),
            "table": {
                name: each.url or str(each.file)
                for name, each in self.table.items()
                if each.file or each.url
            },
            # Of a default where it would be: whether it is there is another matter.
            "universe": str(self.own_file("universe") or self.universe),
            "rules": str(self.own_file("rules") or self.rules),
        }
        if self.sources:
            watched["source"] = {each.name: each.kind for each in self.sources}
        return msgspec.json.encode(watched, order="sorted").decode()


def absolute(path: Path) -> Path:
    """Return a path from the root, without `.` and `..`; links stay as they are."""
    return Path(os.path.normpath(path.absolute()))
