"""Reading as known at a moment agrees with a model too simple to be wrong."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from overhang.core.observations import Close
from overhang.store import open_store
from overhang.store.base import Batch
from support.stored import at, close, records


class Step(NamedTuple):
    minute: int
    put: dict[tuple[str, int], float]
    gone: set[tuple[str, int]]


_KEYS = st.tuples(st.sampled_from(["ORCL", "META"]), st.integers(0, 3))
_STEPS = st.builds(
    Step,
    # Not sorted: a clock that was set back must not confuse the store.
    minute=st.integers(0, 6),
    put=st.dictionaries(_KEYS, st.sampled_from([1.0, 2.0, 3.0]), max_size=4),
    gone=st.sets(_KEYS, max_size=2),
)


def _model(steps: list[Step], minute: float) -> list[Close]:
    """Replay every step that was known, and list what stands."""
    standing: dict[tuple[str, int], float] = {}
    for step in steps:
        if step.minute <= minute:
            standing |= step.put
            for key in step.gone:
                standing.pop(key, None)
    return [close(*key, usd) for key, usd in standing.items()]


def _sorted(rows: object) -> list[Close]:
    found = [each for each in records(rows) if isinstance(each, Close)]
    return sorted(found, key=lambda each: (each.date, each.issuer))


@settings(max_examples=60)
@given(steps=st.lists(_STEPS, max_size=8), minute=st.integers(-1, 7))
def test_a_read_as_known_at_a_moment_replays_what_was_known(
    steps: list[Step], minute: int
) -> None:
    with TemporaryDirectory() as folder:
        for url in (f"sqlite://{Path(folder)}/store.db", "memory:"):
            store = open_store(url, write=True)
            for step in steps:
                put = [close(*key, usd) for key, usd in step.put.items()]
                gone = [close(*key) for key in step.gone]
                store.append([Batch("closes", put, gone)], known_at=at(step.minute))
            read = store.read("closes", known_at=at(minute))
            expected = _model(steps, minute)
            expected.sort(key=lambda each: (each.date, each.issuer))
            assert _sorted(read) == expected
            days = [each.day for each in records(read)]
            assert days == sorted(days)
            now = _sorted(list(store.latest("closes")))
            assert now == sorted(
                _model(steps, 99), key=lambda each: (each.date, each.issuer)
            )
            store.close()
