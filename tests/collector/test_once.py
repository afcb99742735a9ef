"""Gathered once, for a command that prints and ends, though a feed says nothing."""

from __future__ import annotations

from pathlib import Path

from overhang.collector.once import known
from overhang.config.load import load_settings
from overhang.core.snapshot import SourceState
from support.server import Answer, LoopbackServer, Manner

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
