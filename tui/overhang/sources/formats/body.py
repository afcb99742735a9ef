"""Whether a body is text at all, before any grammar looks at it."""

from __future__ import annotations

import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, utf_8_decode
from collections.abc import Iterator
from typing import NamedTuple

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown

_MAGIC = (
    (b"PAR1", "a Parquet file"),
    (b"PK\x03\x04", "a zip or Excel file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"SQLite format 3\x00", "a database"),
    (b"%PDF", "a PDF"),
    (BOM_UTF16_LE, "UTF-16 text"),
    (BOM_UTF16_BE, "UTF-16 text"),
)

_BLANK = "nothing but blanks"
_TOLD = 100
"""Lines that are no text and told; a file may have millions."""
NO_END = "a line end; the last line has no end: still being written?"


def text_of(data: bytes, name: str, expected: str) -> str:
    """Decode a body as UTF-8, or as UTF-16 when a byte-order mark says so.

    Args:
        data: The whole body.
        name: What to call it in problems.
        expected: What should have come: `CSV`.

    Raises:
        SourceError: It is empty, something else altogether, or not clean UTF-8; then
            with every bad line.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = _utf_16(data, name)
        if not text.strip():
            raise SourceError([Problem(name, _BLANK, expected)])
    elif found := foreign(data):
        raise SourceError([Problem(name, found, expected)])
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise SourceError(list(_undecodable(data, name))) from None
    if "\x00" in text:
        raise SourceError(list(_nuls(text, name)))
    return text


def _utf_16(data: bytes, name: str) -> str:
    """Decode what says itself that it is UTF-16, as Excel's "Unicode text"."""
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        found = f"byte {error.start}: {error.reason}"
        raise SourceError([Problem(name, found, "whole UTF-16 text")]) from None


def foreign(data: bytes) -> str:
    """Name what a body plainly is when it is no table of text; empty: it may be one."""
    if not data.removeprefix(BOM_UTF8).strip():
        return "nothing (0 bytes)" if not data else _BLANK
    for magic, found in _MAGIC:
        if data.startswith(magic):
            return found
    start = data.removeprefix(BOM_UTF8)[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if start.startswith(b"<"):
        return "HTML or XML"
    return ""


class Torn(NamedTuple):
    """A last line that has no end."""

    place: str
    """`closes.csv:12`."""
    line: str

    @property
    def problem(self) -> Problem:
        """The line as a fault: what its cells seem to say is not what they will."""
        return Problem(self.place, shown(self.line), NO_END)


def without_torn_end(text: str, name: str) -> tuple[str, Torn | None]:
    """Part a text from a last line that has no end."""
    ends = max(text.rfind("\n"), text.rfind("\r")) + 1
    if ends == len(text):
        return text, None
    whole = text[:ends]
    lines = len(io.StringIO(whole, newline=None).readlines())
    return whole, Torn(f"{name}:{lines + 1}", text[ends:])


def _undecodable(data: bytes, name: str) -> Iterator[Problem]:
    """Name each line that is not UTF-8, and its first bad byte, up to a limit."""
    line = start = 0
    for _ in range(_TOLD):
        try:
            utf_8_decode(memoryview(data)[start:], "strict", True)
        except UnicodeDecodeError as error:
            bad = start + error.start
        else:
            return
        line += data.count(b"\n", start, bad)
        yield Problem(f"{name}:{line + 1}", f"byte 0x{data[bad]:02x}", "UTF-8 text")
        start = data.find(b"\n", bad) + 1
        line += 1
        if not start:
            return


def _nuls(text: str, name: str) -> Iterator[Problem]:
    """Name each line with a NUL in it, up to a limit."""
    line = start = 0
    for _ in range(_TOLD):
        bad = text.find("\x00", start)
        if bad < 0:
            return
        line += text.count("\n", start, bad)
        end = text.find("\n", bad)
        whole = text[text.rfind("\n", 0, bad) + 1 : end if end >= 0 else None]
        expected = "text without NUL bytes"
        yield Problem(f"{name}:{line + 1}", shown(whole), expected)
        if end < 0:
            return
        line, start = line + 1, end + 1
