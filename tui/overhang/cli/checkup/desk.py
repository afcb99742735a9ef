"""The desk's own things: configuration, state, store, collector, calendars."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from overhang.bundled import bundled
from overhang.cli.checkup.finding import Finding, fail, ok, warn
from overhang.config.ownership import unrunnable
from overhang.config.secret import is_reference, read_reference
from overhang.config.settings import Settings
from overhang.config.token import read_token
from overhang.config.universe import load_universe
from overhang.core.calendars import load_calendars
from overhang.core.problems import ConfigError
from overhang.core.rules.language import load_rules
from overhang.store import open_store
from overhang.store.base import SILENT_S, DamagedError, OutdatedError, StoreError
from overhang.store.place import store_place, store_url

_MB = 1_000_000
_LITTLE = 500 * _MB
_NOTHING = 20 * _MB
_AHEAD = timedelta(days=365)
_SKEW = timedelta(seconds=5)


def desk(
    settings: Settings, env: Mapping[str, str], now: datetime
) -> Iterator[Finding]:
    """Look at everything that is read or written on this machine; write nothing.

    Args:
        settings: as they are in force.
        env: the environment, for secrets.
        now: UTC.
    """
    files = ", ".join(map(str, settings.files))
    yield ok("configuration", files or "no file: defaults")
    yield from _plans(settings)
    yield from _secrets(settings, env)
    yield _state(settings.state_dir)
    yield from _store(settings, now)
    yield _time(settings, now)


def _plans(settings: Settings) -> Iterator[Finding]:
    try:
        universe = load_universe(settings.universe)
        number = len(universe.issuer)
        yield ok("universe", f"{number} issuers in {settings.universe}")
        rules = len(load_rules(settings.rules, universe).written)
        yield ok("rules", f"{rules} rules in {settings.rules}")
    except ConfigError as error:
        for each in error.problems:
            yield fail("plan", each, "mend that line")


def _secrets(settings: Settings, env: Mapping[str, str]) -> Iterator[Finding]:
    """Say which secrets can be had; none of them is shown."""
    try:
        if read_token(settings, env) is not None:
            place = settings.token_env or settings.token_file
            yield ok("token", f"{place}: there")
    except ConfigError as error:
        yield fail("token", str(error), "put the token where the settings say it is")
    for to in settings.deliver:
        if to.argv and (words := unrunnable(Path(to.argv[0]))):
            what = f"{to.argv[0]}: {words}"
            yield fail(f"deliver {to.name}", what, "mend it, or name another program")
        elif to.argv:
            yield ok(f"deliver {to.name}", f"{to.argv[0]}: there")
        for kept in filter(is_reference, (to.url, to.secret)):
            what = f"deliver {to.name}"
            try:
                read_reference(kept, env)
            except ConfigError as error:
                yield fail(what, str(error), "put it there, or name another place")
            else:
                yield ok(what, f"{kept}: there")


def _state(state_dir: Path) -> Finding:
    there = next(each for each in (state_dir, *state_dir.parents) if each.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        words = f"{there} may not be written"
        return fail("state", words, "set state_dir to a place of yours")
    free = shutil.disk_usage(there).free
    words = f"{state_dir}, {free // _MB:,} MB free"
    if free < _NOTHING:
        return fail("state", words, "make room: nothing more can be stored")
    if free < _LITTLE:
        return warn("state", words, "make room: the store grows with every day")
    return ok("state", words)


def _store(settings: Settings, now: datetime) -> Iterator[Finding]:
    place = store_place(settings.state_dir, settings.store_key)
    file = place / "store.db"
    if not file.exists():
        yield ok("store", "none yet: the first board or collector makes it")
        return
    try:
        store = open_store(store_url(place), write=False)
        try:
            beat = store.heartbeat()
        finally:
            store.close()
    except DamagedError as error:
        advice = "start `overhang collect`: it keeps what is whole, or begins anew"
        yield fail("store", str(error), advice)
        return
    except OutdatedError as error:
        yield warn("store", *str(error).rsplit(": ", 1))
        return
    except StoreError as error:
        yield fail("store", str(error))
        return
    yield ok("store", f"{file}, {file.stat().st_size / _MB:,.1f} MB")
    if beat is None:
        yield ok("collector", "none has run: a board starts one")
        return
    since = now - beat.at
    if since < -_SKEW:
        words = f"its last sign of life is {-since.total_seconds():.0f} s ahead"
        yield warn("collector", words, "set the clock: the store was written later")
    elif since.total_seconds() > SILENT_S and _runs(beat.pid):
        words = f"process {beat.pid} silent for {since.total_seconds():.0f} s"
        yield fail("collector", words, "end it and start `overhang collect` again")
    elif since.total_seconds() > SILENT_S:
        yield ok("collector", "none runs: a board starts one")
    else:
        yield ok("collector", f"process {beat.pid} runs, version {beat.version}")


def _runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _time(settings: Settings, now: datetime) -> Finding:
    local = now.astimezone(ZoneInfo(settings.timezone))
    words = f"{local:%d %b %Y %H:%M %Z} in {settings.timezone}"
    until = load_calendars(bundled("data") / "calendars.toml").until
    words += f", calendars to {until:%d %b %Y}"
    if until < now.date():
        return fail("time", words, "set the clock, or install a newer overhang")
    if until < now.date() + _AHEAD:
        return warn("time", words, "install a newer overhang within the year")
    return ok("time", words)
