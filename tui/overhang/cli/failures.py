"""How a command ends when something goes wrong: words and a status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import IntEnum

from overhang.core.problems import ConfigError
from overhang.store.base import StoreError


class Exit(IntEnum):
    """What the shell is told."""

    OK = 0
    FAILED = 1
    USAGE = 2
    """Wrong usage or configuration."""
    UNREACHABLE = 3
    """A source could not be read."""
    TIMEOUT = 4
    INTERRUPTED = 130


def say(words: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"overhang: {words}\n")


def told(call: Callable[[], int]) -> int:
    """Run a command; say what the world did to it; return the exit status."""
    try:
        return call()
    except ConfigError as error:
        for problem in error.problems:
            say(problem)
        return Exit.USAGE
    except StoreError as error:
        say(str(error))
        return Exit.FAILED
    except BrokenPipeError:
        # A reader that has seen enough, `| head`: nothing is wrong. Python would
        # complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror or error}")
        return Exit.FAILED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
