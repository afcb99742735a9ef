"""A first mapping for a sheet that nobody described: a suggestion, for a person."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePath

from overhang.config.feeds import DropOptions
from overhang.core.issuers import Universe
from overhang.sources.cells import shown
from overhang.sources.drop.header import folded, positions
from overhang.sources.formats.sheet import Line, Sheet
from overhang.sources.tape.entities import Entities

_SEARCHED = 60
_MOST_NAMES = 20_000
_WORDS: Mapping[str, tuple[str, ...]] = {
    "issuer": (
        "issuer",
        "name",
        "reference entity",
        "reference name",
        "entity",
        "ticker",
        "symbol",
        "company",
        "credit",
        "obligor",
    ),
    "date": ("date", "as of", "as of date", "asof", "cob", "cob date", "quote date"),
    "tenor": ("tenor", "term"),
    "bid_bp": ("bid", "bid spread", "bid (bp)", "bid bp"),
    "ask_bp": ("ask", "offer", "ask spread", "offer spread", "ask (bp)", "ask bp"),
    "spread_bp": ("mid", "spread", "level", "mid spread", "par spread", "mid (bp)"),
    "close_usd": (
        "close",
        "px last",
        "px_last",
        "last price",
        "closing price",
        "price",
    ),
}
_SIDES = {"bid": "bid", "ask": "ask", "offer": "ask", "ofr": "ask", "mid": "mid"}
_TENOR = re.compile(r"\b([0-9]{1,2}) ?(y|yr|yrs|year|years|m|mo)\b")
_DAYS = (
    (re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"), "%Y-%m-%d"),
    (re.compile(r"(?<![0-9])20[0-9]{6}(?![0-9])"), "%Y%m%d"),
)


def suggested(sheet: Sheet, path: Path, universe: Universe) -> DropOptions | None:
    """Return a mapping whose columns are guessed by their names; none: no idea.

    Args:
        sheet: The sheet.
        path: The file.
        universe: Who is watched.
    """
    lines = sheet.lines[:_SEARCHED]
    best = max(
        lines, key=lambda each: len(_fields(each)) + len(_tenors(each)), default=None
    )
    if best is None:
        return None
    fields, tenors = _fields(best), _tenors(best)
    if "issuer" not in fields:
        return None
    levels = {"bid_bp", "ask_bp", "spread_bp"}
    if tenors:
        fields = {key: each for key, each in fields.items() if key not in levels}
        fields.pop("tenor", None)
    table = "cds_marks"
    if not tenors and not levels & fields.keys():
        if "close_usd" not in fields:
            return None
        table = "closes"
    ours = {"issuer", "date"} | ({"close_usd"} if table == "closes" else set())
    if table == "cds_marks":
        ours |= levels | {"tenor"}
    file_date = ""
    if "date" not in fields:
        file_date = _file_date(path.name)
    return DropOptions(
        folder=path.absolute().parent,
        table=table,
        fields={key: each for key, each in fields.items() if key in ours},
        symbols=_symbols(sheet, best, fields["issuer"], universe),
        header=best.number,
        file_date=file_date,
        tenors=tenors,
    )


def block(options: DropOptions, name: str) -> str:
    """Write a mapping as it stands in the configuration file.

    Args:
        options: The mapping.
        name: What to call the feed.
    """
    lines = [
        f"[source.{name}]",
        'kind = "drop"',
        f"folder = {_quoted(str(options.folder))}",
        f"table = {_quoted(options.table)}",
    ]
    if options.header != 1:
        lines.append(f"header = {options.header}")
    lines.append(f"fields = {_table(options.fields)}")
    for key in ("tenors", "symbols"):
        if given := getattr(options, key):
            lines.append(f"{key} = {_table(given)}")
    if options.file_date:
        lines.append(f"file_date = {_quoted(options.file_date)}")
    return "\n".join(lines)


def known_as(name: str, universe: Universe) -> str:
    """Return the code of the issuer that a name is plainly another name of, or ""."""
    found = Entities.of(universe).issuer("", name, "")
    by_name = {folded(each.name): code for code, each in universe.issuer.items()}
    by_code = {folded(code): code for code in universe.issuer}
    word = folded(name)
    return found or by_name.get(word, "") or by_code.get(word.partition(" ")[0], "")


def _fields(line: Line) -> dict[str, str]:
    """Return by our column: their name for it, where one is a known word."""
    found: dict[str, str] = {}
    names = positions(line)
    for ours, words in _WORDS.items():
        word = next((each for each in words if len(names.get(each, ())) == 1), None)
        if word is not None:
            found[ours] = _spelled(line, names[word][0])
    return found


def _tenors(line: Line) -> dict[str, str]:
    """Return the columns that name a tenor, with a side or as a mid."""
    found: dict[str, str] = {}
    for name, places in positions(line).items():
        match = _TENOR.search(name)
        if match is None or len(places) > 1:
            continue
        rest = name.replace(match[0], " ").split()
        sides = [_SIDES[each] for each in rest if each in _SIDES]
        if len(sides) == 1 or not rest:
            tenor = f"{match[1]}{match[2][0].upper()}"
            key = f"{tenor}.{sides[0] if sides else 'mid'}"
            found.setdefault(key, _spelled(line, places[0]))
    return found


def _spelled(line: Line, at: int) -> str:
    return " ".join(shown(str(line.cells[at])).split())


def _symbols(
    sheet: Sheet, header: Line, column: str, universe: Universe
) -> dict[str, str]:
    """Return the names in a column that are plainly those of issuers."""
    at = positions(header)[folded(column)][0]
    names = dict.fromkeys(
        " ".join(str(line.cells[at]).split())
        for line in sheet.lines[:_MOST_NAMES]
        if line.number > header.number and at < len(line.cells)
    )
    return {
        shown(name): code
        for name in names
        if name and name not in universe.issuer and (code := known_as(name, universe))
    }


def _file_date(name: str) -> str:
    stem = PurePath(name).stem.replace("%", "%%")
    for days, pattern in _DAYS:
        if len(days.findall(stem)) == 1:
            return days.sub(pattern, stem)
    return ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _table(values: Mapping[str, str]) -> str:
    pairs = ", ".join(
        f"{key if key.isidentifier() and key.isascii() else _quoted(key)} = "
        f"{_quoted(value)}"
        for key, value in values.items()
    )
    return f"{{ {pairs} }}"
