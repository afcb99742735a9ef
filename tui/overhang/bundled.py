"""Find the `data/` and `themes/` files that ship with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def bundled(folder: Literal["data", "themes"]) -> Path:
    """Return the folder: inside the wheel if installed, else in the checkout."""
    packed = _PACKAGE / "_bundled" / folder
    return packed if packed.is_dir() else _CHECKOUT / folder
