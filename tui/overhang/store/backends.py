"""Which store a URL means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from overhang.store.base import Store, StoreError


def _sqlite(rest: str, *, write: bool) -> Store:
    if not rest.startswith("///"):
        raise StoreError(f"sqlite:{rest}: write sqlite:/// and an absolute path")
    from overhang.store.sqlite import SqliteStore

    return SqliteStore(Path(rest[2:]), write=write)


def _memory(rest: str, *, write: bool) -> Store:
    if rest:
        raise StoreError(f"memory:{rest}: memory: takes no path")
    from overhang.store.memory import MemoryStore

    return MemoryStore()


_BACKENDS: Mapping[str, Callable[..., Store]] = MappingProxyType(
    {"sqlite": _sqlite, "memory": _memory}
)


def open_store(url: str, *, write: bool) -> Store:
    """Open the store at `sqlite:///absolute/path` or `memory:` (a new, empty one).

    Opened to read, a store that nobody has written yet is empty until someone does.

    Args:
        url: where it is; what follows `sqlite://` is a path, taken as it stands.
        write: whether the caller is the collector that leads this store.

    Raises:
        StoreError: the URL is of no known kind, or the store cannot be opened.
    """
    scheme, _, rest = url.partition(":")
    backend = _BACKENDS.get(scheme)
    if backend is None:
        known = ", ".join(f"{each}:" for each in _BACKENDS)
        raise StoreError(f"{url!r} is no store; known are {known}")
    return backend(rest, write=write)
