"""A desk's folder in which nothing is amiss, until a test has a price fall."""

from __future__ import annotations

from pathlib import Path

from support.desk_folder import DeskFolder

_RULES = """\
[defaults]
group_wait = "1s"

[[rule]]
id = "fallen"
metric = "equity.drawdown.52w"
crit = "< -30%"
for = "now"
issuer.ORCL.crit = "< -90%"
"""
# The shipped figures are out of date by the wall clock, which is told too, and mutes
# what is judged by them, unless the desk has a level of its own for it.
_OLD = """
[[rule]]
id = "old-{pane}"
metric = "data.stale.{pane}"
info = "> 9999"
"""
_FALLEN = {"MSFT": "350", "GOOGL": "250"}
"""Closes more than 30 % below the year's high."""


def calm_folder(path: Path) -> DeskFolder:
    """Return a copy of the shipped data with one rule, which nobody breaks."""
    folder = DeskFolder(path)
    panes = ("equity", "capex", "debt", "cds")
    folder.save(
        "rules.toml", _RULES + "".join(_OLD.format(pane=each) for each in panes)
    )
    return folder


def breach(folder: DeskFolder, issuer: str) -> None:
    """Let the last close of `MSFT` or `GOOGL` fall below the rule's level."""
    folder.save("closes.csv", folder.with_last_close(issuer, _FALLEN[issuer]))
