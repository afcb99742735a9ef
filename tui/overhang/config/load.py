"""From flags, environment and files to the settings in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overhang.bundled import bundled
from overhang.config.layers import EXCLUSIVE, Layer, env_layer, flags_layer
from overhang.config.settings import DeliverTo, Settings, TableSource, absolute
from overhang.config.values import ExpectedError, From, resolve
from overhang.core.notify import Notify
from overhang.core.problems import ConfigError, fault

if TYPE_CHECKING:
    from overhang.config.feeds import FeedSettings

FILE = "overhang.toml"
"""The name of the user's file, in the user's configuration folder."""

_EVERY = 60.0
_TIMEOUT = 10.0
_TIMEZONE = "America/New_York"


def user_dir() -> Path:
    """Return the folder of the user's configuration file."""
    from platformdirs import user_config_path

    return user_config_path("overhang", appauthor=False)


def load_settings(
    flags: Mapping[str, str | None],
    env: Mapping[str, str],
    *,
    user_dir: Path,
    state_dir: Path | None = None,
) -> Settings:
    """Return the settings in force: flag > environment > named file > user file.

    No file is ever taken from the current folder: one counts when the `config` flag
    or `OVERHANG_CONFIG` names it, or when it lies in the user's own folder. `data`
    and `url` replace one another: the strongest place that names either decides, and
    `[table.NAME]` of weaker places is then left aside. Feeds stand beside them, so
    every place's count, each name as the strongest has it.

    Args:
        flags: by key, as in the file (`token_file`, `timezone`), and `config`; none
            is a flag not given.
        env: the environment.
        user_dir: the folder that may hold `overhang.toml`.
        state_dir: where state is kept by default; none: the platform's place.

    Raises:
        ConfigError: with every fault of every place.
    """
    home = Path(env["HOME"]) if env.get("HOME") else None
    here = From(Path(), home)
    given = {key: each for key, each in flags.items() if key != "config"}
    reads = [flags_layer(given, here), env_layer(env, here)]
    problems = [each for read in reads for each in read.problems]
    files: tuple[Path, ...] = ()
    named = flags.get("config") or env.get("OVERHANG_CONFIG")
    try:
        files = _files(named, user_dir, here)
    except ExpectedError as error:
        problems.append(fault("--config, OVERHANG_CONFIG", named, str(error)))
    for path in files:
        from overhang.config.file_layer import file_layer

        try:
            reads.append(file_layer(path, home))
            problems += reads[-1].problems
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    return _settled([read.layer for read in reads], env, files, state_dir)


def _files(named: str | None, user_dir: Path, here: From) -> tuple[Path, ...]:
    """Return the configuration files to read, strongest first."""
    user_file = absolute(user_dir / FILE)
    found = [user_file] if user_file.exists() else []
    if named:
        named_file = resolve(named, here)
        found = [named_file, *(each for each in found if each != named_file)]
    return tuple(found)


def _settled(
    layers: Sequence[Layer],
    env: Mapping[str, str],
    files: tuple[Path, ...],
    state_dir: Path | None,
) -> Settings:
    """Pick each value from the strongest layer that has it."""
    origins: dict[str, str] = {}

    def pick(key: str, default: Any) -> Any:
        for layer in layers:
            if key in layer.values:
                origins[key] = layer.origins[key]
                return layer.values[key]
        origins[key] = "default"
        return default() if callable(default) else default

    sources, tables = _sources(layers, origins)
    token = _first(layers, EXCLUSIVE[1], origins)
    folder = sources.get("data")
    ssh = any(env.get(name) for name in ("SSH_CONNECTION", "SSH_TTY"))
    settings = Settings(
        data=folder,
        url=sources.get("url"),
        table=tables,
        universe=pick("universe", lambda: _beside(folder, "universe.toml")),
        rules=pick("rules", lambda: _beside(folder, "rules.toml")),
        token_env=token.get("token_env"),
        token_file=token.get("token_file"),
        every=pick("every", _EVERY),
        timeout=pick("timeout", _TIMEOUT),
        theme=pick("theme", None),
        timezone=pick("timezone", _TIMEZONE),
        mouse=pick("mouse", not ssh),
        notify=pick("notify", Notify.AUTO),
        title=pick("title", True),
        state_dir=pick("state_dir", lambda: state_dir or _state_dir()),
        deliver=_deliver(layers, origins),
        sources=_feeds(layers, origins),
        origins=origins,
        files=files,
    )
    if origins["mouse"] == "default" and ssh:
        origins["mouse"] = "default, since this is an SSH session"
    _refuse_idle(settings)
    if token:
        _refuse_lured(layers)
    return settings


def _refuse_idle(settings: Settings) -> None:
    """Raise when a table's `every` could have no effect."""
    idle = [
        f"{settings.origins[f'table.{name}']}: table.{name}: every without a url: the "
        "table comes from a folder, which is read when it changes"
        for name, each in settings.table.items()
        if settings.url is None and each.url is None and each.every is not None
    ]
    if idle:
        raise ConfigError(idle)


def _refuse_lured(layers: Sequence[Layer]) -> None:
    """Raise when a token would go where somebody else may have said."""
    lured = [
        f"{place}: {key}: no token goes there: {layer.open_to}"
        for layer in layers
        if layer.open_to
        for key, place in layer.origins.items()
        if key == "url"
        or (key.startswith("table.") and layer.tables[key.removeprefix("table.")].url)
    ]
    if lured:
        raise ConfigError(lured)


def _sources(
    layers: Sequence[Layer], origins: dict[str, str]
) -> tuple[dict[str, Any], dict[str, TableSource]]:
    """Return the base of all tables, and the tables that come from elsewhere."""
    tables: dict[str, TableSource] = {}
    for layer in layers:
        for name, each in layer.tables.items():
            if name not in tables:
                tables[name] = each
                origins[f"table.{name}"] = layer.origins[f"table.{name}"]
        if "data" in layer.values or "url" in layer.values:
            break
    base = _first(layers, EXCLUSIVE[0], origins)
    if not base:
        base, origins["data"] = {"data": absolute(bundled("data"))}, "default"
    return base, tables


def _deliver(layers: Sequence[Layer], origins: dict[str, str]) -> tuple[DeliverTo, ...]:
    """Return every channel that any layer names, each as the strongest says."""
    found: dict[str, DeliverTo] = {}
    for layer in layers:
        for name, each in layer.deliver.items():
            if name not in found:
                found[name] = each
                origins[f"deliver.{name}"] = layer.origins[f"deliver.{name}"]
    return tuple(found.values())


def _feeds(
    layers: Sequence[Layer], origins: dict[str, str]
) -> tuple[FeedSettings, ...]:
    """Return every feed that any layer names, each whole as the strongest says."""
    found: dict[str, FeedSettings] = {}
    for layer in layers:
        for name, each in layer.sources.items():
            if name not in found:
                found[name] = each
                at = f"source.{name}"
                origins.update(
                    (key, place)
                    for key, place in layer.origins.items()
                    if key == at or key.startswith(at + ".")
                )
    return tuple(found.values())


def _first(
    layers: Sequence[Layer], keys: tuple[str, str], origins: dict[str, str]
) -> dict[str, Any]:
    """Return what the strongest layer says that knows either of two keys."""
    for layer in layers:
        for key in keys:
            if key in layer.values:
                origins[key] = layer.origins[key]
                return {key: layer.values[key]}
    return {}


def _beside(folder: Path | None, name: str) -> Path:
    """Return the file in the data folder, or the shipped one when it has none."""
    if folder is not None and (folder / name).is_file():
        return folder / name
    return absolute(bundled("data") / name)


def _state_dir() -> Path:
    """Return the platform's place for state."""
    from platformdirs import user_state_path

    return user_state_path("overhang", appauthor=False)
