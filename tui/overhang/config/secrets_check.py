"""Whether every secret and program that the settings name can be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from overhang.config.ownership import unrunnable
from overhang.config.secret import is_reference, read_key, read_reference
from overhang.config.settings import Settings
from overhang.config.token import read_token
from overhang.core.problems import ConfigError

_Read = Callable[[], object]


def unread(settings: Settings, env: Mapping[str, str]) -> tuple[str, ...]:
    """Read each secret once and let go of it, look at each program; name the faults.

    Returns:
        One line for each, with the setting's place, and nothing of what was found.
    """
    problems: list[str] = []
    for key, read in _reads(settings, env):
        try:
            read()
        except ConfigError as error:
            place = settings.origins.get(key, "")
            where = f"{place}: {key}" if place else key
            problems += (f"{where}: {each}" for each in error.problems)
    return tuple(problems)


def _reads(settings: Settings, env: Mapping[str, str]) -> Iterator[tuple[str, _Read]]:
    """Yield the setting that names each secret or program, and what looks at it."""
    if settings.token_env or settings.token_file:
        key = "token_env" if settings.token_env else "token_file"
        yield key, lambda: read_token(settings, env)
    for feed in settings.sources:
        if reference := feed.reach.key:
            yield f"source.{feed.name}.key", _reader(read_key, reference, env)
    for to in settings.deliver:
        if to.argv:
            yield f"deliver.{to.name}", _runner(to.argv[0])
        for reference in (to.url, to.secret):
            if is_reference(reference):
                name = f"deliver.{to.name}"
                yield name, _reader(read_reference, reference, env)


def _reader(
    read: Callable[[str, Mapping[str, str]], str],
    reference: str,
    env: Mapping[str, str],
) -> _Read:
    return lambda: read(reference, env)


def _runner(program: str) -> _Read:
    def look() -> None:
        if words := unrunnable(Path(program)):
            raise ConfigError([f"{program}: {words}"])

    return look
