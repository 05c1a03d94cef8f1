"""Chat services are met through Apprise: guarded, quiet, in order, and with the reason of a failure."""

from __future__ import annotations

import io
import json
import logging
import time
from datetime import timedelta
from typing import Any

import pytest
from apprise import Apprise
from apprise.plugins.custom_json import NotifyJSON

from monitor.deliver.chat import ChatChannel, _address
from monitor.deliver.longest import longest_message
from monitor.deliver.settings import ChatSettings, SmtpSettings
from monitor.errors import DeliveryError
from monitor.model import Delivery, Secret
from monitor.net import NetSettings
from tests import build
from tests.deliver.webserver import Posted, WebServer

LOOPBACK = NetSettings(allow=("127.0.0.0/8",), connect=timedelta(seconds=1))


def channel(server: WebServer, *, limit: int = 3_000, net: NetSettings = LOOPBACK, **changes: Any) -> ChatChannel:
    # json:// is Apprise's plainest service: what it posts is what any service would be given.
    url = f"json://127.0.0.1:{server.port}/T0KEN-canary-9"
    return ChatChannel(name="chat", settings=ChatSettings(kind="chat", url=Secret(url), limit=limit), net=net, **changes)


def chat(text: str) -> Delivery:
    return build.delivery("room", kind="chat", payload=text.encode())


def messages(server: WebServer) -> list[str]:
    return [json.loads(posted.body)["message"] for posted in server.posts]


def refusal(over: ChatChannel, text: str = "x") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        over.send(chat(text))
    assert "canary" not in str(caught.value)
    return caught.value


def test_a_short_text_is_one_message() -> None:
    with WebServer() as server:
        assert channel(server).send(chat("Radar opens\nhttps://a.example/1?a=1&b=2")) == "taken by JSON"

    assert messages(server) == ["Radar opens\nhttps://a.example/1?a=1&b=2"]


def test_a_long_text_is_several_messages_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    fast(monkeypatch)
    text = "\n\n".join(f"{number}. https://a.example/{number}\n" + "word " * 50 for number in range(6))
    with WebServer() as server:
        channel(server, limit=600).send(chat(text))

    assert len(messages(server)) > 1
    assert "".join("".join(messages(server)).split()) == "".join(text.split())


def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apprise waits seconds between two messages to one service."""
    monkeypatch.setattr(NotifyJSON, "request_rate_per_sec", 0)


def test_a_repeat_begins_with_the_part_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    fast(monkeypatch)
    state = {"is_down": True}

    def flaky(posted: Posted) -> tuple[int, dict[str, str], bytes]:
        return (503, {}, b"") if b"second" in posted.body and state["is_down"] else (200, {}, b"ok")

    text = "\n\n".join(f"{word} " + "x" * 80 for word in ("first", "second", "third"))
    with WebServer(respond=flaky) as server:
        over = channel(server, limit=100)
        assert refusal(over, text).kind == "temporary"
        state["is_down"] = False
        over.send(chat(text))

    assert [message.split()[0] for message in messages(server)] == ["first", "second", "second", "third"]


@pytest.mark.parametrize(
    ("status", "kind"), [(400, "permanent"), (404, "permanent"), (429, "temporary"), (500, "temporary"), (503, "temporary")]
)
def test_the_status_decides(status: int, kind: str) -> None:
    with WebServer(respond=lambda _: (status, {}, b"no T0KEN-canary-9")) as server:
        error = refusal(channel(server))

    assert error.kind == ("permanent" if status in {400, 404} else "temporary")
    assert str(status) in str(error)


def test_a_redirect_is_not_followed() -> None:
    with WebServer() as elsewhere, WebServer(respond=lambda _: (302, {"Location": elsewhere.url}, b"")) as server:
        assert refusal(channel(server)).kind == "permanent"

    assert elsewhere.posts == []


def test_a_service_that_says_nothing_is_given_up_at_the_deadline() -> None:
    started = time.monotonic()
    with WebServer(break_off="hang") as server:
        assert refusal(channel(server, deadline=timedelta(seconds=0.4))).kind == "unknown"

    assert time.monotonic() - started < 2


def test_a_private_address_is_not_asked() -> None:
    with WebServer() as server:
        assert refusal(channel(server, net=NetSettings())).kind == "permanent"

    assert server.posts == []


@pytest.mark.parametrize("url", ["mailto://a:b@example.org", "syslog://", "nonsense://x", "discord://", "", "file:///etc/passwd"])
def test_an_address_of_no_chat_service_is_refused(url: str) -> None:
    over = ChatChannel(name="chat", settings=ChatSettings(kind="chat", url=Secret(url)), net=LOOPBACK)

    assert refusal(over).kind == "permanent"


def test_nothing_of_apprise_reaches_the_log() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    try:
        with WebServer(respond=lambda _: (500, {}, b"")) as server:
            refusal(channel(server))
    finally:
        logging.getLogger().removeHandler(handler)

    assert written.getvalue() == ""


def test_a_headline_calls_nobody() -> None:
    with WebServer() as server:
        channel(server).send(chat("@everyone <!channel> look"))

    assert messages(server) == ["@\u2060everyone <\u2060!channel> look"]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("discord://123456789012345678/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnop", None),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", None),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#x", None),
        ("ntfy://topic", None),
        ("ntfys://ntfy.example/topic", "https://ntfy.example/"),
        ("gotify://h.example:8080/tok", "http://h.example:8080/"),
        ("mmosts://mm.example/3ccdd113474722377935511fc85d3dd4", "https://mm.example/"),
        ("matrixs://u:p@h.example/#r", "https://h.example/"),
        ("rocket://u:p@r.example/#r", "http://r.example/"),
    ],
)
def test_a_host_of_the_operators_own_is_found_in_the_address(url: str, address: str | None) -> None:
    assert _address(Apprise.instantiate(url)) == address


@pytest.mark.parametrize(
    ("url", "limit", "longest"),
    [
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", 3_000, 2_000),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", 3_000, 3_000),
        ("no://such", 3_000, 3_000),
    ],
)
def test_a_message_is_as_long_as_the_operator_and_the_service_let_it_be(url: str, limit: int, longest: int) -> None:
    assert longest_message(ChatSettings(kind="chat", url=Secret(url), limit=limit)) == longest
    assert longest_message(SmtpSettings(kind="smtp", host="mail.example")) == 0
