"""Whether a body is text at all, before any grammar looks at it."""

from __future__ import annotations

import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

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


def text_of(data: bytes, name: str, expected: str) -> str:
    """Decode a body as UTF-8, with or without a byte-order mark.

    Args:
        data: The whole body.
        name: What to call it in problems.
        expected: What should have come: `CSV`.

    Raises:
        SourceError: It is empty, something else altogether, or not clean UTF-8; then
            with every bad line.
    """
    found = foreign(data)
    if found:
        raise SourceError([Problem(name, found, expected)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(list(_undecodable(data, name))) from None
    if "\x00" in text:
        raise SourceError(list(_nuls(text, name)))
    return text


def foreign(data: bytes) -> str:
    """Name what a body plainly is when it is no table of text; empty: it may be one."""
    if not data.removeprefix(BOM_UTF8).strip():
        return "nothing (0 bytes)" if not data else "nothing but blanks"
    for magic, found in _MAGIC:
        if data.startswith(magic):
            return found
    start = data.removeprefix(BOM_UTF8)[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if start.startswith(b"<"):
        return "HTML or XML"
    return ""


def without_torn_end(text: str, name: str) -> tuple[str, Problem | None]:
    """Part a text from a last line that has no end, and say so.

    The torn line is not read on: whatever its cells seem to say is not what they will.
    """
    ends = max(text.rfind("\n"), text.rfind("\r")) + 1
    if ends == len(text):
        return text, None
    whole = text[:ends]
    lines = len(io.StringIO(whole, newline=None).readlines())
    expected = "a line end; the last line has no end: still being written?"
    return whole, Problem(f"{name}:{lines + 1}", shown(text[ends:]), expected)


def _undecodable(data: bytes, name: str) -> Iterator[Problem]:
    """Name each line that is not UTF-8, and its first bad byte."""
    for line, content in enumerate(data.split(b"\n"), start=1):
        try:
            content.decode()
        except UnicodeDecodeError as error:
            found = f"byte 0x{content[error.start]:02x}"
            yield Problem(f"{name}:{line}", found, "UTF-8 text")


def _nuls(text: str, name: str) -> Iterator[Problem]:
    """Name each line with a NUL in it."""
    for line, content in enumerate(text.split("\n"), start=1):
        if "\x00" in content:
            yield Problem(f"{name}:{line}", shown(content), "text without NUL bytes")
