"""A hostile headline on its whole way into a chat: composed, rendered, split, and posted by the real client to a server here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.matrix import NotifyMatrix
from apprise.plugins.telegram import NotifyTelegram

from monitor import digest
from monitor.deliver.chat import ChatChannel
from monitor.deliver.settings import ChatSettings, WebhookSettings
from monitor.deliver.webhook import WebhookChannel
from monitor.digest import load_templates
from monitor.digest.samples import samples
from monitor.model import Secret
from monitor.net import NetSettings
from monitor.text import clean_line
from tests import build, faults
from tests.deliver.webserver import Posted, WebServer
from tests.fakes import FakeClock

LOOPBACK = NetSettings(allow=("127.0.0.0/8",), connect=timedelta(seconds=1))


def area(*channels: str) -> Any:
    cases = [case for case in faults.cases("channel") if case["sub"] == "escape" and case["channel"] in channels]
    assert cases
    return pytest.mark.parametrize("title", [case["title"] for case in cases], ids=[case["id"] for case in cases])


def rendered(title: str, form: Any) -> str:
    """An edition of one story with this headline."""
    edition = next(samples())
    account = edition.sections[0].accounts[0]
    lead = replace(account.lead, title=clean_line(title), tag=clean_line(""))
    section = replace(edition.sections[0], accounts=(replace(account, lead=lead, also=(), sayings=(), news=(), hits=()),))
    plain = replace(edition, notices=(), sections=(section,), more=())
    made = digest.render(plain, load_templates(), (form,))
    value = getattr(made, form)
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server that every service's plugin takes for its own."""

    def respond(_posted: Posted) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Content-Type": "application/json"}, b'{"ok": true, "result": []}'

    with WebServer(respond=respond) as server:
        for plugin, url in ((NotifyDiscord, ""), (NotifyTelegram, "/bot")):
            monkeypatch.setattr(plugin, "notify_url", f"http://127.0.0.1:{server.port}{url}")
            monkeypatch.setattr(plugin, "request_rate_per_sec", 0)
        yield server


def sent(server: WebServer, url: str, text: str) -> list[dict[str, Any]]:
    """What the service was given, as JSON."""
    channel = ChatChannel(name="chat", settings=ChatSettings(kind="chat", url=Secret(url)), net=LOOPBACK)
    channel.send(build.delivery("room", kind="chat", payload=text.encode()))
    return [json.loads(posted.body) for posted in server.posts]


@area("slack")
def test_slack_shows_the_headline_and_nothing_it_would_do(server: WebServer, title: str) -> None:
    settings = WebhookSettings(kind="webhook", form="slack", url=Secret(server.url))
    channel = WebhookChannel(name="slack", settings=settings, net=LOOPBACK, clock=FakeClock())
    channel.send(build.delivery("slack", kind="chat", payload=rendered(title, "slack").encode()))

    for message in (json.loads(posted.body) for posted in server.posts):
        assert len(message["text"]) < 40_000
        for section in (block["text"]["text"] for block in message["blocks"]):
            assert len(section) <= 3_000
            brackets = re.findall(r"<([^>]*)>", section)
            assert all(re.match(r"https?://[\w.-]*\.example(?:\.org)?[/|]", bracket) for bracket in brackets), brackets
            rest = re.sub(r"<[^<>]*>", "", section)
            assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)", rest)


DISCORD = "discord://123456789012345678/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnop"


@area("discord")
def test_discord_calls_nobody_and_stays_within_its_limit(server: WebServer, title: str) -> None:
    for message in sent(server, DISCORD, rendered(title, "chat")):
        assert "allow_mentions" not in message
        assert "👉" not in message.get("content", "")
        assert 0 < len(message["content"]) <= 2_000
        assert not re.search(r"@(?:everyone|here)|<[@#!]", message["content"])


@area("telegram")
def test_telegram_can_parse_every_entity(server: WebServer, title: str) -> None:
    text = rendered(title, "chat")

    messages = sent(server, "tgram://123456789:abcdefg_hijklmnop/12315544/", text)

    for message in (message for message in messages if "text" in message):
        assert message["parse_mode"] == "HTML"
        assert len(message["text"]) <= 4_096
        rest = re.sub(r"</?(?:b|i|u|s|a|code|pre)(?: href=\"[^\"<>]*\")?>|<br ?/?>", "", message["text"])
        assert "<" not in rest
        assert not re.search(r"&(?!(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);)", rest)
    headline = next(line for line in text.splitlines() if line.startswith("1. "))
    assert any(headline in unescape(message.get("text", "")) for message in messages)


@area("teams/matrix")
def test_other_rooms_get_the_headline_as_plain_text(server: WebServer, monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    monkeypatch.setattr(NotifyMatrix, "request_rate_per_sec", 0)
    text = rendered(title, "chat")

    (message,) = sent(server, f"matrix://token@127.0.0.1:{server.port}/?mode=matrix", text)

    assert "<script" not in json.dumps(message)
    assert len(json.dumps(message)) < 28_000


@area("webhook")
def test_a_program_gets_valid_json(server: WebServer, title: str) -> None:
    channel = WebhookChannel(name="hook", settings=WebhookSettings(kind="webhook", url=Secret(server.url)), net=LOOPBACK, clock=FakeClock())
    channel.send(build.delivery("hook", kind="json", payload=rendered(title, "json").encode()))

    (posted,) = server.posts
    story = json.loads(posted.body.decode("utf-8"))["topics"][0]["stories"][0]
    assert story["title"] == clean_line(title)
