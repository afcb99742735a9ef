"""From settings to sources: each table has one, and the token goes to one host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from overhang.collector import wiring
from overhang.collector.wiring import sources_of
from overhang.config.load import load_settings
from overhang.core.problems import ConfigError
from overhang.core.tables import TABLES
from overhang.sources.base import Source
from overhang.sources.files import FileSource
from overhang.sources.http import HttpSource

ALL = len(TABLES)


def _sources(tmp_path: Path, toml: str, env: Mapping[str, str]) -> list[Source]:
    (tmp_path / "overhang.toml").write_text(toml)
    settings = load_settings({}, env, user_dir=tmp_path, state_dir=tmp_path)
    return sources_of(settings, env, now=lambda: datetime.now(UTC))


def _shapes(sources: list[Source]) -> list[tuple[type, int]]:
    return [(type(each), len(each.tables)) for each in sources]


@pytest.mark.parametrize(
    ("toml", "shapes"),
    [
        ("", [(FileSource, ALL)]),
        ('url = "https://desk.example/v1"', [(HttpSource, ALL)]),
        (
            '[table.deals]\nfile = "/tmp/d.csv"',
            [(FileSource, ALL - 1), (FileSource, 1)],
        ),
        (
            '[table.deals]\nurl = "https://a.example/d"\n'
            '[table.ratings]\nurl = "https://b.example/r"',
            [(FileSource, ALL - 2), (HttpSource, 1), (HttpSource, 1)],
        ),
        (
            'url = "https://desk.example"\n[table.deals]\nfile = "/tmp/d.csv"',
            [(FileSource, 1), (HttpSource, ALL - 1)],
        ),
    ],
)
def test_each_table_has_one_source(
    tmp_path: Path, toml: str, shapes: list[tuple[type, int]]
) -> None:
    sources = _sources(tmp_path, toml, {})
    assert _shapes(sources) == shapes
    tables = [table for each in sources for table in each.tables]
    assert sorted(tables) == sorted(TABLES)


_TWO_HOSTS = (
    '[table.deals]\nurl = "https://a.example/d"\n'
    '[table.ratings]\nurl = "https://b.example/r"\n'
)


def test_the_token_goes_to_the_named_host_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: dict[str, str] = {}

    class Noted(HttpSource):
        def __init__(self, base: Mapping[str, str], *args: object, **rest: object):
            sent.update(dict.fromkeys(base.values(), str(rest["token"])))
            super().__init__(base, *args, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr("overhang.sources.http.HttpSource", Noted)
    env = {"OVERHANG_TOKEN": "s3cret"}
    _sources(tmp_path, 'url = "https://desk.example"\n' + _TWO_HOSTS, env)
    assert sent.pop("https://a.example/d") == ""
    assert sent.pop("https://b.example/r") == ""
    assert set(sent.values()) == {"s3cret"}


def test_one_token_for_two_hosts_is_refused_without_showing_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="one token and several hosts") as caught:
        _sources(tmp_path, _TWO_HOSTS, {"OVERHANG_TOKEN": "s3cret"})
    assert "s3cret" not in str(caught.value)


def test_certificates_that_are_not_there_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(ConfigError, match=r"^SSL_CERT_FILE, .*No such file"):
        _sources(tmp_path, 'url = "https://desk.example"', {})


def test_an_host_is_the_same_with_or_without_a_user() -> None:
    assert wiring._host("https://ada@desk.example:8443/v1") == (
        "https://desk.example:8443"
    )
