"""Why a figure is what it is: formula, inputs, quality, age, and every level."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from overhang.core.catalogue import METRICS, Metric, Unit
from overhang.core.records import Bound, Precision
from overhang.core.snapshot import Input, Reading, Snapshot, Standing
from overhang.core.states import State
from overhang.views import format as fmt
from overhang.views.alert import rule_facts
from overhang.views.base import Cell, Line, Span, Tone
from overhang.views.blocks import Entry, facts_table, pairs, section
from overhang.views.figures import Figures, figures_of, sentence
from overhang.views.flags import mark_spans
from overhang.views.names import display_name
from overhang.views.width import cell_width, line_width, wrap
from overhang.views.words import MARKS, STALE_MARK, TONES

_BOUNDS = {
    Bound.EXACT: "",
    Bound.APPROX: "about: the source rounds",
    Bound.FLOOR: "a floor: the truth is at or above it",
    Bound.CEILING: "a ceiling: the truth is at or below it",
    Bound.MIDPOINT: "the middle of a published range",
}
_STATES = {
    State.FRESH: "fresh",
    State.STALE: "stale: out of date by its own calendar",
    State.DEAD: "dead: so old that it only tells where things stood",
    State.ABSENT: "absent",
}


def explain(
    snapshot: Snapshot, subject: str, metric: str, zone: ZoneInfo, width: int = 80
) -> list[Line]:
    """Tell everything that is known about one figure, or why there is none."""
    known = METRICS[metric]
    figures = figures_of(snapshot)
    reading = snapshot.reading(subject, metric)
    lines = title_lines(figures, subject, metric, width)
    rows = [
        ("formula", known.formula, Tone.PLAIN),
        ("convention", known.convention, Tone.PLAIN),
        *_facts_of(reading, zone),
    ]
    lines += pairs(rows, width)
    if reading is not None:
        lines += section("Inputs", inputs_table(reading.inputs, width))
    for each in snapshot.standings:
        if (each.subject, each.metric) == (subject, metric):
            bound = reading.bound if reading else Bound.EXACT
            facts = rule_facts(snapshot, each, zone, width)
            body = [*ladder(each, width, bound), *facts]
            lines += section(f"Rule {each.rule}", body)
    return lines


def title_lines(figures: Figures, subject: str, metric: str, width: int) -> list[Line]:
    """Write whose figure it is, and the figure with its mark.

    The figure is never cut: where it does not fit beside the names it has a line of
    its own under them.
    """
    known = METRICS[metric]
    cell = figures.cell(subject, metric, _whole(figures, subject, known))
    name = f"{display_name(figures.snapshot, subject)} · {known.title}"
    figure: Line = (
        Span(cell.text, cell.tone),
        Span(" " if cell.mark else ""),
        *mark_spans(cell),
    )
    if cell_width(name) + 2 + line_width(figure) <= width:
        return [(Span(f"{name}  ", Tone.TITLE), *figure)]
    return [*wrap(name, width, Tone.TITLE), figure]


def inputs_table(inputs: tuple[Input, ...], width: int) -> list[Line]:
    """List what went into a figure, each with its own day, source and quality."""
    return facts_table(
        ("input", "value>", "about", "quality"),
        [
            Entry(
                (
                    each.name,
                    Cell(input_value(each), _tone(each)),
                    fmt.date(each.about, each.precision) if each.about else "",
                    Cell(each.quality.value if each.quality else "", Tone.MUTED),
                ),
                " · ".join(filter(None, (each.note, each.source))),
            )
            for each in inputs
        ],
        width,
    )


def _tone(each: Input) -> Tone:
    return Tone.MUTED if each.value is None else Tone.PLAIN


def input_value(each: Input) -> str:
    """Write one input's value with its unit and bound."""
    if each.value is None:
        return fmt.ABSENT
    return fmt.bounded(fmt.quantity(each.value, each.unit), each.bound)


def ladder(standing: Standing, width: int, bound: Bound = Bound.EXACT) -> list[Line]:
    """Draw a rule's levels, worst first, with where the value stands among them.

    From a value that is itself a floor or a ceiling (`bound`) a distance is the most
    or the least there is.
    """
    unit = METRICS[standing.metric].unit
    sign = ">" if standing.above else "<"
    rows = []
    for each in sorted(standing.levels, key=lambda one: one.severity, reverse=True):
        past = each.severity <= standing.severity
        name = f"{each.severity.name.lower()} {MARKS[each.severity]}"
        level = f"{sign} {fmt.level(each.threshold, unit)}"
        stands = _distance(standing, each.threshold, unit, bound, past=past)
        rows.append(Entry((Cell(name, TONES[each.severity]), level, stands)))
    lines = facts_table(("level", "at>", "where it stands"), rows, width)
    return lines + pairs([("why here", standing.note, Tone.PLAIN)], width)


def _distance(
    standing: Standing, threshold: float, unit: Unit, bound: Bound, *, past: bool
) -> str:
    if standing.judged is None:
        return "no value to judge"
    over = standing.judged - threshold
    gap = _limit(bound, below=over < 0) + fmt.distance(abs(over), unit)
    beyond = over > 0 if standing.above else over < 0
    if past:
        return f"breached by {gap}" if beyond else f"still held, {gap} back inside"
    # Beyond a level that does not fire: not for long enough, or not proven.
    return f"beyond by {gap}" if beyond else f"{gap} to go"


def _limit(bound: Bound, *, below: bool) -> str:
    """Say whether a distance from a bounded value to a level can only be shorter."""
    if bound not in (Bound.FLOOR, Bound.CEILING):
        return ""
    return "at most " if (bound is Bound.FLOOR) == below else "at least "


def _whole(figures: Figures, subject: str, known: Metric) -> str | None:
    reading = figures.reading(subject, known.id)
    if reading is None or reading.value is None:
        return None
    return sentence(known.id, reading.value, reading.bound)


def _facts_of(reading: Reading | None, zone: ZoneInfo) -> list[tuple[str, str, Tone]]:
    if reading is None:
        return [("state", "not measured for this subject", Tone.MUTED)]
    state = _STATES[reading.state]
    old = reading.state in (State.STALE, State.DEAD)
    day = fmt.date(reading.about, reading.precision) if reading.about else ""
    # From a month the age is counted from a placeholder day.
    about = "about " if reading.precision is Precision.MONTH else ""
    age = f", {about}{fmt.age(reading.age)} old" if reading.age is not None else ""
    return [
        ("covers", reading.label, Tone.PLAIN),
        (
            "state",
            (f"{STALE_MARK} " if old else "") + state,
            Tone.STALE if old else Tone.PLAIN,
        ),
        ("reason", reading.reason, Tone.WARN if reading.value is None else Tone.PLAIN),
        ("about", day + age if day else "", Tone.PLAIN),
        (
            "price of",
            f"{fmt.moment(reading.at, zone)}, not a close" if reading.at else "",
            Tone.PLAIN,
        ),
        (
            "known at",
            fmt.moment(reading.known_at, zone) if reading.known_at else "",
            Tone.PLAIN,
        ),
        ("quality", reading.quality.value if reading.quality else "", Tone.PLAIN),
        ("meant as", _BOUNDS[reading.bound], Tone.PLAIN),
    ]
