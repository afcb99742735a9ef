"""Answers kept on disk: a question need not bring the same bytes twice."""

from __future__ import annotations

import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from hishel import Headers, Request, Response, SqliteStorage

from overhang.sources.fetching import Answer, Validators

# It tells every fault of its file to standard error; here a fault costs a download.
logging.getLogger("hishel").addHandler(logging.NullHandler())

SIZE = 256 * 2**20
"""Bytes of one cache at most; what was not asked for the longest goes first."""

UNUSED = 30 * 86400.0
"""Seconds after which an answer that nobody asked for again is swept."""

_NAME = "answers.db"

# What unpacks an entry interns its names. One that nobody holds is entered anew each
# time, and the interpreter's table of them doubles its 2 MB some hours later.
MEDIA = sys.intern("content-type")
MODIFIED = sys.intern("last-modified")


class Kept(NamedTuple):
    """An answer that was kept."""

    body: bytes
    media: str
    validators: Validators


class Cache:
    """Whole, checked answers by question, in one folder; asked for anew every time.

    hishel keeps them: the file, its size, its sweeping. Its transport is not used: it
    would answer without asking while a server calls an answer fresh, and it keeps
    bodies before anyone knows that they unpack and end. A question is a digest, so
    neither addresses nor secrets stand in the file, and another key finds nothing.
    Every call reads or writes the disk: they belong on a thread.
    """

    def __init__(self, folder: Path) -> None:
        """Open the cache, or begin a new one where it cannot be read.

        Raises:
            OSError: The folder cannot be made or written.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / _NAME
        self.dropped = _dropped(path)
        """Whether there was a cache that could not be read."""
        self._store = SqliteStorage(
            database_path=path,
            default_tti=UNUSED,
            max_size=SIZE,
            max_stream_size=SIZE // 4,
        )

    def find(self, question: str) -> Kept | None:
        """Return what was kept for a question."""
        entries = self._store.get_entries(question)
        if not entries:
            return None
        response = entries[-1].response
        try:
            body = b"".join(_chunks(response))
        except (RuntimeError, sqlite3.Error):
            return None
        headers = response.headers
        known = Validators(headers.get("etag", ""), headers.get(MODIFIED, ""))
        return Kept(body, headers.get(MEDIA, ""), known)

    def keep(self, question: str, answer: Answer) -> None:
        """Keep an answer instead of whatever was kept for its question."""
        for entry in self._store.get_entries(question):
            self._store.remove_entry(entry.id)
        headers = {
            MEDIA: answer.media,
            "etag": answer.validators.etag,
            MODIFIED: answer.validators.modified,
        }
        response = Response(200, Headers(headers), iter([answer.body]))
        entry = self._store.create_entry(Request("GET", ""), response, question)
        # Reading it to its end is what writes it.
        for _ in _chunks(entry.response):
            pass

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()


def _chunks(response: Response) -> Iterator[bytes]:
    assert isinstance(response.stream, Iterator)
    return response.stream


def _dropped(path: Path) -> bool:
    """Remove a cache that cannot be read; tell whether there was one."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as file:
            if file.execute("PRAGMA quick_check(1)").fetchone() == ("ok",):
                file.execute("SELECT id, cache_key, data, chunk_count FROM entries")
                return False
    except sqlite3.Error:
        pass
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink(missing_ok=True)
    return True
