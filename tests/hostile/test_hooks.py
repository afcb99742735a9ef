"""Commands that alerts run: nothing in a message acts, and nothing they do hurts."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from overhang.core.alerts.messages import Message
from overhang.core.safe_text import safe_text
from overhang.delivery.base import DeliveryError
from overhang.delivery.exec_hook import ExecHook
from support.payloads import PAYLOADS
from support.telling import item, message
from support.terminal import alive
from support.waiting import until

WROTE = int(os.environ.get("OVERHANG_TEST_HOOK_BYTES", "50_000_000"))
"""What a talkative program writes."""
_SAY = r"""
import json, os, sys
held = {key: each for key, each in os.environ.items() if key.startswith("OVERHANG_")}
print(json.dumps([sys.argv, sys.stdin.read(), held]), file=open("said", "a"))
"""

_DAEMON = """\
setsid sh -c 'touch up; exec sleep 60' > /dev/null 2>&1 &
until [ -e up ]; do :; done
"""

Script = Callable[..., ExecHook]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Make a hook of a shell's lines; it runs in the folder of the test."""

    def make(body: str, *args: str, timeout: float = 10.0) -> ExecHook:
        path = tmp_path / "hook"
        path.write_text(f"#!/bin/sh\ncd {tmp_path}\n{body}\n")
        path.chmod(0o700)
        return ExecHook([str(path), *args], dict(os.environ), timeout=timeout)

    return make


def hostile(words: str, tmp_path: Path) -> Message:
    """Return a message with a payload wherever a text can stand."""
    bad = f"{words}'; touch {tmp_path}/pwned; echo '$(touch {tmp_path}/pwned)"
    return message(item(text=bad, rule=bad, subject=bad, metric=bad), subject=bad)


async def test_no_payload_acts_and_the_arguments_stay_as_many(
    script: Script, tmp_path: Path
) -> None:
    (tmp_path / "say.py").write_text(_SAY)
    say = '/usr/bin/env python3 say.py "$@"; eval "true $0"'
    hook = script(say, "-a", "--", "{message}", "z")
    for words in PAYLOADS.values():
        await hook.deliver(hostile(words, tmp_path))
    said = [json.loads(each) for each in (tmp_path / "said").read_text().splitlines()]
    assert len(said) == len(PAYLOADS) >= 105
    for argv, given, held in said:
        assert (len(argv), *argv[1:3], argv[4]) == (5, "-a", "--", "z")
        inside = json.loads(given)
        texts = [argv[3], *held.values(), *_texts(inside)]
        assert all(safe_text(each, 5000) == each for each in texts)
        assert max(len(each.encode()) for each in (argv[3], *held.values())) <= 3072
        short = json.loads(held["OVERHANG_MESSAGE"])
        assert short["text"] == argv[3] == held["OVERHANG_TEXT"] == inside["text"]
        assert not argv[3].startswith("-")
    assert _names(tmp_path) == ["hook", "said", "say.py"]


def _names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def _reopen(folder: Path) -> None:
    folder.chmod(0o700)


def _texts(value: object) -> list[str]:
    """Return every text in what JSON holds, at any depth."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("trap '' TERM INT HUP; sleep 60", "took too long"),
        ("sleep 60 & sleep 60 & wait", "took too long"),
        ("exec <&- >&- 2>&-; sleep 60", "took too long"),
        ("while :; do :; done", "took too long"),
        ("kill -STOP $$", "took too long"),
        ("rm hook; exit 0", ""),
        ("exec <&-; exit 0", ""),
        (_DAEMON, ""),
        ("(sleep 60; echo late) & exit 0", ""),
        (f"head -c {WROTE} /dev/zero", ""),
        (f"head -c {WROTE} /dev/zero >&2; exit 4", "exit 4"),
        ("kill -SEGV $$", "killed by signal 11"),
        ("kill -9 -$$", "killed by signal 9"),
        ("ulimit -f 0; echo x > big; exit 5", "killed by signal 25"),
        ("printf '\\377\\0\\033[2J'; exit 6", "exit 6: "),
        ("chmod 000 .; exit 7", "exit 7"),
    ],
)
async def test_whatever_a_command_does_the_line_goes_on(
    script: Script, tmp_path: Path, body: str, words: str
) -> None:
    hook = script(body, timeout=1.0)
    fds, threads = psutil.Process().num_fds(), psutil.Process().num_threads()
    begun, said = time.monotonic(), ""
    try:
        async with asyncio.timeout(hook.timeout if words == "took too long" else 60):
            await hook.deliver(message(*[item(text="x" * 900)] * 200))
    except TimeoutError:
        said = "took too long"
    except DeliveryError as error:
        said = str(error)
    _reopen(tmp_path)
    assert said.startswith(words)
    assert bool(said) == bool(words)
    assert said.isprintable()
    assert len(said) <= 200
    assert words != "took too long" or time.monotonic() - begun < 4
    assert psutil.Process().num_fds() <= fds
    await until(lambda: psutil.Process().num_threads() <= threads + 2)
    if body == _DAEMON:
        # What made a session of its own outlives its end, and is its maker's affair.
        (left,) = _left(tmp_path)
        left.kill()
    await until(lambda: not _left(tmp_path))


def _left(folder: Path) -> list[psutil.Process]:
    """Return what still runs there."""
    found = psutil.process_iter(["cwd"])
    return alive(each for each in found if each.info["cwd"] == str(folder))


async def test_a_command_that_cannot_be_killed_is_left_and_the_line_goes_on(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = script("echo $$ > pid; sleep 30")

    def refused(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "killpg", refused)
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await hook.deliver(message())
    assert time.monotonic() - begun < 4
    monkeypatch.undo()
    pid = int((tmp_path / "pid").read_text())
    os.killpg(pid, signal.SIGKILL)
    # Its end is still seen to: nothing of it is left behind.
    await until(lambda: not psutil.pid_exists(pid))


def _linked(folder: Path) -> Path:
    shared = folder / "shared"
    shared.mkdir()
    (shared / "real").write_text("#!/bin/sh\n")
    (shared / "real").chmod(0o755)
    shared.chmod(0o777)
    (folder / "link").symlink_to(shared / "real")
    return folder / "link"


def _script(folder: Path, first: str, mode: int = 0o755) -> Path:
    path = folder / "script"
    path.write_text(f"{first}\nexit 0\n")
    path.chmod(mode)
    return path


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe", 0o755)
    return folder / "pipe"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_linked, "not run: others may change"),
        (_fifo, "not a program"),
        (lambda folder: folder / "gone", "No such file or directory"),
        (lambda folder: folder, "not a program"),
        (
            lambda folder: _script(folder, "#!/nowhere/sh"),
            "its interpreter is not there",
        ),
        (lambda folder: _script(folder, "#!", 0o757), "not run: others may change"),
        (lambda folder: _script(folder, "#!/bin/sh", 0o644), "not a program"),
    ],
)
async def test_what_is_not_run_says_why_before_there_is_an_alert(
    tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    program = make(tmp_path)
    hook = ExecHook([str(program)], {})
    assert hook.unready.startswith(f"{program}: {words}")
    with pytest.raises(DeliveryError) as caught:
        await hook.deliver(message())
    assert str(caught.value) == hook.unready
