"""Data folders to measure with: a copy that moves, and one with many issuers."""

from __future__ import annotations

import csv
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import ROOT

_DATA = ROOT / "data"
_PLAIN = "Z{:03d}"


def copy_data(folder: Path) -> Path:
    """Copy the shipped tables; return the folder."""
    return Path(shutil.copytree(_DATA, folder))


def move_close(folder: Path, issuer: str, factor: float) -> None:
    """Change an issuer's last close, and save as an editor does: whole, at once."""
    path = folder / "closes.csv"
    rows = list(csv.reader(path.open(newline="", encoding="utf-8")))
    at = rows[0].index("close_usd")
    last = max(n for n, row in enumerate(rows) if issuer in row)
    rows[last][at] = f"{float(rows[last][at]) * factor:.2f}"
    fresh = path.with_suffix(".new")
    with fresh.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    fresh.replace(path)


def touch(folder: Path) -> None:
    """Save the closes again with nothing changed."""
    path = folder / "closes.csv"
    fresh = path.with_suffix(".new")
    shutil.copyfile(path, fresh)
    fresh.replace(path)


@contextmanager
def moving(folder: Path, every: float = 0.25) -> Iterator[None]:
    """Keep the collector at work: the closes change several times a second."""
    stop = threading.Event()
    path = folder / "closes.csv"
    before = path.read_bytes()
    move_close(folder, "MSFT", 1.001)
    variants = [before, path.read_bytes()]

    def keep_moving() -> None:
        turn = 0
        while not stop.wait(every):
            fresh = path.with_suffix(".new")
            fresh.write_bytes(variants[turn % 2])
            fresh.replace(path)
            turn += 1

    thread = threading.Thread(target=keep_moving)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def many(folder: Path, count: int, days: int = 60) -> Path:
    """Write a folder of `count` issuers: the shipped five and likenesses of Oracle."""
    copy_data(folder)
    names = [_PLAIN.format(n) for n in range(count - 5)]
    universe = (folder / "universe.toml").read_text(encoding="utf-8")
    universe += "".join(
        f'\n[issuer.{name}]\nname = "Issuer {name}"\nentity = "Issuer {name}"\n'
        f'cik = {900_000 + n}\nfiscal_year_end = "12-31"\n'
        for n, name in enumerate(names)
    )
    (folder / "universe.toml").write_text(universe, encoding="utf-8")
    for table, issuer, most in (("closes", "ORCL", days), ("cds_marks", "ORCL", 5)):
        path = folder / f"{table}.csv"
        rows = list(csv.reader(path.open(newline="", encoding="utf-8")))
        at = rows[0].index("issuer")
        like = [row for row in rows[1:] if row[at] == issuer][-most:]
        with path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(
                [*row[:at], name, *row[at + 1 :]] for row in like for name in names
            )
    return folder
