"""The universe file: issuers and groups, each fault with its line."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from overhang.core.issuers import CdsIdentity, Group, Issuer, Shares, Universe
from overhang.core.problems import unknown
from overhang.core.records import Quality
from overhang.core.safe_text import safe_text
from overhang.core.toml_file import Table, TomlFile, read_toml
from overhang.core.toml_lines import Path as Keys

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}", re.ASCII)
_PATH = re.compile(r"(.*?)(?: - at `\$\.?(.*)`)?", re.DOTALL)
_TEXT = 1000
_TOP = ("schema", "issuer", "group")
_PARTS: Mapping[str, type[msgspec.Struct]] = {"shares": Shares, "cds": CdsIdentity}

Kind = TypeVar("Kind", Issuer, Group)


def load_universe(path: Path) -> Universe:
    """Read a universe file; raise `ConfigError` naming every fault, file and line."""
    return _read(read_toml(path))


def parse_universe(text: str, name: str) -> Universe:
    """Read a universe from a text; `name` stands for the file in faults."""
    return _read(TomlFile(text, name))


def _read(file: TomlFile) -> Universe:
    file.refuse_unknown((), file.top, _TOP, "")
    if file.top.get("schema", 1) != 1:
        file.fault(("schema",), "schema", file.top["schema"], "1")
    issuers = _structs(file, "issuer", Issuer)
    groups = _structs(file, "group", Group)
    if not file.top.get("issuer"):
        file.say((), "no issuer, expected at least one [issuer.CODE]")
    for code, issuer in issuers.items():
        _check_issuer(file, code, issuer)
    for key, group in groups.items():
        _check_group(file, key, group, file.top.get("issuer", {}))
    file.finish()
    return Universe(issuer=issuers, group=groups)


def _structs(file: TomlFile, kind: str, target: type[Kind]) -> dict[str, Kind]:
    """Read every `[kind.NAME]` that can be read, noting what cannot."""
    raw = file.top.get(kind, {})
    if not isinstance(raw, dict):
        file.fault((kind,), kind, raw, f"tables headed [{kind}.NAME]")
        return {}
    found: dict[str, Kind] = {}
    for name, table in raw.items():
        keys = (kind, name)
        if _CODE.fullmatch(name) is None:
            file.fault(keys, kind, name, "a code: letters, digits, . _ -, 16 at most")
            continue
        if isinstance(table, dict) and _refuse_unknown(file, keys, table, target):
            continue
        try:
            found[name] = msgspec.convert(_inert(table), target)
        except msgspec.ValidationError as error:
            _say(file, keys, error)
    return found


def _refuse_unknown(
    file: TomlFile, keys: Keys, table: Table, target: type[msgspec.Struct]
) -> bool:
    """Note unknown keys, in tables inside too; say whether there were any."""
    what = ".".join(str(each) for each in keys)
    strange = file.refuse_unknown(keys, table, target.__struct_fields__, what)
    for part, kind in _PARTS.items():
        if part in target.__struct_fields__ and isinstance(table.get(part), dict):
            strange |= _refuse_unknown(file, (*keys, part), table[part], kind)
    return strange


def _say(file: TomlFile, keys: Keys, error: msgspec.ValidationError) -> None:
    """Note a value of the wrong type where it stands."""
    match = _PATH.fullmatch(str(error))
    words, inner = (match[1], match[2] or "") if match else (str(error), "")
    place = (*keys, *(part for part in inner.split(".") if part))
    name = ".".join(str(each) for each in place)
    file.say(place, safe_text(f"{name}: {words[:1].lower()}{words[1:]}"))


def _check_issuer(file: TomlFile, code: str, issuer: Issuer) -> None:
    keys = ("issuer", code)
    try:
        # A leap year, so that a fiscal year may end on 29 February.
        dt.date.fromisoformat(f"2024-{issuer.fiscal_year_end}")
    except ValueError:
        file.fault(
            (*keys, "fiscal_year_end"),
            f"issuer.{code}.fiscal_year_end",
            issuer.fiscal_year_end,
            'month and day as "06-30"',
        )
    if issuer.cik <= 0:
        file.fault((*keys, "cik"), f"issuer.{code}.cik", issuer.cik, "a number over 0")
    if issuer.shares is None:
        return
    place = (*keys, "shares")
    if not 0 < issuer.shares.millions < 1e9:
        file.fault(
            (*place, "millions"),
            f"issuer.{code}.shares.millions",
            issuer.shares.millions,
            "millions of shares, over 0",
        )
    if issuer.shares.quality not in list(Quality):
        words = unknown("quality", issuer.shares.quality, list(Quality))
        file.say((*place, "quality"), f"issuer.{code}.shares.quality: {words}")


def _check_group(
    file: TomlFile, key: str, group: Group, issuers: Mapping[str, object]
) -> None:
    place = ("group", key, "members")
    if not group.members:
        file.say(place, f"group.{key}.members: no member, expected at least one")
    for member, times in Counter(group.members).items():
        if member not in issuers:
            words = unknown("issuer", member, issuers)
            file.say(place, f"group.{key}.members: {words}")
        if times > 1:
            file.say(place, f'group.{key}.members: "{member}" is named twice')


def _inert(value: Any) -> Any:
    """Make every text in a table fit to be shown."""
    if isinstance(value, str):
        return safe_text(value, _TEXT)
    if isinstance(value, dict):
        return {key: _inert(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_inert(each) for each in value]
    return value
