"""A workbook taken apart and checked, before a spreadsheet reader sees any of it.

The reader unpacks whatever a zip holds and makes room for every cell up to the last
one, so a few hundred bytes can end the process. Only the parts that are needed are
handed on, unpacked within limits, and only when they are sound.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from overhang.core.problems import unknown
from overhang.core.safe_text import safe_text
from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.formats.body import foreign
from overhang.sources.formats.markup import book_of, longest_text, well_formed
from overhang.sources.formats.outline import Outline, outline

_CAP = 16 * 2**20
"""Bytes of a file."""
_UNPACKED = 64 * 2**20
"""Bytes of all the parts that are read."""
_MOST_MEMBERS = 5000
_MOST_TEXT = 128 * 2**20
"""Characters that all cells could hold when each held the longest text."""

_EXPECTED = "an Excel file (.xlsx)"
_ENCRYPTED = 0x1
_OLD = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")

_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_TEXTS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"

_SHEET = "xl/worksheets/sheet1.xml"
SHEET = "Sheet"
"""What the one sheet of a package is called."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
    f'Id="rId1" Type="{_OFFICE}/officeDocument" Target="{_BOOK}"/></Relationships>',
    _LINKS: f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
    f'Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>',
    _BOOK: f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="%d"/>'
    f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
}
"""The parts that only say where the others are. Those of the file may contradict one
another, and be read in another way than they were checked."""


class Package(NamedTuple):
    """The parts of one sheet."""

    data: bytes
    """A workbook that holds this sheet alone, called `SHEET`, and nothing that runs or
    links."""
    sheet: str
    """The sheet's name as the file spells it."""
    names: tuple[str, ...]
    """Every sheet's name, in order."""
    errors: Mapping[tuple[int, int], str]
    """Cells that hold an error such as `#N/A`: by line and column, both from 0."""


def unpack_sheet(data: bytes, name: str, sheet: str = "") -> Package:
    """Return one sheet of a workbook, checked.

    Args:
        data: The whole file.
        name: What to call it in problems.
        sheet: The sheet's name; empty: the first that is not hidden.

    Raises:
        SourceError: It is no workbook, a locked, old, broken or oversized one, or it
            has no such sheet.
    """
    _check_kind(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Parts(archive, name).package(sheet)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        found = shown(f"{type(error).__name__}: {error}")
        expected = "a whole Excel file: still being written?"
        raise SourceError([Problem(name, found, expected)]) from None
    except (NotImplementedError, RuntimeError, ValueError, IndexError) as error:
        raise SourceError([Problem(name, shown(str(error)), _EXPECTED)]) from None


def _check_kind(data: bytes, name: str) -> None:
    """Refuse what is plainly no workbook of today."""
    if len(data) > _CAP:
        found, expected = f"{len(data)} bytes", f"{_CAP} bytes at most"
    elif data.startswith(_OLD) and _LOCKED in data:
        found, expected = "a workbook with a password", "one without"
    elif data.startswith(_OLD):
        found, expected = "an old Excel file", "save it as xlsx or csv"
    elif not data.startswith(b"PK"):
        found = foreign(data) or shown(data[:16].decode(errors="replace"))
        expected = _EXPECTED
    else:
        return
    raise SourceError([Problem(name, found, expected)])


class _Parts:
    """The parts of one archive, read as they are asked for."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise self._fault(f"{len(members)} parts", f"{_MOST_MEMBERS} at most")
        # Writers differ in case, and some part folders as Windows does.
        self._members = {
            each.filename.replace("\\", "/").lower(): each for each in members
        }
        self._left = _UNPACKED

    def package(self, sheet: str) -> Package:
        """Choose the sheet, check what it needs, and pack that up again."""
        book = book_of(self._need(_BOOK), self._need(_LINKS), self._name)
        names = tuple(each.name for each in book.rooms)
        chosen = next(
            (
                each
                for each in book.rooms
                if (each.name == sheet if sheet else each.visible)
            ),
            None,
        )
        if chosen is None:
            raise self._no_sheet(sheet, names)
        place = posixpath.normpath(posixpath.join("/xl", chosen.target))[1:]
        body, texts = self._need(place), self._part(_TEXTS)
        styles = self._part(_STYLES)
        where = f"{self._name}: {safe_text(chosen.name, 40)}"
        well_formed(styles or b"<none/>", f"{self._name}: {_STYLES}")
        drawn = outline(body, where)
        self._check_texts(drawn, texts, where)
        parts = {_SHEET: body, _STYLES: styles, _TEXTS: texts}
        return Package(
            _packed(parts, from_1904=book.from_1904),
            chosen.name,
            names,
            drawn.errors,
        )

    def _check_texts(self, drawn: Outline, texts: bytes | None, where: str) -> None:
        """Refuse texts that every cell repeats until no memory is left."""
        longest = longest_text(texts or b"<sst/>", f"{self._name}: {_TEXTS}")
        if longest * drawn.texts > _MOST_TEXT:
            found = f"{drawn.texts} cells of text, up to {longest} characters long"
            raise SourceError([Problem(where, found, "a smaller sheet")])

    def _need(self, part: str) -> bytes:
        body = self._part(part)
        if body is None:
            raise self._fault(f"no {part} in it", _EXPECTED)
        return body

    def _part(self, part: str) -> bytes | None:
        """Unpack a part, its checksum held; none: there is no such part."""
        member = self._members.get(part.lower())
        if member is None:
            return None
        if member.flag_bits & _ENCRYPTED:
            raise self._fault("a workbook with a password", "one without")
        self._left -= member.file_size
        if self._left < 0:
            raise self._fault(
                f"{shown(member.filename)}, {member.file_size} bytes unpacked",
                f"{_UNPACKED} bytes in all at most",
            )
        with self._archive.open(member) as file:
            # Never more than the size that was checked, whatever is in there.
            return file.read()

    def _no_sheet(self, sheet: str, names: tuple[str, ...]) -> SourceError:
        if not sheet:
            return self._fault("no sheet that can be seen", "one at least")
        words = unknown("sheet", sheet, [safe_text(each, 40) for each in names])
        return self._fault(words, "the name of a sheet")

    def _fault(self, found: str, expected: str) -> SourceError:
        return SourceError([Problem(self._name, found, expected)])


def _packed(parts: Mapping[str, bytes | None], *, from_1904: bool) -> bytes:
    """Put parts into a fresh archive: nothing in it lies about what it is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for part, text in _FRAME.items():
            body = text % from_1904 if part == _BOOK else text
            archive.writestr(zipfile.ZipInfo(part), body)
        for part, content in parts.items():
            if content is not None:
                archive.writestr(zipfile.ZipInfo(part), content)
    return made.getvalue()
