"""The calculator's process: `python -m overhang.calculator STORE_URL`.

It reads questions on standard input, answers on standard output, and ends when the
input does. It only reads the store.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from typing import BinaryIO

import msgspec

from overhang.bundled import bundled
from overhang.calculation import LENGTH_BYTES, Answer, Request, frame
from overhang.core.calendars import Calendars, load_calendars
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.series import series
from overhang.core.observations import Rate
from overhang.core.records import Version
from overhang.core.tables import TABLES
from overhang.core.tape.conversion import flat_rate
from overhang.core.tape.discounting import discount_of
from overhang.core.tape.listing import told_chain, told_tape
from overhang.core.tape.message import TapeMessage
from overhang.core.tape.told import ToldChain, ToldTape
from overhang.core.wire import decode
from overhang.store import open_store
from overhang.store.base import Newest, Store, StoreError

_IDS = 2**40
"""More than a store will ever have."""
_NICE = 5
"""A chart may wait; the screen and the collector may not."""


class Desk:
    """What questions are answered from: the store, read again where it changed."""

    def __init__(self, store: Store, calendars: Calendars) -> None:
        self._store = store
        self._calendars = calendars
        self._tables: dict[str, Sequence[Version]] = {}
        self._read = Newest(0, {})
        """How far the tables were read."""

    def inputs(self) -> Inputs:
        """Return all that can be measured from, as of now.

        Raises:
            StoreError: the store cannot be read, or holds nothing yet.
        """
        stored = self._store.snapshot()
        if stored is None:
            raise StoreError("nothing was collected yet")
        try:
            snapshot = decode(stored[1])
        except msgspec.DecodeError as error:
            raise StoreError("another version of overhang wrote the store") from error
        self._catch_up()
        return Inputs(self._tables, snapshot.universe, snapshot.clock, self._calendars)

    def tape(self, issuer: str, seen: int) -> ToldTape | None:
        """Return the tape of a name; none: it is the one numbered `seen`.

        Raises:
            StoreError: the store cannot be read.
        """
        self._catch_up()
        rows = self._tables["tape"]
        rates = self._tables["rates"]
        last = max((each.id for each in (*rows, *rates)), default=0)
        number = self._read.opening * _IDS + last
        if number == seen:
            return None
        rate = discount_of(
            each.record for each in rates if isinstance(each.record, Rate)
        )
        solve = flat_rate(rate) if rate else None
        return told_tape(self._messages(), issuer, number, solve, self._calendars)

    def chain(self, root: str) -> ToldChain:
        """Return all that was said about one print.

        Raises:
            StoreError: the store cannot be read.
        """
        self._catch_up()
        return told_chain(self._messages(), root)

    def _messages(self) -> list[TapeMessage]:
        rows = self._tables["tape"]
        return [each.record for each in rows if isinstance(each.record, TapeMessage)]

    def _catch_up(self) -> None:
        """Read the tables that changed, or all of them the first time."""
        # Before they are read: what comes meanwhile is read again next time.
        newest = self._store.newest()
        if newest.opening != self._read.opening:
            self._tables.clear()
        for table in TABLES:
            same = newest.ids.get(table) == self._read.ids.get(table)
            if not same or table not in self._tables:
                self._tables[table] = self._store.latest(table)
        self._read = newest


def answer(desk: Desk, request: Request) -> Answer:
    """Answer one question; whatever goes wrong is an answer in words."""
    try:
        match request.ask:
            case "tape":
                tape = desk.tape(request.subject, request.seen)
                return Answer(request.id, tape=tape)
            case "chain":
                return Answer(request.id, chain=desk.chain(request.root))
            case "series":
                points = series(desk.inputs(), request.subject, request.metric)
                return Answer(request.id, tuple(points))
    except (StoreError, ValueError) as error:
        return Answer(request.id, error=str(error))
    except Exception as error:
        return Answer(request.id, error=f"could not be computed: {error!r}")


def serve(desk: Desk, questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer questions one after another until there are no more."""
    decoder = msgspec.msgpack.Decoder(Request)
    while len(head := questions.read(LENGTH_BYTES)) == LENGTH_BYTES:
        request = decoder.decode(questions.read(int.from_bytes(head)))
        answers.write(frame(msgspec.msgpack.encode(answer(desk, request))))
        answers.flush()


def main(url: str) -> int:
    """Serve the viewer at the other end of standard input; return the exit status."""
    os.nice(_NICE)
    # The viewer decides when to go: it closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        store = open_store(url, write=False)
    except StoreError as error:
        sys.stderr.write(f"overhang: {error}\n")
        return 1
    calendars = load_calendars(bundled("data") / "calendars.toml")
    # A viewer that went in the middle of an answer is no fault of ours.
    with closing(store), suppress(BrokenPipeError):
        serve(Desk(store, calendars), sys.stdin.buffer, sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
