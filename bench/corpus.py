"""Hand every entry of a corpus of hostile files to the program, and judge it.

    python -m bench.corpus FOLDER

The folder holds `manifest.json`: `entries`, each with `id`, `file`, `group`, `expect`
(ok, partial, error, refuse), `says` (what must be said) and perhaps `rows`. A file with
rows that cannot be read is handed over twice: as it is, where nine good rows in ten are
asked for and the whole is refused, and with good rows before its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.argued import ARGUED, ELSEWHERE
from bench.entries import PADS, TEXTS, Desk, Heard, padded
from bench.odd_files import ODD, bomb
from bench.serving import serving
from bench.table import Row, print_table
from bench.verdict import Entry, always, faults_of, missing
from bench.wrong_settings import WRONG


def main() -> int:
    """Judge all entries; return how many differ."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="holds manifest.json and the files")
    asked.add_argument("--only", default="", help="entries whose id starts so")
    given = asked.parse_args()
    entries = json.loads((given.folder / "manifest.json").read_text())["entries"]
    chosen = [each for each in entries if each["id"].startswith(given.only)]
    ends: Counter[str] = Counter()
    slowest = heaviest = 0.0
    with tempfile.TemporaryDirectory() as made:
        usual = _Judge(given.folder, Path(made)).usual
        for number, entry in enumerate(chosen):
            place = Path(made) / f"{number}"
            judge, found = _judged(entry, given.folder, place)
            if found and all(each.endswith(" s") for each in found):
                # The machine may have had other work.
                judge, found = _judged(entry, given.folder, place / "again")
            slowest = max([slowest, *judge.seconds])
            heaviest = max([heaviest, *(each - usual for each in judge.megabytes)])
            end = _end(entry["id"], found)
            ends[end] += 1
            if end != "as it says":
                print(f"{entry['id']}: {end}: {_why(entry['id'], found)}", flush=True)
    print(f"\n{len(chosen)} entries: {dict(ends)}")
    rows = [
        Row("Entries that differ, unargued", ends["DIFFERS"], "", limit=0),
        Row("The slowest, of the processor", slowest, "s", limit=5),
        Row("The most memory, over a good file", heaviest, "MB", limit=100),
    ]
    return print_table("Hostile files", rows)


def _judged(entry: Entry, corpus: Path, place: Path) -> tuple[_Judge, list[str]]:
    """Hand one entry over; return who did, and how the answer differs."""
    place.mkdir()
    judge = _Judge(corpus, place)
    return judge, list(judge.differences(entry))


class _Judge:
    """Hands over entries one by one."""

    def __init__(self, corpus: Path, place: Path) -> None:
        self._corpus = corpus
        self._desk = Desk(place)
        self.seconds: list[float] = []
        self.megabytes: list[float] = []
        self.usual = _USUAL[0] if _USUAL else self._good()

    def differences(self, entry: Entry) -> Iterator[str]:
        """Yield how the program's answer to an entry differs."""
        name = entry["id"]
        if name in ELSEWHERE:
            return
        if name in WRONG:
            yield from self._settings(entry)
        elif name in ODD:
            yield from self._odd(entry)
        elif entry["group"] == "json" or name == "term-json-all":
            yield from self._json(entry)
        elif entry["group"] == "parquet":
            yield from self._parquet(entry)
        else:
            yield from self._rows(entry)

    def _good(self) -> float:
        """Return the megabytes that a good file takes."""
        self._desk.mapped(texts=False)
        found = self._desk.preview(self._corpus / "csv" / "good.csv").megabytes
        _USUAL.append(found)
        return found

    def _rows(self, entry: Entry) -> Iterator[str]:
        self._desk.mapped(texts=_of_texts(entry))
        path = self._corpus / entry["file"]
        heard = self._noted(self._desk.preview(path))
        yield from faults_of(entry, heard, self.usual)
        more = padded(path.read_bytes()) if entry["expect"] == "partial" else None
        if more is not None:
            file = self._desk.folder / path.name
            file.write_bytes(more)
            heard = self._noted(self._desk.preview(file))
            yield from (
                f"with good rows: {each}"
                for each in faults_of(entry, heard, self.usual, shift=PADS, more=PADS)
            )

    def _json(self, entry: Entry) -> Iterator[str]:
        body = (self._corpus / entry["file"]).read_bytes()
        with serving(body) as url:
            self._desk.asked(url, texts=_of_texts(entry))
            heard = self._noted(self._desk.sources())
        if entry["expect"] == "partial":
            # Of an answer each row stands for itself.
            yield from always(heard, self.usual)
            yield from missing(entry["says"], heard.said)
            if heard.rows != entry["rows"]:
                yield f"{heard.rows} rows, not {entry['rows']}"
            return
        yield from faults_of(entry, heard, self.usual)

    def _parquet(self, entry: Entry) -> Iterator[str]:
        self._desk.settings("")
        path = self._desk.folder / "closes.parquet"
        source = self._corpus / entry["file"]
        if source.is_file():
            path.write_bytes(source.read_bytes())
        else:
            bomb(path)
        yield from faults_of(entry, self._noted(self._desk.preview(path)), self.usual)

    def _odd(self, entry: Entry) -> Iterator[str]:
        self._desk.mapped(texts=False)
        good = (self._corpus / "csv" / "good.csv").read_bytes()
        for path in ODD[entry["id"]](self._desk.folder / "odd", good):
            heard = self._noted(self._desk.preview(path))
            yield from faults_of(entry, heard, self.usual)

    def _settings(self, entry: Entry) -> Iterator[str]:
        wrong = WRONG[entry["id"]]
        command = wrong.make(self._desk)
        heard = self._noted(self._desk.run(*command))
        yield from always(heard, self.usual)
        if heard.taken != wrong.taken:
            yield "taken" if heard.taken else f"refused: {heard.said[:300]}"
        yield from missing(wrong.says, heard.said)
        yield from (f"it says {each}" for each in wrong.never if each in heard.said)

    def _noted(self, heard: Heard) -> Heard:
        self.seconds.append(heard.seconds)
        self.megabytes.append(heard.megabytes)
        return heard


_USUAL: list[float] = []
"""Megabytes that a good file takes, once it is known."""


def _of_texts(entry: Entry) -> bool:
    """Return whether the symbols of an entry are any text."""
    return entry["group"] == "terminal" or entry["id"] in TEXTS


def _end(name: str, found: list[str]) -> str:
    """Return how an entry ended, in a word."""
    if name in ELSEWHERE:
        return "elsewhere"
    if name in ARGUED:
        return "argued" if found else "argued, and yet as it says"
    return "DIFFERS" if found else "as it says"


def _why(name: str, found: list[str]) -> str:
    return ARGUED.get(name) or ELSEWHERE.get(name) or "; ".join(found)[:600]


if __name__ == "__main__":
    sys.exit(min(main(), 1))
