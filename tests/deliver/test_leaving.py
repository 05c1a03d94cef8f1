"""A daemon told to leave in the middle of a mail leaves soon, knows that it does not know, and repeats the very same mail."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from monitor.model import Attempt, Delivery, Secret
from monitor.store import StoreSettings, open_store
from tests import build
from tests.deliver.scripted import ScriptedServer

MAIL = b"Message-ID: <1@example.org>\r\nSubject: Radar\r\n\r\nIt opened.\r\n"


def owed(store_path: Path) -> Delivery:
    store = open_store(StoreSettings(url=Secret(str(store_path))))
    try:
        return store.outbox()[0]
    finally:
        store.close()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "never happened"
        time.sleep(0.1)


def run_until(folder: Path, port: int, condition: Callable[[], object]) -> float:
    """A daemon until the condition holds; how long it took to leave."""
    (folder / "config.yaml").write_text(
        "store:\n  url: monitor.db\nweb:\n  enabled: false\n"
        f"channels:\n  mail:\n    kind: smtp\n    host: 127.0.0.1\n    port: {port}\n    security: none\n    sender: desk@example.org\n"
    )
    daemon = subprocess.Popen([sys.executable, "-m", "monitor", "--config", str(folder / "config.yaml"), "run"])
    try:
        wait_for(condition)
        told_at = time.monotonic()
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(60)
        return time.monotonic() - told_at
    finally:
        daemon.kill()


def test_a_mail_in_hand_holds_up_nobody_and_is_repeated_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    store = open_store(StoreSettings(url=Secret(str(path))))
    now = datetime.now(UTC)
    store.record_edition(build.edition(), [build.delivery(payload=MAIL, created_at=now, next_attempt_at=now)], [])
    store.close()

    with ScriptedServer(script={".": "hang"}) as hanging:
        took = run_until(tmp_path, hanging.port, lambda: "DATA" in hanging.commands)
    assert took < 15
    assert owed(path).state == "unknown"

    store = open_store(StoreSettings(url=Secret(str(path))))
    # As `outbox retry` does it.
    store.record_attempt(Attempt(delivery_id=build.delivery().id, tried_at=now, state="retry", next_attempt_at=now))
    store.close()
    with ScriptedServer() as server:
        run_until(tmp_path, server.port, lambda: owed(path).state == "sent")
    assert server.messages == [MAIL]
