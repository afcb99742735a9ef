from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from overhang.core.catalogue import METRICS
from overhang.core.records import Bound
from overhang.core.rules.parser import read_condition, read_value
from overhang.core.rules.tokens import ExpressionError
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import Reading


def refused(read: Callable[[str], object], text: str) -> str:
    """Return why a text is refused; empty when it is read."""
    try:
        read(text)
    except ExpressionError as error:
        return str(error)
    return ""


WORDS = st.sampled_from(
    [
        *METRICS,
        *("and", "or", "not", "chg", "z", "pct", "abs", "min", "max"),
        *("<", "<=", ">", ">=", "==", "+", "-", "*", "/", "(", ")", ",", "$", "."),
        *("60bp", "2%", "1.5", "2sd", "1.5tn", "5bd", "$50k/bp", "1w", "60d", "0"),
    ]
)
SENTENCES = st.lists(WORDS, max_size=30).map(" ".join)


@given(st.text(max_size=200) | SENTENCES)
@settings(max_examples=500)
def test_any_text_is_read_or_refused_in_plain_words(text: str) -> None:
    for read in (read_value, read_condition):
        words = refused(read, text)
        assert safe_text(words, 10_000) == words
        assert not words or words.startswith("column ")


FIGURES = st.recursive(
    st.sampled_from(["cds.5y", "index.cdx_ig.5y", "chg(cds.5y, 1w)", "7bp", "0bp"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-"), inner).map(
            "({0[0]} {0[1]} {0[2]})".format
        )
        | st.tuples(inner, inner).map("min({0[0]}, {0[1]})".format)
        | st.tuples(inner, inner).map("max({0[0]}, {0[1]})".format)
        | st.tuples(inner, inner, inner).map("({0[0]} * ({0[1]} / {0[2]}))".format)
        | inner.map("abs({})".format)
        | inner.map("-{}".format)
    ),
    max_leaves=8,
)
CONDITIONS = st.recursive(
    st.tuples(FIGURES, st.sampled_from(["<", "<=", ">", ">="]), FIGURES).map(
        "{0[0]} {0[1]} {0[2]}".format
    ),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            "({0[0]} {0[1]} {0[2]})".format
        )
        | inner.map("not ({})".format)
    ),
    max_leaves=6,
)


@given(
    CONDITIONS,
    st.dictionaries(
        st.sampled_from(["cds.5y", "index.cdx_ig.5y", "chg(cds.5y, 1w)"]),
        st.builds(Reading, value=st.none() | st.floats(), bound=st.sampled_from(Bound)),
    ),
)
@settings(max_examples=300)
def test_any_condition_is_judged_whatever_the_figures(
    text: str, readings: dict[str, Reading]
) -> None:
    if words := refused(read_condition, text):
        assert words == "column 1: names no metric"
        return
    condition = read_condition(text)
    held = condition.holds(lambda term: readings.get(term.key))
    parts = condition.parts(lambda term: readings.get(term.key))
    assert all((part.holds is None) is bool(part.why) for part in parts)
    if all(part.holds is None for part in parts):
        assert held is None
