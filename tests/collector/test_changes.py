"""What a delivery changes, in numbers that the store agrees with."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from overhang.collector.changes import compare, standing_rows
from overhang.core.records import Record
from overhang.store.memory import MemoryStore
from support.stored import at, close, records

_DELIVERIES = st.lists(
    st.dictionaries(
        st.tuples(st.sampled_from(["ORCL", "META"]), st.integers(0, 3)),
        st.sampled_from([1.0, 2.0]),
    ),
    max_size=5,
)


@given(_DELIVERIES)
def test_the_table_becomes_what_was_delivered(
    deliveries: list[dict[tuple[str, int], float]],
) -> None:
    store = MemoryStore()
    standing = standing_rows(store, "closes")
    last_id = 0
    for minute, tables in enumerate(deliveries):
        rows: list[Record] = [close(*key, usd) for key, usd in tables.items()]
        change = compare("closes", standing, rows, known_at=at(minute), last_id=last_id)
        before = set(records(list(standing.values())))
        if change is None:
            assert before == set(rows)
            continue
        assert before != set(rows)
        last_id = store.append([change.batch], known_at=at(minute))
        standing = change.rows
        assert records(list(standing.values())) == rows
        # Numbers and moments are the ones the store gave.
        assert sorted(standing.values()) == list(store.latest("closes"))
