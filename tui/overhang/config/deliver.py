"""`[[deliver]]`: who is told, and how, with the line of every fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from overhang.config.ownership import open_to_others
from overhang.config.references import reference
from overhang.config.secret import REFERENCE, is_reference
from overhang.config.settings import DeliverKind, DeliverTo
from overhang.config.values import (
    ExpectedError,
    From,
    Reader,
    duration,
    resolve,
    truth,
    url,
)
from overhang.core.problems import unknown
from overhang.core.states import Severity
from overhang.core.toml_file import TomlFile

MESSAGE = "{message}"
"""The argument of a command that becomes a message's text."""

_WHOLE = (
    f'a list in which {MESSAGE} is an argument of its own, after "--": '
    f'["/usr/bin/page", "--", "{MESSAGE}"]'
)
_NAME = r"[a-z][a-z0-9-]{0,31}"
_TAKEN = "terminal"
_SEVERITIES = {each.name.lower(): each for each in Severity if each}


def _name(value: object, origin: From) -> str:
    if not isinstance(value, str) or not re.fullmatch(_NAME, value) or value == _TAKEN:
        raise ExpectedError(f"a name of a-z, 0-9 and -, other than {_TAKEN}")
    return value


def _kind(value: object, origin: From) -> DeliverKind:
    if value not in list(DeliverKind):
        raise ExpectedError(" or ".join(DeliverKind))
    return DeliverKind(str(value))


def _at_least(value: object, origin: From) -> Severity:
    if not isinstance(value, str) or value not in _SEVERITIES:
        raise ExpectedError(" or ".join(_SEVERITIES))
    return _SEVERITIES[value]


def _argv(value: object, origin: From) -> tuple[str, ...]:
    expected = 'a list of the program, from /, and its arguments: ["/usr/bin/page"]'
    if not isinstance(value, list) or not value:
        raise ExpectedError(expected)
    if not all(isinstance(each, str) and "\0" not in each for each in value):
        raise ExpectedError(expected)
    program = value[0]
    if program.startswith("~/"):
        program = str(resolve(program, origin))
    if not program.startswith("/"):
        raise ExpectedError(expected)
    for at, each in enumerate(value):
        if MESSAGE in each and (each != MESSAGE or "--" not in value[:at]):
            raise ExpectedError(_WHOLE)
    return (program, *value[1:])


def _url(value: object, origin: From) -> str:
    if isinstance(value, str) and is_reference(value):
        return reference(value, origin)
    return url(value, origin)


def _rate(value: object, origin: From) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise ExpectedError("messages in ten minutes, 1 to 1000")
    return value


DELIVER_FIELDS: Mapping[str, Reader] = MappingProxyType(
    {
        "name": _name,
        "kind": _kind,
        "at_least": _at_least,
        "resolved": truth,
        "argv": _argv,
        "url": _url,
        "secret": reference,
        "timeout": duration(0.1, 300, "10s"),
        "rate": _rate,
    }
)
"""Every key of `[[deliver]]`."""

_OWN = {
    DeliverKind.EXEC: ("argv", ()),
    DeliverKind.WEBHOOK: ("url", ("secret",)),
    DeliverKind.ALERTMANAGER: ("url", ()),
    DeliverKind.APPRISE: ("url", ()),
}
"""What each kind needs, and what it may have beside that."""


def read_deliver(file: TomlFile, path: Path, origin: From) -> dict[str, DeliverTo]:
    """Read every `[[deliver]]` by name, noting each fault."""
    raw = file.top.get("deliver", [])
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        file.fault(("deliver",), "deliver", raw, "tables headed [[deliver]]")
        return {}
    found: dict[str, DeliverTo] = {}
    for number, table in enumerate(raw):
        keys = ("deliver", number)
        to = _one(file, number, table, origin)
        if to is None:
            continue
        if to.name in found:
            file.say(keys, f'deliver: "{to.name}" is there twice')
        if to.kind is DeliverKind.EXEC and (words := open_to_others(path.resolve())):
            file.say(keys, f"deliver {to.name}: no command is run: {words}")
        found[to.name] = to
    return found


def _one(
    file: TomlFile, number: int, table: Mapping[str, object], origin: From
) -> DeliverTo | None:
    keys = ("deliver", number)
    sound = not file.refuse_unknown(keys, table, DELIVER_FIELDS, "deliver")
    values: dict[str, object] = {}
    for key, read in DELIVER_FIELDS.items():
        if key not in table:
            continue
        try:
            values[key] = read(table[key], origin)
        except ExpectedError as error:
            shown = "***" if key in ("secret", "url") else table[key]
            file.fault((*keys, key), f"deliver.{key}", shown, str(error))
            sound = False
    for key in ("name", "kind"):
        if key not in table:
            file.say(keys, f"deliver: no {key}")
            sound = False
    if not sound:
        return None
    to = DeliverTo(**values)  # type: ignore[arg-type]
    faults = _misfits(to, values)
    for key, each in faults:
        known = key in table
        file.say((*keys, key), f"deliver {to.name}: {each}", column=known)
    return None if faults else to


def _misfits(to: DeliverTo, values: Mapping[str, object]) -> list[tuple[str, str]]:
    """Say what a kind lacks, and what means nothing to it: the key, and the words."""
    needed, optional = _OWN[to.kind]
    faults: list[tuple[str, str]] = []
    if needed not in values:
        faults.append((needed, f"no {needed}, which {to.kind} needs"))
    for key in ("argv", "url", "secret"):
        if key in values and key != needed and key not in optional:
            own = (needed, *optional)
            faults.append((key, unknown(f"key of {to.kind}", key, own)))
    if to.kind is DeliverKind.APPRISE and to.url and not is_reference(to.url):
        faults.append(("url", f"url: expected {REFERENCE}"))
    if to.kind is DeliverKind.ALERTMANAGER and not to.resolved:
        words = "resolved: expected true: else it never hears of an end"
        faults.append(("resolved", words))
    return faults
