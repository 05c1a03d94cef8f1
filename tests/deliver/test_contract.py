"""What every channel promises: one method, an answer in words, the same again on a repeat, and no error but DeliveryError."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.deliver import (
    ArchiveSettings,
    ChannelSettings,
    ChatSettings,
    FileSettings,
    SmtpSettings,
    WebhookSettings,
    open_channel,
)
from monitor.deliver.folder import FileChannel
from monitor.errors import DeliveryError
from monitor.model import Delivery, PayloadKind, Secret
from monitor.net import NetSettings
from monitor.ports import Channel
from tests import build
from tests.deliver.postoffice import PostOffice
from tests.deliver.test_folder import mail
from tests.deliver.webserver import WebServer
from tests.fakes import FakeClock

LOOPBACK = NetSettings(allow=("127.0.0.0/8",), connect=timedelta(seconds=1))
SHORT = timedelta(seconds=5)


@dataclass
class Case:
    """A channel before a real server of its kind, what it takes, and the same channel before nobody."""

    channel: Channel
    deaf: Channel
    kind: PayloadKind
    payload: bytes

    def delivery(self) -> Delivery:
        return build.delivery("ada@example.org", kind=self.kind, payload=self.payload)


def opened(settings: ChannelSettings) -> Channel:
    return open_channel("x", settings, net=LOOPBACK, clock=FakeClock())


@pytest.fixture(params=["smtp", "file", "archive", "webhook", "slack", "chat"])
def case(request: pytest.FixtureRequest, tmp_path: Path, post_office: PostOffice, ca_file: str) -> Iterator[Case]:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    with WebServer() as server:
        if request.param == "smtp":
            found = [
                SmtpSettings(
                    kind="smtp", host="127.0.0.1", port=port, user="desk", password=Secret("correct horse"), ca_file=ca_file, deadline=SHORT
                )
                for port in (post_office.port, 1)
            ]
            yield Case(opened(found[0]), opened(found[1]), "mail", mail())
        elif request.param in {"file", "archive"}:
            kind = FileSettings if request.param == "file" else ArchiveSettings
            folders = [kind(kind=request.param, folder=str(folder)) for folder in (tmp_path / "out", in_the_way)]
            yield Case(opened(folders[0]), opened(folders[1]), "mail", mail())
        elif request.param == "chat":
            chats = [ChatSettings(kind="chat", url=Secret(f"json://127.0.0.1:{port}/")) for port in (server.port, 1024)]
            yield Case(opened(chats[0]), opened(chats[1]), "chat", b"Radar opens")
        else:
            form = "slack" if request.param == "slack" else "json"
            hooks = [WebhookSettings(kind="webhook", url=Secret(url), form=form) for url in (server.url, "http://127.0.0.1:1024/")]
            yield Case(opened(hooks[0]), opened(hooks[1]), "chat" if form == "slack" else "json", b"{}")


def test_a_delivery_is_taken_and_the_answer_is_one_line(case: Case) -> None:
    answer = case.channel.send(case.delivery())

    assert answer
    assert "\n" not in answer


def test_a_repeat_is_taken_like_the_first(case: Case) -> None:
    assert case.channel.send(case.delivery()) == case.channel.send(case.delivery())


def test_a_payload_of_another_kind_is_refused_for_good(case: Case) -> None:
    other: PayloadKind = "chat" if case.kind == "mail" else "mail"
    if isinstance(case.channel, FileChannel):
        pytest.skip("a folder keeps whatever it is given")

    with pytest.raises(DeliveryError) as caught:
        case.channel.send(build.delivery(kind=other, payload=b"x"))

    assert caught.value.kind == "permanent"


def test_before_nobody_the_delivery_is_to_be_tried_again(case: Case) -> None:
    with pytest.raises(DeliveryError) as caught:
        case.deaf.send(case.delivery())

    assert caught.value.kind in {"temporary", "unknown"}
    assert "\n" not in str(caught.value)
