"""The same screens in ASCII, for terminals and pipes that know nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from overhang.views.base import Line, Span

_ASCII = str.maketrans(
    "…·│└─┄┬┴┼━█▁▂▃▄▅▆▇●○▲▼▌↑↓",
    ".-|+--+++=#_.:-=+*oo^v>^v",
)


def ascii_lines(lines: Iterable[Line]) -> list[Line]:
    """Replace each character that is drawn by one of ASCII: nothing moves.

    Letters of other scripts in the data stay as they are.
    """
    return [
        tuple(Span(text.translate(_ASCII), tone) for text, tone in line)
        for line in lines
    ]
