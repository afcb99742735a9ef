"""The command line: `overhang` and its commands."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from overhang import __version__
from overhang.cli.failures import WORDS, Exit, told
from overhang.cli.options import settings_of, source_options
from overhang.core.safe_text import safe_text

_COMMANDS = (
    "alerts",
    "check",
    "collect",
    "config",
    "doctor",
    "preview",
    "rules",
    "snapshot",
    "sources",
)


class _Commands(click.Group):
    """Loads a command when it is named: the board pays for none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"overhang.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@source_options
@click.option("--theme", metavar="NAME", help="Palette: night, day, and others.")
@click.option("--tz", "timezone", metavar="ZONE", help="Zone that times are shown in.")
@click.version_option(__version__, message="overhang %(version)s")
@click.pass_context
def cli(context: click.Context, /, **flags: str | None) -> None:
    """Watch AI-hyperscaler credit: drawdown, capex guidance, debt issuance, CDS.

    Without a command it opens the board; without --data and --url, on the data that
    ships with the program.
    """
    context.obj = flags
    if context.invoked_subcommand is None:
        from overhang.cli.board import board

        context.exit(board(settings_of(context, {}), flags))


def run(argv: Sequence[str]) -> int:
    """Run one command line; return the exit status. Errors go to standard error."""
    return told(lambda: _run(argv))


def _run(argv: Sequence[str]) -> int:
    try:
        result = cli.main(list(argv), prog_name="overhang", standalone_mode=False)
    except click.ClickException as error:
        # A shell's 2 for wrong usage would read as CRITICAL.
        if next((each for each in argv if each in _COMMANDS), "") == "check":
            from overhang.cli.check_end import say_unknown

            return say_unknown(error.format_message(), "text")
        _complain(error)
        return Exit.USAGE if isinstance(error, click.UsageError) else Exit.FAILED
    except click.Abort:
        return Exit.INTERRUPTED
    return result if isinstance(result, int) else Exit.OK


def _complain(error: click.ClickException) -> None:
    """Write to standard error what click found wrong; it repeats arguments raw."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        # A page of help, and nothing of it from outside.
        error.show()
        return
    words = safe_text(error.format_message(), WORDS)
    if isinstance(error, click.UsageError):
        click.UsageError(words, error.ctx).show()
    else:
        click.ClickException(words).show()
