from __future__ import annotations

import pytest

from overhang.screens.commands import Command, CommandError, parse

CODES = ("MSFT", "META", "ORCL")
NAMES = ("Microsoft", "Meta", "Oracle")


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("cds orcl", Command("cds", "ORCL")),
        ("ORCL cds", Command("cds", "ORCL")),
        ("CDSW oracle", Command("cds", "ORCL")),
        ("dd", Command("equity")),
        ("meta", Command("issuer", "META")),
        ("theme day", Command("theme", argument="day")),
        ("sources", Command("sources")),
        ("q", Command("quit")),
    ],
)
def test_words_in_any_order_name_a_place_and_an_issuer(
    typed: str, command: Command
) -> None:
    assert parse(typed, CODES, names=NAMES) == command


@pytest.mark.parametrize("typed", ["", "cds cds", "orcl meta", "banana"])
def test_what_names_nothing_is_refused(typed: str) -> None:
    with pytest.raises(CommandError):
        parse(typed, CODES, names=NAMES)
