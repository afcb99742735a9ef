"""The daily zip of the tape, and what only looks like one."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.tape.message import Action
from overhang.sources.base import SourceError
from overhang.sources.tape.archive import unpack
from overhang.sources.tape.tape import SOURCE, read_daily, read_feed, read_sheet
from support.tape import ORACLE, SAMPLE, at, daily, refusal, zipped


def test_a_daily_zip_is_read() -> None:
    tape = daily(zipped(SAMPLE))

    assert (tape.rows, len(tape.messages), tape.refused, tape.absent) == (
        17,
        17,
        (),
        (),
    )
    first = tape.messages[0]
    assert (first.message_id, first.action, first.event) == (
        "1001",
        Action.NEWT,
        "TRAD",
    )
    assert first.executed_at == at("2026-02-11T14:29:58Z")
    assert (first.notional, first.capped, first.currency) == (5e6, True, "USD")
    assert (first.coupon_bp, first.spread, first.notation) == (100.0, 0.0158, "3")
    assert (first.issuer, first.name) == ("ORCL", "Oracle Corporation")
    assert (first.underlier, first.product) == ("TESTRED01", "NA/CDS Corp SN Sr")
    assert first.source == SOURCE
    paid = tape.messages[5]
    assert (paid.upfront, paid.upfront_currency, paid.spread) == (
        119776.18,
        "USD",
        None,
    )
    assert tape.messages[11].prime_broker
    assert tape.messages[12].package


def archived(*members: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return file.getvalue()


def locked() -> bytes:
    """Return a zip whose member says that it is encrypted."""
    body = bytearray(zipped(SAMPLE))
    body[6] |= 1
    body[body.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(body)


def lying(size: int) -> bytes:
    """Return a zip whose directory claims another size for its member."""
    body = bytearray(zipped(SAMPLE))
    place = body.rindex(b"PK\x01\x02") + 24
    body[place : place + 4] = struct.pack("<I", size)
    return bytes(body)


def torn(data: bytes) -> bytes:
    """Return a zip with one byte of its content turned."""
    body = bytearray(data)
    body[200] ^= 0xFF
    return bytes(body)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "day.zip: found 'nothing (0 bytes)', expected a zip with one CSV file"),
        (b"<html>403</html>", "day.zip: found 'an HTML page', expected a zip with"),
        (SAMPLE, "day.zip: found 'Dissemination Id', expected a zip with one CSV"),
        (zipped(SAMPLE)[:300], "day.zip: found 'BadZipFile: File is not a zip file'"),
        (torn(zipped(SAMPLE)), "day.zip: found '"),
        (archived(), "day.zip: found '0 files: ', expected a zip with one CSV file"),
        (archived(("a.txt", b"x")), "day.zip: found '1 files: a.txt', expected a zip"),
        (
            archived(("a.csv", b"x"), ("b.csv", b"x")),
            "day.zip: found '2 files: a.csv, b.csv', expected a zip with one CSV file",
        ),
        (locked(), "day.zip: found 'a locked file', expected a zip with one CSV"),
        (lying(10), 'day.zip: found "BadZipFile: Bad CRC-32'),
        (archived(("a.csv", b"")), "day.zip/a.csv: found 'nothing (0 bytes)'"),
    ],
    ids=range(11),
)
def test_what_is_no_daily_zip_is_named_plainly(data: bytes, said: str) -> None:
    assert refusal(data).startswith(said)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_bomb_is_refused_before_it_goes_off(method: int) -> None:
    bomb = archived(("a.csv", b"0" * 1_000_000), method=method)

    with pytest.raises(SourceError, match="999999 bytes of CSV at most"):
        unpack(bomb, "day.zip", cap=999_999)
    assert len(unpack(bomb, "day.zip", cap=1_000_000).data) == 1_000_001


def test_a_zip_that_claims_to_be_small_is_not_believed() -> None:
    with pytest.raises(SourceError):
        unpack(lying(1000), "day.zip", cap=2000)


def test_a_last_line_without_an_end_is_whole_inside_a_zip() -> None:
    assert len(daily(zipped(SAMPLE.rstrip(b"\n"))).messages) == 17


@given(st.binary(max_size=400), st.integers(0, 300))
def test_no_bytes_crash_the_readers(noise: bytes, place: int) -> None:
    whole = zipped(SAMPLE)
    for data in (noise, whole[:place] + noise + whole[place + len(noise) :]):
        for read in (read_daily, read_sheet, read_feed):
            with suppress(SourceError):
                read(data, "x", ORACLE)
