"""Entries that this program means to answer otherwise, and those judged elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

_TORN = "NUL bytes are a torn page: nothing else in such a file is trusted"
_ONE = "one row a name and day here: of two that differ nobody knows which is right"
_NO_AS_OF = "a mapping reads no as_of of the whole: each row has a time of its own"
_PLACE = "said, with the address; the body is one line"

ARGUED: Mapping[str, str] = {
    "term-csv-c0-nul": _TORN,
    "csv-nul": _TORN,
    "term-csv-surrogate": "not UTF-8, as csv-latin1: refused, with line and byte",
    "term-json-all": "two of its texts are blank, and a row needs a text there",
    "csv-quote-middle": "a quote inside a cell is a part of its text",
    "csv-tab": "an error that names the tabs, as its note allows",
    "csv-nan-words": "nan, na, n/a, null, none, - and nothing are missing numbers; "
    "#N/A, #VALUE! and #REF! are faults of a sheet and told as such",
    "csv-extremes": "a price must be above zero; -0.0 is not",
    "csv-negative-spread": "a price must be above zero, a spread too",
    "csv-dup-rows": _ONE,
    "csv-comment": "its comment is told; a total without any number says nothing here, "
    "as a name that a dealer does not quote",
    "csv-wide-2000": "has none of the columns bid and ts; they are named",
    "json-big-int": _ONE,
    "json-deep-unclosed": _PLACE,
    "json-nan": _PLACE,
    "json-jsonl": "JSON lines are for .ndjson; served as JSON they are no document",
    "json-as-of-ms": _NO_AS_OF,
    "json-as-of-string": _NO_AS_OF,
    "config-path-glob-root": "a path is a path and no pattern: no such file",
    "config-empty": "nothing set is the shipped data with the shipped rules",
}
"""By entry: why."""

ELSEWHERE: Mapping[str, str] = {
    "config-reload-bad": "tests/e2e/test_live.py",
    "live-torn": "tests/hostile/test_inputs_live.py",
    "live-rename": "tests/hostile/test_inputs_live.py",
    "live-truncate": "tests/hostile/test_inputs_live.py",
    "live-delete": "tests/hostile/test_inputs_live.py",
    "live-append": "tests/hostile/test_inputs_live.py",
    "live-shrink": "tests/hostile/test_inputs_live.py",
    "live-mtime-back": "tests/hostile/test_inputs_live.py",
    "live-flock": "tests/hostile/test_inputs_live.py",
    "live-nfs-hang": "tests/sources/test_hand.py",
    "live-disk-full": "the suite of the store",
    "live-clock": "the suite of the rule engine",
    "http": "bench/hosts.py",
}
"""By entry: where."""
