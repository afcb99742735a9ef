"""The configuration that leads a collector to a world of twins."""

from __future__ import annotations

from bench.world import World

EVERY = "5s"


def config(world: World) -> str:
    """Return a configuration file with one feed of every kind."""
    return f"""
[source.edgar]
contact = "Acme Capital credit-desk@acme.com"
url = "{world.edgar.url}"
every = "{EVERY}"
timeout = "3s"
private = true

[source.tape]
url = "{world.tape.base}"
feed = "{world.tape.feed}"
every = "{EVERY}"
timeout = "3s"
private = true
days = 3

[source.fred]
url = "{world.fred.url}"
key = "env:FRED_KEY"
every = "{EVERY}"
rate = 20
timeout = "3s"
private = true

[source.tiingo]
url = "{world.tiingo.url}"
key = "env:TIINGO_KEY"
every = "{EVERY}"
rate = 20
timeout = "3s"
private = true

[source.vendor]
kind = "quotes"
url = "{world.quotes.url}/levels"
every = "{EVERY}"
timeout = "3s"
private = true
table = "cds_marks"
rows = "data"
fields = {{ issuer = "s", date = "d", tenor = "t", spread_bp = "m" }}
source = "vendor"

[source.events]
kind = "push"
url = "{world.events.url}"
table = "closes"
fields = {{ issuer = "s", date = "d", close_usd = "p" }}
window = "1s"
silence = "20s"
private = true

[source.socket]
kind = "push"
url = "{world.socket.url}"
table = "indices"
fields = {{ index = "s", date = "d", tenor = "t", spread_bp = "m" }}
source = "socket"
window = "1s"
silence = "20s"
private = true

[source.runs]
kind = "drop"
folder = "{world.runs}"
table = "cds_marks"
fields = {{ issuer = "Name", date = "Date" }}
tenors = {{ "5Y.bid" = "5Y Bid", "5Y.ask" = "5Y Ask" }}
source = "dealer"
"""
