"""A desk in a storm: prices that fall for good and swing about, and who was told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from overhang.config.load import load_settings
from overhang.core.alerts.journal import Line, read
from overhang.store import open_store
from overhang.store.base import Store
from overhang.store.place import store_dir, store_url

ISSUERS = ("MSFT", "AMZN", "GOOGL", "META")
_TOP = 1000
_SWING = "ORCL"

_HOOK = """\
import os, sys
line = sys.stdin.buffer.read().strip() + b"\\n"
out = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
os.write(out, line)
os.fsync(out)
"""
_RULE = """
[[rule]]
id = "fall-{n:03}"
metric = "equity.close"
warn = "< {n}usd"
group_wait = "0.1s"
"""
_SWINGS = """
[[rule]]
id = "swing"
metric = "equity.close"
group_wait = "0.1s"
warn = "< 1usd"
[rule.issuer.ORCL]
info = "< 995usd"
warn = "< 985usd"
crit = "< 975usd"
"""


class Storm:
    """A data folder, rules, a command that is told, and a collector to be killed.

    Args:
        path: an empty folder.
        steps: how often each price falls below one more level.
    """

    def __init__(self, path: Path, steps: int) -> None:
        self._path = path
        self._step = 0
        self._stop = threading.Event()
        self._writing = threading.Lock()
        self._hook = path / "hook.py"
        self.heard_at = path / "heard"
        self.steps = steps
        (path / "data").mkdir()
        self._hook.write_text(_HOOK)
        rules = [_RULE.format(n=_TOP - n) for n in range(steps)]
        (path / "rules.toml").write_text("".join(("schema = 1\n", *rules, _SWINGS)))
        config = path / "overhang.toml"
        config.write_text(
            f'data = "{path}/data"\nrules = "{path}/rules.toml"\n'
            '[[deliver]]\nname = "desk"\nkind = "exec"\nrate = 1000\n'
            f'argv = ["{sys.executable}", "{self._hook}", "{self.heard_at}"]\n'
        )
        config.chmod(0o600)
        self.env: Mapping[str, str] = {
            "HOME": str(path),
            "PATH": os.environ["PATH"],
            "OVERHANG_STATE": str(path / "state"),
            "OVERHANG_CONFIG": str(config),
        }
        settings = load_settings({}, self.env, user_dir=path)
        self.folder = store_dir(settings.state_dir, settings.store_key)
        self.fall()

    def fall(self) -> None:
        """Let every steady price fall below its next level."""
        self._step = min(self._step + 1, self.steps)
        self._write(0)

    def blow(self) -> None:
        """Let the other price swing about its levels, many times a second."""
        turn = 0
        while not self._stop.wait(0.015):
            turn += 1
            self._write(turn)

    def _write(self, turn: int) -> None:
        price = _TOP - self._step - 0.5
        swing = 1000 if turn % 2 else 970
        rows = [f"2026-10-09,{each},{price},desk,reported" for each in ISSUERS]
        rows.append(f"2026-10-09,{_SWING},{swing},desk,reported")
        new = self._path / "data" / ".new"
        with self._writing:
            new.write_text(
                "\n".join(("date,issuer,close_usd,source,quality", *rows, ""))
            )
            new.replace(self._path / "data" / "closes.csv")

    def collect(self) -> subprocess.Popen[bytes]:
        """Start a collector."""
        with (self._path / "errors").open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", "overhang", "collect"],
                env=self.env,
                stderr=errors,
                start_new_session=True,
            )

    def store(self) -> Store:
        """Open what it stored, to read."""
        return open_store(store_url(self.folder), write=False)

    def log(self) -> list[str]:
        """Return the log as anybody can read it now."""
        store = self.store()
        try:
            return list(store.log())
        finally:
            store.close()

    def kill(self, collector: subprocess.Popen[bytes]) -> None:
        """Kill it as a machine that fails does."""
        collector.send_signal(signal.SIGKILL)
        collector.wait()

    def heard(self) -> list[dict[str, object]]:
        """Return every message that the command was given, in order."""
        if not self.heard_at.exists():
            return []
        return [json.loads(line) for line in self.heard_at.read_text().splitlines()]

    def wind(self) -> threading.Thread:
        """Begin to blow."""
        thread = threading.Thread(target=self.blow, daemon=True)
        thread.start()
        return thread

    def calm(self) -> None:
        """End it."""
        self._stop.set()


def fallen(log: Sequence[str]) -> list[Line]:
    """Return the lines of a log in which a steady price's fall began to fire."""
    return [
        line
        for line in map(read, log)
        if (line.new, line.old) in {("firing", "inactive"), ("firing", "pending")}
        and line.rule.startswith("fall")
        and line.subject in ISSUERS
    ]


def eventually(happened: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds; fail when it never does."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)
