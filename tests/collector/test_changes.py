"""What a delivery changes, in numbers that the store agrees with."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from overhang.collector.changes import Slot, Standing, add, compare, standing_rows
from overhang.core.records import Record, Vintage
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.store.memory import MemoryStore
from support.stored import at, close, records

SLOT = Slot("", "closes")
FEED = Slot("prices", "closes")

_ROWS = st.dictionaries(
    st.tuples(st.sampled_from(["ORCL", "META"]), st.integers(0, 3)),
    st.sampled_from([1.0, 2.0]),
)
_VINTAGES = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["ORCL", "META"]),
        st.integers(0, 2),
        st.sampled_from([1.0, 2.0, 3.0]),
    ),
    max_size=8,
)


@given(st.lists(_ROWS, max_size=5))
def test_the_table_becomes_what_was_delivered(
    deliveries: list[dict[tuple[str, int], float]],
) -> None:
    store = MemoryStore()
    standing: Standing = {}
    last_id = 0
    for minute, tables in enumerate(deliveries):
        rows: list[Record] = [close(*key, usd) for key, usd in tables.items()]
        change = compare(SLOT, standing, rows, known_at=at(minute), last_id=last_id)
        before = set(records(list(standing.values())))
        if change is None:
            assert before == set(rows)
            continue
        assert before != set(rows)
        last_id = store.append(change.batches, known_at=at(minute))
        standing = change.rows
        assert records(list(standing.values())) == rows
        # Numbers and moments are the ones the store gave.
        assert last_id == change.last_id
        assert sorted(standing.values()) == list(store.latest("closes"))


@given(st.lists(_VINTAGES, max_size=4))
def test_what_is_added_stands_by_the_time_it_was_known(
    deliveries: list[list[tuple[int, str, int, float]]],
) -> None:
    store = MemoryStore()
    identity = identify(TABLES["closes"])
    standing: Standing = {}
    last_id, now = 0, at(6)
    for told in deliveries:
        vintages = [Vintage(at(m), close(code, d, usd)) for m, code, d, usd in told]
        before = dict(standing)
        change = add(FEED, standing, vintages, known_at=now, last_id=last_id)
        if change is not None:
            last_id = store.append(change.batches, known_at=now)
            assert last_id == change.last_id
            standing = change.rows
        assert standing_rows(store, "closes").get(FEED, {}) == standing
        # Nothing goes, nothing is known later than now, and time never runs backwards.
        assert before.keys() <= standing.keys()
        for key, version in standing.items():
            assert version.known_at <= now
            assert key not in before or version.known_at >= before[key].known_at
        for vintage in vintages:
            held = standing[identity(vintage.record)]
            late = held.known_at >= min(vintage.known_at, now)
            assert late or held.record == vintage.record


def test_a_restatement_is_seen_from_the_day_it_was_known() -> None:
    store = MemoryStore()
    vintages = [Vintage(at(n), close(usd=usd)) for n, usd in ((3, 90.0), (1, 100.0))]
    change = add(FEED, {}, vintages, known_at=at(5), last_id=0)
    assert change is not None
    store.append(change.batches, known_at=at(5))
    assert records(store.read("closes", known_at=at(2))) == [close(usd=100.0)]
    assert records(store.read("closes", known_at=at(3))) == [close(usd=90.0)]
    again = add(FEED, change.rows, vintages, known_at=at(6), last_id=change.last_id)
    assert again is None


def test_news_counts_after_the_clock_was_put_back() -> None:
    store = MemoryStore()
    standing: Standing = {}
    last_id = 0
    # Stored at minute 60; then the clock says 0, and goes on.
    for minute, usd in ((60, 99.0), (0, 50.0), (5, 49.0), (10, 48.0), (65, 47.0)):
        news = [Vintage(at(minute), close(usd=usd))]
        change = add(FEED, standing, news, known_at=at(minute), last_id=last_id)
        assert change is not None
        last_id = store.append(change.batches, known_at=at(minute))
        standing = change.rows
        assert records(list(standing.values())) == [close(usd=usd)]
        assert sorted(standing.values()) == list(store.latest("closes"))
        (slot,) = standing_rows(store, "closes").values()
        assert slot == standing
    assert [each.known_at for each in standing.values()] == [at(65)]


def test_history_that_is_told_again_is_none_after_the_clock_was_put_back() -> None:
    told = [Vintage(at(-90), close(usd=1.0)), Vintage(at(50), close(usd=2.0))]
    change = add(FEED, {}, told, known_at=at(60), last_id=0)
    assert change is not None
    assert add(FEED, change.rows, told, known_at=at(0), last_id=change.last_id) is None
