"""How an entry of a corpus of hostile files is handed over, and what the program says.

A file of rows is dropped into a folder with a mapping, as a vendor's is; JSON is served
over HTTP to a feed with the same mapping; Parquet stands in for a table of the desk's
own; a fault of a configuration is written in the words of this program's.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

PADS = 60
"""Good rows put before those of a file: with nine good rows in ten it is taken."""
_HEADER = "symbol,bid,ask,qty,ts"
_CODES = [
    *(f"SYM{n}" for n in range(20)),
    *(f"PAD{n}" for n in range(PADS)),
    *(f"S{n}" for n in range(20)),
    *"ABCDSX",
    *("NA", "NULL", "None", "NaN", "TRUE", "1E5", "007", "INF"),
]
_ISSUER = """
[issuer."{0}"]
name = "{0}"
entity = "{0}"
cik = 1
fiscal_year_end = "12-31"
"""
_ROWS = """
table = "closes"
quality = "dealer"
fields = { issuer = "symbol", close_usd = "bid", at = "ts" }
"""
_TEXTS = """
table = "cds_marks"
quality = "dealer"
fields = { source = "symbol", spread_bp = "bid", date = "ts" }
constants = { issuer = "A", tenor = "5Y" }
"""
TEXTS = frozenset(
    {
        "csv-newline-in-quotes",
        "csv-header-repeated",
        "csv-comment",
        "csv-field-1e5",
        "csv-injection-export",
        "json-lone-surrogate",
        "json-nul-escape",
    }
)
"""Entries whose symbols are any text, and no issuer's."""
_PAUSE = 60.0
_SETPRIV = shutil.which("setpriv")
_PLAIN = (
    (_SETPRIV, "--bounding-set", "-all", "--inh-caps", "-all")
    if _SETPRIV and os.geteuid() == 0
    else ()
)
"""To the superuser nothing is unreadable, unless these are taken away."""


class Heard(NamedTuple):
    """What came of it."""

    taken: bool
    """Whether the program went on with what it was given."""
    rows: int
    said: str
    """Every message."""
    raw: bytes
    """All that was written."""
    seconds: float
    """Of the processor, its workers' with it; the clock's when it had to be ended."""
    megabytes: float
    """The most that the process had."""


class Desk:
    """A folder with a configuration, and the program run on it.

    Args:
        folder: An empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drop = folder / "drop"
        self.drop.mkdir()
        universe = "".join(_ISSUER.format(each) for each in _CODES)
        (folder / "universe.toml").write_text(universe)
        (folder / "rules.toml").write_text("schema = 1\n")
        self.config = folder / "overhang.toml"
        self._env = {
            **os.environ,
            "OVERHANG_STATE": str(folder / "state"),
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "none"),
        }

    def settings(self, more: str) -> Path:
        """Write the configuration; return it."""
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        start = 'universe = "universe.toml"\nrules = "rules.toml"\n'
        start += f'data = "{data}"\n'
        self.config.write_text(start + more)
        return self.config

    def mapped(self, *, texts: bool) -> None:
        """Write the configuration of a drop folder with a mapping."""
        rows = _TEXTS if texts else _ROWS
        self.settings(
            f'[source.px]\nkind = "drop"\nfolder = "{self.drop}"\n{rows.strip()}\n'
        )

    def asked(self, url: str, *, texts: bool) -> None:
        """Write the configuration of a feed with a mapping."""
        rows = _TEXTS if texts else _ROWS
        self.settings(
            f'[source.px]\nkind = "quotes"\nurl = "{url}"\nprivate = true\n'
            f'rows = "rows"\n{rows.strip()}\n'
        )

    def run(self, *args: str) -> Heard:
        """Run the program once."""
        command = [*_PLAIN, sys.executable, "-m", "overhang", *args]
        if "path" not in args:
            command += ["--config", str(self.config)]
        begun = time.monotonic()
        with tempfile.TemporaryFile() as out:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=self.folder,
            )
            status, took, most = _waited(child)
            if time.monotonic() - begun > _PAUSE:
                took = _PAUSE
            out.seek(0)
            raw = out.read()
        text = raw.decode(errors="replace")
        return Heard(status == 0, 0, text, raw, took, most)

    def preview(self, file: Path) -> Heard:
        """Have a file of rows read, as if it were dropped."""
        heard = self.run("preview", str(file), "--format", "json")
        found = _object(heard.said)
        said = [*found.get("faults", ()), *found.get("left_out", ())]
        said += [f"nobody watches {each}" for each in found.get("unknown", ())]
        rows = len(found.get("rows", ()))
        return heard._replace(rows=rows, said="\n".join(said) or heard.said)

    def sources(self) -> Heard:
        """Have the feed asked once."""
        heard = self.run("sources", "--format", "json", "--timeout", "6")
        found = [
            each
            for each in _object(heard.said).get("sources", ())
            if each.get("feed") == "px"
        ]
        if not found:
            return heard
        said = [*found[0].get("errors", ()), *found[0].get("notes", ())]
        taken = found[0].get("state") == "ok"
        rows = found[0].get("rows", 0)
        return heard._replace(taken=taken, rows=rows, said="\n".join(said))


def padded(data: bytes) -> bytes | None:
    """Return a file with good rows behind its header; none: it has not that header."""
    head, end, rest = data.partition(b"\n")
    if head.split(b",")[:5] != _HEADER.encode().split(b","):
        return None
    more = b"," * head.count(b",", len(_HEADER))
    pads = "".join(
        f"PAD{n},10{n % 10}.5,10{n % 10}.6,1,2026-03-02T09:30:00Z{more.decode()}\n"
        for n in range(PADS)
    )
    return head + end + pads.encode() + rest


def _object(text: str) -> Mapping[str, Any]:
    """Return the JSON object in an output, or an empty one."""
    match = re.search(r"^\{.*^\}", text, re.DOTALL | re.MULTILINE)
    try:
        found = json.loads(match[0]) if match else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _waited(child: subprocess.Popen[bytes]) -> tuple[int, float, float]:
    """Return how a process ended, its processor seconds and its most megabytes."""
    end = time.monotonic() + _PAUSE
    while True:
        pid, status, used = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            seconds = used.ru_utime + used.ru_stime
            return child.returncode, seconds, used.ru_maxrss / 1024
        if time.monotonic() > end:
            child.kill()
            end = float("inf")
        time.sleep(0.01)
