"""A desk's own folder, edited the ways that people, scripts and feeds edit files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd

from support.shipped import DATA


class DeskFolder:
    """A copy of the shipped data at `path`."""

    def __init__(self, path: Path) -> None:
        shutil.copytree(DATA, path)
        self.path = path

    def text(self, name: str) -> str:
        """Return what a file holds now."""
        return (self.path / name).read_text(encoding="utf-8")

    def save(self, name: str, text: str) -> None:
        """Write over a file in place, as an editor without a safety net does."""
        (self.path / name).write_text(text, encoding="utf-8")

    def swap(self, name: str, text: str) -> None:
        """Write beside a file and rename over it, as careful programs do."""
        new = self.path / f".{name}.new"
        new.write_text(text, encoding="utf-8")
        new.replace(self.path / name)

    def remove(self, name: str) -> None:
        """Delete a file."""
        (self.path / name).unlink()

    def last_close(self, issuer: str) -> int:
        """Return the line, from 1, of an issuer's last close in `closes.csv`."""
        lines = self.text("closes.csv").splitlines()
        return max(n for n, line in enumerate(lines, 1) if f",{issuer}," in line)

    def with_last_close(self, issuer: str, close: str) -> str:
        """Return `closes.csv` with another last close of an issuer, not saved."""
        lines = self.text("closes.csv").splitlines()
        place = self.last_close(issuer) - 1
        day, code, _, rest = lines[place].split(",", 3)
        lines[place] = ",".join((day, code, close, rest))
        return "\n".join([*lines, ""])

    def closes(self, issuer: str, last: float) -> pd.DataFrame:
        """Return the closes as a frame, with another last one of an issuer."""
        frame = pd.read_csv(self.path / "closes.csv")
        frame.loc[frame.index[frame["issuer"] == issuer][-1], "close_usd"] = last
        return frame


def ndjson(frame: pd.DataFrame) -> str:
    """Write a frame as one JSON object a line."""
    rows = frame.to_dict(orient="records")
    given = [
        {name: row[name] for name in row if not pd.isna(row[name])} for row in rows
    ]
    return "".join(f"{json.dumps(row)}\n" for row in given)
