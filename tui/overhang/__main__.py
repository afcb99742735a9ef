"""The way in: `overhang`, or `python -m overhang`."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    """Run the command line; answer `--version` without loading it."""
    if sys.argv[1:] == ["--version"]:
        from overhang import __version__

        sys.stdout.write(f"overhang {__version__}\n")
        return 0
    # Ctrl-C while the rest loads ends the program at once and without a traceback;
    # whoever can do better puts a handler of its own in place.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if not sys.argv[1:]:
        from overhang.cli.board import bare
        from overhang.cli.failures import told

        return told(bare)
    from overhang.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
