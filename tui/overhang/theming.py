"""Read the palettes in `themes/`: a style for each tone, and Textual's own colours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rich.errors import StyleSyntaxError
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.theme import Theme

from overhang.core.problems import ConfigError
from overhang.core.toml_file import TomlFile, read_toml
from overhang.views.base import Tone

_KEYS = ("dark", "ansi", "colours", "variables", "tones")
_COLOURS = (
    "primary",
    "secondary",
    "warning",
    "error",
    "success",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
)
_RICH_COLOURS = ("256color", "kitty")
"""Endings of TERM that promise 256 colours, as Rich reads them."""
_COLOURLESS = ("vt", "ansi-m", "xterm-mono", "screen-m")
"""Beginnings of TERM that promise none."""


class Palette(NamedTuple):
    """One theme: named after its file, without the ending."""

    name: str
    theme: Theme
    tones: Mapping[Tone, Style]
    """A style for every tone, to be laid over the widget's own."""


def load_themes(folder: Path) -> list[Palette]:
    """Read every `*.toml` in a folder, by name.

    Raises:
        ConfigError: With every fault of every file: its line, key, what stands there.
    """
    palettes: list[Palette] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            palettes.append(_palette(path.stem, read_toml(path)))
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    return palettes


def default_theme(env: Mapping[str, str]) -> str:
    """Name the theme that suits a terminal whose user chose none."""
    term = env.get("TERM", "").lower()
    if "NO_COLOR" in env or term.startswith(_COLOURLESS):
        return "mono"
    true_colour = env.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    if true_colour or term.rpartition("-")[2] in _RICH_COLOURS:
        return "night"
    return "sixteen"


def _palette(name: str, file: TomlFile) -> Palette:
    """Build one palette; raise `ConfigError` with all faults."""
    file.refuse_unknown(
        (), file.top, ("dark", "ansi", "colours", "variables", "tones"), ""
    )
    colours = {
        key: value
        for key, value in _texts(file, "colours", _COLOURS).items()
        if _is_colour(file, key, value)
    }
    tones = {
        Tone(key): style
        for key, value in _texts(file, "tones", tuple(Tone)).items()
        if (style := _style(file, key, value)) is not None
    }
    for table, wanted, found in (
        ("colours", _COLOURS, file.top.get("colours")),
        ("tones", tuple(Tone), file.top.get("tones")),
    ):
        for missing in [key for key in wanted if key not in (found or {})]:
            file.say((table,), f"{table}: {missing} is missing")
    variables = _texts(file, "variables", None)
    dark, ansi = _flag(file, "dark", default=True), _flag(file, "ansi", default=False)
    file.finish()
    theme = Theme(
        name=name,
        dark=dark,
        ansi=ansi,
        variables=variables,
        primary=colours["primary"],
        secondary=colours["secondary"],
        warning=colours["warning"],
        error=colours["error"],
        success=colours["success"],
        accent=colours["accent"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
    )
    return Palette(name, theme, tones)


def _texts(file: TomlFile, table: str, known: tuple[str, ...] | None) -> dict[str, str]:
    """Return the texts of a table whose keys are `known`; any keys if that is none."""
    found = file.top.get(table, {})
    if not isinstance(found, dict):
        file.fault((table,), table, found, "a table")
        return {}
    if known is not None:
        file.refuse_unknown((table,), found, known, table)
    texts: dict[str, str] = {}
    for key, value in found.items():
        if not isinstance(value, str):
            file.fault((table, key), f"{table}.{key}", value, "text")
        elif known is None or key in known:
            texts[key] = value
    return texts


def _flag(file: TomlFile, key: str, *, default: bool) -> bool:
    value = file.top.get(key, default)
    if not isinstance(value, bool):
        file.fault((key,), key, value, "true or false")
        return default
    return value


def _is_colour(file: TomlFile, key: str, value: str) -> bool:
    try:
        Color.parse(value)
    except ColorParseError:
        file.fault(
            ("colours", key), f"colours.{key}", value, 'a colour such as "#7fb4e8"'
        )
        return False
    return True


def _style(file: TomlFile, key: str, value: str) -> Style | None:
    try:
        return Style.parse(value)
    except StyleSyntaxError:
        expected = 'a style such as "bold #7fb4e8"'
        file.fault(("tones", key), f"tones.{key}", value, expected)
        return None
