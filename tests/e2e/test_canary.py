"""Every secret is a canary, everything fails, every log is on: none is found again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from support.breaches import breach
from support.canary import traces, traces_in
from support.canary_desk import CanaryDesk
from support.gossip import Gossip
from support.live import until
from support.receiver import Receiver, Reply
from support.terminal import Opener

pytestmark = pytest.mark.e2e

COMMANDS = (
    ("config", "show"),
    ("config", "check"),
    ("rules", "check"),
    ("rules", "explain", "fallen", "MSFT"),
    ("sources", "--format", "json"),
    ("snapshot", "--format", "json"),
    ("snapshot", "--format", "csv"),
    ("alerts", "list"),
    ("alerts", "log", "--format", "jsonl"),
    ("check", "--format", "text"),
    ("check", "--format", "json"),
    ("check", "--format", "prometheus"),
    ("preview", "--source", "px", "closes.csv"),
    ("doctor", "--format", "json", "--timeout", "4"),
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        server.replies += [
            Reply(500, {"Location": f"{server.url}/x"}),
            Reply(302, {"Location": f"{server.url}/x"}),
            Reply(hang=True),
        ]
        yield server


@pytest.fixture
def desk(tmp_path: Path, receiver: Receiver) -> Iterator[CanaryDesk]:
    with Gossip() as gossip:
        yield CanaryDesk(tmp_path, gossip.url, receiver.url)


def test_no_secret_is_found_in_anything_that_is_left(
    desk: CanaryDesk, receiver: Receiver, open_board: Opener
) -> None:
    collector = subprocess.Popen(
        (sys.executable, "-m", "overhang", "collect"),
        env=desk.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said: dict[str, bytes | str] = {}
    try:
        assert until(lambda: bool(list(desk.home.rglob("store.db"))), 30)
        board = open_board(python=("-X", "dev"), **desk.ways_out())
        board.wait(lambda text: "MSFT" in text, 30)
        breach(desk.folder, "MSFT")
        assert until(lambda: desk.hook_said.exists() and len(receiver.posted) > 3, 30)
        for key in ("S", "a", "L", "?"):
            board.press(key)
            board.listen(1)
        limit = psutil.Process(collector.pid).rlimit(psutil.RLIMIT_CORE)
        assert limit[0] == 0, "a crash would leave its memory on disk"
        lines = [each.cmdline() for each in psutil.process_iter() if _mine(each, desk)]
        said["ps"] = json.dumps(lines)
        for argv in COMMANDS:
            done = subprocess.run(
                (sys.executable, "-m", "overhang", *argv),
                env=desk.env,
                cwd=desk.folder.path,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=60,
                check=False,
            )
            said[" ".join(argv)] = done.stdout
        board.unchecked = "what it dies of is written on it"
        board.send(signal.SIGABRT)
        board.exit_status()
        said["board"] = bytes(board.raw)
    finally:
        collector.send_signal(signal.SIGABRT)
        said["collector"] = collector.communicate(timeout=20)[0]
    leaks = {name: found for name, each in said.items() if (found := traces(each))}
    leaks |= traces_in(desk.home)
    assert not leaks, json.dumps(leaks, indent=1)


def _mine(process: psutil.Process, desk: CanaryDesk) -> bool:
    try:
        return process.environ().get("CANARY_LOGS") == str(desk.logs)
    except psutil.Error:
        return False
