"""One dropped file: what it says, and since when."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from overhang.config.feeds import DropOptions, FeedSettings
from overhang.core.safe_text import safe_text
from overhang.sources.apart.sheets import sheet_of
from overhang.sources.base import SourceError
from overhang.sources.drop.grid import CAP
from overhang.sources.drop.run import Run, read_run
from overhang.sources.reading import Signature, read_file

_NOTED = 5
"""Rows left out that are told one by one."""


class Dropped(NamedTuple):
    """One file as it was read."""

    arrived: datetime
    """When its rows could first be known. UTC."""
    digest: bytes = b""
    """Of its content; empty: that could not be had."""
    run: Run | None = None
    faults: Sequence[str] = ()
    """Why it is refused; empty: it is not."""

    @property
    def good(self) -> bool:
        """Whether its rows count."""
        return self.run is not None and not self.faults

    def notes(self, name: str) -> Sequence[str]:
        """Say what was left out."""
        if self.run is None or not self.run.refused:
            return ()
        left = [str(each) for each in self.run.left_out]
        said = [*left[:_NOTED]]
        if len(left) > _NOTED:
            said.append(f"{name}: and {len(left) - _NOTED} more lines left out")
        if self.run.unknown:
            said.append(f"{name}: {others(self.run)}")
        return said


def read_dropped(
    path: Path,
    seen: Signature | int,
    feed: FeedSettings,
    codes: Collection[str],
    *,
    now: datetime,
    held: Dropped | None,
) -> Dropped:
    """Read one file; whatever is wrong with it is among its faults.

    Args:
        path: The file.
        seen: What it looked like before it is read.
        feed: Its feed.
        codes: The issuers that are watched.
        now: The time, UTC.
        held: What is known of it by the same feed and issuers: content that is the
            same is not read again.

    Raises:
        FileNotFoundError: It is gone.
    """
    assert isinstance(feed.options, DropOptions)
    name = safe_text(path.name)
    arrived = arrival(seen, now)
    digest = b""
    try:
        data = read_file(path, CAP)
        digest = hashlib.blake2b(data, digest_size=16).digest()
        if held and held.digest == digest:
            return held._replace(arrived=arrived)
        sheet = sheet_of(data, name, feed.options.sheet)
        run = read_run(sheet, name, feed, codes, arrived.date())
    except SourceError as error:
        return Dropped(arrived, digest, None, [str(each) for each in error.problems])
    except FileNotFoundError:
        raise
    except Exception as error:
        # A file that upsets the reader itself must not end the others.
        fault = f"{name}: cannot be read, {type(error).__name__}: {error}"
        return Dropped(arrived, digest, None, [fault])
    return Dropped(arrived, digest, run, [str(each) for each in run.faults])


def others(run: Run) -> str:
    """Say how much of a file is about names that nobody watches."""
    lines, names = sum(run.unknown.values()), len(run.unknown)
    said = f"{lines} lines about" if lines > 1 else "one line about"
    more = f"{names} other names" if names > 1 else "another name"
    return f"{said} {more} left out"


def arrival(seen: Signature | int, now: datetime) -> datetime:
    """Return when a file came, UTC.

    That is when it was written; where that is still to come, when it was put here.
    """
    if not isinstance(seen, Signature):
        return now
    for nanoseconds in (seen.modified, seen.changed):
        at = datetime.fromtimestamp(nanoseconds // 1000 / 1e6, UTC)
        if at <= now:
            return at
    return now
