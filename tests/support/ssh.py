"""A real SSH server on a free loopback port, and tmux on the far side of it."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from support.terminal import Terminal, private_env

_SSHD = """\
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
PermitRootLogin yes
PrintMotd no
PrintLastLog no
"""
_TMUX = """\
set -g allow-passthrough on
set -g monitor-bell on
set -g set-titles on
set -g status off
set -g default-terminal tmux-256color
"""


class Host:
    """A host that one can log in to with a key of its own, as the user of the tests.

    Args:
        folder: For its keys and settings.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("host", "user"):
            _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name)
        # A socket's path may have a hundred characters; a test's folder has more.
        self._short = Path(tempfile.mkdtemp(prefix="overhang-"))
        (self._short / "tmux.conf").write_text(_TMUX)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self._port = _free_port()
        settings = folder / "sshd_config"
        settings.write_text(_SSHD.format(port=self._port, folder=folder))
        sshd = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin") or "sshd"
        self._sshd = subprocess.Popen(
            [sshd, "-D", "-e", "-f", settings], stderr=subprocess.PIPE, text=True
        )
        self._wait()

    def log_in(
        self,
        command: str,
        *,
        term: str = "xterm-256color",
        columns: int = 140,
        lines: int = 40,
    ) -> Terminal:
        """Return a terminal in which `ssh` runs a command on the host."""
        options = ("BatchMode=yes", "StrictHostKeyChecking=no", "LogLevel=ERROR")
        known = f"UserKnownHostsFile={self._folder}/known"
        argv = ["ssh", "-tt", "-F", "none", "-i", f"{self._folder}/user"]
        for each in (*options, known, "IdentitiesOnly=yes"):
            argv += ["-o", each]
        argv += ["-p", str(self._port), f"{getpass.getuser()}@127.0.0.1", command]
        env = private_env(self._folder, term)
        return Terminal(argv, env=env, columns=columns, lines=lines)

    def tmux(self, *arguments: str) -> str:
        """Return the command that speaks to the host's own tmux."""
        config, place = f"{self._short}/tmux.conf", f"{self._short}/tmux"
        return shlex.join(["tmux", "-u", "-f", config, "-S", place, *arguments])

    def end_tmux(self) -> None:
        """End tmux, if it runs, with all that runs in it."""
        command = shlex.split(self.tmux("kill-server"))
        subprocess.run(command, check=False, capture_output=True)

    def close(self) -> None:
        """End the server."""
        self._sshd.terminate()
        self._sshd.communicate()
        shutil.rmtree(self._short)

    def _wait(self) -> None:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with (
                suppress(OSError),
                socket.create_connection(("127.0.0.1", self._port), timeout=1),
            ):
                return
            if self._sshd.poll() is not None:
                break
            time.sleep(0.02)
        self._sshd.kill()
        raise AssertionError(f"no SSH server: {self._sshd.communicate()[1]}")


def board_command(home: Path, *arguments: str, **env: str) -> str:
    """Return the command that opens a board at home in a folder of its own."""
    # What a login brings along is kept: the terminal's name is part of it.
    given = {**_places(home), **env}
    words = [f"{key}={each}" for key, each in given.items()]
    return shlex.join(["env", *words, sys.executable, "-m", "overhang", *arguments])


def _places(home: Path) -> Mapping[str, str]:
    return {
        key: each
        for key, each in private_env(home).items()
        if key.startswith("XDG_") or key == "HOME"
    }


def _run(*argv: str | Path) -> None:
    subprocess.run(argv, check=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
