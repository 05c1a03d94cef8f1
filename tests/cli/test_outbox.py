"""outbox: what an operator may do to a delivery, and what not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import cli
from monitor.model import Attempt, DeliveryState, Secret
from monitor.store.settings import StoreSettings
from monitor.store.sql import SqlStore
from tests import build

Ask = Callable[..., Result]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(f"store: {{url: {tmp_path}/monitor.db}}\n")
    return tmp_path


@pytest.fixture
def ask(path: Path) -> Ask:
    return lambda *words: CliRunner().invoke(cli, ["--config", str(path / "config.yaml"), "outbox", *words])


def kept(path: Path, state: DeliveryState, *, gone: bool = False) -> SqlStore:
    """A store with one delivery to Ada in this state."""
    store = SqlStore.open(StoreSettings(url=Secret(str(path / "monitor.db"))))
    store.record_edition(build.edition("2026-11-24", 1), [build.delivery("ada@example.org", id="abcdef")], [])
    if gone:
        store.record_unsubscribe("daily", "ada@example.org", NOW)
    store.record_attempt(Attempt(delivery_id="abcdef", tried_at=NOW, state=state, answer="550 no"))
    return store


@pytest.mark.parametrize(
    ("state", "gone", "said", "then"),
    [
        ("failed", False, "abcdef: retry", "retry"),
        ("dropped", True, "abcdef: ada@example.org has unsubscribed; stays dropped", "dropped"),
        ("failed", True, "abcdef: ada@example.org has unsubscribed; stays failed", "failed"),
        ("sending", False, "abcdef: is in hand; comes to an end by itself", "sending"),
        ("sent", False, "abcdef: was sent already; stays so", "sent"),
    ],
)
def test_a_retry_is_for_what_failed_and_for_readers_who_are_still_there(
    state: DeliveryState, gone: bool, said: str, then: str, path: Path, ask: Ask
) -> None:
    store = kept(path, state, gone=gone)

    answer = ask("retry", "abc")

    assert answer.stdout.strip() == said
    assert [delivery.state for delivery in store.outbox()] == [then]
    store.close()


def test_the_list_names_who_gets_what_when_and_what_was_last_said(path: Path, ask: Ask) -> None:
    kept(path, "retry").close()

    assert ask("list").stdout == "abcdef  retry    daily no. 1 -> ada@example.org over mail, 0 attempts  550 no\n"
    store = SqlStore.open(StoreSettings(url=Secret(str(path / "monitor.db"))))
    store.claim_deliveries(NOW, limit=9, lease=timedelta(minutes=1))
    store.close()
    assert "1 attempt " in ask("list").stdout
