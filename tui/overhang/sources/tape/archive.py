"""The daily zip: one CSV in it, and nothing that unpacks without end."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from typing import NamedTuple

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.formats.body import foreign
from overhang.sources.reading import CAP

_EXPECTED = "a zip with one CSV file in it"
_MOST_MEMBERS = 16
_ENCRYPTED = 0x1


class Unpacked(NamedTuple):
    """The one file of an archive."""

    name: str
    """What it is called inside, sanitised and cut."""
    data: bytes


def unpack(data: bytes, name: str, cap: int = CAP) -> Unpacked:
    """Return the one CSV of a zip, its checksum held.

    Args:
        data: The whole archive.
        name: What to call it in problems.
        cap: Bytes of CSV at most.

    Raises:
        SourceError: It is no zip, a broken, locked or oversized one, or holds something
            other than one CSV.
    """
    if not data.startswith(b"PK"):
        found = foreign(data) or shown(data[:16].decode(errors="replace"))
        raise SourceError([Problem(name, found, _EXPECTED)])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = _only_csv(archive, name, cap)
            with archive.open(member) as file:
                # Never more than the size that was checked, whatever is in there.
                body = file.read()
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        found = shown(f"{type(error).__name__}: {error}")
        raise SourceError([Problem(name, found, "a whole zip")]) from None
    except (NotImplementedError, RuntimeError, ValueError, IndexError) as error:
        raise SourceError([Problem(name, shown(str(error)), _EXPECTED)]) from None
    # The checksum holds, so a last line without an end is whole.
    ended = body if body.endswith((b"\n", b"\r")) or not body else body + b"\n"
    return Unpacked(shown(member.filename), ended)


def _only_csv(archive: zipfile.ZipFile, name: str, cap: int) -> zipfile.ZipInfo:
    """Return the one member, when there is one and it is a CSV of a sane size."""
    members = [each for each in archive.infolist() if not each.is_dir()]
    listed = ", ".join(each.filename for each in members[:_MOST_MEMBERS])
    if len(members) != 1 or not members[0].filename.lower().endswith(".csv"):
        found = shown(f"{len(members)} files: {listed}")
        raise SourceError([Problem(name, found, _EXPECTED)])
    if members[0].flag_bits & _ENCRYPTED:
        raise SourceError([Problem(name, "a locked file", _EXPECTED)])
    if members[0].file_size > cap:
        found = f"{members[0].file_size} bytes"
        raise SourceError([Problem(name, found, f"{cap} bytes of CSV at most")])
    return members[0]
