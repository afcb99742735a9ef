"""What loads settings in tests."""

from __future__ import annotations

from collections.abc import Callable

from overhang.config.settings import Settings

Load = Callable[..., Settings]
"""Takes flags, environment and the text of the user's file."""
