"""`overhang collect`: gather without a screen."""

from __future__ import annotations

import click

from overhang.cli.options import settings_of, source_options


@click.command(name="collect")
@source_options
@click.option("--lock-fd", type=int, hidden=True)
@click.option("--with-viewers", is_flag=True, hidden=True)
@click.pass_context
def command(
    context: click.Context,
    /,
    lock_fd: int | None,
    with_viewers: bool,
    **flags: str | None,
) -> None:
    """Fetch, record and judge until stopped. Boards on this host join in.

    Errors go to standard error. Ends cleanly on SIGTERM and Ctrl-C.
    """
    from overhang.collector.main import run

    settings = settings_of(context, flags)
    context.exit(run(settings, lock_fd=lock_fd, with_viewers=with_viewers))
