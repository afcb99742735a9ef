"""The process that writes down what a person did.

It is run as `python -m overhang.store.penman STORE_URL`. A viewer may be stopped at any
moment, by Ctrl-Z or otherwise, and would hold the store's write lock for as long as it
stands still: nothing could be collected. This process is in a session of its own, so
nothing that stops a viewer stops it.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from typing import BinaryIO

import msgspec

from overhang.core.alerts.actions import Action
from overhang.store.base import StoreError

# -P: what lies in the current directory is never imported.
_PROGRAM = (sys.executable, "-P", "-m", "overhang.store.penman")
_OK, _REFUSED = 0, 1


def hand_in(url: str, action: Action) -> int:
    """Have an action written down; return its number once it is durable.

    Args:
        url: the store; not `memory:`, which no other process sees.
        action: what a person did.

    Raises:
        StoreError: it could not be written; the message says why.
    """
    try:
        body = msgspec.msgpack.encode(action)
    except UnicodeEncodeError as error:
        raise StoreError("not written: a text holds half a character") from error
    try:
        done = subprocess.run(
            [*_PROGRAM, url],
            input=body,
            capture_output=True,
            start_new_session=True,
            check=False,
        )
    except OSError as error:
        raise StoreError(f"not written: {error.strerror}") from error
    if done.returncode == _OK:
        return int(done.stdout)
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == _REFUSED and said:
        raise StoreError(said)
    raise StoreError(f"the process that writes ended with {done.returncode}")


def main(url: str, source: BinaryIO) -> int:
    """Write down the action that is read; say its number, or on standard error why not.

    Returns:
        The exit status.
    """
    from overhang.store import open_store

    try:
        action = msgspec.msgpack.decode(source.read(), type=Action)
        with closing(open_store(url, write=False)) as store:
            number = store.put_action(action)
    except (StoreError, msgspec.MsgspecError) as error:
        sys.stderr.write(f"{error}\n")
        return _REFUSED
    sys.stdout.write(str(number))
    return _OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.stdin.buffer))
