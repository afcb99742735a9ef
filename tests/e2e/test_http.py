"""The running board on an endpoint that serves, fails, hangs, lies and recovers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.desk_folder import DeskFolder
from support.live import (
    at_once,
    collectors,
    equity,
    errors,
    leave,
    ready,
    strip,
)
from support.served import CSV, serve_shipped
from support.server import Answer, LoopbackServer, Manner
from support.terminal import Opener, Terminal, gone

pytestmark = pytest.mark.e2e

TOKEN = "desk-4711"


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        serve_shipped(running)
        yield running


@pytest.fixture
def elsewhere() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        serve_shipped(running)
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    return DeskFolder(tmp_path / "desk")


@pytest.fixture
def open_with(tmp_path: Path, open_board: Opener) -> Iterator[Opener]:
    """A function that opens a board with a configuration file of these lines."""
    opened: list[Terminal] = []
    file = tmp_path / "overhang.toml"

    def start(*lines: str, **env: str) -> Terminal:
        file.write_text("\n".join(lines), encoding="utf-8")
        opened.append(open_board("--config", str(file), **env))
        return opened[-1]

    yield start
    leave(opened)


def healthy(text: str) -> bool:
    return "sources 17 ok" in text


def changed(folder: DeskFolder, close: str) -> Answer:
    """Answer with the closes, the last one of MSFT being another."""
    body = folder.with_last_close("MSFT", close).encode()
    return Answer(body, CSV, etag=f'"MSFT {close}"')


FAULTS = {
    "closes": (Answer(b"{}", status=500), "HTTP 500"),
    "deals": (Answer(manner=Manner.HANG), "no answer within 2 s"),
    "cds_marks": (Answer(status=302), "redirected elsewhere (127.0.0.1): not followed"),
    "capex_guidance": (
        Answer(b"<!doctype html><title>Sign in</title>", "text/html"),
        "text/html: a login page?",
    ),
    "ratings": (
        Answer(b"PAR1", "application/octet-stream"),
        "application/octet-stream, expected application/json or text/csv",
    ),
    "cash_flow": (
        Answer(b"<html>Sign in</html>", "application/json"),
        "found 'an HTML page', expected a JSON array of rows",
    ),
    "results": (
        Answer(b"[]", headers={"Content-Length": "99999999999"}),
        "the answer is more than 16777216 bytes",
    ),
    "forecasts": (
        Answer(b"", status=429, headers={"Retry-After": "2"}),
        "asked too often (HTTP 429)",
    ),
}


def told(server: LoopbackServer) -> list[str]:
    """Return how each fault begins on the sources screen."""
    return [
        f"{table}: {server.url}/{table}: {words}"
        for table, (_, words) in FAULTS.items()
    ]


def test_every_fault_leaves_the_last_figures_is_named_and_passes(
    open_with: Opener,
    server: LoopbackServer,
    elsewhere: LoopbackServer,
    folder: DeskFolder,
) -> None:
    good = dict(server.answers)
    board = ready(
        open_with(
            f'url = "{server.url}"',
            'every = "1s"',
            'timeout = "2s"',
            'token_env = "DESK_TOKEN"',
            DESK_TOKEN=TOKEN,
        )
    )
    board.wait(healthy)
    rows = {each: equity(board.text, each) for each in ("MSFT", "ORCL")}
    lost = strip(board.text)

    for table, (answer, _) in FAULTS.items():
        away = {"Location": f"{elsewhere.url}/{table}"}
        moved = answer._replace(headers=away) if answer.status == 302 else answer
        server.answers[f"/{table}"] = moved
    board.press("S")
    board.wait(lambda text: all(each in errors(text) for each in told(server)))
    board.press("0")

    def stands(text: str) -> bool:
        return (
            "8 sources failed" in text
            and all(equity(text, each) == row for each, row in rows.items())
            and strip(text) == lost
            and re.search(r"closes 09 Oct 26 · \d+bd", text) is not None
            and "closes not updated" in text
        )

    board.wait(stands)

    # Nobody but the origin saw the token, or any question at all.
    assert elsewhere.asked == []
    assert {each.headers["authorization"] for each in server.asked} == {
        f"Bearer {TOKEN}"
    }

    # What still answers is still followed.
    activity = good["/cds_activity"]
    server.answers["/cds_activity"] = activity._replace(
        body=activity.body.replace(b'"value":687.0', b'"value":700.0'), etag='"new"'
    )
    board.wait(lambda text: re.search(r"^META .* c\.700~", text, re.M) is not None)

    server.answers |= good | {"/closes": changed(folder, "350")}
    board.press("r")
    board.wait(
        lambda text: (
            healthy(text)
            and "-35.4%!!" in equity(text, "MSFT")
            and strip(text) not in ("", lost)
        )
    )
    board.press("q")
    assert board.exit_status() == 0
    assert TOKEN.encode() not in board.raw


def test_an_endpoint_that_fails_holds_up_no_other_table(
    open_with: Opener, server: LoopbackServer, folder: DeskFolder
) -> None:
    server.answers["/deals"] = Answer(manner=Manner.HANG)
    server.answers["/cds_marks"] = Answer(status=500)
    board = ready(open_with(f'url = "{server.url}"', 'every = "1s"'))
    board.wait(
        lambda text: (
            "cds_marks failed" in text
            and "15 ok 1 waiting" in text
            and re.search(r"DEBT ISSUANCE 3i +no deals", text) is not None
            and re.search(r" CDS +no marks", text) is not None
        )
    )

    server.answers["/closes"] = changed(folder, "350")
    board.wait(lambda text: "-35.4%!!" in equity(text, "MSFT"))


def test_a_dead_address_is_told_and_its_figures_outlive_the_program(
    open_with: Opener, server: LoopbackServer, tmp_path: Path
) -> None:
    lines = (f'url = "{server.url}"', 'every = "1s"', 'timeout = "2s"')
    board = ready(open_with(*lines))
    board.wait(healthy)
    before = equity(board.text, "ORCL")
    board.press("q")
    assert board.exit_status() == 0
    assert gone(collectors(str(tmp_path)))

    for path in list(server.answers):
        server.answers[path] = Answer(manner=Manner.RESET)
    again = ready(open_with(*lines))
    again.wait(lambda text: "17 sources failed" in text)
    assert equity(again.text, "ORCL") == before
    again.press("S")
    again.wait(lambda text: "the connection broke" in errors(text))


def test_some_tables_from_files_and_some_from_two_hosts(
    open_with: Opener,
    server: LoopbackServer,
    elsewhere: LoopbackServer,
    folder: DeskFolder,
) -> None:
    elsewhere.answers["/cds_marks?desk=credit"] = elsewhere.answers["/cds_marks"]
    alone = folder.path.parent / "prices.csv"
    alone.write_text(folder.with_last_close("MSFT", "350"), encoding="utf-8")
    board = ready(
        open_with(
            f'url = "{server.url}"',
            'token_env = "DESK_TOKEN"',
            f'universe = "{folder.path}/universe.toml"',
            "[table.closes]",
            f'file = "{alone}"',
            "[table.cds_marks]",
            f'url = "{elsewhere.url}/cds_marks?desk=credit"',
            'every = "2s"',
            DESK_TOKEN=TOKEN,
        )
    )
    board.wait(lambda text: healthy(text) and "-35.4%!!" in equity(text, "MSFT"))

    risen = folder.with_last_close("MSFT", "535.07")
    at_once(
        board,
        lambda text: "-1.3%" in equity(text, "MSFT"),
        lambda: alone.write_text(risen, encoding="utf-8"),
    )
    assert {each.path for each in elsewhere.asked} == {"/cds_marks?desk=credit"}
    assert all("authorization" not in each.headers for each in elsewhere.asked)
    assert {each.path for each in server.asked} == set(server.answers) - {
        "/closes",
        "/cds_marks",
    }
    assert all("authorization" in each.headers for each in server.asked)
    board.press("S")
    marks = re.compile(r"^cds_marks +ok .* (in \d+ s|now) .* http$", re.MULTILINE)
    text = board.wait(lambda text: marks.search(text) is not None)
    assert re.search(r"^closes +ok .* on change .* files$", text, re.MULTILINE)
    assert b"desk=credit" not in board.raw
