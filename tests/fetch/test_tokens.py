"""A token in an address goes out with the request and comes back with nothing."""

import traceback

import pytest

from monitor.errors import FetchError
from monitor.fetch.tokens import fetch_with_tokens
from monitor.model import Answer, Request, Secret
from tests.fakes import FakeWeb

TOKEN = "S3cr3t-Tok3n-9f8e7d"
WRITTEN = "https://feeds.example/private/${KEY}/rss"
TOKENS = {"KEY": Secret(TOKEN)}


def test_the_server_is_asked_with_the_token_and_the_answer_has_it_no_more() -> None:
    web = FakeWeb()
    real = WRITTEN.replace("${KEY}", TOKEN)
    web.answers[real] = Answer(url=real, status=200, body=b"x", moved_to=real + "2")

    answer = fetch_with_tokens(web.fetch, Request(url=WRITTEN, kind="feed"), TOKENS)

    assert [request.url for request in web.asked] == [real]
    assert (answer.url, answer.moved_to, answer.body) == (WRITTEN, WRITTEN + "2", b"x")


def test_an_error_has_the_token_no_more() -> None:
    web = FakeWeb()
    real = WRITTEN.replace("${KEY}", TOKEN)
    web.fail(real, FetchError(real, f"no route to {real}", kind="connection", status=599))

    with pytest.raises(FetchError) as caught:
        fetch_with_tokens(web.fetch, Request(url=WRITTEN), TOKENS)

    assert TOKEN not in "".join(traceback.format_exception(caught.value)) + caught.value.url
    assert (caught.value.kind, caught.value.status) == ("connection", 599)


def test_a_token_that_is_not_there_is_said_and_nothing_is_asked() -> None:
    web = FakeWeb()

    with pytest.raises(FetchError, match="KEY of its address is not set"):
        fetch_with_tokens(web.fetch, Request(url=WRITTEN), {})

    assert web.asked == []
