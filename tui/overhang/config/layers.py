"""One place that settings are written in, and the two that are not files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from overhang.config.fields import FIELDS, masked
from overhang.config.settings import DeliverTo, TableSource
from overhang.config.values import ExpectedError, From
from overhang.core.problems import fault

if TYPE_CHECKING:
    from overhang.config.feeds import FeedSettings

VARIABLES: Mapping[str, str] = {
    "data": "OVERHANG_DATA",
    "url": "OVERHANG_URL",
    "token_file": "OVERHANG_TOKEN_FILE",
    "theme": "OVERHANG_THEME",
    "notify": "OVERHANG_NOTIFY",
    "state_dir": "OVERHANG_STATE",
}
"""The environment variable of each key that has one."""

EXCLUSIVE = (("data", "url"), ("token_env", "token_file"))
"""Pairs of keys of which one place may name one."""

TOKEN = "OVERHANG_TOKEN"
"""The variable that holds the token itself."""


class Layer(NamedTuple):
    """What one place says: values read, and where each stands."""

    values: Mapping[str, object]
    origins: Mapping[str, str]
    tables: Mapping[str, TableSource] = {}
    deliver: Mapping[str, DeliverTo] = {}
    sources: Mapping[str, FeedSettings] = {}
    open_to: str = ""
    """Who else could have written it: no secret goes where it says."""


class Read(NamedTuple):
    """A layer and what is wrong with it."""

    layer: Layer
    problems: tuple[str, ...] = ()


def flag_name(key: str) -> str:
    """Return the flag of a key: `--token-file`."""
    return "--tz" if key == "timezone" else f"--{key.replace('_', '-')}"


def flags_layer(flags: Mapping[str, str | None], origin: From) -> Read:
    """Read the flags that were given, by key."""
    given = {key: each for key, each in flags.items() if each is not None}
    return _plain(given, {key: flag_name(key) for key in given}, origin)


def env_layer(env: Mapping[str, str], origin: From) -> Read:
    """Read the environment; a variable that is empty is not set."""
    given: dict[str, str] = {}
    names: dict[str, str] = {}
    for key, variable in VARIABLES.items():
        if env.get(variable):
            given[key], names[key] = env[variable], variable
    if env.get(TOKEN):
        given["token_env"], names["token_env"] = TOKEN, TOKEN
    return _plain(given, names, origin)


def _plain(given: Mapping[str, str], names: Mapping[str, str], origin: From) -> Read:
    """Read values that are all text and have no lines."""
    values: dict[str, object] = {}
    problems: list[str] = []
    for key, text in given.items():
        try:
            values[key] = FIELDS[key](text, origin)
        except ExpectedError as error:
            problems.append(fault(names[key], masked(key, text), str(error)))
    for first, second in EXCLUSIVE:
        if first in given and second in given:
            problems.append(f"{names[first]} and {names[second]}: name one of them")
    return Read(Layer(values, names), tuple(problems))
