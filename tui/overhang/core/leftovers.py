"""Memory that is free but not given back."""

from __future__ import annotations

import ctypes
import gc

_M_ARENA_MAX = -8
"""As <malloc.h> of the GNU C library has it."""


def share_heap() -> None:
    """Have threads that are yet to come use a heap that is there, where it can be had.

    Each would get one of its own and leave holes in it, up to eight a core; as only one
    thread runs Python at a time nothing is won by that.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Return free memory to the system, where the C library can.

    What is made and dropped each turn leaves holes between what lasts: without this a
    process's memory grows by some MB an hour although nothing in it does. Takes about
    5 ms, in which other threads run.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def watch_garbage() -> None:
    """Look for garbage from now on, in what is made from now on.

    What was loaded up to now stays, and searching it costs a tenth of a start.
    """
    gc.freeze()
    gc.enable()


def sweep() -> None:
    """Collect garbage, then give back what is free; takes some 30 ms.

    Left to itself garbage with cycles, faults and all they hold, piles up to peaks that
    memory keeps the size of. For whoever answers no keys.
    """
    gc.collect()
    give_back()
