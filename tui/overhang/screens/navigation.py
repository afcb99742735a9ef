"""From a word to a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from textual.screen import Screen

from overhang.core.catalogue import METRICS
from overhang.core.snapshot import Snapshot
from overhang.screens.board import BoardScreen
from overhang.screens.commands import Command, CommandError, parse


class Navigator(Protocol):
    """What a typed command can be carried out on."""

    @property
    def theme_names(self) -> Sequence[str]:
        """The palettes to choose from."""
        ...

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The screens on one another, the board at the bottom."""
        ...

    def say(self, text: str) -> None:
        """Tell the user something."""
        ...

    def go(self, place: str, subject: str = "", metric: str = "") -> None:
        """Open a screen."""
        ...

    def use_theme(self, name: str) -> None:
        """Change the palette."""
        ...

    def exit(self) -> None:
        """End the program."""
        ...


def screen_for(
    place: str, subject: str, metric: str, snapshot: Snapshot | None
) -> Screen[None] | None:
    """Return the screen a place stands for, or none for the board itself.

    Args:
        place: `issuer`, a pane's key, `metric`, `explain`, `facts`, `group`,
            `sources`, `help`, `alerts`, `alert`, `tape`, `print`.
        subject: An issuer's code or `group:four`, where the place is about one.
        metric: A metric's id, where the place is about one; a rule's for alerts; of
            a print the identifier that it goes by.
        snapshot: What is known; the groups come from it.
    """
    # Each screen is loaded when it is first opened: none is needed for the first frame.
    if place in ("issuer", "equity", "capex", "debt", "cds") and subject:
        from overhang.screens.issuer import IssuerScreen

        home = METRICS[metric].pane.value if metric in METRICS else "equity"
        return IssuerScreen(subject, home if place == "issuer" else place, metric)
    if place == "metric":
        from overhang.screens.metric import MetricScreen

        return MetricScreen(subject, metric)
    if place == "alerts":
        from overhang.screens.alerts import AlertsScreen

        return AlertsScreen(subject, metric)
    if place == "alert":
        from overhang.screens.alert import AlertScreen

        return AlertScreen(subject, metric)
    if place in ("explain", "facts", "sources", "help"):
        from overhang.screens import pages

        match place:
            case "explain":
                return pages.ExplainScreen(subject, metric)
            case "facts":
                return pages.FactsScreen(subject)
            case "sources":
                return pages.SourcesScreen()
            case _:
                return pages.HelpScreen()
    if place in ("tape", "print") and subject:
        from overhang.screens import tape

        if place == "tape":
            return tape.TapeScreen(subject)
        return tape.PrintScreen(metric)
    if place == "group":
        from overhang.screens.group import GroupScreen

        groups = snapshot.universe.group if snapshot else ()
        return GroupScreen(tuple(groups))
    return None


def follow_command(app: Navigator, snapshot: Snapshot | None, text: str) -> None:
    """Carry out what was typed after `:`, or say what is wrong with it."""
    issuers = snapshot.universe.issuer if snapshot else {}
    names = [each.name for each in issuers.values()]
    try:
        command = parse(text, tuple(issuers), names=names)
    except CommandError as error:
        app.say(str(error))
        return
    _carry_out(app, command)


def _carry_out(app: Navigator, command: Command) -> None:
    if command.place == "quit":
        app.exit()
    elif command.place == "theme":
        app.use_theme(command.argument)
    elif command.subject:
        app.go(command.place, command.subject)
    elif command.place == "tape":
        app.say("the tape is of one name: tape orcl")
    elif command.place in ("alerts", "group", "sources", "help"):
        app.go(command.place)
    else:
        app.go("board")
        board = app.screen_stack[0]
        if isinstance(board, BoardScreen) and command.place != "board":
            board.turn_to(command.place)
