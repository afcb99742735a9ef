from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from overhang.config.load import FILE
from overhang.core.problems import ConfigError
from support.loading import Load


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        pytest.param(
            'theem = "x"',
            'overhang.toml:1, column 1: unknown key "theem", did you mean "theme"?',
            id="key",
        ),
        pytest.param(
            '\ndata = "nowhere"',
            'overhang.toml:2: data: found "nowhere", expected a folder that exists',
            id="folder",
        ),
        pytest.param(
            'data = "desk"\nurl = "https://a"',
            "overhang.toml:2: data and url: name one of them",
            id="two bases",
        ),
        pytest.param(
            'token_file = "t"\ntoken_env = "T"',
            "overhang.toml:2: token_env and token_file: name one of them",
            id="two tokens",
        ),
        pytest.param(
            'url = "ftp://a"',
            'overhang.toml:1: url: found "ftp://a", expected an address as '
            '"https://host/path", without a password (see token_file) or #',
            id="scheme",
        ),
        pytest.param(
            'url = "https://jk:hunter2@a/b"',
            'overhang.toml:1: url: found "https://***a/b", expected an address as '
            '"https://host/path", without a password (see token_file) or #',
            id="password",
        ),
        pytest.param(
            'url = "https://jk:hun/ter2@a/b"',
            'overhang.toml:1: url: found "https://***a/b", expected an address as '
            '"https://host/path", without a password (see token_file) or #',
            id="password with a slash",
        ),
        pytest.param(
            'url = "https://a?key=hunter2"',
            'overhang.toml:1: url: found "https://a?***", expected an address as '
            '"https://host/path", without a password (see token_file) or #',
            id="query without path",
        ),
        pytest.param(
            'url = "https://a/b?key=hunter2"',
            'overhang.toml:1: url: found "https://a/b?***", expected an address that '
            "table names can be put after, without ?",
            id="query",
        ),
        pytest.param(
            'token_env = "hunter2-abc"',
            'overhang.toml:1: token_env: found "***", expected the name of an '
            "environment variable, not the token itself",
            id="token pasted",
        ),
        pytest.param(
            "every = 30",
            'overhang.toml:1: every: found 30, expected a duration as "1m", 1s to '
            "86400s",
            id="no unit",
        ),
        pytest.param(
            'every = "0s"',
            'overhang.toml:1: every: found "0s", expected a duration as "1m", 1s to '
            "86400s",
            id="too short",
        ),
        pytest.param(
            'timeout = "6m"',
            'overhang.toml:1: timeout: found "6m", expected a duration as "10s", 0.1s '
            "to 300s",
            id="too long",
        ),
        pytest.param(
            'timezone = "America/NewYork"',
            'overhang.toml:1: timezone: found "America/NewYork", expected a timezone '
            'as "America/New_York" (unknown timezone "America/NewYork", did you mean '
            '"America/New_York"?)',
            id="timezone",
        ),
        pytest.param(
            'notify = "loud"',
            'overhang.toml:1: notify: found "loud", expected one of auto, osc9, '
            "osc777, osc99, bell, off",
            id="notify",
        ),
        pytest.param(
            'mouse = "maybe"',
            'overhang.toml:1: mouse: found "maybe", expected true or false',
            id="truth",
        ),
        pytest.param(
            'theme = "nite"',
            'overhang.toml:1: theme: found "nite", expected one of colourblind, day, '
            "mono, night, sixteen",
            id="theme",
        ),
        pytest.param(
            'rules = "a\\u001b[31m"',
            'overhang.toml:1: rules: found "a\u241b[31m", expected a path',
            id="control characters",
        ),
        pytest.param(
            '[table.close]\nfile = "c.csv"',
            'overhang.toml:1: unknown table "close", did you mean "closes"?',
            id="table",
        ),
        pytest.param(
            '[table.closes]\npath = "c.csv"',
            'overhang.toml:2, column 1: table.closes: unknown key "path"; known: '
            "file, url, "
            "every",
            id="table key",
        ),
        pytest.param(
            '[table.closes]\nfile = "c.csv"\nurl = "https://a"',
            "overhang.toml:1: table.closes: expected file or url, not both",
            id="table of two sources",
        ),
        pytest.param(
            '[table.closes]\nfile = "c.csv"\nevery = "30s"',
            "overhang.toml:1: table.closes: expected every only with a url: a file is "
            "read when it changes",
            id="file with an interval",
        ),
        pytest.param(
            "[table.closes]",
            "overhang.toml:1: table.closes: expected file, url or every",
            id="empty table",
        ),
        pytest.param(
            '[table.closes]\nurl = "a"',
            'overhang.toml:2: table.closes.url: found "a", expected an address as '
            '"https://host/path", without a password (see token_file) or #',
            id="table url",
        ),
        pytest.param(
            "table = 3",
            "overhang.toml:1: table: found 3, expected tables headed [table.NAME]",
            id="table is no table",
        ),
        pytest.param(
            "[table]\ncloses = 3",
            "overhang.toml:2: table.closes: found 3, expected a table",
            id="one table is no table",
        ),
        pytest.param(
            "theme = night",
            "overhang.toml:1, column 9: not TOML: Invalid value",
            id="syntax",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(
    load: Load, user: str, expected: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(user=user)
    assert caught.value.problems == (expected,)


def test_an_interval_without_an_address_is_refused(load: Load, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(user='[table.closes]\nevery = "30s"')
    assert caught.value.problems == (
        f"{tmp_path}/user/{FILE}:1: table.closes: every without a url: the table comes "
        "from a folder, which is read when it changes",
    )


def test_mistakes_of_every_place_are_told_at_once(load: Load) -> None:
    with pytest.raises(ConfigError) as caught:
        load(
            {"timezone": "Mars"},
            {"OVERHANG_DATA": "/nowhere", "OVERHANG_THEME": "?"},
            'every = "x"\nmouse = 1',
        )
    assert [each.split(": ")[0] for each in caught.value.problems] == [
        "--tz",
        "OVERHANG_DATA",
        "OVERHANG_THEME",
        "overhang.toml:1",
        "overhang.toml:2",
    ]


def test_two_bases_in_one_place_are_refused(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"^--data and --url: name one of them$"):
        load({"data": "../desk", "url": "https://a"})


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_file_that_is_no_file_is_an_error_and_no_hang(
    load: Load, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "odd")
    with pytest.raises(ConfigError, match="odd: not a plain file"):
        load({"config": str(tmp_path / "odd")})


def test_bytes_that_are_not_text_are_named_by_line(load: Load, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_bytes(b"# a\n# \xff\n")
    with pytest.raises(ConfigError, match=r"^c\.toml:2: a byte that is not UTF-8$"):
        load({"config": str(tmp_path / "c.toml")})


def test_a_huge_file_is_refused(load: Load, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_bytes(b"#" * 5_000_001)
    with pytest.raises(ConfigError, match=r"c\.toml: over 5,000,000 bytes"):
        load({"config": str(tmp_path / "c.toml")})
