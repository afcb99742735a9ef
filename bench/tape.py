"""The public tape read, netted and levelled. Run `python -m bench.tape`."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gc
import io
import random
import sys
import zipfile
from collections.abc import Iterator
from time import process_time
from typing import NamedTuple

import psutil
from bench.measure import ROOT
from bench.table import Row, print_table

from overhang.config.universe import load_universe
from overhang.core.tape.conversion import flat_rate
from overhang.core.tape.days import tape_days
from overhang.core.tape.message import TapeMessage
from overhang.core.tape.netting import net
from overhang.sources.tape.entities import Entities
from overhang.sources.tape.tape import read_daily

_SAMPLE = ROOT / "tests" / "vectors" / "dtcc_ppd_sample.csv"
_WIDTH = 112
"""Columns of a real file; the ones that are not read are empty."""
_FIRST = dt.date(2026, 6, 1)
_MATURITIES = ("2029-06-20", "2031-06-20", "2033-06-20", "2036-06-20")
_AMENDED = ("MODI", "CORR", "TERM", "EROR", "REVI")
_STRANGERS = tuple(f"Stranger {number} Holdings, Inc." for number in range(400))


class Run(NamedTuple):
    """What one run took."""

    day: float
    """Seconds of one core to read, net and level one file alone."""
    whole: float
    """The same for every file, and all of them netted together."""
    grown: float
    """MB of memory at the most, with every message held."""
    messages: int
    levels: int


def files(days: int, rows: int, watched: list[str]) -> Iterator[bytes]:
    """Yield a zip for each day, a third of its rows about the names watched.

    One row in five amends an earlier one, half of those of a day before; half of the
    trades state a spread, the others an upfront; half of the sizes are capped.
    """
    rng = random.Random(11)
    with _SAMPLE.open(newline="", encoding="utf-8") as file:
        names = next(csv.reader(file))
    names += [f"Other column {number}" for number in range(_WIDTH - len(names))]
    trades: list[dict[str, str]] = []
    number = 1000
    for at in range(days):
        day = _FIRST + dt.timedelta(days=at)
        lines = []
        for _ in range(rows):
            number += 1
            lines.append(_line(number, day, rng, trades, watched))
        yield _zipped(names, lines, f"SEC_CUMULATIVE_CREDITS_{day:%Y_%m_%d}.csv")


def _line(
    number: int,
    day: dt.date,
    rng: random.Random,
    trades: list[dict[str, str]],
    watched: list[str],
) -> dict[str, str]:
    """Return a new trade, or an amendment of one."""
    moment = f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}:00Z"
    said = {"Dissemination Identifier": str(number), "Event timestamp": moment}
    if trades and rng.random() < 0.2:
        earlier = rng.choice(trades[-4000:])
        said["Original Dissemination Identifier"] = earlier["Dissemination Identifier"]
        said |= {"Action type": rng.choice(_AMENDED), "Event type": ""}
        return {**earlier, **said}
    size = rng.choice(("5,000,000+", "5,000,000+", "5,000,000", "2,000,000"))
    line = {
        **said,
        "Action type": "NEWT",
        "Event type": "TRAD",
        "Asset Class": "CR",
        "Execution Timestamp": moment,
        "Effective Date": f"{day}",
        "Expiration Date": rng.choice(_MATURITIES),
        "Notional amount-Leg 1": size,
        "Notional currency-Leg 1": "USD",
        "Fixed rate-Leg 1": "0.01",
        "Underlying Asset Name": rng.choice(
            watched if rng.random() < 1 / 3 else _STRANGERS
        ),
        "Package indicator": "FALSE",
        "UPI FISN": "NA/CDS Corp SN Sr",
    }
    if rng.random() < 0.5:
        line["Spread-Leg 1"] = f"{rng.uniform(0.012, 0.018):.5f}"
        line["Spread notation-Leg 1"] = "3"
    else:
        line["Other payment amount"] = f"{rng.uniform(40_000, 160_000):.2f}"
        line["Other payment type"] = "UFRO"
    trades.append(line)
    return line


def _zipped(names: list[str], lines: list[dict[str, str]], name: str) -> bytes:
    text, file = io.StringIO(newline=""), io.BytesIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(lines)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text.getvalue())
    return file.getvalue()


def run(days: int, rows: int) -> Run:
    """Read days one after another, and net all of them each time a day is whole."""
    universe = load_universe(ROOT / "data" / "universe.toml")
    entities = Entities.of(universe)
    solve = flat_rate(lambda traded, maturity: 0.036)
    told = list(files(days, rows, [each.entity for each in universe.issuer.values()]))
    process = psutil.Process()
    gc.collect()
    first = process.memory_info().rss
    started = process_time()
    tape_days(net(read_daily(told[0], "day.zip", entities).messages), solve)
    day = process_time() - started
    started = process_time()
    messages: list[TapeMessage] = []
    most = first
    for body in told:
        messages.extend(read_daily(body, "day.zip", entities).messages)
        most = max(most, process.memory_info().rss)
    chains = net(messages)
    most = max(most, process.memory_info().rss)
    found = tape_days(chains, solve)
    whole = process_time() - started
    grown = (max(most, process.memory_info().rss) - first) / 2**20
    levels = sum(each.level_bp is not None for one in found for each in one.contracts)
    return Run(day, whole, grown, len(messages), levels)


def main() -> int:
    """Measure; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--rows", type=int, default=2500)
    asked = parser.parse_args()
    took = run(asked.days, asked.rows)
    rows = [
        Row("one day read, netted, levelled", took.day * 1000, "ms", limit=500),
        Row(f"{asked.days} days, all held", took.whole, "s", limit=15),
        Row("memory grown", took.grown, "MB", limit=300),
    ]
    title = (
        f"{asked.days} days of {asked.rows:,} rows, {_WIDTH} columns: "
        f"{took.messages:,} messages, {took.levels:,} levels"
    )
    return 1 if print_table(title, rows) else 0


if __name__ == "__main__":
    sys.exit(main())
