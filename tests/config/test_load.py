from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from overhang.bundled import bundled
from overhang.config.load import FILE, load_settings
from overhang.config.settings import Settings, TableSource
from overhang.core.problems import ConfigError

SHIPPED = bundled("data")
Load = Callable[..., Settings]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load with flags, environment and the text of the user's file."""
    home = tmp_path / "home"
    for folder in ("user", "work", "home/desk", "desk", "user/desk"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")

    def call(
        flags: Mapping[str, str | None] | None = None,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> Settings:
        if user is not None:
            (tmp_path / "user" / FILE).write_text(user)
        return load_settings(
            flags or {},
            {"HOME": str(home), **(env or {})},
            user_dir=tmp_path / "user",
            state_dir=tmp_path / "state",
        )

    return call


def test_without_any_choice_the_shipped_data_is_shown(load: Load) -> None:
    settings = load()
    assert settings.shipped
    assert (settings.data, settings.url) == (SHIPPED, None)
    assert settings.universe == SHIPPED / "universe.toml"
    assert settings.rules == SHIPPED / "rules.toml"
    assert (settings.every, settings.timeout) == (60.0, 10.0)
    assert (settings.theme, settings.timezone) == (None, "America/New_York")
    assert settings.state_dir.name == "state"
    assert settings.files == ()
    assert set(settings.origins.values()) == {"default"}


def test_flag_beats_environment_beats_named_file_beats_user_file(
    load: Load, tmp_path: Path
) -> None:
    named = tmp_path / "named.toml"
    user = 'theme = "user"\nevery = "5m"\ntimezone = "Europe/London"\nmouse = false'
    flags: dict[str, str | None] = {}
    env: dict[str, str] = {}

    def theme() -> tuple[str | None, str]:
        settings = load(flags, env, user)
        assert settings.every == 300.0
        return settings.theme, settings.origins["theme"]

    assert theme() == ("user", f"{tmp_path}/user/{FILE}:1")
    named.write_text('timeout = "2s"\ntheme = "named"')
    env["OVERHANG_CONFIG"] = str(named)
    assert theme() == ("named", f"{named}:2")
    env["OVERHANG_THEME"] = "env"
    assert theme() == ("env", "OVERHANG_THEME")
    flags["theme"] = "flag"
    assert theme() == ("flag", "--theme")
    flags["config"] = None
    assert theme() == ("flag", "--theme")
    assert load(flags, env).files == (named, tmp_path / "user" / FILE)


def test_the_current_folder_is_never_searched(load: Load) -> None:
    Path(FILE).write_text('theme = "planted"')
    assert load().theme is None


def test_a_named_file_must_exist_and_the_flag_names_it_first(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"/work/gone\.toml: No such file"):
        load({"config": "gone.toml"}, {"OVERHANG_CONFIG": "other.toml"})


def test_paths_are_relative_to_where_they_were_written(
    load: Load, tmp_path: Path
) -> None:
    assert load({"data": "../desk"}).data == tmp_path / "desk"
    assert load({"data": "~/desk"}).data == tmp_path / "home" / "desk"
    assert load(user='data = "desk"').data == tmp_path / "user" / "desk"


def test_universe_and_rules_lie_beside_the_data_or_are_shipped(
    load: Load, tmp_path: Path
) -> None:
    (tmp_path / "desk" / "rules.toml").write_text("")
    settings = load({"data": "../desk"})
    assert settings.rules == tmp_path / "desk" / "rules.toml"
    assert settings.universe == SHIPPED / "universe.toml"
    assert not settings.shipped
    assert load({"data": "../desk", "rules": "mine.toml"}).rules == (
        tmp_path / "work" / "mine.toml"
    )


@pytest.mark.parametrize(
    ("flags", "env", "user", "base", "tables"),
    [
        pytest.param({}, {}, 'url = "https://a/b/"', "https://a/b", [], id="url"),
        pytest.param(
            {"data": "../desk"},
            {"OVERHANG_URL": "https://a"},
            'url = "https://b"\n[table.closes]\nfile = "c.csv"',
            "desk",
            [],
            id="the strongest replaces what is weaker",
        ),
        pytest.param(
            {},
            {},
            '[table.closes]\nfile = "c.csv"',
            "data",
            ["closes"],
            id="tables over the shipped data",
        ),
        pytest.param(
            {},
            {},
            'data = "desk"\n[table.cds_marks]\nurl = "https://a/cds?desk=1"',
            "desk",
            ["cds_marks"],
            id="a mix",
        ),
    ],
)
def test_the_strongest_place_says_where_data_comes_from(
    load: Load,
    flags: dict[str, str],
    env: dict[str, str],
    user: str,
    base: str,
    tables: list[str],
) -> None:
    settings = load(flags, env, user)
    assert base in (settings.url, settings.data and settings.data.name)
    assert (settings.data is None) != (settings.url is None)
    assert list(settings.table) == tables
    assert not settings.shipped


def test_a_table_has_its_own_source_and_interval(load: Load, tmp_path: Path) -> None:
    settings = load(
        user='url = "http://[::1]:8080/x"\n[table.closes]\nfile = "~/closes.csv"\n'
        '[table.deals]\nevery = "1h"\n'
        '[table.cds_marks]\nurl = "https://a/cds"\nevery = "30s"\n'
    )
    assert settings.table == {
        "closes": TableSource(file=tmp_path / "home" / "closes.csv"),
        "deals": TableSource(every=3600.0),
        "cds_marks": TableSource(url="https://a/cds", every=30.0),
    }
    assert settings.origins["table.deals"] == f"{tmp_path}/user/{FILE}:4"


def test_different_data_has_different_stores_and_the_same_has_one(
    load: Load, tmp_path: Path
) -> None:
    keys = [
        load().store_key,
        load({"data": "../desk"}).store_key,
        load({"rules": "r.toml"}).store_key,
        load({"universe": "u.toml"}).store_key,
        load({"url": "https://a"}).store_key,
        load(user='[table.closes]\nfile = "c.csv"').store_key,
    ]
    assert len(set(keys)) == len(keys)
    (tmp_path / "user" / FILE).unlink()
    again = load({"data": f"{tmp_path}/work/.././desk"}, {"OVERHANG_THEME": "x"})
    assert again.store_key == keys[1]


def test_the_mouse_is_off_over_ssh_unless_asked_for(load: Load) -> None:
    ssh = {"SSH_CONNECTION": "10.0.0.1 22 10.0.0.2 22"}
    assert load().mouse
    assert not load(env=ssh).mouse
    assert "SSH" in load(env=ssh).origins["mouse"]
    assert load({"mouse": "on"}, ssh).mouse


def test_the_token_is_only_pointed_at(load: Load, tmp_path: Path) -> None:
    secret = {"OVERHANG_TOKEN": "s3cret"}
    assert load(env=secret).token_env == "OVERHANG_TOKEN"
    assert "s3cret" not in repr(load(env=secret))
    chosen = load({"token_file": "t"}, secret)
    assert (chosen.token_env, chosen.token_file) == (None, tmp_path / "work" / "t")


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        pytest.param(
            'theem = "x"',
            'overhang.toml:1: unknown key "theem", did you mean "theme"?',
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
            'mouse = "maybe"',
            'overhang.toml:1: mouse: found "maybe", expected true or false',
            id="truth",
        ),
        pytest.param(
            'theme = "../x"',
            'overhang.toml:1: theme: found "../x", expected a theme\'s name: letters, '
            "digits, - and _",
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
            'overhang.toml:2: table.closes: unknown key "path"; known: file, url, '
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


def test_loading_settings_needs_nothing_heavy() -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from overhang.config.load import load_settings\n"
        "load_settings({}, {}, user_dir=Path('/nowhere'), state_dir=Path('/tmp'))\n"
        "heavy = {'pandas', 'httpx', 'textual', 'tomllib', 'difflib', 'zoneinfo',"
        " 'platformdirs', 'overhang.core.snapshot', 'overhang.core.tables'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
