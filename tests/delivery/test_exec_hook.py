from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from overhang.core.alerts.messages import Message
from overhang.core.safe_text import safe_text
from overhang.delivery.base import DeliveryError
from overhang.delivery.exec_hook import ExecHook, runnable
from support.telling import item, message
from support.waiting import until

Script = Callable[[str], Path]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Write a program; it runs in the folder of the test."""

    def write(body: str) -> Path:
        path = tmp_path / "hook"
        path.write_text(f"#!/bin/sh\ncd {tmp_path}\n{body}\n")
        path.chmod(0o755)
        return path

    return write


async def run(program: Path, told: Message | None = None, *args: str) -> None:
    await ExecHook([str(program), *args], dict(os.environ)).deliver(told or message())


async def test_the_program_gets_the_message_and_a_clean_environment(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET", "s3cret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    await run(script('cat > told; env > env; echo "$@" > args'), None, "-a", "b c")
    told = json.loads((tmp_path / "told").read_text())
    assert (told["id"], told["firing"][0]["rule"]) == ("m1", "cds-5y-level")
    env = (tmp_path / "env").read_text()
    assert "OVERHANG_SEVERITY=crit\n" in env
    assert "OVERHANG_TEXT=[CRIT] ORCL: CDS 5Y 232bp > 200bp (crit)\n" in env
    assert "LANG=C.UTF-8\n" in env
    assert "s3cret" not in env
    assert (tmp_path / "args").read_text() == "-a b c\n"


async def test_nothing_in_a_message_reaches_a_shell(
    script: Script, tmp_path: Path
) -> None:
    bad = f"'; touch {tmp_path}/pwned; echo ' $(touch {tmp_path}/pwned) \x1b]0;x\x07\0"
    hook = script('cat > told; printf %s "$OVERHANG_TEXT" > text; env > env')
    told = message(item(text=bad, rule=bad, subject=bad), subject=bad)
    await run(hook, told, f"$(touch {tmp_path}/pwned)", f"`touch {tmp_path}/pwned`")
    assert json.loads((tmp_path / "told").read_text())["firing"][0]["text"] == (
        safe_text(bad)
    )
    text = (tmp_path / "text").read_text()
    assert text.startswith("[CRIT] ';")
    assert text.isprintable()
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("exit 1", "exit 1"),
        ("echo no modem >&2; exit 75", "exit 75: no modem"),
        ("printf 'a\\033]0;x\\007\\nb'; exit 2", "exit 2: a\u241b]0;x\u2407 b"),
        ("kill -KILL $$", "killed by signal 9"),
    ],
)
async def test_a_program_that_fails_says_why(
    script: Script, body: str, words: str
) -> None:
    with pytest.raises(DeliveryError) as caught:
        await run(script(body))
    assert str(caught.value) == words


async def test_a_program_that_hangs_is_killed_with_all_it_started(
    script: Script, tmp_path: Path
) -> None:
    hook = script("sleep 60 & echo $! > child; echo $$ > leader; wait")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await run(hook)
    for name in ("leader", "child"):
        pid = int((tmp_path / name).read_text())
        await until(lambda pid=pid: not _runs(pid))  # type: ignore[misc]


async def test_what_a_program_leaves_running_ends_with_it(
    script: Script, tmp_path: Path
) -> None:
    started = time.monotonic()
    await run(script("sleep 60 & echo $! > child; exit 0"))
    assert time.monotonic() - started < 10
    pid = int((tmp_path / "child").read_text())
    await until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    "body",
    [
        "exec <&-; exit 0",
        "exec <&- >&- 2>&-; sleep 0; exit 0",
        "head -c 50000000 /dev/zero",
        "head -c 50000000 /dev/zero >&2",
    ],
)
async def test_odd_manners_are_no_failure(script: Script, body: str) -> None:
    before = psutil.Process().num_fds()
    await run(script(body), message(*[item(text="x" * 1000)] * 500))
    assert psutil.Process().num_fds() == before


async def test_much_output_of_a_failure_is_cut(script: Script) -> None:
    with pytest.raises(DeliveryError) as caught:
        await run(script("yes | head -c 5000000; exit 3"))
    assert str(caught.value).startswith("exit 3: y y")
    assert len(str(caught.value)) <= 200


@pytest.mark.parametrize(
    ("mode", "words"),
    [(0o757, "others may"), (0o777, "others may"), (0o644, "not a program")],
)
async def test_only_a_program_that_nobody_else_can_change_is_run(
    script: Script, tmp_path: Path, mode: int, words: str
) -> None:
    hook = script("touch ran")
    hook.chmod(mode)
    with pytest.raises(DeliveryError, match=words):
        await run(hook)
    assert not (tmp_path / "ran").exists()


def test_a_program_in_a_folder_of_others_is_not_run(
    script: Script, tmp_path: Path
) -> None:
    hook = script("touch ran")
    assert runnable(hook) == hook
    (tmp_path / "link").symlink_to(hook)
    assert runnable(tmp_path / "link") == hook
    tmp_path.chmod(0o777)
    with pytest.raises(DeliveryError, match="not run: others may change"):
        runnable(hook)
    tmp_path.chmod(0o1777)
    assert runnable(hook) == hook


def test_what_is_not_there_or_no_file_is_no_program(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for wrong, words in (
        ("gone", "No such file"),
        ("", "not a program"),
        ("loop", "loop"),
    ):
        with pytest.raises(DeliveryError, match=words):
            runnable(tmp_path / wrong)


async def test_a_file_that_is_no_program_says_so(script: Script) -> None:
    hook = script("")
    hook.write_bytes(b"\0\0\0\0")
    with pytest.raises(DeliveryError, match="Exec format error"):
        await run(hook)
