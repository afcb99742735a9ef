"""The XML of a workbook's parts: whether it is sound, and what it lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from xml.parsers import expat

from overhang.sources.base import Problem, SourceError

_DEEPEST = 64
_MOST_ELEMENTS = 2_000_000

_Start = Callable[[str, Mapping[str, str]], None]
_End = Callable[[str], None]
_Text = Callable[[str], None]


class Room(NamedTuple):
    """One sheet of a workbook, and the part it is in."""

    name: str
    target: str
    visible: bool


def well_formed(data: bytes, place: str) -> None:
    """Hold a part to being sound XML.

    Raises:
        SourceError: It is not; or it is nested too deep, or declares anything.
    """
    walk(data, place)


class Book(NamedTuple):
    """What a workbook lists."""

    rooms: Sequence[Room]
    """Its sheets, in order."""
    from_1904: bool
    """Whether its days are counted from 1904, as old Macs did."""


def book_of(book: bytes, links: bytes, name: str) -> Book:
    """Return what a workbook lists; raise `SourceError`.

    Args:
        book: The part that lists them.
        links: The part that says where each of them is.
        name: What to call the file in problems.
    """
    listed: list[Mapping[str, str]] = []
    targets: dict[str, str] = {}
    from_1904 = False

    def sheet(tag: str, given: Mapping[str, str]) -> None:
        nonlocal from_1904
        if tag == "sheet":
            listed.append(given)
        elif tag == "workbookPr":
            from_1904 = given.get("date1904", "0") in ("1", "true")

    def link(_: str, given: Mapping[str, str]) -> None:
        inside = given.get("TargetMode") != "External"
        if inside and given.get("Type", "").endswith("/worksheet"):
            targets[given.get("Id", "")] = given.get("Target", "")

    walk(book, f"{name}: workbook", sheet)
    walk(links, f"{name}: workbook", link)
    found = [
        Room(each["name"], target, each.get("state", "visible") == "visible")
        for each in listed
        if "name" in each and (target := targets.get(_link(each)))
    ]
    return Book(found, from_1904)


def longest_text(data: bytes, place: str) -> int:
    """Return the length of the longest shared text, in characters; or more."""
    longest = length = 0

    def start(tag: str, _: Mapping[str, str]) -> None:
        nonlocal length
        if tag == "si":
            length = 0

    def text(part: str) -> None:
        nonlocal length, longest
        length += len(part)
        longest = max(longest, length)

    walk(data, place, start, text=text)
    return longest


def walk(
    data: bytes,
    place: str,
    start: _Start | None = None,
    end: _End | None = None,
    text: _Text | None = None,
) -> None:
    """Tell the elements of a part, by their names without prefix.

    Raises:
        SourceError: It is no sound XML; or it is nested too deep, or declares
            anything.
    """
    depth = elements = 0

    def opened(tag: str, given: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _DEEPEST or elements > _MOST_ELEMENTS:
            found = f"{elements} elements, {depth} deep"
            expected = f"{_MOST_ELEMENTS} at most, {_DEEPEST} deep"
            raise SourceError([Problem(place, found, expected)])
        if start:
            start(_local(tag), given)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(_local(tag))

    def declared(*_: object) -> None:
        expected = "XML that declares nothing of its own"
        raise SourceError([Problem(place, "a document type", expected)])

    # The encoding is not the file's to choose: what reads it next takes UTF-8.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = declared
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        found = f"{expat.ErrorString(error.code)}, line {error.lineno}"
        raise SourceError([Problem(place, found, "sound XML")]) from None


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _link(given: Mapping[str, str]) -> str:
    """Return the key of a sheet's part, whatever the prefix of its name is."""
    return next((each for key, each in given.items() if key.endswith(":id")), "")
