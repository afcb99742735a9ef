"""What a feed's `[source.NAME]` may not say about how it asks and what it maps."""

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
            FRED + 'proxy = "http://jk:hunter2@proxy:3128"',
            '3: source.fred.proxy: found "http://***proxy:3128", expected an address as'
            ' "http://host:3128"; one with a password goes into HTTPS_PROXY',
            id="a password in a proxy",
        ),
        pytest.param(
            FRED + 'ca = "none.pem"',
            '3: source.fred.ca: found "none.pem", expected a file that exists',
            id="certificates",
        ),
        pytest.param(
            FRED + 'every = "0.2s"',
            '3: source.fred.every: found "0.2s", expected a duration as "1m", 1s to '
            "86400s",
            id="every",
        ),
        pytest.param(
            FRED + "rate = nan",
            "3: source.fred.rate: found nan, expected requests a second, 0.01 to 100",
            id="a rate that is no number",
        ),
        pytest.param(
            FRED + "days = 0",
            "3: source.fred.days: found 0, expected days, 1 to 3660",
            id="days",
        ),
        pytest.param(
            FRED + "ice = 1",
            "3: source.fred.ice: found 1, expected true or false",
            id="truth",
        ),
        pytest.param(
            '[source.px]\nkind = "quotes"',
            "1: source.px: no url, which quotes needs\n"
            "1: source.px: no table, which quotes needs\n"
            "1: source.px: no fields, which quotes needs",
            id="nothing said",
        ),
        pytest.param(
            PX.replace('"closes"', '"close"'),
            '4: source.px.table: unknown table "close", did you mean "closes"?',
            id="table",
        ),
        pytest.param(
            PX + 'scale = { close = 0.01 }\nconstants = { noot = "x" }',
            '6: source.px.scale.close: unknown column of closes "close", did you mean '
            '"close_usd"?\n'
            '7: source.px.constants.noot: unknown column of closes "noot"; known: '
            "source, quality, issuer, date, close_usd, at",
            id="columns",
        ),
        pytest.param(
            PX.replace("close_usd", "clos_usd"),
            '5: source.px.fields.clos_usd: unknown column of closes "clos_usd", did you'
            ' mean "close_usd"?',
            id="a field's column",
        ),
        pytest.param(
            PX + '[source.px.constants]\nissuer = "MSFT"',
            "7: source.px.constants.issuer: a field as well, expected one of the two",
            id="a field and a constant",
        ),
        pytest.param(
            PX + "[source.px.scale]\nclose_usd = 0",
            "7: source.px.scale.close_usd: found 0, expected a number other than 0",
            id="scale",
        ),
        pytest.param(
            PX + '[source.px.symbols]\n"MSFT US" = "MS FT"',
            '7: source.px.symbols.MSFT US: found "MS FT", expected an issuer\'s code',
            id="a symbol's code",
        ),
        pytest.param(
            PX + 'rows = "data["',
            '6: source.px.rows: found "data[", expected a path (JMESPath) as '
            '"data.results"',
            id="a path that cannot be followed",
        ),
        pytest.param(
            PX + 'dates = "%d/%Q/%Y"',
            '6: source.px.dates: found "%d/%Q/%Y", expected a pattern as "%d/%m/%Y", '
            '"unix" or "unix-ms"',
            id="a pattern that there is not",
        ),
        pytest.param(
            PX + 'dates = "%d/%m"',
            '6: source.px.dates: found "%d/%m", expected a pattern as "%d/%m/%Y", '
            '"unix" or "unix-ms", with year, month and day',
            id="a pattern without a year",
        ),
        pytest.param(
            PX + 'timezone = "New York"',
            '6: source.px.timezone: found "New York", expected a timezone as '
            '"America/New_York" (unknown timezone "New York", did you mean '
            '"America/New_York"?)',
            id="timezone",
        ),
        pytest.param(
            PX + "each = true",
            "3: source.px.url: expected {symbol} in it, since each = true",
            id="one by one without a symbol",
        ),
        pytest.param(
            PX.replace("/px", "/{symbol}"),
            "3: source.px.url: {symbol} in it, expected each = true beside it",
            id="a symbol for all",
        ),
        pytest.param(
            TICKS + 'subscribe = \'{"token": "hunter2"\'',
            '6: source.px.subscribe: found "***", expected JSON as text: '
            '\'{"action": "subscribe"}\'',
            id="what is sent first",
        ),
        pytest.param(
            TICKS + 'every = "1m"',
            "6: source.px.every: means nothing to push, only to edgar, tape, fred, "
            "tiingo, quotes",
            id="a rhythm for what pushes",
        ),
        pytest.param(
            RUNS + 'files = "../*.xlsx"',
            '6: source.runs.files: found "../*.xlsx", expected names of files in the '
            'folder, as "*_run.xlsx"',
            id="files elsewhere",
        ),
        pytest.param(
            RUNS + 'file_date = "run_%m%d"',
            '6: source.runs.file_date: found "run_%m%d", expected a pattern as '
            '"run_%Y%m%d", with year, month and day',
            id="a name's day without a year",
        ),
        pytest.param(
            RUNS + 'tenors = { "5Y" = "Mid" }',
            '6: source.runs.tenors: found a table, expected a table as "5Y.bid" = '
            '"Bid 5Y", with bid, ask or mid',
            id="tenors",
        ),
        pytest.param(
            RUNS.replace("cds_marks", "closes") + 'tenors = { "5Y.mid" = "Mid" }',
            "6: source.runs.tenors: means nothing to closes, only to cds_marks",
            id="tenors of prices",
        ),
        pytest.param(
            '[source.runs]\nkind = "drop"\nkey = "env:K"',
            "1: source.runs: no folder, which drop needs\n"
            "1: source.runs: no table, which drop needs\n"
            "1: source.runs: no fields, which drop needs\n"
            "3: source.runs.key: means nothing to drop, only to fred, tiingo, quotes, "
            "push",
            id="a key for a folder",
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
