"""What one body may take."""

from __future__ import annotations

MEMORY = 2**30
"""Bytes of address space of the worker, the program itself included."""
SECONDS = 20.0
"""For one body."""
IDLE = 60.0
"""Seconds without work after which a worker ends."""
HEAVY = 2 * 2**20
"""Bytes of a body from which on it is read by a worker, whatever its format."""
