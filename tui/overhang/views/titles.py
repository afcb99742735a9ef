"""The title row of a pane: its name, its breaches, its date, what is out of sight."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.views.base import Line, PaneView, Span, Tone
from overhang.views.width import cell_width, cut, cut_line


def title_line(
    view: PaneView,
    width: int,
    *,
    focused: bool = False,
    more: tuple[int, int] | None = None,
) -> Line:
    """Write a pane's title across `width` cells.

    Args:
        view: the pane.
        width: terminal cells; the date on the right gives way first.
        focused: whether the keys go to this pane: shown in writing too.
        more: how many rows are hidden above and below, when some are.
    """
    spans = [
        Span("▌" if focused else " ", Tone.ACCENT),
        Span(view.title.upper(), Tone.ACCENT if focused else Tone.TITLE),
    ]
    for each in view.counts:
        spans += [Span(" "), each]
    left = sum(cell_width(span.text) for span in spans)
    right = view.about
    if more is not None:
        right = f"↑{more[0]} ↓{more[1]}" + (f" · {right}" if right else "")
    gap = width - left - cell_width(right) - 1
    if right and gap > 0:
        spans += [Span(" " * gap), Span(right, Tone.MUTED)]
    return cut_line(tuple(spans), width)


def tabs_line(views: Sequence[PaneView], active: str, width: int) -> Line:
    """Write the panes' names and breaches in one row, for a narrow terminal."""
    short = max((width - 8) // max(1, len(views)) - 6, 3)
    spans: list[Span] = []
    for at, view in enumerate(views, 1):
        here = view.key == active
        spans.append(Span(f"{at}", Tone.ACCENT))
        name = cut(view.title.split()[0], max(short, 4))
        spans.append(Span(name, Tone.ACCENT if here else Tone.MUTED))
        spans += view.counts[:1]
        spans.append(Span(" "))
    return cut_line(tuple(spans), width)
