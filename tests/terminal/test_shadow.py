"""The diff of two frames shows what the frames themselves would have shown."""

from __future__ import annotations

from typing import NamedTuple

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from overhang.terminal.guard import printable
from overhang.terminal.looks import PLAIN, Look, change, on_blank
from overhang.terminal.shadow import Piece, Shadow

WIDTH, HEIGHT = 12, 3
SYSTEMS = [
    ColorSystem.TRUECOLOR,
    ColorSystem.EIGHT_BIT,
    ColorSystem.STANDARD,
    None,
]
COLOURS = st.sampled_from([None, "red", "bright_blue", "default", "#123456", "#fedcba"])
Spec = tuple[str | None, str | None, frozenset[str]]
specs = st.tuples(
    COLOURS,
    COLOURS,
    st.frozensets(st.sampled_from(["bold", "italic", "underline", "reverse"])),
)
texts = st.text(alphabet="ab  ─▁日本", min_size=1, max_size=6)
rows = st.lists(st.tuples(texts, specs), max_size=5)
spans = st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, 11), st.integers(1, 12))


class Frame(NamedTuple):
    rows: list[list[tuple[str, Spec]]]
    spans: list[tuple[int, int, int]]
    """Row, first column, end: all that is drawn; no spans, the whole frame."""


frames = st.builds(
    Frame,
    st.lists(rows, min_size=HEIGHT, max_size=HEIGHT),
    st.lists(spans, max_size=4),
)


def style_of(spec: Spec) -> Style:
    foreground, background, attributes = spec
    return Style(
        color=foreground,
        bgcolor=background,
        bold="bold" in attributes,
        italic="italic" in attributes,
        underline="underline" in attributes,
        reverse="reverse" in attributes,
    )


def strip_of(row: list[tuple[str, Spec]]) -> Strip:
    segments = [Segment(text, style_of(spec)) for text, spec in row]
    return Strip(segments).adjust_cell_length(WIDTH, Style())


def drawn_whole(strips: list[Strip], system: ColorSystem | None) -> pyte.Screen:
    """What a terminal shows that is given every cell of every row."""
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    for y, strip in enumerate(strips):
        stream.feed(f"\x1b[{y + 1};1H\x1b[m")
        for text, style, _ in strip:
            bare = style or Style()
            # Rich keeps the codes of the first system it is asked for: a fresh copy.
            fresh = Style.combine([bare, Style()]).copy()
            fresh._ansi = None
            if system is None:
                fresh = fresh.without_color
            stream.feed(fresh.render(text, color_system=system or ColorSystem.STANDARD))
    return screen


def seen(screen: pyte.Screen) -> list[list[tuple[object, ...]]]:
    """Each cell as it looks: the ink of a space does not."""
    cells = []
    for y in range(HEIGHT):
        row: list[tuple[object, ...]] = []
        for x in range(WIDTH):
            each = screen.buffer[y][x]
            if each.data in (" ", "") and not (each.underscore or each.reverse):
                row.append((each.data, each.bg))
            else:
                row.append(tuple(each))
        cells.append(row)
    return cells


@pytest.mark.parametrize("system", SYSTEMS)
@given(sequence=st.lists(frames, min_size=1, max_size=4))
@settings(max_examples=60)
def test_a_terminal_given_the_differences_shows_the_frames(
    system: ColorSystem | None, sequence: list[Frame]
) -> None:
    shadow = Shadow(WIDTH, HEIGHT, system)
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    shown = [strip_of([])] * HEIGHT
    stream.feed(shadow.advance(Piece(0, y, strip) for y, strip in enumerate(shown)))
    for frame in sequence:
        strips = [strip_of(row) for row in frame.rows]
        pieces = []
        if frame.spans:
            for y, start, end in frame.spans:
                if start < end:
                    pieces.append(Piece(start, y, strips[y].crop(start, end)))
                    shown[y] = Strip.join(
                        [
                            shown[y].crop(0, start),
                            strips[y].crop(start, end),
                            shown[y].crop(end, WIDTH),
                        ]
                    )
        else:
            pieces = [Piece(0, y, strip) for y, strip in enumerate(strips)]
            shown = strips
        stream.feed(shadow.advance(pieces))
        assert seen(screen) == seen(drawn_whole(shown, system))


def test_the_same_frame_again_sends_nothing() -> None:
    shadow = Shadow(20, 1, ColorSystem.TRUECOLOR)
    piece = Piece(0, 0, [Segment("ORCL  -53.1%", Style.parse("bold red"))])
    assert shadow.advance([piece])
    assert shadow.advance([piece]) == ""


def test_one_figure_that_moves_sends_that_figure() -> None:
    shadow = Shadow(40, 1, ColorSystem.TRUECOLOR)
    style = Style.parse("#c0caf5 on #1a1b26")
    shadow.advance([Piece(0, 0, [Segment("ORCL  -53.1%   183 bp".ljust(40), style)])])
    sent = shadow.advance(
        [Piece(0, 0, [Segment("ORCL  -53.4%   183 bp".ljust(40), style)])]
    )
    assert sent == "\x1b[1;11H4"


def test_cells_that_are_not_known_are_left_alone() -> None:
    shadow = Shadow(10, 1, None)
    sent = shadow.advance([Piece(0, 0, [Segment("a")]), Piece(4, 0, [Segment("b")])])
    assert sent == "\x1b[1;1H\x1b[0ma\x1b[1;5Hb"


def test_pieces_outside_the_screen_are_cut() -> None:
    shadow = Shadow(3, 1, None)
    pieces = [Piece(1, 0, [Segment("abc")]), Piece(0, 5, [Segment("d")])]
    assert shadow.advance(pieces) == "\x1b[1;2H\x1b[0mab"


@pytest.mark.parametrize(
    "payload",
    ["\x1b]52;c;SElKQUNLRUQ=\x07", "\x1b[31m", "\x9b31m", "\x00", "\r\n", "\u202e"],
)
def test_no_control_byte_in_a_cell_reaches_the_terminal(payload: str) -> None:
    shadow = Shadow(40, 1, None)
    sent = shadow.advance([Piece(0, 0, [Segment(f"a{payload}b")])])
    assert sent.startswith("\x1b[1;1H\x1b[0ma")
    rest = sent.removeprefix("\x1b[1;1H\x1b[0m")
    assert rest == printable(rest)
    assert "\x1b" not in rest


@given(st.text())
def test_what_the_guard_lets_through_is_printable_or_harmless(text: str) -> None:
    out = printable(text)
    assert len(out) == len(text)
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in out)
    assert printable(out) == out


looks = st.builds(
    Look,
    st.frozensets(st.sampled_from([1, 2, 3, 4, 7, 9])),
    st.sampled_from(["39", "31", "38;2;1;2;3"]),
    st.sampled_from(["49", "44", "48;5;17"]),
)


@given(st.none() | looks, looks)
def test_a_change_of_looks_ends_where_it_says(state: Look | None, look: Look) -> None:
    screen = pyte.Screen(2, 1)
    stream = pyte.Stream(screen)
    if state is not None:
        stream.feed(change(None, state)[0])
    sequence, reached = change(state, look)
    stream.feed(sequence)
    other = pyte.Screen(2, 1)
    pyte.Stream(other).feed(change(None, look)[0])
    assert reached == look
    assert screen.cursor.attrs == other.cursor.attrs


def test_a_blank_does_not_change_the_ink() -> None:
    red = Look(frozenset([1]), "31", "49")
    assert change(red, on_blank(PLAIN)) == ("", red)
