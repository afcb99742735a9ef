from __future__ import annotations

import pytest

from overhang.sources.fetching import FetchError
from support.server import Answer, Asked, LoopbackServer, Manner
from support.webs import asking, near


class Falling(LoopbackServer):
    """Gives its answers in turn, then the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        super().__init__()
        self._turn = list(answers)

    def answer(self, asked: Asked) -> Answer:
        return self._turn.pop(0) if len(self._turn) > 1 else self._turn[0]


@pytest.mark.parametrize(
    "fault",
    [
        Answer(status=502),
        Answer(status=503),
        Answer(status=504),
        Answer(manner=Manner.RESET),
        Answer(b"[1, 2, 3]", manner=Manner.CUT),
    ],
)
async def test_what_may_pass_by_itself_is_asked_three_times(fault: Answer) -> None:
    with Falling(fault, fault, Answer(b"[]")) as server:
        async with asking(near()) as web:
            assert (await web.get(server.url)).body == b"[]"
        assert len(server.asked) == 3

    with Falling(fault) as server:
        async with asking(near()) as web:
            with pytest.raises(FetchError):
                await web.get(server.url)
        assert len(server.asked) == 3


@pytest.mark.parametrize(
    "fault",
    [
        *[Answer(status=each) for each in (400, 401, 403, 404, 410, 429, 500)],
        Answer(status=503, headers={"Retry-After": "1"}),
        Answer(status=302),
        Answer(b"x", headers={"Content-Encoding": "x-martian"}),
        Answer(b"[]", headers={"Content-Length": "-1"}),
    ],
)
async def test_what_would_come_again_is_asked_once(fault: Answer) -> None:
    with Falling(fault) as server:
        async with asking(near()) as web:
            with pytest.raises(FetchError) as caught:
                await web.get(server.url)
        assert len(server.asked) == 1

    assert caught.value.retry_after == fault.headers.get("Retry-After", "")


async def test_a_connection_over_which_no_word_came_is_not_used_again() -> None:
    hung = Answer(manner=Manner.HANG)
    with Falling(hung, Answer(b"[]")) as server:
        async with asking(near(timeout=0.2)) as web:
            with pytest.raises(FetchError, match=r"no answer within 0\.2 s"):
                await web.get(server.url)
            assert (await web.get(server.url)).body == b"[]"
        assert len(server.asked) == 2


@pytest.mark.parametrize("url", ["", "feed", "ftp://feed.example/", "http://a:b/"])
async def test_what_is_no_address_is_not_asked(url: str) -> None:
    async with asking(near()) as web:
        with pytest.raises(FetchError, match="address"):
            await web.get(url)


async def test_a_retry_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with Falling(Answer(status=502), Answer(b"[]")) as server:
        async with asking(near()) as web:
            await web.get(server.url)
        assert len(server.asked) == 2
    assert [each.name for each in caplog.records if each.name == "stamina"] == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Answer(status=503), "HTTP 503"), (Answer(manner=Manner.RESET), "connection")],
)
async def test_a_deadline_does_not_hide_the_fault_that_was_had(
    fault: Answer, words: str
) -> None:
    with Falling(fault, Answer(manner=Manner.HANG)) as server:
        async with asking(near(timeout=1.0)) as web:
            with pytest.raises(FetchError, match=words):
                await web.get(server.url)
