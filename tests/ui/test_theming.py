"""Palettes: complete, readable, told apart, and plain about what is wrong in them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.color import Color, ColorType
from rich.style import Style
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from overhang.bundled import bundled
from overhang.core.problems import ConfigError
from overhang.theming import Palette, default_theme, load_themes
from overhang.views.base import Tone

PALETTES = {each.name: each for each in load_themes(bundled("themes"))}
FULL_COLOUR = ["night", "day", "colourblind"]
RGB = tuple[float, float, float]


def rgb(text: str | Color | None) -> RGB:
    colour = Color.parse(text) if isinstance(text, str) else text
    assert colour is not None
    red, green, blue = colour.get_truecolor()
    return red / 255, green / 255, blue / 255


def linear(colour: RGB) -> RGB:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return red, green, blue


def contrast(one: RGB, other: RGB) -> float:
    """The ratio of WCAG 2.1, from 1 to 21."""

    def luminance(colour: RGB) -> float:
        red, green, blue = linear(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_of_contrast_knows_black_on_white() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(rgb("#767676"), rgb("#ffffff")) == pytest.approx(4.54, abs=0.01)


def test_five_palettes_ship_with_a_style_for_every_tone() -> None:
    assert list(PALETTES) == ["colourblind", "day", "mono", "night", "sixteen"]
    for palette in PALETTES.values():
        assert set(palette.tones) == set(Tone)
        assert palette.theme.name == palette.name


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("name", FULL_COLOUR)
def test_every_tone_can_be_read_on_the_background_and_the_panel(
    name: str, tone: Tone
) -> None:
    palette = PALETTES[name]
    text = rgb(palette.tones[tone].color)
    assert contrast(text, rgb(palette.theme.background)) >= 4.5
    if tone is not Tone.CHART_AXIS:
        assert contrast(text, rgb(palette.theme.panel)) >= 4.5


def test_the_themes_differ_where_they_say() -> None:
    assert [PALETTES[name].theme.dark for name in FULL_COLOUR] == [True, False, True]
    assert (
        not contrast(
            rgb(PALETTES["day"].theme.background),
            rgb(PALETTES["night"].theme.background),
        )
        < 10
    )


@pytest.mark.parametrize("tone", Tone)
def test_mono_has_no_colour_and_leaves_reverse_to_the_cursor(tone: Tone) -> None:
    style = PALETTES["mono"].tones[tone]
    assert style.color is None
    assert style.bgcolor is None
    assert not style.reverse


def test_mono_tells_the_severities_apart() -> None:
    tones = PALETTES["mono"].tones
    loud = [tones[each] for each in (Tone.PLAIN, Tone.INFO, Tone.WARN, Tone.CRIT)]
    assert len({str(each) for each in loud}) == 4


@pytest.mark.parametrize("tone", Tone)
def test_sixteen_uses_the_terminals_own_colours_alone(tone: Tone) -> None:
    colour = PALETTES["sixteen"].tones[tone].color
    assert colour is None or colour.type in (ColorType.STANDARD, ColorType.DEFAULT)


@pytest.mark.parametrize("name", ["sixteen", "mono"])
def test_a_palette_of_the_terminals_colours_keeps_its_background(name: str) -> None:
    theme = PALETTES[name].theme
    assert theme.ansi
    assert theme.background == "ansi_default"


# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
BLINDNESS: Mapping[str, tuple[RGB, RGB, RGB]] = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
APART = [
    *itertools.combinations((Tone.PLAIN, Tone.WARN, Tone.CRIT), 2),
    (Tone.ADVERSE, Tone.BENIGN),
    (Tone.CRIT, Tone.INFO),
    (Tone.CHART, Tone.CHART_2),
]


@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize(("one", "other"), APART)
def test_the_colour_blind_palette_keeps_tones_apart(
    kind: str, one: Tone, other: Tone
) -> None:
    def seen(style: Style) -> RGB:
        parts = linear(rgb(style.color))
        red, green, blue = (
            min(1.0, max(0.0, sum(a * b for a, b in zip(row, parts, strict=True))))
            ** (1 / 2.2)
            for row in BLINDNESS[kind]
        )
        return red, green, blue

    tones = PALETTES["colourblind"].tones
    gap = zip(seen(tones[one]), seen(tones[other]), strict=True)
    assert sum((a - b) ** 2 for a, b in gap) ** 0.5 > 0.2


@pytest.mark.parametrize("name", PALETTES)
async def test_every_widget_of_a_board_can_be_drawn_in_it(name: str) -> None:
    class Drawn(App[None]):
        CSS_PATH = bundled("themes") / "app.tcss"

        def compose(self) -> ComposeResult:
            yield Static("figures")
            yield Input("typed")
            yield VerticalScroll(Static("\n" * 50))

    app = Drawn()
    app.register_theme(PALETTES[name].theme)
    app.theme = name
    async with app.run_test() as pilot:
        await pilot.press("tab")
        assert app.theme == name


def load_one(folder: Path, change: tuple[str, str]) -> list[Palette]:
    text = (bundled("themes") / "night.toml").read_text()
    assert change[0] in text
    (folder / "mine.toml").write_text(text.replace(*change, 1))
    return load_themes(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('crit = "bold #ff7d7d"', 'crit = "bold redd"'), "tones.crit"),
        (('primary = "#7fb4e8"', 'primary = "blurple"'), "colours.primary"),
        (('primary = "#7fb4e8"', "primary = 7"), "colours.primary"),
        (("plain = ", "plian = "), 'did you mean "plain"'),
        (("dark = true", "dark = 1"), "true or false"),
        (('muted = "#8d95a5"', ""), "muted is missing"),
        (("[tones]", "[tones"), "mine.toml"),
    ],
)
def test_a_fault_in_a_palette_names_the_file_and_the_key(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(ConfigError) as error:
        load_one(tmp_path, change)
    assert any(
        each.startswith("mine.toml") and said in each for each in error.value.problems
    ), error.value.problems


def test_a_palette_of_ones_own_is_named_after_its_file(tmp_path: Path) -> None:
    [palette] = load_one(tmp_path, ("dark = true", "dark = false"))
    assert palette.name == palette.theme.name == "mine"


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({"TERM": "xterm-256color"}, "night"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "night"),
        ({"TERM": "screen-256color"}, "night"),
        ({"TERM": "linux"}, "sixteen"),
        ({"TERM": "screen"}, "sixteen"),
        ({"TERM": "vt100"}, "mono"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "mono"),
        ({}, "sixteen"),
    ],
)
def test_the_default_suits_the_terminal(env: dict[str, str], name: str) -> None:
    assert default_theme(env) == name
    assert name in PALETTES
