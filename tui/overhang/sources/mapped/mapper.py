"""One row of theirs becomes one row of ours, held to the rules of our tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from overhang.config.feeds import Mapped
from overhang.core.records import Quality, Record
from overhang.core.rights import Rights
from overhang.core.tables import TABLES
from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, Parse, nearest, number, parser, shown
from overhang.sources.columns import Column, Kind, columns
from overhang.sources.levels import bad_mark
from overhang.sources.mapped.paths import Look, look
from overhang.sources.mapped.times import DESK, Times

_DIGITS = 12
"""Digits that stand after scaling: 0.01234 is 123.4 bp, not 123.39999999999999."""

_MET = 50_000
"""Names that are remembered: more than any exchange lists."""

_OF_THE_FEED = frozenset({"source", "quality", "rights"})
"""Columns that the feed says once, when no field does."""


class RowError(Exception):
    """A row that cannot be taken, with every fault found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


class EmptyRowError(RowError):
    """A row with nothing where a value must be."""


class UnknownNameError(Exception):
    """A row about somebody nobody watches; `name` is what they call them."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Field(NamedTuple):
    column: Column
    theirs: str
    """Their name for it; empty: a constant."""
    look: Look
    read: Parse


class Mapper:
    """Reads rows by one mapping.

    Args:
        mapping: What stands where.
        source: Who is named as the source, unless a field says.
        quality: How far the figures are trusted, unless a field says.
        rights: What may be done with them.
        codes: The issuers that are watched.

    Raises:
        SourceError: The mapping itself cannot work, with every fault in it.
    """

    def __init__(
        self,
        mapping: Mapped,
        *,
        source: str,
        quality: Quality,
        rights: Rights,
        codes: Collection[str],
    ) -> None:
        self._make: Callable[..., Record] = TABLES[mapping.table]
        self._always = {"source": source, "quality": quality, "rights": rights}
        self._times = Times(mapping.dates, mapping.timezone)
        self._scale = mapping.scale
        known = {each.name: each for each in columns(mapping.table)}
        self._subject = "issuer" if "issuer" in known else self._make_identity[0]
        self._codes = _names(known[self._subject], codes)
        self._symbols = dict(mapping.symbols)
        self._folded = {_folded(each): to for each, to in mapping.symbols.items()}
        self._dated = mapping.table == "closes" and "date" not in mapping.fields
        _check(mapping, known, dated=self._dated)
        self._fields = [
            *(
                self._field(known[ours], theirs, look(theirs, f"fields.{ours}"))
                for ours, theirs in mapping.fields.items()
            ),
            *(
                self._field(known[ours], "", _constant(value))
                for ours, value in mapping.constants.items()
            ),
        ]
        ours = {each.column.name: each for each in self._fields}
        self._who = ours[self._subject].look
        self._keys = self._key_looks(ours)
        self._met: dict[str, bool] = {}

    @property
    def _make_identity(self) -> tuple[str, ...]:
        return self._make.identity  # type: ignore[attr-defined, no-any-return]

    def read(self, place: str, row: Mapping[str, object]) -> Record:
        """Return the row as one of ours.

        Args:
            place: Where it stands: an address and a row's number.
            row: Its cells, or its decoded JSON object.

        Raises:
            UnknownNameError: It is about somebody nobody watches.
            EmptyRowError: A value that must be there is not.
            RowError: A value cannot be read.
        """
        problems: list[Problem] = []
        empty: list[Problem] = []
        values: dict[str, object] = dict(self._always)
        for column, theirs, find, read in self._fields:
            at = f"{place}: {theirs or column.name}"
            try:
                raw = find(row)
                if raw is None or raw == "":
                    if column.required and column.name not in values:
                        empty.append(Problem(at, "", f"a value for {column.name}"))
                    continue
                values[column.name] = read(raw)
            except CellError as error:
                said = f"{error} for {column.name}"
                problems.append(Problem(at, shown(_at(find, row)), said))
        if problems:
            raise RowError(problems)
        if empty:
            raise EmptyRowError(empty)
        if self._dated and "date" not in values:
            made = values.get("at")
            if not isinstance(made, datetime):
                raise EmptyRowError([Problem(f"{place}: at", "", "a value for at")])
            values["date"] = made.astimezone(DESK).date()
        record = self._make(**values)
        wrong = bad_mark(place, record)
        if wrong is not None:
            raise RowError([wrong])
        return record

    def key(self, row: Mapping[str, object]) -> tuple[object, ...] | None:
        """Return what tells a row from another, cheaply and without reading it.

        Rows of one key are one row of ours; two keys may turn out to be one as well.
        None: the row says nobody's name, so that it is none.

        Raises:
            UnknownNameError: It is about somebody nobody watches.
            CellError: A list or an object stands where a day should.
        """
        name = self._who(row)
        if name is None or name == "":
            return None
        known = self._met.get(name) if isinstance(name, str) else None
        if known is None:
            known = self._meet(name)
        if not known:
            raise UnknownNameError(shown(name))
        key = tuple([each(row) for each in self._keys])
        try:
            hash(key)
        except TypeError:
            raise CellError("a text or a number in what tells rows apart") from None
        return key

    def _meet(self, name: object) -> bool:
        """Tell whether a name is watched, and remember it."""
        try:
            self._named(name)
        except UnknownNameError:
            known = False
        else:
            known = True
        if isinstance(name, str) and len(self._met) < _MET:
            self._met[name] = known
        return known

    def _field(self, column: Column, theirs: str, find: Look) -> _Field:
        return _Field(column, theirs, find, self._reader(column))

    def _reader(self, column: Column) -> Parse:
        """Return what reads a column's cells."""
        plain = parser(column)
        if column.name == self._subject:
            return lambda raw: plain(self._named(raw))
        if column.kind is Kind.DATE:
            return self._times.day
        if column.kind is Kind.MOMENT:
            return self._times.moment
        factor = self._scale.get(column.name)
        if factor is None:
            return plain

        def scaled(raw: object) -> object:
            return plain(float(f"{number(raw) * factor:.{_DIGITS}g}"))

        return scaled

    def _named(self, raw: object) -> str:
        """Return the code of whom they mean."""
        name = " ".join(raw.split()) if isinstance(raw, str) else shown(raw)
        code = self._symbols.get(name) or self._folded.get(_folded(name)) or name
        if code not in self._codes:
            raise UnknownNameError(shown(name))
        return code

    def _key_looks(self, ours: Mapping[str, _Field]) -> list[Look]:
        """Return what finds the parts of a row's key."""
        found = [ours[each] for each in self._make_identity if each in ours]
        looks = [each.look for each in found]
        if self._dated:
            looks.append(_hour(ours["at"].look))
        return looks


def _names(subject: Column, codes: Collection[str]) -> frozenset[str]:
    """Return who may be named: issuers, or the members of a choice."""
    if subject.choices:
        return frozenset(map(str, subject.choices))
    return frozenset(codes)


def _check(mapping: Mapped, known: Mapping[str, Column], *, dated: bool) -> None:
    """Refuse a mapping that names what there is not, or leaves out what must be."""
    problems: list[Problem] = []
    for kind in ("fields", "constants", "scale"):
        for ours in getattr(mapping, kind):
            if ours not in known or ours == "rights":
                near = nearest(ours, tuple(known))
                expected = f"a column of {mapping.table}{near}"
                problems.append(Problem(f"{kind}.{ours}", "", expected))
    for ours in mapping.fields.keys() & mapping.constants.keys():
        expected = "a field or a constant, not both"
        problems.append(Problem(f"constants.{ours}", "", expected))
    for ours in mapping.scale:
        if ours in known and known[ours].kind not in (Kind.NUMBER, Kind.INTEGER):
            problems.append(Problem(f"scale.{ours}", "", "a column of numbers"))
    given = mapping.fields.keys() | mapping.constants.keys() | _OF_THE_FEED
    given |= {"date"} if dated and "at" in mapping.fields else set()
    missing = [each for each in known.values() if each.required]
    problems += [
        Problem(f"fields.{each.name}", "", f"what holds it, {mapping.table} needs it")
        for each in missing
        if each.name not in given
    ]
    if problems:
        raise SourceError(problems)


def _constant(value: str) -> Look:
    return lambda row: value


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _hour(find: Look) -> Look:
    """Return a moment's hour as they write it: no two days share one."""

    def hour(row: Mapping[str, object]) -> object:
        raw = find(row)
        if isinstance(raw, str) and not raw.replace(".", "").isdigit():
            return raw[:13]
        try:
            # Of milliseconds this is less than an hour, which is as good.
            return float(str(raw)) // 3600
        except ValueError:
            return None

    return hour


def _at(find: Look, row: Mapping[str, object]) -> object:
    """Return what stands there, to be shown beside a fault."""
    try:
        return find(row)
    except CellError:
        return None
