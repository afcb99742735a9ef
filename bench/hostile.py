"""The hostile server that the desk brings: where it is, and what it can do."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import httpx

_ORDINARY = frozenset({"main", "other"})
"""Ports that are no fault by themselves."""


class Hostile(NamedTuple):
    """A server with one fault a path."""

    url: str
    paths: tuple[str, ...]
    ports: Mapping[str, int]
    """Ports that are a fault by themselves, by name."""


@contextmanager
def hostile(given: str) -> Iterator[Hostile]:
    """Find the server, or run it for as long as it is needed.

    Args:
        given: Its address, or the command that starts it.
    """
    if given.startswith("http"):
        yield _found(given, {})
        return
    with subprocess.Popen(
        shlex.split(given), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            assert child.stdout is not None
            said = json.loads(child.stdout.readline())
            yield _found(said["url"], said.get("ports", {}))
        finally:
            child.terminate()


def _found(url: str, ports: Mapping[str, int]) -> Hostile:
    catalogue = httpx.get(url, timeout=10).raise_for_status().json()
    odd = {name: port for name, port in ports.items() if name not in _ORDINARY}
    return Hostile(url, tuple(catalogue), odd)
