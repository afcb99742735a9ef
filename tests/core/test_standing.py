"""One row out of what several feeds say."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from overhang.core.records import Quality, Version
from overhang.core.standing import identify, joined, merged
from support.stored import DAY0, T0, close


def version(
    number: int, usd: float, quality: Quality = Quality.COMPOSITE, feed: str = ""
) -> Version:
    row = close(usd=usd)
    record = type(row)(
        issuer=row.issuer,
        date=row.date,
        close_usd=usd,
        source="x",
        quality=quality,
    )
    return Version(number, T0, record, feed=feed)


def test_the_better_quality_wins_wherever_it_comes_from() -> None:
    own = version(1, 100, Quality.REPORTED)
    feed = version(2, 90, Quality.PRESS, "press")
    assert merged([own, feed]) == [own]
    better = version(3, 95, Quality.REPORTED, "edgar")
    assert merged([own, feed, better]) == [better]


def test_every_quality_has_its_place_and_what_is_computed_beats_hearsay() -> None:
    for quality in Quality:
        assert merged([version(1, 1, quality), version(2, 2, quality, "a")])
    press = version(1, 100, Quality.PRESS)
    computed = version(2, 90, Quality.DERIVED, "edgar")
    assert merged([press, computed]) == [computed]


def test_of_two_as_good_a_feed_goes_first_and_the_last_word_counts() -> None:
    own, first, last = version(9, 1), version(2, 2, feed="a"), version(3, 3, feed="b")
    assert merged([own, first]) == [first]
    assert merged([last, own, first]) == [last]


@given(
    st.lists(
        st.tuples(st.sampled_from(Quality), st.sampled_from(["", "a", "b"])),
        unique_by=lambda each: each[1],
    ),
    st.randoms(),
)
def test_the_order_of_feeds_is_nothing(
    rows: list[tuple[Quality, str]], rng: Random
) -> None:
    versions = [version(n, n, *each) for n, each in enumerate(rows, 1)]
    mixed = list(versions)
    rng.shuffle(mixed)
    assert merged(mixed) == merged(versions)
    assert len(merged(versions)) == min(len(rows), 1)


@given(
    st.lists(
        st.tuples(
            st.integers(80, 84),
            st.sampled_from(Quality),
            st.sampled_from(["", "a", "b"]),
        ),
        unique_by=lambda each: (each[0], each[2]),
        min_size=1,
    )
)
def test_tables_by_identity_are_joined_as_their_rows_are_merged(
    rows: list[tuple[int, Quality, str]],
) -> None:
    versions = []
    for number, (day, quality, feed) in enumerate(rows, 1):
        made = version(number, number, quality, feed)
        record = replace(made.record, date=DAY0 + timedelta(days=day))
        versions.append(made._replace(record=record))
    identity = identify(type(versions[0].record))
    tables: dict[str, dict[Hashable, Version]] = {}
    for each in versions:
        tables.setdefault(each.feed, {})[identity(each.record)] = each
    assert joined(tables.values()) == merged(versions)
