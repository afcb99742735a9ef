"""The running board follows what is saved, and survives what is saved badly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import fastparquet
import pytest

from support.desk_folder import DeskFolder, ndjson
from support.live import at_once, equity, errors, leave, ready, state, strip
from support.terminal import Opener, Terminal

pytestmark = pytest.mark.e2e


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    return DeskFolder(tmp_path / "desk")


@pytest.fixture
def open_desk(open_board: Opener, folder: DeskFolder) -> Iterator[Opener]:
    """A function that opens a board on the folder."""
    opened: list[Terminal] = []

    def start(*arguments: str, **env: str) -> Terminal:
        board = open_board("--data", str(folder.path), *arguments, **env)
        opened.append(board)
        return ready(board)

    yield start
    leave(opened)


@pytest.fixture
def board(open_desk: Opener) -> Terminal:
    return open_desk()


def test_a_saved_close_moves_drawdown_flag_and_group_strip_at_once(
    board: Terminal, folder: DeskFolder
) -> None:
    # The closes are of October: that they are old is what the desk is told and what
    # counts; the flag, its words and its severity in the title stand beside that.
    lost, before = strip(board.text), board.text

    def fallen(text: str) -> bool:
        return (
            re.match(r"MSFT !!z +-35\.4%!!z~", equity(text, "MSFT")) is not None
            and "DRAWDOWN 2!!z 5!" in text
            and strip(text) not in ("", lost)
            and "!!z~ MSFT 52w drawdown -35.4% < -30%" in text
        )

    text = folder.with_last_close("MSFT", "350")
    at_once(board, fallen, lambda: folder.save("closes.csv", text))

    def risen(text: str) -> bool:
        return (
            equity(text, "MSFT") == equity(before, "MSFT")
            and "DRAWDOWN 1!!z 5!" in text
            and strip(text) == lost
        )

    text = folder.with_last_close("MSFT", "535.07")
    at_once(board, risen, lambda: folder.swap("closes.csv", text))


def test_a_table_that_is_not_there_is_named_and_joins_when_it_comes(
    open_desk: Opener, folder: DeskFolder
) -> None:
    deals = folder.text("deals.csv")
    folder.remove("deals.csv")
    board = open_desk()
    text = board.wait(lambda text: "no deals.csv in" in text)
    # Ratings and vehicles are there, and old.
    assert re.search(r"DEBT ISSUANCE 3i +no deals", text)
    assert "issued YTD n/a" in text
    assert "deals missing" in text
    assert "16 ok" in text

    def issued(text: str) -> bool:
        return (
            re.search(r"DEBT ISSUANCE .*last deal Aug 26", text) is not None
            and "issued YTD >120.0" in text
            and "sources 17 ok" in text
        )

    at_once(board, issued, lambda: folder.swap("deals.csv", deals))


def test_a_deleted_file_is_told_and_its_figures_stay(
    board: Terminal, folder: DeskFolder
) -> None:
    before, closes = equity(board.text, "ORCL"), folder.text("closes.csv")
    at_once(
        board,
        lambda text: "closes missing" in text and "no closes.csv in" in text,
        lambda: folder.remove("closes.csv"),
    )
    assert equity(board.text, "ORCL") == before
    assert "closes 09 Oct 26" in board.text
    at_once(
        board,
        lambda text: "sources 17 ok" in text,
        lambda: folder.save("closes.csv", closes),
    )


def test_broken_rows_are_named_all_at_once_and_change_nothing(
    board: Terminal, folder: DeskFolder
) -> None:
    before, lost = equity(board.text, "MSFT"), strip(board.text)
    lines = folder.with_last_close("MSFT", "3x5").splitlines()
    lines[99:500] = [each.replace("-", "/", 1) for each in lines[99:500]]
    broken = "\n".join([*lines, ""])
    mended = folder.with_last_close("MSFT", "350")

    at_once(
        board,
        lambda text: "closes failed" in text and "closes not updated" in text,
        lambda: folder.save("closes.csv", broken),
    )
    assert equity(board.text, "MSFT") == before
    assert strip(board.text) == lost

    board.press("S")
    said = errors(board.wait(lambda text: state(text, "closes") == "failed"))
    assert re.search(r"closes\.csv:100: date: found '\d+/\S+', expected a d", said)
    assert re.search(r"closes\.csv:101: date: found '\d+/\S+', expected a d", said)

    at_once(
        board,
        lambda text: state(text, "closes") == "ok" and not errors(text),
        lambda: folder.save("closes.csv", mended),
    )
    board.press("0")
    board.wait(lambda text: "-35.4%!!" in equity(text, "MSFT"))


def test_a_file_torn_inside_its_last_number_keeps_the_last_good_figure(
    open_desk: Opener, folder: DeskFolder
) -> None:
    # The number ends the line: cut short, it is still a number.
    frame = folder.closes("MSFT", 535.07)
    last = [name for name in frame.columns if name != "close_usd"]
    whole = frame[[*last, "close_usd"]].to_csv(index=False)
    assert whole.endswith(",141.4\n")
    folder.swap("closes.csv", whole)
    board = open_desk()
    before = equity(board.text, "ORCL")
    board.press("S")
    board.wait(lambda text: state(text, "closes") == "ok")
    folder.save("closes.csv", whole[:-3])
    board.wait(lambda text: "still being written?" in text)
    folder.save("closes.csv", whole)
    board.wait(lambda text: "still being written?" not in text)
    board.press("0")
    board.wait(lambda text: equity(text, "ORCL") == before)


def test_ndjson_and_parquet_serve_as_well_as_csv(
    board: Terminal, folder: DeskFolder
) -> None:
    lines = ndjson(folder.closes("MSFT", 400.0))
    parquet = folder.path / "parquet"
    fastparquet.write(str(parquet), folder.closes("MSFT", 350.0))

    # Two files for one table: which is right is for the desk to say.
    at_once(
        board,
        lambda text: "keep one of them" in text,
        lambda: folder.swap("closes.ndjson", lines),
    )
    assert "-1.3%" in equity(board.text, "MSFT")
    at_once(
        board,
        lambda text: "-26.2%!" in equity(text, "MSFT") and "sources 17 ok" in text,
        lambda: folder.remove("closes.csv"),
    )
    folder.remove("closes.ndjson")
    # The first Parquet file waits for a process of its own to begin.
    parquet.rename(folder.path / "closes.parquet")
    board.wait(
        lambda text: "-35.4%!!" in equity(text, "MSFT") and "sources 17 ok" in text
    )


def test_rules_come_and_reload_and_broken_ones_leave_the_old_in_force(
    open_desk: Opener, folder: DeskFolder
) -> None:
    rules = folder.text("rules.toml")
    folder.remove("rules.toml")
    board = open_desk()
    assert equity(board.text, "MSFT").startswith("MSFT  ")

    tight = rules.replace('info   = "< -15%"', 'info   = "< -1%"', 1)
    assert tight != rules
    at_once(
        board,
        lambda text: re.search(r"-1\.3%i", equity(text, "MSFT")) is not None,
        lambda: folder.save("rules.toml", tight),
    )
    broken = rules.replace('info   = "< -15%"', 'info   = "< -1"', 1)
    at_once(
        board,
        lambda text: "rules.toml" in text.partition("\n")[0],
        lambda: folder.save("rules.toml", broken),
    )
    assert re.search(r"-1\.3%i", equity(board.text, "MSFT"))
    line = rules[: rules.index('info   = "< -15%"')].count("\n") + 1
    board.press("S")
    text = board.wait(lambda text: "still in force" in text)
    assert f"rules.toml:{line}" in text
    board.press("0")
    at_once(
        ready(board),
        lambda text: equity(text, "MSFT").startswith("MSFT  "),
        lambda: folder.swap("rules.toml", rules),
    )
    assert "rules.toml" not in board.text


def test_the_universe_reloads_and_a_broken_one_leaves_the_old_in_force(
    board: Terminal, folder: DeskFolder
) -> None:
    universe = folder.text("universe.toml")
    doubled = universe.replace("millions = 7425.5", "millions = 14851")
    assert doubled != universe
    assert "+1,073.2" in equity(board.text, "MSFT")
    at_once(
        board,
        lambda text: "+2,146.4" in equity(text, "MSFT"),
        lambda: folder.swap("universe.toml", doubled),
    )
    at_once(
        board,
        lambda text: "universe.toml" in text.partition("\n")[0],
        lambda: folder.save("universe.toml", doubled[:400]),
    )
    assert "+2,146.4" in equity(board.text, "MSFT")
    at_once(
        board,
        lambda text: "+1,073.2" in equity(text, "MSFT") and "universe.t" not in text,
        lambda: folder.save("universe.toml", universe),
    )
