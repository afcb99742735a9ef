"""A mistake in `[source.NAME]` is told with line, key and what was expected."""

from __future__ import annotations

import pytest

from overhang.core.problems import ConfigError
from support.loading import Load

FRED = '[source.fred]\nkey = "env:FRED"\n'
PX = (
    '[source.px]\nkind = "quotes"\nurl = "https://a.com/px"\ntable = "closes"\n'
    'fields = { issuer = "s", date = "d", close_usd = "p" }\n'
)
TICKS = PX.replace("quotes", "push").replace("https", "wss")
RUNS = (
    '[source.runs]\nkind = "drop"\nfolder = "runs"\ntable = "cds_marks"\n'
    'fields = { issuer = "Name" }\n'
)
WHERE = (
    'where it is, as "env:NAME", "file:PATH" or "keyring:SERVICE/NAME", and not the '
    "secret itself"
)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        pytest.param(
            'source = "edgar"',
            '1: source: found "edgar", expected tables headed [source.NAME]',
            id="no tables",
        ),
        pytest.param(
            'source.fred = "k"',
            '1: source.fred: found "k", expected a table headed [source.fred]',
            id="no table",
        ),
        pytest.param(
            "[source.Px]",
            '1: source: found "Px", expected a name of a-z, 0-9 and -, 32 at most',
            id="name",
        ),
        pytest.param(
            "[source.px]",
            "1: source.px: no kind, expected one of edgar, tape, fred, tiingo, quotes, "
            "push, drop",
            id="no kind",
        ),
        pytest.param(
            '[source.px]\nkind = "ftp"',
            '2: source.px.kind: found "ftp", expected one of edgar, tape, fred, tiingo,'
            " quotes, push, drop",
            id="kind",
        ),
        pytest.param(
            PX + "[source.px.scale]",
            "6: source.px.scale: found a table, expected a table with an entry",
            id="empty table",
        ),
        pytest.param(
            FRED + "ise = true",
            '3, column 1: source.fred: unknown key "ise", did you mean "ice"?',
            id="key",
        ),
        pytest.param(
            FRED + "header = 3",
            "3: source.fred.header: means nothing to fred, only to drop",
            id="a key of another kind",
        ),
        pytest.param(
            FRED + 'rights = "public"',
            "3: source.fred.rights: means nothing to fred, only to tape, tiingo, "
            "quotes, push, drop",
            id="terms that its rows say themselves",
        ),
        pytest.param(
            "[source.edgar]",
            "1: source.edgar: no contact, which edgar needs",
            id="no contact",
        ),
        pytest.param(
            '\n[source.edgar]\ncontact = "desk"',
            '3: source.edgar.contact: found "desk", expected a name and an address such'
            ' as "Acme Capital credit-desk@acme.com"',
            id="contact",
        ),
        pytest.param(
            '[source.edgar]\ncontact = "Acme desk@acme.com"\nrate = 10',
            "3: source.edgar.rate: found 10, expected requests a second, 0.01 to 5",
            id="faster than EDGAR takes",
        ),
        pytest.param(
            "[source.tiingo]",
            "1: source.tiingo: no key, which tiingo needs",
            id="no key",
        ),
        pytest.param(
            '[source.fred]\nkey = "hunter2"',
            f'2: source.fred.key: found "***", expected {WHERE}',
            id="a key in clear",
        ),
        pytest.param(
            '[source.fred]\nkey = "keyring:hunter2"',
            '2: source.fred.key: found "***", expected "keyring:SERVICE/NAME"',
            id="an entry of a keyring",
        ),
        pytest.param(
            PX.replace("/px", "/px?apikey=hunter2"),
            '3: source.px.url: "apikey" in an address is a key in clear; expected key, '
            'with key_name = "query:apikey"',
            id="a key in the address",
        ),
        pytest.param(
            PX + 'key = "env:K"\nkey_name = "X-Hunter2"',
            '7: source.px.key_name: found "***", expected "header:NAME", "query:NAME" '
            'or "bearer"',
            id="what carries a key",
        ),
        pytest.param(
            PX + 'key_name = "bearer"',
            "6: source.px.key_name: no key that it could carry",
            id="nothing to carry",
        ),
        pytest.param(
            PX.replace("https", "http") + 'key = "env:K"',
            '3: source.px.url: a key would go to "a.com" for all to read, expected '
            "https:// (or a tunnel that ends at 127.0.0.1)",
            id="a key unencrypted",
        ),
        pytest.param(
            TICKS.replace("wss", "ws") + 'key = "env:K"',
            '3: source.px.url: a key would go to "a.com" for all to read, expected '
            "wss:// (or a tunnel that ends at 127.0.0.1)",
            id="a key over a plain socket",
        ),
        pytest.param(
            PX.replace("https", "wss"),
            '3: source.px.url: found "wss://a.com/px", expected an address as '
            '"https://host/path", without a password (see token_file) or #',
            id="a socket is not polled",
        ),
        pytest.param(
            TICKS.replace("wss://", "wss://jk:hunter2@"),
            '3: source.px.url: found "wss://***a.com/px", expected an address as '
            '"wss://host/path" or "https://host/path", without a password or #',
            id="a password in a push address",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(load: Load, user: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(user=user)
    lines = [f"overhang.toml:{each}" for each in expected.split("\n")]
    for found, line in zip(caught.value.problems, lines, strict=True):
        assert found == line
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8080/px", "http://[::1]/px", "http://localhost/px"],
)
def test_a_key_may_go_to_this_machine_unencrypted(load: Load, url: str) -> None:
    user = PX.replace("https://a.com/px", url) + 'key = "env:K"'
    assert load(user=user).sources[0].reach.url == url


@pytest.mark.parametrize("name", ["monkey", "keys_of", "tokenized", "ticker"])
def test_a_parameter_that_only_sounds_like_a_key_may_stand(
    load: Load, name: str
) -> None:
    user = PX.replace("/px", f"/px?{name}=1")
    assert load(user=user).sources
