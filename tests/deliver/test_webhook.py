"""An edition is posted signed and recognisable; the answer decides, the address stays secret."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest

from monitor.deliver.settings import WebhookSettings
from monitor.deliver.webhook import WebhookChannel, retry_after, signature
from monitor.errors import DeliveryError
from monitor.model import Delivery, Secret
from monitor.net import NetSettings
from tests import build, faults
from tests.deliver.webserver import Posted, WebServer
from tests.fakes import NOON, FakeClock

LOOPBACK = NetSettings(allow=("127.0.0.0/8",), connect=timedelta(seconds=1))
EDITION = json.dumps({"digest": "daily", "number": 1, "title": "Радар"}, ensure_ascii=False).encode()


def channel(url: str, **changes: Any) -> WebhookChannel:
    settings = WebhookSettings(kind="webhook", url=Secret(url), **{"deadline": timedelta(seconds=0.6)} | changes)
    return WebhookChannel(name="hook", settings=settings, net=LOOPBACK, clock=FakeClock())


def edition(**changes: Any) -> Delivery:
    return build.delivery("hook", **{"kind": "json", "payload": EDITION} | changes)


def refusal(over: WebhookChannel, delivery: Delivery | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        over.send(delivery or edition())
    assert "canary" not in str(caught.value)
    return caught.value


def test_an_edition_is_posted_as_it_is_with_its_key() -> None:
    with WebServer() as server:
        assert channel(server.url).send(edition()) == "200 ok"

    (posted,) = server.posts
    assert posted.body == EDITION
    assert posted.headers["idempotency-key"] == edition().id
    assert posted.headers["content-type"] == "application/json; charset=utf-8"
    assert "x-monitor-signature" not in posted.headers


def test_a_receiver_can_check_who_sent_it_and_when() -> None:
    with WebServer() as server:
        channel(server.url, secret=Secret("old-key new-key")).send(edition())

    (posted,) = server.posts
    stamp = posted.headers["x-monitor-timestamp"]
    assert stamp == str(int(NOON.timestamp()))
    for key in (b"old-key", b"new-key"):
        expected = hmac.new(key, stamp.encode() + b"." + posted.body, hashlib.sha256).hexdigest()
        assert f"sha256={expected}" in posted.headers["x-monitor-signature"].split(", ")


def test_the_signature_is_the_one_in_the_documentation() -> None:
    mark = signature(b'{"a":1}', "key", NOON)

    assert mark["X-Monitor-Timestamp"] == "1795521600"
    assert mark["X-Monitor-Signature"] == "sha256=" + hmac.new(b"key", b'1795521600.{"a":1}', hashlib.sha256).hexdigest()


STATUSES = {
    "301 to other host": (301, {"Location": "http://192.0.2.1/"}),
    "302 to login page": (302, {"Location": "/login"}),
    "400 invalid_blocks": (400, {}),
    "410 channel_is_archived": (410, {}),
    "413": (413, {}),
    "429 Retry-After: 30": (429, {"Retry-After": "30"}),
    "503": (503, {}),
}
KINDS = {
    "refused: POST is not replayed to another host, secret URL not leaked": "permanent",
    "failed": "permanent",
    "permanent + alert, plain-text fallback once": "permanent",
    "permanent + alert": "permanent",
    "split": "permanent",
    "retry after 30 s": "temporary",
    "retry": "temporary",
}
DELIVERY = {case["title"]: case for case in faults.cases("channel") if case["sub"] == "delivery"}


@pytest.mark.parametrize("title", STATUSES)
def test_a_status_that_is_no_success_says_what_to_do_next(title: str) -> None:
    status, headers = STATUSES[title]
    with WebServer(respond=lambda _: (status, headers, b"no")) as server:
        error = refusal(channel(server.url))

    assert error.kind == KINDS[DELIVERY[title]["expect"]]
    assert error.retry_after == (timedelta(seconds=30) if status == 429 else None)
    assert len(server.posts) == 1
    assert str(status) in str(error)


@pytest.mark.parametrize("how", ["hang", "reset"])
def test_no_answer_after_everything_was_sent_means_that_nobody_knows(how: str) -> None:
    started = time.monotonic()
    with WebServer(break_off=how) as server:
        assert refusal(channel(server.url)).kind == "unknown"

    assert time.monotonic() - started < 2


def test_an_answer_of_any_length_and_pace_counts_by_its_status() -> None:
    started = time.monotonic()
    with WebServer(respond=lambda _: (200, {}, b"x" * 10_000_000)) as server:
        assert channel(server.url, deadline=timedelta(seconds=5)).send(edition()) == "200"
    with WebServer(break_off="drip") as server:
        assert channel(server.url).send(edition()) == "200"
    with WebServer(respond=lambda _: (503, {}, b"x" * 10_000_000)) as server:
        assert refusal(channel(server.url, deadline=timedelta(seconds=5))).kind == "temporary"

    assert time.monotonic() - started < 5


def test_a_port_where_nobody_listens_is_tried_later_and_a_private_host_never() -> None:
    with WebServer() as server:
        url = server.url
    assert refusal(channel(url)).kind == "temporary"

    guarded = WebhookChannel(name="hook", settings=WebhookSettings(kind="webhook", url=Secret(url)), net=NetSettings(), clock=FakeClock())
    assert refusal(guarded).kind == "permanent"


def test_another_payload_is_refused() -> None:
    assert refusal(channel("http://127.0.0.1:9/"), edition(kind="mail")).kind == "permanent"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30", timedelta(seconds=30)),
        ("Tue, 24 Nov 2026 12:01:00 GMT", timedelta(minutes=1)),
        ("Tue, 24 Nov 2026 11:59:00 GMT", timedelta(minutes=-1)),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("9" * 400, timedelta(seconds=10**9)),
    ],
)
def test_retry_after_is_read_in_both_forms(text: str, expected: timedelta | None) -> None:
    assert retry_after({"retry-after": text}, NOON) == expected


# -- Slack's form


def chat(text: str) -> Delivery:
    return build.delivery("hook", kind="chat", payload=text.encode())


def test_slack_gets_sections_within_its_limits_and_unfolds_nothing() -> None:
    text = "\n\n".join(f"*<https://a.example/{number}|Headline {number}>*\n{'word ' * 100}" for number in range(20))
    with WebServer() as server:
        channel(server.url, form="slack").send(chat(text))

    (posted,) = server.posts
    message = json.loads(posted.body)
    sections = [block["text"]["text"] for block in message["blocks"]]
    assert max(map(len, sections)) <= 3_000
    assert "".join("".join(sections).split()) == "".join(text.split())
    assert message["unfurl_links"] is False


@pytest.mark.parametrize("body", [b"channel_is_archived", b'{"ok": false, "error": "x"}', b'{"success": false}'])
def test_a_200_that_says_no_is_a_no(body: bytes) -> None:
    with WebServer(respond=lambda _: (200, {}, body)) as server:
        assert refusal(channel(server.url, form="slack"), chat("x")).kind == "permanent"


def test_a_service_that_knows_no_blocks_gets_plain_text_once() -> None:
    def picky(posted: Posted) -> tuple[int, dict[str, str], bytes]:
        return (400, {}, b"invalid_blocks") if b'"blocks"' in posted.body else (200, {}, b"ok")

    with WebServer(respond=picky) as server:
        channel(server.url, form="slack").send(chat("x"))

    assert [b'"blocks"' in posted.body for posted in server.posts] == [True, False]


def test_a_message_that_is_too_big_is_sent_in_halves() -> None:
    def small(posted: Posted) -> tuple[int, dict[str, str], bytes]:
        return (413, {}, b"") if len(posted.body) > 10_000 else (200, {}, b"ok")

    text = "\n\n".join(f"{number:03} {'word ' * 500}" for number in range(5))
    with WebServer(respond=small) as server:
        channel(server.url, form="slack").send(chat(text))

    accepted = [json.loads(posted.body)["text"] for posted in server.posts if len(posted.body) <= 10_000]
    assert [number for text in accepted for number in text.split() if number.isdecimal()] == ["000", "001", "002", "003", "004"]


def test_a_repeat_begins_with_the_part_that_failed() -> None:
    state = {"is_down": True}

    def flaky(posted: Posted) -> tuple[int, dict[str, str], bytes]:
        return (503, {}, b"") if b"second" in posted.body and state["is_down"] else (200, {}, b"ok")

    pages = [f"{name} " + "\n\n".join("w" * 2_900 for _ in range(12)) for name in ("first", "second", "third")]
    with WebServer(respond=flaky) as server:
        over = channel(server.url, form="slack", deadline=timedelta(seconds=5))
        assert refusal(over, chat("\n\n".join(pages))).kind == "temporary"
        state["is_down"] = False
        over.send(chat("\n\n".join(pages)))

    names = [next(name for name in ("first", "second", "third", "w") if name.encode() in posted.body) for posted in server.posts]
    assert names.count("first") == 1
    assert names.index("second") < len(names) - 1


@pytest.mark.parametrize("case", [case for case in faults.cases("channel") if case["sub"] == "secret"], ids=lambda case: case["id"])
def test_no_error_shows_the_address(case: dict[str, Any]) -> None:
    assert case["expect"] == "token part replaced by ***"
    secret = "http://127.0.0.1:1/services/T00000000/B00000000/XXXXXXXXcanaryXXXXXXXX?token=canary-two"

    text = str(refusal(channel(secret)))

    assert "XXXX" not in text
    assert "B00000000" not in text
