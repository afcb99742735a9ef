"""How a command ends when something goes wrong: words and a status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import IntEnum

from overhang.core.problems import ConfigError
from overhang.core.safe_text import safe_lines, safe_text
from overhang.store.base import StoreError

WORDS = 2000
"""Characters of one complaint."""


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
    """Write a line to standard error; what it repeats from outside does no harm."""
    # Python has none when it is closed.
    if sys.stderr is not None:
        sys.stderr.write(f"overhang: {safe_text(words, WORDS)}\n")


def _unforeseen(error: Exception) -> None:
    """Write a traceback. Its words may be a vendor's, which Python prints raw."""
    import traceback

    if sys.stderr is not None:
        sys.stderr.write(safe_lines("".join(traceback.format_exception(error))))


def _left() -> int:
    """End as a reader wants it that has seen enough, `| head`: nothing is wrong."""
    # Python would complain again when it flushes at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.OK


def told(call: Callable[[], int]) -> int:
    """Run a command; say what the world did to it; return the exit status."""
    output = sys.stdout
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
        return _left()
    except SystemExit:
        # Click sees a closed pipe first: it puts another output in place, and would
        # end with 1.
        if sys.stdout is output:
            raise
        return _left()
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror or error}")
        return Exit.FAILED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:
        _unforeseen(error)
        return Exit.FAILED
