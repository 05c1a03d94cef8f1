"""Every alert there is, seen to fire and to clear: told once when it begins, never between, once when it is over; and in the manual."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import App, upkeep, watch
from monitor.config import Config
from monitor.config.form import OperatorSettings
from monitor.deliver import FileSettings
from monitor.model import Attempt, FeedState, Problem, RunReport, Secret
from monitor.pipeline.tally import Tally
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import NOON, FakeClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MANUAL = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
PAGE = 16_384


@dataclass
class Desk:
    """A store in a file, an operator with a folder for mails, and a clock turned by hand."""

    folder: Path
    clock: FakeClock
    settings: StoreSettings
    _seen: set[str]

    def store(self) -> SqlStore:
        return open_store(self.settings)

    def look(self, after: timedelta = HOUR) -> list[str]:
        """One more look, by a process of its own; the messages it made."""
        self.clock.advance(after)
        config = Config(
            path=self.folder / "config.yaml",
            store=self.settings,
            channels={"post": FileSettings(kind="file", folder=str(self.folder / "post"))},
            operator=OperatorSettings(channel="post", address="ops@example.org"),
        )
        store = self.store()
        upkeep.look_after(App(config=config, clock=self.clock), store, Tally(), lambda: False)
        new = [one for one in store.outbox() if one.digest == "operator" and one.id not in self._seen]
        self._seen |= {one.id for one in new}
        store.close()
        return [one.payload.decode() for one in new]

    def feeds(self, **changes: object) -> None:
        """Every feed is as well as this says, since now."""
        store = self.store()
        for due in store.feeds():
            store.set_feed_state(due.feed.id, replace(FeedState(status="ok", last_poll_at=self.clock.now), **changes))  # type: ignore[arg-type]
        store.close()

    def delivered(self, number: int, state: str) -> None:
        store = self.store()
        delivery = build.delivery(id=f"d{number}", edition=number, created_at=self.clock.now)
        store.record_edition(build.edition(period=f"p{number}", number=number), [delivery], [])
        store.record_attempt(Attempt(delivery_id=delivery.id, tried_at=self.clock.now, state=state, answer="550 no"))  # type: ignore[arg-type]
        store.close()

    def published(self, *problems: Problem) -> None:
        """An edition came out, with these complaints."""
        now = self.clock.now + HOUR
        store = self.store()
        store.record_run(RunReport(run=f"{now}", started_at=now, finished_at=now, editions=("daily p1",), problems=problems))
        store.close()

    def flip_a_bit(self) -> None:
        """In the middle of an index, as a failing disk does."""
        path = self.settings.url.reveal()
        raw = sqlite3.connect(path)
        root = raw.execute("select rootpage from sqlite_master where name = 'ix_entries_first_seen_at'").fetchone()[0]
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
        with open(path, "r+b") as file:
            file.seek((root - 1) * PAGE + PAGE - 384)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 0x10]))

    def mend(self) -> None:
        """The index made anew from its table."""
        raw = sqlite3.connect(self.settings.url.reveal())
        raw.execute("REINDEX")
        raw.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(
        folder=tmp_path,
        clock=FakeClock(),
        settings=StoreSettings(url=Secret(str(tmp_path / "monitor.db")), backups=str(tmp_path / "backups"), min_free=0),
        _seen=set(),
    )
    store = made.store()
    store.sync_feeds([build.feed(name) for name in ("harbour", "lagoon", "delta")], NOON)
    for place in range(30):
        entry = build.entry(f"Title {place}")
        store.record_poll(build.poll(entry, polled_at=NOON), unread_at=NOON)
    store.record_job("upkeep", NOON)
    store.close()
    return made


def one_feed(desk: Desk, **changes: object) -> None:
    store = desk.store()
    store.set_feed_state("harbour", replace(FeedState(status="ok", last_poll_at=desk.clock.now), **changes))  # type: ignore[arg-type]
    store.close()


def least_free(desk: Desk, mib: int) -> None:
    desk.settings = replace(desk.settings, min_free=mib)


def backups_at(desk: Desk, *, is_blocked: bool) -> None:
    folder = Path(desk.settings.backups)
    if is_blocked:
        folder.rename(f"{folder}.before")
        folder.write_text("a file where the folder should be", encoding="utf-8")
    else:
        folder.unlink()


@dataclass(frozen=True)
class Alert:
    """How one trouble comes and goes, and how long it takes until somebody looks."""

    key: str
    begin: Callable[[Desk], object]
    end: Callable[[Desk], object]
    every: timedelta = HOUR


ALERTS = (
    Alert(
        "feed:harbour",
        lambda desk: one_feed(desk, status="http", failures=9, failing_since=NOON - 9 * HOUR, why="503"),
        one_feed,
    ),
    Alert("silent:harbour", lambda desk: one_feed(desk, status="silent", why="newest entry of 2026-01-01"), one_feed),
    Alert("moved:harbour", lambda desk: one_feed(desk, adopted_url="https://new.example/feed"), one_feed),
    Alert(
        "network",
        lambda desk: desk.feeds(status="dns", failures=9, failing_since=NOON - 9 * HOUR, why="no such host"),
        Desk.feeds,
    ),
    Alert("delivery:mail:ada@example.org", lambda desk: desk.delivered(1, "failed"), lambda desk: desk.delivered(2, "sent")),
    Alert("disk", lambda desk: least_free(desk, 10**9), lambda desk: least_free(desk, 1)),
    Alert("store:damage", Desk.flip_a_bit, Desk.mend, DAY),
    Alert("store:backup", lambda desk: backups_at(desk, is_blocked=True), lambda desk: backups_at(desk, is_blocked=False), DAY),
    Alert(
        "template:daily",
        lambda desk: desk.published(Problem(where="digest:daily", what="templates failed")),
        Desk.published,
    ),
)


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.key)
def test_it_is_told_once_when_it_begins_and_once_when_it_is_over(desk: Desk, alert: Alert) -> None:
    desk.feeds()
    assert desk.look(alert.every) == []

    alert.begin(desk)
    (begun,) = desk.look(alert.every)
    between = [message for _ in range(3) for message in desk.look(alert.every)]
    store = desk.store()
    open_keys = [one.key for one in store.incidents()]
    store.close()
    alert.end(desk)
    (over,) = desk.look(alert.every)
    afterwards = [message for _ in range(2) for message in desk.look(alert.every)]

    assert f"TROUBLE  {alert.key}" in begun
    assert "What to do: " in begun
    assert between == afterwards == []
    assert open_keys == [alert.key]
    assert f"OVER  {alert.key}" in over
    assert "TROUBLE" not in over


def test_there_is_no_alert_that_was_not_seen() -> None:
    assert {alert.key if alert.key.startswith("store:") else alert.key.partition(":")[0] for alert in ALERTS} == set(watch.ADVICE)


@pytest.mark.parametrize("key", watch.ADVICE)
def test_the_manual_says_of_every_alert_when_it_fires_when_it_clears_and_what_to_do(key: str) -> None:
    rows = [line for line in MANUAL.read_text(encoding="utf-8").splitlines() if re.match(rf"\| `{key}[:`]", line)]

    (row,) = rows
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 4
    assert all(len(cell) > 3 for cell in cells)


def test_the_manual_names_no_alert_that_there_is_not() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    table = text[text.index("| key |") :].partition("\n\n")[0]

    named = re.findall(r"^\| `([a-z:]+?)(?::[A-Z:]+)?` ", table, re.MULTILINE)

    assert set(named) == set(watch.ADVICE)
