"""A file that others may change: it names no command and leads no secret away."""

from __future__ import annotations

import grp
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from overhang.config.load import FILE
from overhang.config.ownership import open_to_others
from overhang.core.problems import ConfigError
from support.loading import Load

HOOK = '[[deliver]]\nname = "desk"\nkind = "webhook"\n'
SECRETS = {
    'token_env = "T"\nurl = "https://a"\n': (1, "token_env"),
    'url = "https://a"\ntoken_file = "t"\n': (2, "token_file"),
    HOOK + 'url = "env:HOOK"\n': (1, "deliver.0"),
    HOOK + 'url = "https://a"\nsecret = "env:S"\n': (1, "deliver.0"),
    '[source.fred]\nkey = "env:K"\n': (2, "source.fred.key"),
}


@pytest.mark.parametrize("user", SECRETS)
def test_no_secret_is_read_where_others_may_say(
    load: Load, tmp_path: Path, user: str
) -> None:
    load(user=user)
    file = tmp_path / "user" / FILE
    file.chmod(0o666)
    line, key = SECRETS[user]
    with pytest.raises(ConfigError) as caught:
        load()
    assert caught.value.problems[0] == (
        f"{FILE}:{line}: {key}: no secret is read: others may change {file} "
        "(chmod go-w)"
    )


def test_no_token_goes_where_others_may_say(load: Load, tmp_path: Path) -> None:
    file = tmp_path / "user" / FILE
    for user, key in (
        ('url = "https://a"', "url"),
        ('[table.closes]\nurl = "https://a"', "table.closes"),
    ):
        file.write_text(user)
        file.chmod(0o666)
        assert load()
        with pytest.raises(ConfigError) as caught:
            load(env={"OVERHANG_TOKEN": "x"})
        assert caught.value.problems == (
            f"{file}:1: {key}: no token goes there: others may change {file} "
            "(chmod go-w)",
        )
    file.write_text('data = "desk"\ntheme = "day"')
    assert load(env={"OVERHANG_TOKEN": "x"}).theme == "day"


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a file away")
def test_a_file_of_somebody_else_is_open(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert open_to_others(file) == ""
    os.chown(file, 65534, -1)
    assert open_to_others(file) == f"{file} belongs to somebody else"


@pytest.mark.parametrize(
    ("name", "members", "open_"),
    [
        ("me", (), ""),
        ("me", ("me",), ""),
        ("me", ("you",), "others"),
        ("desk", (), "others"),
    ],
)
def test_a_group_of_ones_own_is_nobody_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    members: tuple[str, ...],
    open_: str,
) -> None:
    file = tmp_path / "file"
    file.touch()
    file.chmod(0o664)
    gid = file.stat().st_gid
    owner = SimpleNamespace(pw_name="me", pw_gid=gid)
    group = SimpleNamespace(gr_name=name, gr_gid=gid, gr_mem=list(members))
    monkeypatch.setattr("overhang.config.ownership.pwd.getpwuid", lambda _: owner)
    monkeypatch.setattr(grp, "getgrgid", lambda _: group)
    assert open_to_others(file).startswith(open_)
    assert bool(open_to_others(file)) == bool(open_)
