"""The feeds in the starting file that `overhang config init` writes."""

from __future__ import annotations

SOURCES = """\

# ---- Live feeds, beside the tables above -------------------------------------------
# One block a feed, named as you like; `kind` may be left out where the name is one.
# Nothing is asked of anybody before a block is here. Keys are never here, only where
# they are: "env:NAME", "file:PATH" or "keyring:SERVICE/NAME" (with `pip install
# overhang[keyring]`); a file that everybody may read is refused. They are read again at
# each turn. Every feed that asks over the network also knows url (another address),
# every, timeout, rate (requests a second), proxy (default: the environment's), ca (a
# file of certificates) and private = true (its host may be on a private address).
# `licence` says in your words on what terms you have the figures; `rights` what may be
# done with them outside the desk: public, own, internal (marked in exports) or display
# (left out of exports).

# SEC EDGAR: filings, results, cash flow, balances. It refuses whoever does not say who
# asks, and blocks whoever asks more than 10 times a second: at most 5 here.
# [source.edgar]
# contact = "Acme Capital credit-desk@acme.com"

# DTCC's public tape of single-name CDS (United States credits).
# [source.tape]
# every = "10m"
# days = 60
# identifiers = { ORCL = ["68389X"] }
# aliases = { ORCL = ["ORACLE CORPORATION"] }

# FRED: the Treasury curve and SOFR. `ice` only with ICE's permission.
# [source.fred]
# key = "env:FRED_KEY"
# ice = false

# Tiingo: daily closes, adjusted for splits. A firm needs a commercial plan.
# [source.tiingo]
# key = "file:~/.config/overhang/tiingo"
# symbols = { GOOGL = "GOOGL" }

# A vendor that is known: polygon, alphavantage, finnhub, twelvedata, fmp, yahoo. What
# a vendor lets one person use alone stays off without personal_use = true.
# [source.finnhub]
# kind = "quotes"
# preset = "finnhub"
# key = "env:FINNHUB_KEY"
# personal_use = false

# Any address that answers with JSON or CSV. `fields`: our column, then their name for
# it or, in JSON, a path (JMESPath) from the row. `rows`: the path to the list of rows.
# `key_name`: "header:NAME", "query:NAME" or "bearer". `each`: one request an issuer,
# with {symbol} in the address.
# [source.marks]
# kind = "quotes"
# url = "https://marks.example.com/cds/{symbol}"
# each = true
# key = "keyring:overhang/marks"
# key_name = "header:X-Key"
# every = "1m"
# timeout = "10s"
# rate = 2
# proxy = "http://proxy.example.com:3128"
# private = false
# table = "cds_marks"
# rows = "data.curve"
# fields = { date = "asof", tenor = "tenor", spread_bp = "mid" }
# constants = { convention = "par" }
# symbols = { "ORACLE CORP" = "ORCL" }
# scale = { spread_bp = 10000 }
# dates = "%d/%m/%Y"
# timezone = "America/New_York"
# quality = "composite"
# source = "Marks Inc"
# rights = "display"
# licence = "agreement of 2026, display on the desk"

# An address that pushes: server-sent events (https) or a WebSocket (wss).
# [source.ticks]
# kind = "push"
# url = "wss://ticks.example.com/stream"
# subscribe = '{"action": "subscribe", "symbols": ["ORCL", "MSFT"]}'
# table = "closes"
# fields = { issuer = "s", at = "t", close_usd = "p" }
# dates = "unix-ms"
# window = "5s"
# silence = "30s"

# A folder that dealers' runs and vendors' files are dropped into, CSV or XLSX.
# [source.runs]
# kind = "drop"
# folder = "~/runs"
# files = "*_run*.xlsx"
# sheet = "CDS"
# header = 3
# file_date = "dealer_run_%Y%m%d"
# table = "cds_marks"
# fields = { issuer = "Name" }
# tenors = { "5Y.bid" = "5Y Bid", "5Y.ask" = "5Y Ask" }
"""
"""One commented example for each kind."""
