"""What a cell looks like, in the terminal's own words, and how to get there."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style

_ATTRIBUTE_CODES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 51, 52, 53)
"""SGR codes in the order of the bits that Rich keeps attributes in."""
_OFF = {
    1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 21: 24,
    51: 54, 52: 54, 53: 55,
}  # fmt: skip
_SEEN_ON_BLANKS = frozenset((4, 7, 9, 21, 51, 52, 53))
_ANY = ""
"""A foreground that does not matter, since nothing is drawn in it."""


class Look(NamedTuple):
    """One cell's attributes and colours, as SGR parameters."""

    attributes: frozenset[int]
    foreground: str
    background: str


PLAIN = Look(frozenset(), "39", "49")


@lru_cache(maxsize=4096)
def look_of(style: Style | None, system: ColorSystem | None) -> Look:
    """Translate a style; without a colour system, only its attributes are left."""
    if style is None:
        return PLAIN
    bits = style._attributes & style._set_attributes
    attributes = frozenset(
        code for at, code in enumerate(_ATTRIBUTE_CODES) if bits & 1 << at
    )
    foreground, background = PLAIN.foreground, PLAIN.background
    if system is not None:
        if style.color is not None:
            codes = style.color.downgrade(system).get_ansi_codes()
            foreground = ";".join(codes)
        if style.bgcolor is not None:
            codes = style.bgcolor.downgrade(system).get_ansi_codes(foreground=False)
            background = ";".join(codes)
    return Look(attributes, foreground, background)


@lru_cache(maxsize=4096)
def on_blank(look: Look) -> Look:
    """Reduce a look to what can be seen of it on a space."""
    if look.attributes & _SEEN_ON_BLANKS:
        return look
    return Look(PLAIN.attributes, _ANY, look.background)


@lru_cache(maxsize=8192)
def change(state: Look | None, look: Look) -> tuple[str, Look]:
    """Return the sequence that makes the terminal draw `look`, and its state then.

    Args:
        state: What the terminal draws in now; none when that is not known.
        look: What the next cell needs.
    """
    if look.foreground == _ANY:
        kept = state or PLAIN
        unseen = kept.attributes - _SEEN_ON_BLANKS
        look = Look(unseen, kept.foreground, look.background)
    if state == look:
        return "", look
    fresh = _sequence(["0"], PLAIN, look)
    if state is None:
        return fresh, look
    gone = {_OFF[each] for each in state.attributes - look.attributes}
    # One code may end two attributes: the one that stays is set again.
    left = frozenset(each for each in state.attributes if _OFF[each] not in gone)
    start = Look(left, state.foreground, state.background)
    step = _sequence([str(code) for code in sorted(gone)], start, look)
    return min(step, fresh, key=len), look


def _sequence(codes: list[str], state: Look, look: Look) -> str:
    """Write one SGR sequence: `codes`, then what still differs after them."""
    codes = [*codes, *map(str, sorted(look.attributes - state.attributes))]
    if state.foreground != look.foreground:
        codes.append(look.foreground)
    if state.background != look.background:
        codes.append(look.background)
    return f"\x1b[{';'.join(codes)}m"
