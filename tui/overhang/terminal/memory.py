"""Keeps Textual from remembering widgets that are gone."""

from __future__ import annotations

from textual._styles_cache import StylesCache

_NAME = "get_inner_outer"


def forget_widgets() -> None:
    """Have a pair of colours remembered for itself, and not for the widget.

    In Textual 8.2 `StylesCache.get_inner_outer` is a cached method: its cache holds a
    thousand widgets' drawings, some 30 MB of screens that were left.
    """
    cached = vars(StylesCache)[_NAME]
    if not isinstance(cached, classmethod):
        setattr(StylesCache, _NAME, classmethod(cached))
