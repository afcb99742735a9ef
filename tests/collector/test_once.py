"""Gathered once, for a command that prints and ends, though a feed says nothing."""

from __future__ import annotations

import os
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from overhang.collector.once import known
from overhang.config.load import load_settings
from overhang.core.snapshot import SourceState
from overhang.core.wire import encode
from overhang.store import open_store
from overhang.store.base import OutdatedError
from overhang.store.lead import try_lead
from overhang.store.place import store_dir, store_url
from support.first_store import make_first_store
from support.server import Answer, LoopbackServer, Manner
from support.snapshots import sample_snapshot
from support.stored import T0

CLOSES = "issuer,date,close_usd,source,quality\nORCL,2026-10-08,150,desk,composite\n"


def test_a_feed_that_hangs_keeps_back_no_other_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "closes.csv").write_text(CLOSES)
    with LoopbackServer() as server:
        server.answers["/px"] = Answer(manner=Manner.HANG)
        toml = (
            'data = "desk"\n'
            f'[source.px]\nkind = "quotes"\nurl = "{server.url}/px"\nprivate = true\n'
            'table = "cds_marks"\nfields = { issuer = "s", date = "d", tenor = "t", '
            'spread_bp = "m" }\n'
        )
        (tmp_path / "overhang.toml").write_text(toml)
        state = tmp_path / "state"
        settings = load_settings({}, {}, user_dir=tmp_path, state_dir=state)
        found = known(settings, {}, timeout=4)

    assert found.snapshot is not None
    states = {each.table: each.state for each in found.snapshot.sources if each.feed}
    assert states == {"cds_marks": SourceState.WAITING}
    close = found.snapshot.reading("ORCL", "equity.close")
    assert close is not None
    assert close.value == 150
    assert found.late == "not everything answered within 4 s"


def test_a_name_that_nobody_resolves_keeps_no_command_beyond_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: over.wait(30))
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "closes.csv").write_text(CLOSES)
    (tmp_path / "overhang.toml").write_text(
        'data = "desk"\n[source.px]\nkind = "quotes"\nurl = "https://slow.example/px"\n'
        'table = "closes"\nfields = { issuer = "s", date = "d", close_usd = "p" }\n'
    )
    settings = load_settings({}, {}, user_dir=tmp_path, state_dir=tmp_path / "state")
    begun = time.monotonic()
    found = known(settings, {}, timeout=3)
    assert time.monotonic() - begun < 20
    over.set()
    assert found.snapshot is not None
    close = found.snapshot.reading("ORCL", "equity.close")
    assert close is not None
    assert close.value == 150


@pytest.mark.parametrize("is_taken_over", [True, False])
def test_an_older_store_that_another_leads_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_taken_over: bool
) -> None:
    monkeypatch.setattr("overhang.collector.once._SEEN_TO_S", 0.5)
    settings = load_settings({}, {}, user_dir=tmp_path, state_dir=tmp_path / "state")
    directory = store_dir(settings.state_dir, settings.store_key)
    make_first_store(directory / "store.db")
    lead = try_lead(directory)
    assert lead is not None

    def take_over() -> None:
        store = open_store(store_url(directory), write=True)
        store.append((), known_at=T0, snapshot=encode(sample_snapshot()))
        store.close()

    timer = Timer(0.2, take_over)
    if is_taken_over:
        timer.start()
        found = known(settings, {}, timeout=30).snapshot
        assert found is not None
        assert found.taken_at == sample_snapshot().taken_at
        timer.join()
    else:
        with pytest.raises(OutdatedError, match="an older overhang wrote it"):
            known(settings, {}, timeout=30)
    os.close(lead)
