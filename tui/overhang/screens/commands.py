"""What may be typed after `:`, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from overhang.core.safe_text import safe_text

_SHOWN = 40
"""Characters of a word that is not known: a paste may be of any length."""
_PANES = {
    "equity": ("dd", "drawdown", "equity", "px"),
    "capex": ("capex", "cx"),
    "debt": ("debt", "issuance", "ddis"),
    "cds": ("cds", "cdsw", "drsk"),
}
_PLACES = {
    "board": ("board", "home"),
    "group": ("group", "grp"),
    "joined": ("joined", "v"),
    "tape": ("tape", "ppd"),
    "alerts": ("alerts", "alrt"),
    "sources": ("sources", "src"),
    "help": ("help", "?"),
    "quit": ("quit", "q", "exit"),
}
_WORDS = {
    word: place for place, words in {**_PANES, **_PLACES}.items() for word in words
}
PANE_WORDS = tuple(words[0] for words in _PANES.values())
"""The word for each pane that help and palette name."""
VOCABULARY = (
    *PANE_WORDS,
    "tape",
    "alerts",
    "group",
    "joined",
    "sources",
    "help",
    "theme",
    "quit",
)
"""The words that help names; aliases of other terminals are understood too."""


class Command(NamedTuple):
    """Where to go: a pane or a place, for one issuer or for all."""

    place: str
    subject: str = ""
    argument: str = ""


class CommandError(ValueError):
    """Nothing is called that; the message names what is close."""


def parse(text: str, issuers: Sequence[str], *, names: Sequence[str] = ()) -> Command:
    """Read one typed command: `cds orcl`, `orcl cds`, `dd`, `theme day`.

    `names` are the issuers' names in the order of `issuers`: `debt meta` and
    `debt oracle` both work. Raises `CommandError`.
    """
    words = text.casefold().split()
    if not words:
        raise CommandError("type a command: " + " ".join(VOCABULARY))
    if words[0] == "theme":
        return Command("theme", argument=" ".join(words[1:]))
    known = {code.casefold(): code for code in issuers}
    known |= {
        name.casefold().split()[0]: code
        for name, code in zip(names, issuers, strict=False)
        if name
    }
    place = subject = ""
    for word in words:
        if word in known and not subject:
            subject = known[word]
        elif word in _WORDS and not place:
            place = _WORDS[word]
        else:
            near = get_close_matches(word, [*_WORDS, *known], n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            called = safe_text(word, _SHOWN)
            raise CommandError(f"no command or issuer is called {called!r}{hint}")
    return Command(place or "issuer", subject)


def is_pane(place: str) -> bool:
    """Whether a command's place is one of the four panes."""
    return place in _PANES
