"""The full names of whoever a figure is about."""

from __future__ import annotations

from overhang.core.snapshot import Snapshot
from overhang.views.words import subject_name


def display_name(snapshot: Snapshot, subject: str) -> str:
    """Name a subject in full: `Oracle (ORCL)`, `The four`."""
    issuer = snapshot.universe.issuer.get(subject)
    if issuer is not None:
        return f"{issuer.name} ({subject})"
    group = snapshot.universe.group.get(subject.removeprefix("group:"))
    return group.title if group else subject_name(subject)
