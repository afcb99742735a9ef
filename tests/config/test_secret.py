"""Secrets are read where they are, told about in words, and never shown."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringError, KeyringLocked

from overhang.config import ring
from overhang.config.secret import is_reference, read_key
from overhang.config.secrets_check import unread
from overhang.config.show import shown
from overhang.core.problems import ConfigError
from support.interpreter import loaded_after
from support.loading import Load

CANARY = "hunter2-canary"


class Ring(KeyringBackend):
    """A keyring that answers as a test says."""

    priority = 1  # pyright: ignore[reportAssignmentType]

    def __init__(self, answer: Callable[[], str | None]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._answer = answer
        self.asked: list[tuple[str, str]] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append((service, username))
        return self._answer()

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture
def use() -> Iterator[Callable[[KeyringBackend], None]]:
    """Put a keyring in the place of the system's."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


Use = Callable[[KeyringBackend], None]


def raising(error: Exception) -> Callable[[], str | None]:
    def answer() -> str | None:
        raise error

    return answer


def test_a_keyring_is_asked_by_service_and_name(use: Use) -> None:
    own = Ring(lambda: f" {CANARY}\n")
    use(own)
    assert is_reference("keyring:desk/overhang/tiingo")
    assert read_key("keyring:desk/overhang/tiingo", {}) == CANARY
    assert own.asked == [("desk/overhang", "tiingo")]


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (
            Ring(lambda: None),
            "nothing there; `keyring set desk tiingo` puts it there",
        ),
        (
            Ring(raising(KeyringLocked(CANARY))),
            "the keyring is locked: unlock it, or keep the key elsewhere: env:NAME, "
            "file:PATH",
        ),
        (
            NoKeyring(),  # type: ignore[no-untyped-call]
            "no keyring runs here (over SSH there is often none): start one, or keep "
            "the key elsewhere: env:NAME, file:PATH",
        ),
        (
            Ring(raising(KeyringError(CANARY))),
            "the keyring cannot be read (KeyringError), or keep the key elsewhere: "
            "env:NAME, file:PATH",
        ),
        (
            Ring(raising(OSError(CANARY))),
            "the keyring cannot be read (OSError), or keep the key elsewhere: "
            "env:NAME, file:PATH",
        ),
    ],
)
def test_a_keyring_that_does_not_give_is_told_in_words(
    use: Use, backend: KeyringBackend, words: str
) -> None:
    use(backend)
    with pytest.raises(ConfigError) as caught:
        read_key("keyring:desk/tiingo", {})
    assert str(caught.value) == f"keyring:desk/tiingo: {words}"
    assert CANARY not in repr(caught.value)


def test_a_keyring_that_waits_for_its_password_holds_up_nobody(
    use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "_PATIENCE_S", 0.01)
    unlocked = threading.Event()
    own = Ring(lambda: CANARY if unlocked.wait(10) else None)
    use(own)
    try:
        for _ in range(2):
            with pytest.raises(ConfigError, match="does not answer"):
                read_key("keyring:desk/tiingo", {})
        assert len(own.asked) == 1
    finally:
        unlocked.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(10)
    monkeypatch.undo()
    assert read_key("keyring:desk/tiingo", {}) == CANARY


def test_keys_that_are_read_at_once_wait_for_each_other(use: Use) -> None:
    def answer() -> str:
        time.sleep(0.02)
        return CANARY

    own = Ring(answer)
    use(own)
    names = [f"keyring:desk/{name}" for name in ("tiingo", "fred", "pager")]
    with ThreadPoolExecutor(len(names)) as pool:
        found = list(pool.map(lambda each: read_key(each, {}), names))
    assert found == [CANARY] * len(names)
    assert len(own.asked) == len(names)


def test_without_the_package_what_to_install_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"pip install overhang\[keyring\]"):
        read_key("keyring:desk/tiingo", {})


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, as are all above it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_file_that_everybody_may_read_is_refused(open_folder: Path) -> None:
    hidden = open_folder / "hidden"
    hidden.mkdir(mode=0o700)
    bare, shared, inside = open_folder / "bare", open_folder / "desk", hidden / "bare"
    for each, mode in ((bare, 0o644), (shared, 0o640), (inside, 0o644)):
        each.write_text(f"{CANARY}\n")
        each.chmod(mode)
    assert read_key(f"file:{shared}", {}) == CANARY
    assert read_key(f"file:{inside}", {}) == CANARY
    link = open_folder / "link"
    link.symlink_to(bare)
    for each in (bare, link):
        with pytest.raises(ConfigError) as caught:
            read_key(f"file:{each}", {})
        assert str(caught.value) == f"{each}: others may read it (chmod o-r {bare})"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "nothing there"),
        (" \n ", "nothing there"),
        (f"{CANARY}\nInjected: x", "not a key: one line of plain text expected"),
        (f"{CANARY}\u00e9", "not a key: one line of plain text expected"),
        (CANARY * 1000, "not a key: one line of plain text expected"),
    ],
)
def test_what_is_no_key_is_refused_and_not_shown(value: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_key("env:K", {"K": value})
    assert str(caught.value) == f"env:K: {words}"


def test_each_secret_and_program_that_cannot_be_had_is_named_with_its_line(
    load: Load, tmp_path: Path
) -> None:
    (tmp_path / "user" / "key").write_text(CANARY)
    user = (
        'token_env = "NONE"\n'
        '[source.fred]\nkey = "env:GONE"\n'
        '[source.tiingo]\nkey = "file:key"\n'
        '[[deliver]]\nname = "desk"\nkind = "webhook"\nurl = "env:AWAY"\n'
        'secret = "env:HERE"\n'
        '[[deliver]]\nname = "pager"\nkind = "exec"\nargv = ["/nowhere/page"]\n'
    )
    settings = load(user=user)
    place = f"{tmp_path}/user/overhang.toml"
    assert unread(settings, {"HERE": CANARY}) == (
        f"{place}:1: token_env: NONE: no token there",
        f"{place}:3: source.fred.key: env:GONE: nothing there",
        f"{place}:6: deliver.desk: env:AWAY: nothing there",
        f"{place}:11: deliver.pager: /nowhere/page: No such file or directory",
    )


def test_no_secret_is_in_anything_that_is_shown(
    load: Load, tmp_path: Path, use: Use
) -> None:
    use(Ring(lambda: CANARY))
    (tmp_path / "user" / "key").write_text(CANARY)
    user = (
        '[source.fred]\nkey = "env:FRED"\n[source.tiingo]\nkey = "file:key"\n'
        '[source.px]\nkind = "quotes"\npreset = "fmp"\nkey = "keyring:desk/fmp"\n'
    )
    env = {"FRED": CANARY}
    settings = load(env=env, user=user)
    read = [read_key(each.reach.key, env) for each in settings.sources]
    assert read == [CANARY] * 3
    told = (repr(settings), repr(shown(settings)), settings.store_key)
    assert CANARY not in "".join((*told, *unread(settings, env)))
    os.truncate(tmp_path / "user" / "key", 0)
    assert len(unread(settings, {})) == 2


def test_a_keyring_is_loaded_only_when_it_is_asked() -> None:
    loaded = loaded_after(
        "from overhang.config.secret import read_key\nread_key('env:K', {'K': 'x'})"
    )
    assert "keyring" not in loaded
