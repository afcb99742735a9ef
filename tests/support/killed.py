"""A process that writes to a store as fast as it can, until it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import TracebackType

_FORKS = """
import os, sys
import overhang.store.sqlite
from overhang.store import open_store

{imports}

def write(number):
    store = open_store(sys.argv[1], write=True)
    while True:
        append(store, number)
        os.write(1, f"{{number}}\\n".encode())
        number += 1

# One process a line of input; forked, for each start of Python would take longer
# than all that is tested here.
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        write(int(line))
    os.write(1, f"pid {{pid}}\\n".encode())
    os.waitpid(pid, 0)
    os.write(1, b"dead\\n")
"""


class Writers:
    """Starts one writer after another.

    Args:
        url: the store.
        script: Python that defines `append(store, number)`.
    """

    def __init__(self, url: str, script: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _FORKS.format(imports=script), url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # What the test imports, the writer does.
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def killed(self, first: int, after: float) -> int:
        """Let a writer go on from `first` for some seconds, then kill it.

        Returns:
            How many appends it said were done.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{first}\n")
        stdin.flush()
        said: list[str] = []
        while not said or not said[-1].startswith("pid"):
            said.append(stdout.readline().strip())
        # The moment of the kill is what varies: there is nothing to wait for.
        time.sleep(after)
        os.kill(int(said[-1].split()[1]), signal.SIGKILL)
        while said[-1] != "dead":
            said.append(stdout.readline().strip())
        return sum(each.isdigit() for each in said)

    def __enter__(self) -> Writers:
        self._process.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.__exit__(kind, error, trace)
