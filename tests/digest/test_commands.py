"""preview and send-test: an edition to look at, and one that really arrives, without a trace in the store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import cli
from monitor.demo.mailbox import Mailbox
from monitor.model import Secret
from monitor.store.settings import StoreSettings
from monitor.store.sql import SqlStore
from tests import build

Ask = Callable[..., Result]

CONFIG = """
store: {{url: {folder}/monitor.db}}
imprint: {{contact: desk@example.org}}
feeds:
  - {{id: harbour, url: https://harbour.example/feed, name: Harbour}}
topics:
  - {{id: radars, name: Radars, strong: [radar]}}
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, security: none, sender: monitor@example.org}}
digests:
  - {{id: daily, name: Missile defence, recipients: [ada@example.org], channels: [mail]}}
"""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as opened:
        yield opened


@pytest.fixture
def ask(tmp_path: Path, mailbox: Mailbox) -> Ask:
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG.format(folder=tmp_path, port=mailbox.address[1]), encoding="utf-8")
    at = datetime.now(UTC) - timedelta(hours=1)
    store = SqlStore.open(StoreSettings(url=Secret(str(tmp_path / "monitor.db"))))
    store.sync_feeds([build.feed()], at)
    entry = build.entry("Radar opens")
    store.record_poll(build.poll(entry, polled_at=at), unread_at=at)
    published = build.Published(value=at.isoformat(), at=at, source="feed")
    store.record_reading(build.reading(entry.id, read_at=at, article=build.article(published=published)))
    store.close()
    return lambda *words: CliRunner().invoke(cli, ["--config", str(config), *words])


FORMS = {"text": "1. Radar opens", "html": ">Radar opens</a>", "json": '"title":"Radar opens"', "eml": "Subject: [Missile"}


@pytest.mark.parametrize(("form", "part"), FORMS.items())
def test_a_preview_prints_the_form_that_was_asked_for(form: str, part: str, ask: Ask) -> None:
    answer = ask("preview", "daily", "--format", form)

    assert answer.exit_code == 0, answer.output
    assert part in answer.output


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_preview_shows_the_way_out_that_the_mail_will_have(form: str, ask: Ask) -> None:
    answer = ask("preview", "daily", "--format", form)

    assert "mailto:desk@example.org?subject=unsubscribe" in answer.stdout
    assert ".invalid" not in answer.stdout


def test_a_preview_of_the_past_shows_what_was_known_then(ask: Ask) -> None:
    answer = ask("preview", "daily", "--as-of", "2h", "--format", "json")

    assert json.loads(answer.output)["counts"]["stories"] == 0


def test_a_digest_that_is_not_there_is_a_usage_error(ask: Ask) -> None:
    answer = ask("preview", "weekly")

    assert isinstance(answer.exception, SystemExit)
    assert answer.exit_code == 2
    assert "there is daily" in answer.output


def test_a_test_mail_arrives_marked_and_records_no_edition(ask: Ask, mailbox: Mailbox, tmp_path: Path) -> None:
    answer = ask("send-test", "daily", "--to", "bo@example.org")

    assert answer.exit_code == 0, answer.output
    (message,) = (message_from_bytes(data, policy=default) for data in mailbox.messages)
    assert message["To"] == "bo@example.org"
    assert message["Subject"].startswith("TEST [Missile defence]")
    store = SqlStore.open(StoreSettings(url=Secret(str(tmp_path / "monitor.db"))))
    assert (store.editions(), store.outbox()) == ((), ())
    store.close()


def test_a_test_mail_goes_to_the_contact_unless_told_otherwise(ask: Ask, mailbox: Mailbox) -> None:
    ask("send-test", "daily")

    assert b"To: desk@example.org" in mailbox.messages[0]


def test_a_test_mail_to_no_address_is_a_usage_error(ask: Ask, mailbox: Mailbox) -> None:
    answer = ask("send-test", "daily", "--to", "bo")

    assert answer.exit_code == 2
    assert "'bo' is no mail address" in answer.output
    assert mailbox.messages == []
