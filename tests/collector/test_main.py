"""The collector's own process, on real files and a real store."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from overhang.bundled import bundled
from overhang.collector.leading import lead_within
from overhang.config.load import load_settings
from overhang.config.settings import Settings
from overhang.core.snapshot import Snapshot
from overhang.store import open_store
from overhang.store.base import Store
from overhang.store.keeper import Keeper
from overhang.store.lead import ask_refresh, attend, last_words, try_lead
from overhang.store.place import store_dir, store_url
from support.interpreter import loaded_after
from support.stored import number_of, snapshot_of
from support.waiting import until

_PROGRAM = """
import sys
from pathlib import Path
from overhang.collector.main import run
from overhang.config.load import load_settings

state, data = sys.argv[1:3]
fd = int(sys.argv[sys.argv.index("--lock-fd") + 1]) if "--lock-fd" in sys.argv else None
place = Path(state)
settings = load_settings({"data": data}, {}, user_dir=place, state_dir=place)
sys.exit(run(settings, lock_fd=fd, with_viewers="--with-viewers" in sys.argv))
"""


class House:
    """A desk's folder, its store, and the collectors that were started on it."""

    def __init__(self, root: Path) -> None:
        self.data = root / "data"
        self.state = root / "state"
        shutil.copytree(bundled("data"), self.data)
        self.settings: Settings = load_settings(
            {"data": str(self.data)}, {}, user_dir=self.state, state_dir=self.state
        )
        self.directory = store_dir(self.settings.state_dir, self.settings.store_key)
        self.store: Store = open_store(store_url(self.directory), write=False)
        self.children: list[subprocess.Popen[bytes]] = []

    @property
    def program(self) -> tuple[str, ...]:
        return (sys.executable, "-c", _PROGRAM, str(self.state), str(self.data))

    def start(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(self.program, stderr=subprocess.PIPE)
        self.children.append(child)
        return child

    @property
    def number(self) -> int:
        return number_of(self.store)

    @property
    def snapshot(self) -> Snapshot:
        return snapshot_of(self.store)

    def drawdown(self) -> float | None:
        reading = self.snapshot.reading("ORCL", "equity.drawdown.peak")
        return reading.value if reading else None


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    for child in made.children:
        child.kill()
        child.communicate()
    made.store.close()


async def test_it_collects_follows_a_save_and_leaves_cleanly(house: House) -> None:
    child = house.start()
    await until(lambda: house.number == 1, within=30)
    beat = house.store.heartbeat()
    assert beat is not None
    assert beat.pid == child.pid
    assert beat.at < house.snapshot.taken_at
    assert not house.snapshot.problems
    assert {each.state.value for each in house.snapshot.sources} == {"ok"}
    assert len(house.snapshot.readings) == 7
    before = house.drawdown()
    assert before is not None

    second = house.start()
    _, said = second.communicate(timeout=30)
    assert second.returncode == 1
    assert b"another collector leads the store" in said

    closes = house.data / "closes.csv"
    text = closes.read_text()
    last = max(each for each in text.splitlines() if ",ORCL," in each)
    day, code, usd, rest = last.split(",", 3)
    cheaper = f"{day},{code},{float(usd) * 0.9:.2f},{rest}"
    saved = time.monotonic()
    closes.write_text(text.replace(last, cheaper))
    await until(lambda: house.drawdown() != before)
    assert time.monotonic() - saved < 1
    after = house.drawdown()
    assert after is not None
    assert after < before

    rules = house.data / "rules.toml"
    rules.write_text(rules.read_text() + "\n[nonsense]\n")
    await until(lambda: bool(house.snapshot.problems))
    assert any("nonsense" in each for each in house.snapshot.problems)

    assert psutil.Process(child.pid).memory_info().rss < 160 * 2**20

    child.send_signal(signal.SIGTERM)
    told = time.monotonic()
    _, said = child.communicate(timeout=10)
    assert time.monotonic() - told < 1
    assert (child.returncode, said) == (0, b"")
    free = try_lead(house.directory)
    assert free is not None
    os.close(free)


async def test_it_heeds_a_wish_for_a_refresh_and_ctrl_c(house: House) -> None:
    child = house.start()
    await until(lambda: house.number == 1, within=30)
    ask_refresh(house.directory)
    # Every file is asked again: its health has a new time.
    await until(lambda: house.number > 1)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=5)
    assert (child.returncode, said) == (0, b"")


async def test_a_stop_before_it_began_is_clean(house: House) -> None:
    child = house.start()
    await until(lambda: house.store.heartbeat() is not None, within=30)
    child.send_signal(signal.SIGTERM)
    _, said = child.communicate(timeout=5)
    assert (child.returncode, said) == (0, b"")


def test_it_waits_for_a_command_that_leads_for_a_moment(tmp_path: Path) -> None:
    lead = try_lead(tmp_path)
    assert lead is not None
    assert lead_within(tmp_path, 0) is None
    threading.Timer(0.1, os.close, (lead,)).start()
    found = lead_within(tmp_path, 10)
    assert found is not None
    os.close(found)


async def test_it_ends_with_its_last_viewer(house: House) -> None:
    keeper = Keeper(house.directory, [], house.store.heartbeat, program=house.program)
    attendance = attend(house.directory)
    keeper.look()
    await until(lambda: house.number == 1, within=30)
    beat = house.store.heartbeat()
    assert beat is not None
    assert try_lead(house.directory) is None
    attendance.close()
    left = time.monotonic()
    collector = psutil.Process(beat.pid)
    await until(lambda: collector.status() == psutil.STATUS_ZOMBIE)
    assert time.monotonic() - left < 2.5
    assert collector.wait(1) == 0
    assert last_words(house.directory) == ""
    free = try_lead(house.directory)
    assert free is not None
    os.close(free)
    keeper.leave()


def test_what_comes_before_the_first_sign_of_life_is_light() -> None:
    loaded = loaded_after("import overhang.collector.main")
    assert not loaded & {"pandas", "numpy", "httpx", "watchfiles"}


def test_an_invalid_universe_from_the_start_is_told(house: House) -> None:
    (house.data / "universe.toml").write_text("[issuer.ORCL]\nnam = 1\n")
    child = house.start()
    _, said = child.communicate(timeout=30)
    assert child.returncode == 2
    assert b"overhang: universe.toml:" in said
