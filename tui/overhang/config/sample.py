"""The starting file that `overhang config init` writes."""

from __future__ import annotations

from overhang.config.sample_sources import SOURCES

_SETTINGS = """\
# overhang: settings. Every line that is commented out shows the default or an example.
# Stronger than this file: flags (--data DIR), then environment variables
# (OVERHANG_DATA, OVERHANG_URL, OVERHANG_TOKEN_FILE, OVERHANG_TOKEN, OVERHANG_THEME,
# OVERHANG_NOTIFY, OVERHANG_STATE). OVERHANG_CONFIG or --config names another file; what
# that one leaves out is taken from this one. No file is ever read from the current
# folder. What is changed here counts once overhang starts anew. A file that others may
# change names no command and no secret.
# `overhang config show` prints each setting and where it came from.

# ---- Where the tables come from: name at most one of data and url -----------------
# Neither: the shipped data.

# A folder of CSV, Parquet or NDJSON files, one a table: closes.csv, deals.parquet...
# Relative paths are relative to this file's folder. Changes are seen within a second.
# data = "~/desk/hyperscalers"

# A base address: each table is asked for at url/NAME, as url/closes.
# url = "https://figures.example.com/hyperscalers"

# The bearer token for addresses: never here, only where it is. A file:
# token_file = "~/.config/overhang/token"
# ... or an environment variable (OVERHANG_TOKEN is taken when it is set):
# token_env = "DESK_TOKEN"

# How often an address is asked, and how long one answer may take.
# every = "1m"
# timeout = "10s"

# ---- What is watched --------------------------------------------------------------
# Issuers and groups, and alert levels. Default: universe.toml and rules.toml of the
# data folder when it has them, else the shipped ones.
# universe = "~/desk/universe.toml"
# rules = "~/desk/rules.toml"

# ---- How it looks -----------------------------------------------------------------
# A theme by name, as listed under `t` on the board. Default: what suits the terminal.
# theme = "night"

# The one zone that all times are shown in.
# timezone = "America/New_York"

# Whether the mouse works. It then takes the terminal's own selection away. Default:
# true, and false in an SSH session.
# mouse = true

# How you are told of alerts at the terminal, beside the board: auto (the bell, and the
# desktop notification that the terminal is likely to know), osc9, osc777, osc99, bell
# (the bell alone) or off. In tmux notifications need `set -g allow-passthrough on`.
# notify = "auto"

# Whether the terminal's title follows the counts: `[2C 1W] overhang`.
# title = true

# Where the store and the logs are kept. Default: the platform's place for state.
# state_dir = "~/.local/state/overhang"

# ---- Single tables from elsewhere: a mix of folder, files and addresses -----------
# One block a table, at the end of this file. `every` goes with an address only.
# [table.closes]
# file = "~/prices/closes.csv"

# [table.cds_marks]
# url = "https://marks.example.com/cds?desk=credit"
# every = "30s"

# ---- Who is told of alerts, beside whoever sits at a terminal ---------------------
# One block a channel, any number of them. The same message keeps its id however often
# it is tried; what fails is tried again until it gets through. Secrets are never here,
# only where they are: "env:NAME", "file:PATH" or "keyring:SERVICE/NAME".

# A command: never in a shell. The message is JSON on its standard input and, short, in
# OVERHANG_MESSAGE; its text takes the place of an argument "{message}" after "--". Only
# when nobody else may change this file or the program. Its arguments are seen by all
# who may list processes: a secret belongs in a file that it reads.
# [[deliver]]
# name = "pager"
# kind = "exec"
# argv = ["/usr/local/bin/page", "--desk", "credit", "--", "{message}"]
# at_least = "crit"
# resolved = false
# timeout = "10s"

# An address that takes JSON, signed: X-Overhang-Signature is the HMAC-SHA256 of
# "TIMESTAMP.BODY". At most `rate` messages in ten minutes; the rest go together.
# [[deliver]]
# name = "desk"
# kind = "webhook"
# url = "https://hooks.example.com/overhang"
# secret = "env:OVERHANG_WEBHOOK_SECRET"
# at_least = "warn"
# rate = 20

# [[deliver]]
# name = "alertmanager"
# kind = "alertmanager"
# url = "http://127.0.0.1:9093"

# Chat and mail, with `pip install overhang[chat]`: one Apprise address a line.
# [[deliver]]
# name = "chat"
# kind = "apprise"
# url = "file:~/.config/overhang/chat"
"""

SAMPLE = _SETTINGS + SOURCES
"""All of it: every setting with what it means."""
