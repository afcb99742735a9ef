"""Every store keeps the rows of several feeds apart, and reads them as one table."""

from __future__ import annotations

from overhang.core.observations import Close
from overhang.core.records import Version
from overhang.core.standing import identify
from overhang.store.base import Batch, Store
from support.stored import T0, at, close, records


def test_feeds_stand_beside_one_another_and_are_read_as_one(store: Store) -> None:
    store.append([Batch("closes", [close(usd=100), close(day=1)])], known_at=T0)
    store.append([Batch("closes", [close(usd=90)], feed="prices")], known_at=at(1))
    assert list(store.standing("closes")) == [
        Version(1, T0, close(usd=100)),
        Version(2, T0, close(day=1)),
        Version(3, at(1), close(usd=90), feed="prices"),
    ]
    assert records(store.latest("closes")) == [close(day=1), close(usd=90)]
    assert records(store.read("closes")) == [close(usd=90), close(day=1)]
    assert records(store.read("closes", known_at=T0)) == [close(usd=100), close(day=1)]


def test_what_a_feed_withdraws_uncovers_what_stood_below(store: Store) -> None:
    store.append([Batch("closes", [close(usd=100)])], known_at=T0)
    store.append([Batch("closes", [close(usd=90)], feed="prices")], known_at=at(1))
    store.append([Batch("closes", [], [close(usd=90)], "prices")], known_at=at(2))
    assert records(store.latest("closes")) == [close(usd=100)]
    assert records(store.read("closes", known_at=at(1))) == [close(usd=90)]


def test_a_batch_may_have_been_known_before_it_is_appended(store: Store) -> None:
    batches = [
        Batch("closes", [close(usd=usd)], feed="prices", known_at=at(minute))
        for minute, usd in ((1, 90), (2, 80))
    ]
    assert store.append(batches, known_at=at(9)) == 2
    assert [each.known_at for each in store.since(0)] == [at(1), at(2)]
    assert [each.feed for each in store.since(0)] == ["prices", "prices"]
    assert records(store.read("closes", known_at=at(1))) == [close(usd=90)]
    assert records(store.read("closes", known_at=at(2))) == [close(usd=80)]


def test_what_a_table_ever_had_counts_rows_that_are_gone(store: Store) -> None:
    store.append([Batch("closes", [close(), close(day=2)])], known_at=T0)
    store.append([Batch("closes", [], [close(day=2)])], known_at=at(1))
    store.append([Batch("closes", [close(day=1)], feed="prices")], known_at=at(2))
    days = [close(day=each, usd=7) for each in range(4)]
    had = {identify(Close)(close(day=each)) for each in (0, 2)}
    assert set(store.ever("closes", "", days)) == had
    assert len(store.ever("closes", "prices", days)) == 1
    assert not store.ever("closes", "", [])
