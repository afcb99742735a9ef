"""The line that names the columns, and where each column that is needed stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import nearest, shown
from overhang.sources.formats.sheet import Line, Sheet

_SEARCHED = 60
"""Lines among which a header that was set up wrongly is looked for."""
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


class Header:
    """Where the columns of one sheet are.

    Names are matched without case and with every run of blanks as one.

    Args:
        sheet: The sheet.
        name: The file's name, sanitised, for problems.
        number: The line that names the columns, from 1.
        wanted: The columns that are needed, as the mapping spells them.

    Raises:
        SourceError: A column is not there or there twice, with every fault.
    """

    def __init__(
        self, sheet: Sheet, name: str, number: int, wanted: Iterable[str]
    ) -> None:
        wanted = tuple(dict.fromkeys(wanted))
        line = next((each for each in sheet.lines if each.number == number), None)
        self.line = line or Line(number, ())
        self._place = f"{name}:{number}"
        self._at: dict[str, int] = {}
        self.width = len(self.line.cells)
        found = positions(self.line)
        problems: list[Problem] = []
        for each in wanted:
            places = found.get(folded(each), [])
            if len(places) == 1:
                self._at[each] = places[0]
            elif places:
                where = " and ".join(letters(at) for at in places[:4])
                told = f"twice: in columns {where}"
                problems.append(self._problem(each, told, "one column of this name"))
            else:
                expected = f"this column{nearest(folded(each), tuple(found))}"
                problems.append(self._problem(each, "", f"{expected}, it is missing"))
        if problems and not self._at:
            problems = [self._no_header(sheet, wanted)]
        if problems:
            raise SourceError(problems)

    def column(self, theirs: str) -> str:
        """Return a column as the file spells it."""
        return shown(self.line.cells[self._at[theirs]])

    def row(self, cells: Sequence[object]) -> Mapping[str, object]:
        """Return the cells of a line by the mapping's names; what lacks is empty."""
        return {
            name: cells[at] if at < len(cells) else "" for name, at in self._at.items()
        }

    def _problem(self, column: str, found: str, expected: str) -> Problem:
        return Problem(f"{self._place}: {shown(column)}", found, expected)

    def _no_header(self, sheet: Sheet, wanted: Sequence[str]) -> Problem:
        """Say what stands in the header's line, and which line it may be instead."""
        told = " | ".join(shown(each) for each in self.line.cells if each != "")
        names = ", ".join(shown(each) for each in wanted[:6])
        expected = f"a line that names the columns: {names}"
        want = {folded(each) for each in wanted}
        best = max(
            sheet.lines[:_SEARCHED],
            key=lambda each: len(want & positions(each).keys()),
            default=None,
        )
        if best and want & positions(best).keys():
            expected += f"; line {best.number} does, set header = {best.number}"
        full = [each for each in self.line.cells if each != ""]
        if len(full) == 1:
            for mark, word in _SEPARATORS.items():
                if mark in str(full[0]):
                    expected = f"columns separated by commas, these are by {word}"
        return Problem(self._place, shown(told) or "a blank line", expected)


def positions(line: Line) -> dict[str, list[int]]:
    """Return where each name of a line stands, from 0, by the name as it is matched."""
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(line.cells):
        if cell != "":
            found.setdefault(folded(cell), []).append(at)
    return found


def folded(cell: object) -> str:
    """Return a column's name as it is matched."""
    return " ".join(str(cell).split()).casefold()


def letters(at: int) -> str:
    """Return a column as a spreadsheet names it: 0 is A, 27 is AB."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
