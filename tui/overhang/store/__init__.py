"""Where collector and viewers meet: append-only rows with two clocks."""

from __future__ import annotations

from overhang.store.backends import open_store

__all__ = ["open_store"]
