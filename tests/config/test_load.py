from __future__ import annotations

from pathlib import Path

import pytest

from overhang.bundled import bundled
from overhang.config.load import FILE
from overhang.config.settings import TableSource
from overhang.core.notify import Notify
from overhang.core.problems import ConfigError
from support.interpreter import loaded_after
from support.loading import Load

SHIPPED = bundled("data")


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
    user = 'theme = "day"\nevery = "5m"\ntimezone = "Europe/London"\nmouse = false'
    flags: dict[str, str | None] = {}
    env: dict[str, str] = {}

    def theme() -> tuple[str | None, str]:
        settings = load(flags, env, user)
        assert settings.every == 300.0
        return settings.theme, settings.origins["theme"]

    assert theme() == ("day", f"{tmp_path}/user/{FILE}:1")
    named.write_text('timeout = "2s"\ntheme = "mono"')
    env["OVERHANG_CONFIG"] = str(named)
    assert theme() == ("mono", f"{named}:2")
    env["OVERHANG_THEME"] = "night"
    assert theme() == ("night", "OVERHANG_THEME")
    flags["theme"] = "sixteen"
    assert theme() == ("sixteen", "--theme")
    flags["config"] = None
    assert theme() == ("sixteen", "--theme")
    assert load(flags, env).files == (named, tmp_path / "user" / FILE)


def test_the_current_folder_is_never_searched(load: Load) -> None:
    Path(FILE).write_text('theme = "day"')
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
    again = load({"data": f"{tmp_path}/work/.././desk"}, {"OVERHANG_THEME": "day"})
    assert again.store_key == keys[1]


def test_rules_that_come_and_go_leave_the_store_where_it_is(
    load: Load, tmp_path: Path
) -> None:
    folder = tmp_path / "desk"
    folder.mkdir(exist_ok=True)
    bare = load({"data": str(folder)})
    for name in ("rules.toml", "universe.toml"):
        (folder / name).write_text("")
        assert load({"data": str(folder)}).store_key == bare.store_key
    assert load({"data": str(folder)}).rules == folder / "rules.toml" != bare.rules


def test_the_mouse_is_off_over_ssh_unless_asked_for(load: Load) -> None:
    ssh = {"SSH_CONNECTION": "10.0.0.1 22 10.0.0.2 22"}
    assert load().mouse
    assert not load(env=ssh).mouse
    assert "SSH" in load(env=ssh).origins["mouse"]
    assert load({"mouse": "on"}, ssh).mouse


def test_how_one_is_told_at_the_terminal(load: Load) -> None:
    assert (load().notify, load().title) == (Notify.AUTO, True)
    told = load(user='notify = "osc777"\ntitle = false')
    assert (told.notify, told.title) == (Notify.OSC777, False)
    assert load(env={"OVERHANG_NOTIFY": "bell"}).notify is Notify.BELL


def test_the_token_is_only_pointed_at(load: Load, tmp_path: Path) -> None:
    secret = {"OVERHANG_TOKEN": "s3cret"}
    assert load(env=secret).token_env == "OVERHANG_TOKEN"
    assert "s3cret" not in repr(load(env=secret))
    chosen = load({"token_file": "t"}, secret)
    assert (chosen.token_env, chosen.token_file) == (None, tmp_path / "work" / "t")


def test_loading_settings_needs_nothing_heavy() -> None:
    loaded = loaded_after(
        "from pathlib import Path\n"
        "from overhang.config.load import load_settings\n"
        "load_settings({}, {}, user_dir=Path('/nowhere'), state_dir=Path('/tmp'))"
    )
    light = {"overhang.core.snapshot", "overhang.core.tables", "platformdirs"}
    assert not loaded & {*light, "tomllib", "difflib", "zoneinfo"}
    assert not loaded & {"pandas", "httpx", "textual"}
