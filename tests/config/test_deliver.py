from __future__ import annotations

import os
from pathlib import Path

import pytest

from overhang.config.load import FILE
from overhang.config.secret import read_reference
from overhang.config.settings import DeliverKind, DeliverTo
from overhang.config.show import shown
from overhang.core.problems import ConfigError
from overhang.core.states import Severity
from support.interpreter import loaded_after
from support.loading import Load

PAGER = '[[deliver]]\nname = "pager"\nkind = "exec"\nargv = ["/bin/page", "-x"]\n'
HOOK = '[[deliver]]\nname = "desk"\nkind = "webhook"\nurl = "https://a/b?key=hunter2"\n'


def test_each_block_is_a_channel(load: Load, tmp_path: Path) -> None:
    settings = load(
        user=PAGER + 'at_least = "crit"\nresolved = false\ntimeout = "3s"\nrate = 5\n'
        '[[deliver]]\nname = "desk"\nkind = "webhook"\nurl = "env:HOOK"\n'
        'secret = "file:~/hook"\n'
        '[[deliver]]\nname = "am"\nkind = "alertmanager"\nurl = "http://[::1]:9093"\n'
        '[[deliver]]\nname = "chat"\nkind = "apprise"\nurl = "file:chat"\n'
    )
    assert settings.deliver == (
        DeliverTo(
            name="pager",
            kind=DeliverKind.EXEC,
            at_least=Severity.CRIT,
            resolved=False,
            argv=("/bin/page", "-x"),
            timeout=3.0,
            rate=5,
        ),
        DeliverTo(
            name="desk",
            kind=DeliverKind.WEBHOOK,
            url="env:HOOK",
            secret=f"file:{tmp_path}/home/hook",
        ),
        DeliverTo(name="am", kind=DeliverKind.ALERTMANAGER, url="http://[::1]:9093"),
        DeliverTo(
            name="chat", kind=DeliverKind.APPRISE, url=f"file:{tmp_path}/user/chat"
        ),
    )
    assert settings.origins["deliver.desk"] == f"{tmp_path}/user/{FILE}:9"


def test_a_named_file_replaces_a_channel_of_the_users_and_keeps_the_others(
    load: Load, tmp_path: Path
) -> None:
    named = tmp_path / "named.toml"
    named.write_text(HOOK)
    other = HOOK.replace("https://a", "https://other")
    settings = load({"config": str(named)}, user=PAGER + other)
    assert [each.name for each in settings.deliver] == ["desk", "pager"]
    assert settings.deliver[0].url.startswith("https://a/")
    assert settings.origins["deliver.desk"] == f"{named}:1"


def test_what_is_shown_holds_no_secret(load: Load) -> None:
    slack = HOOK.replace("desk", "slack").replace("/b?key=", ":8443/services/T0/")
    bare = HOOK.replace("desk", "bare").replace("/b?key=hunter2", ":9093")
    named = HOOK.replace("desk", "named").replace("https://a/b?key=hunter2", "env:HOOK")
    user = PAGER.replace("-x", "hunter2") + HOOK + slack + bare + named
    settings = load(user=user)
    rows = {row.key: row.value for row in shown(settings)}
    assert rows["deliver.pager"] == "exec /bin/page, info and worse, 10s, 20 in 10m"
    assert rows["deliver.desk"] == (
        "webhook https://a/***, info and worse, 10s, 20 in 10m"
    )
    places = [rows[f"deliver.{name}"] for name in ("slack", "bare", "named")]
    assert [each.split(",")[0] for each in places] == [
        "webhook https://a:8443/***",
        "webhook https://a:9093",
        "webhook env:HOOK",
    ]


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        pytest.param(
            'deliver = "pager"',
            'overhang.toml:1: deliver: found "pager", expected tables headed '
            "[[deliver]]",
            id="no tables",
        ),
        pytest.param(
            PAGER + 'at_last = "crit"',
            'overhang.toml:5, column 1: deliver: unknown key "at_last", did you '
            'mean "at_least"?',
            id="key",
        ),
        pytest.param(
            '[[deliver]]\nkind = "exec"\nargv = ["/bin/page"]',
            "overhang.toml:1: deliver: no name",
            id="no name",
        ),
        pytest.param(
            PAGER.replace('"pager"', '"terminal"'),
            'overhang.toml:2: deliver.name: found "terminal", expected a name of a-z, '
            "0-9 and -, other than terminal",
            id="taken name",
        ),
        pytest.param(
            PAGER + PAGER,
            'overhang.toml:5: deliver: "pager" is there twice',
            id="twice",
        ),
        pytest.param(
            PAGER.replace('"exec"', '"shell"'),
            'overhang.toml:3: deliver.kind: found "shell", expected exec or webhook or '
            "alertmanager or apprise",
            id="kind",
        ),
        pytest.param(
            PAGER.replace('["/bin/page", "-x"]', '"page -x"'),
            'overhang.toml:4: deliver.argv: found "page -x", expected a list of the '
            'program, from /, and its arguments: ["/usr/bin/page"]',
            id="a shell's line",
        ),
        pytest.param(
            PAGER.replace("/bin/page", "page"),
            "overhang.toml:4: deliver.argv: found a list, expected a list of the "
            'program, from /, and its arguments: ["/usr/bin/page"]',
            id="a program to be searched for",
        ),
        pytest.param(
            PAGER + 'at_least = "fatal"',
            'overhang.toml:5: deliver.at_least: found "fatal", expected info or warn '
            "or crit",
            id="severity",
        ),
        pytest.param(
            PAGER + "rate = 0",
            "overhang.toml:5: deliver.rate: found 0, expected messages in ten minutes, "
            "1 to 1000",
            id="rate",
        ),
        pytest.param(
            HOOK + 'secret = "hunter2"',
            'overhang.toml:5: deliver.secret: found "***", expected where it is, as '
            '"env:NAME", "file:PATH" or "keyring:SERVICE/NAME", and not the secret '
            "itself",
            id="a secret pasted",
        ),
        pytest.param(
            '[[deliver]]\nname = "chat"\nkind = "apprise"\nurl = "https://x/hunter2"',
            "overhang.toml:4, column 1: deliver chat: url: expected where it is, as "
            '"env:NAME", "file:PATH" or "keyring:SERVICE/NAME", and not the secret '
            "itself",
            id="a chat address pasted",
        ),
        pytest.param(
            PAGER + 'url = "https://a"',
            'overhang.toml:5, column 1: deliver pager: unknown key of exec "url"; '
            "known: argv",
            id="a key of another kind",
        ),
        pytest.param(
            '[[deliver]]\nname = "desk"\nkind = "webhook"',
            "overhang.toml:1: deliver desk: no url, which webhook needs",
            id="no address",
        ),
        pytest.param(
            '[[deliver]]\nname = "am"\nkind = "alertmanager"\nurl = "http://a"\n'
            "resolved = false",
            "overhang.toml:5, column 1: deliver am: resolved: expected true: else it "
            "never hears of an end",
            id="an Alertmanager that never hears of an end",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(load: Load, user: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(user=user)
    assert caught.value.problems == (expected,)


def test_a_file_that_others_may_change_names_no_command(
    load: Load, tmp_path: Path
) -> None:
    file = tmp_path / "user" / FILE
    file.write_text(PAGER)
    file.chmod(0o666)
    with pytest.raises(ConfigError) as caught:
        load()
    assert caught.value.problems == (
        f"overhang.toml:1: deliver pager: no command is run: others may change {file} "
        "(chmod go-w)",
    )
    file.chmod(0o644)
    file.parent.chmod(0o777)
    with pytest.raises(ConfigError, match=f"others may change {file.parent} "):
        load()
    file.parent.chmod(0o755)
    assert load().deliver
    file.write_text(HOOK)
    file.chmod(0o666)
    assert load().deliver


def test_a_reference_is_read_where_it_is(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2\n")
    assert read_reference(f"file:{secret}", {}) == "hunter2"
    assert read_reference("env:HOOK", {"HOOK": "hunter2"}) == "hunter2"
    assert read_reference("https://a/b", {}) == "https://a/b"
    os.truncate(secret, 0)
    for gone in ("env:HOOK", f"file:{secret}"):
        with pytest.raises(ConfigError, match=f"^{gone}: nothing there"):
            read_reference(gone, {})


def test_reading_channels_needs_no_network() -> None:
    loaded = loaded_after("import overhang.config.deliver")
    assert not loaded & {"httpx", "pandas", "textual", "asyncio"}


def test_a_command_gets_the_text_only_as_a_whole_argument_after_dashes(
    load: Load,
) -> None:
    def argv(*rest: str) -> tuple[str, ...]:
        given = PAGER.replace('"-x"', ", ".join(f'"{each}"' for each in rest))
        return load(user=given).deliver[0].argv

    assert argv("-a", "--", "{message}", "x")[2:] == ("--", "{message}", "x")
    for wrong in (
        ("{message}",),
        ("{message}", "--"),
        ("-c", "echo {message}"),
        ("--", "x{message}"),
        ("--", "{message}{message}"),
    ):
        with pytest.raises(ConfigError) as caught:
            argv(*wrong)
        assert caught.value.problems == (
            "overhang.toml:4: deliver.argv: found a list, expected a list in which "
            '{message} is an argument of its own, after "--": '
            '["/usr/bin/page", "--", "{message}"]',
        )
