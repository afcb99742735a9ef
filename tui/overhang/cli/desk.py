"""What commands about alerts share: who asks, about what, and where it is written."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import click
import msgspec

from overhang.cli.failures import Exit, say
from overhang.cli.flags import Flags
from overhang.cli.options import settings_of
from overhang.cli.selection import judged_by, rules_of
from overhang.cli.who import who
from overhang.config.settings import Settings
from overhang.config.universe import load_universe
from overhang.core.alerts.actions import Action, Silence
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.journal import Line
from overhang.core.alerts.phrases import End, read_end
from overhang.core.issuers import Universe
from overhang.core.problems import ConfigError
from overhang.core.rules.language import load_rules
from overhang.core.safe_text import safe_text
from overhang.core.wire import decode
from overhang.store import open_store
from overhang.store.base import Store
from overhang.store.penman import hand_in
from overhang.store.place import store_dir, store_place, store_url
from overhang.views.format import moment
from overhang.views.log import read_log

_APPLIED_S = 2.0
"""A running collector applies what people do within a second."""
_POLL_S = 0.05
_RECENT = 200
"""Lines of the log among which an action that was just applied stands."""
_WORDS = 500
_BEFORE = "the rules before are in force"
_BEFORE_ALONE = "read by the rules before; no collector starts until this is mended"


class Desk(NamedTuple):
    """The settings of one call, and what they lead to."""

    settings: Settings
    universe: Universe
    rules: Sequence[str]
    """The ids of all rules."""
    zone: ZoneInfo
    now: datetime
    """UTC."""


def desk_of(context: click.Context, flags: Flags) -> Desk:
    """Read settings, universe and rules; raise `ConfigError`.

    A collector goes on with the rules it has when their file is wrong, and whoever
    tells it something or asks what stands goes on with it.
    """
    settings = settings_of(context, flags)
    universe = load_universe(settings.universe)
    try:
        rules = rules_of(load_rules(settings.rules, universe))
    except ConfigError as error:
        with store_of(settings) as store:
            rules, is_led = _in_force(store), _is_led(store)
        if not rules:
            raise
        for each in error.problems:
            say(f"{each}; {_BEFORE if is_led else _BEFORE_ALONE}")
    return Desk(
        settings,
        universe,
        rules,
        ZoneInfo(settings.timezone),
        datetime.now(UTC),
    )


@contextmanager
def store_of(settings: Settings) -> Iterator[Store]:
    """Open the store beside whoever collects; raise `StoreError`."""
    directory = store_dir(settings.state_dir, settings.store_key)
    store = open_store(store_url(directory), write=False)
    try:
        yield store
    finally:
        store.close()


def _in_force(store: Store) -> tuple[str, ...]:
    """Return the rules by which a collector judged last; none when none did."""
    stored = store.snapshot()
    if stored is None:
        return ()
    try:
        snapshot = decode(stored[1])
    except msgspec.MsgspecError:
        return ()
    return judged_by(snapshot)


def signed(by: str | None) -> str:
    """Return who acts: `--by`, `OVERHANG_BY`, or the name of the login."""
    return who({"OVERHANG_BY": by} if by and by.strip() else os.environ)


def words(text: str) -> str:
    """Return what somebody wrote as one inert line."""
    return safe_text(text.strip(), _WORDS)


def end_of(flag: str, text: str, now: datetime, zone: ZoneInfo) -> End:
    """Read when something ends, or begins; raise `click.UsageError`."""
    try:
        return read_end(text, now, zone)
    except ValueError as error:
        raise click.UsageError(f"{flag}: {error}") from error


def span(end: End, desk: Desk) -> str:
    """Write until when something lasts, in the desk's zone."""
    return f"until {moment(end.at, desk.zone) if end.at else 'worse'}"


def silences_of(store: Store) -> tuple[int, ...]:
    """Return the numbers of the silences in force, or written and not yet applied."""
    memory = store.alerts()[1]
    written = store.actions(after=memory.applied)
    return (
        *(each.number for each in memory.quiets),
        *(each.number for each in written if isinstance(each.action, Silence)),
    )


def alert_of(store: Store, rule: str, subject: str) -> Alert | None:
    """Return the worst level of a rule that stands; if none does, that is pending."""
    mine = [each for each in store.alerts()[0] if each.key[:2] == (rule, subject)]
    return max(
        mine,
        key=lambda each: (each.phase is not Phase.PENDING, each.severity),
        default=None,
    )


def write(settings: Settings, store: Store, action: Action, said: str) -> int:
    """Have an action written down, say what became of it; return the exit status.

    Raises:
        StoreError: it could not be written, or not be read whether it was applied.
    """
    directory = store_place(settings.state_dir, settings.store_key)
    number = hand_in(store_url(directory), action)
    if not _is_led(store):
        click.echo(f"{said}: written as {number}, applied when a collector runs")
        return Exit.OK
    entry = _applied(store, number)
    if entry is None:
        click.echo(f"{said}: written as {number}, not applied yet")
        return Exit.OK
    if entry.refused:
        say(f"{said}: refused, {entry.refused}")
        return Exit.FAILED
    click.echo(f"{said}: applied as {number}")
    return Exit.OK


def entries_of(
    store: Store, since: datetime | None = None
) -> Iterator[tuple[str, Line]]:
    """Yield the lines of the log from a moment on, as they are and as they read.

    A line that was tampered with beyond reading is left out: `--verify` names it.
    """
    for line in store.log():
        for entry in read_log((line,)):
            if since is None or entry.at >= since:
                yield line, entry


def _is_led(store: Store) -> bool:
    """Whether a collector gave a sign of life lately."""
    beat = store.heartbeat()
    return beat is not None and beat.is_recent(datetime.now(UTC))


def _applied(store: Store, number: int) -> Line | None:
    """Wait until a collector applied an action; none when it took too long."""
    end = time.monotonic() + _APPLIED_S
    while store.alerts()[1].applied < number:
        if time.monotonic() > end:
            return None
        time.sleep(_POLL_S)
    recent = reversed(read_log(store.log(limit=_RECENT)))
    return next((each for each in recent if each.action == number), None)
