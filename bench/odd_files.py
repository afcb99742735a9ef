"""Paths that are no ordinary files, and one Parquet file that unpacks to too much."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

_NAMES = (
    b"esc\x1b[2J.csv",
    b"osc\x1b]52;c;SElK\x07.csv",
    b"new\nline.csv",
    b"bad\xff\xfe.csv",
    "rtl\u202evsc.exe.csv".encode(),
    b"a" * 251 + b".csv",
    b"[red]x[.csv",
    b" .csv",
    b"%s{0}$HOME.csv",
)


def _loop(place: Path, good: bytes) -> Iterator[Path]:
    (place / "px.csv").symlink_to(place / "px.csv")
    yield place / "px.csv"


def _dangling(place: Path, good: bytes) -> Iterator[Path]:
    (place / "px.csv").symlink_to(place / "nothing")
    yield place / "px.csv"


def _fifo(place: Path, good: bytes) -> Iterator[Path]:
    os.mkfifo(place / "px.csv")
    yield place / "px.csv"


def _device(name: str) -> Callable[[Path, bytes], Iterator[Path]]:
    def made(place: Path, good: bytes) -> Iterator[Path]:
        (place / "px.csv").symlink_to(name)
        yield place / "px.csv"

    return made


def _socket(place: Path, good: bytes) -> Iterator[Path]:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(place / "px.csv"))
        yield place / "px.csv"


def _folder(place: Path, good: bytes) -> Iterator[Path]:
    (place / "px.csv").mkdir()
    yield place / "px.csv"


def _sparse(place: Path, good: bytes) -> Iterator[Path]:
    with (place / "px.csv").open("wb") as file:
        file.write(good)
        file.truncate(2 << 30)
    yield place / "px.csv"


def _unreadable(place: Path, good: bytes) -> Iterator[Path]:
    (place / "px.csv").write_bytes(good)
    (place / "px.csv").chmod(0)
    yield place / "px.csv"


def _shut(place: Path, good: bytes) -> Iterator[Path]:
    (place / "shut").mkdir()
    (place / "shut" / "px.csv").write_bytes(good)
    (place / "shut").chmod(0o600)
    yield place / "shut" / "px.csv"
    (place / "shut").chmod(0o700)


def _names(place: Path, good: bytes) -> Iterator[Path]:
    for name in _NAMES:
        path = Path(os.fsdecode(os.fsencode(place) + b"/" + name))
        path.write_bytes(good)
        yield path


def _in(
    make: Callable[[Path, bytes], Iterator[Path]],
) -> Callable[[Path, bytes], Iterator[Path]]:
    def made(place: Path, good: bytes) -> Iterator[Path]:
        place.mkdir(exist_ok=True)
        yield from make(place, good)

    return made


ODD: Mapping[str, Callable[[Path, bytes], Iterator[Path]]] = {
    "fs-symlink-loop": _in(_loop),
    "fs-dangling": _in(_dangling),
    "fs-fifo": _in(_fifo),
    "fs-dev-zero": _in(_device("/dev/zero")),
    "fs-dev-tty": _in(_device("/dev/tty")),
    "fs-socket": _in(_socket),
    "fs-directory": _in(_folder),
    "fs-unreadable": _in(_unreadable),
    "fs-dir-unreadable": _in(_shut),
    "fs-sparse-2g": _in(_sparse),
    "fs-names": _in(_names),
    "term-filename": _in(_names),
}
"""By entry: makes the paths in a folder, given a good file."""


_BOMB = """
import sys
import pandas as pd
from fastparquet import write
frame = pd.DataFrame({"close_usd": [0.0] * 5_000_000})
write(sys.argv[1], frame, compression="GZIP")
"""


def bomb(path: Path) -> None:
    """Write a small Parquet file of millions of rows."""
    subprocess.run([sys.executable, "-c", _BOMB, str(path)], check=True)
