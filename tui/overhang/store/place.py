"""Where a store lies: one directory for each set of sources."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

_KEY_DIGITS = 12
_FILE = "store.db"


def store_dir(state_dir: Path, key: str) -> Path:
    """Return the directory of the store of one set of sources, made if need be.

    Two sets never share a store: figures of a desk's own folder must not mix with
    shipped ones. The directory is 0700.

    Args:
        state_dir: the program's state directory, absolute.
        key: a canonical description of the sources: the same text for the same set.
    """
    place = store_place(state_dir, key)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.chmod(0o700)
    return place


def store_place(state_dir: Path, key: str) -> Path:
    """Return the same directory, whether or not it is there."""
    digest = sha256(key.encode()).hexdigest()[:_KEY_DIGITS]
    return state_dir / "stores" / digest


def store_url(directory: Path) -> str:
    """Return the URL of the store in a directory that `store_dir` gave."""
    return f"sqlite://{store_file(directory)}"


def store_file(directory: Path) -> Path:
    """Return the file of the store in a directory that `store_dir` gave."""
    return directory / _FILE
