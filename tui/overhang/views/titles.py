"""The title row of a pane: its name, its breaches, its date, what is out of sight."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.views.base import Line, PaneView, Span, Tone
from overhang.views.width import cell_width, cut_line, line_width


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
    """Write the panes' names and breaches in one row, for a narrow terminal.

    The names take the room there is: whole, their first word, or less of it.
    """
    whole = [each.title for each in views]
    words = [each.split()[0] for each in whole]
    cuts = [[each[:most] for each in words] for most in range(12, 2, -1)]
    line: Line = ()
    for names in (whole, words, *cuts):
        for gap in ("  ", " "):
            line = _tabs(views, names, active, gap)
            if line_width(line) <= width:
                return line
    return cut_line(line, width)


def _tabs(
    views: Sequence[PaneView], names: Sequence[str], active: str, gap: str
) -> Line:
    spans: list[Span] = []
    for at, (view, name) in enumerate(zip(views, names, strict=True), 1):
        tone = Tone.ACCENT if view.key == active else Tone.MUTED
        spans.append(Span(f"{gap if at > 1 else ''}{at}", Tone.ACCENT))
        spans.append(Span(name, tone))
        for count in view.counts[:1]:
            spans += [Span(" "), count]
    return tuple(spans)
