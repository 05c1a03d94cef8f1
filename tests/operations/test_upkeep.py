"""The store for years: what is kept, copied, checked and told, with real stores."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.app import App, open_store, upkeep
from monitor.app.upkeep import keep_up
from monitor.config import Config
from monitor.config.form import OperatorSettings
from monitor.deliver import FileSettings
from monitor.errors import StoreError
from monitor.model import Attempt, Delivery, FeedState, Page, Problem, RunReport, Secret
from monitor.pipeline.tally import Tally
from monitor.store import StoreSettings
from monitor.store import open_store as open_at
from monitor.store.engine import HEAD
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import NOON, FakeClock
from tests.store.conftest import postgres as postgres  # noqa: PLC0414 - the fixture, under its own name
from tests.store.conftest import settings as settings  # noqa: PLC0414

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def never() -> bool:
    return False


@pytest.fixture
def file(tmp_path: Path) -> StoreSettings:
    return StoreSettings(url=Secret(str(tmp_path / "monitor.db")), backups=str(tmp_path / "backups"))


def filled(store: SqlStore, number: int, *, body: int = 2000, first: int = 0) -> None:
    """So many articles, one an hour, each with its page."""
    store.sync_feeds([build.feed()], NOON)
    for place in range(first, first + number):
        at = NOON + place * HOUR
        entry = build.entry(f"Title {place}")
        store.record_poll(build.poll(entry, polled_at=at), unread_at=at)
        page = Page(url=entry.url or "", body=os.urandom(body))
        store.record_reading(build.reading(entry.id, read_at=at, page=page))


# -- retention


def test_what_is_too_old_goes_and_never_returns_as_new(settings: StoreSettings) -> None:
    store = open_at(settings)
    filled(store, 3)

    gone = store.expire(NOON + 2 * HOUR + DAY, keep=DAY, keep_pages=timedelta(minutes=1))

    assert (gone["entries"], gone["pages"]) == (2, 3)
    assert store.record_poll(build.poll(build.entry("Title 0")), unread_at=NOON).new == 0
    assert store.counts()["articles"] == 1
    store.close()


def test_messages_of_long_ago_go_and_their_editions_stay(settings: StoreSettings) -> None:
    store = open_at(settings)
    store.record_edition(build.edition(), [build.delivery(), build.delivery("bob@example.org", id="b")], [])
    store.record_attempt(Attempt(delivery_id=build.delivery().id, tried_at=NOON, state="sent"))

    gone = store.expire(NOON + 500 * DAY, keep=400 * DAY, keep_pages=DAY)

    assert gone["deliveries"] == 1
    assert [delivery.recipient for delivery in store.outbox()] == ["bob@example.org"]
    assert len(store.editions()) == 1
    store.close()


def test_a_store_that_is_too_large_forgets_its_oldest_pages_first_and_then_its_oldest_articles(settings: StoreSettings) -> None:
    store = open_at(settings)
    filled(store, 40, body=50_000)

    keep_up(store, replace(settings, max_size=2, backups=""), NOON + 40 * HOUR, Tally(), never)

    assert store.used() <= 2 * 1024 * 1024
    assert store.counts()["articles"] == 40
    assert store.entry(build.entry("Title 39").id) is not None
    filled(store, 1, body=10, first=40)
    store.expire_oldest(NOON, limit=200)
    assert store.expire_oldest(NOON, limit=30) == {"pages": 0, "entries": 30}
    assert store.entry(build.entry("Title 29").id) is None
    assert store.entry(build.entry("Title 30").id) is not None
    assert store.record_poll(build.poll(build.entry("Title 3")), unread_at=NOON).new == 0
    store.close()


def test_room_that_was_freed_goes_back_to_the_disk(file: StoreSettings) -> None:
    store = open_at(file)
    filled(store, 40, body=50_000)
    before = store.size()

    keep_up(store, replace(file, keep_pages=HOUR, backups=""), NOON + 40 * HOUR, Tally(), never)

    assert store.size() < before - 1_500_000
    assert os.path.getsize(file.url.reveal()) <= store.size()
    store.close()


@pytest.mark.parametrize(
    ("since", "expected"), [(None, False), (NOON - HOUR, False), (NOON - DAY, True), (NOON + HOUR, False), (NOON + 2 * DAY, True)]
)
def test_upkeep_is_due_once_a_day_whatever_the_clock_did(since: datetime | None, expected: bool) -> None:
    assert upkeep.is_due(since, NOON) is expected


@pytest.mark.parametrize("days", [402, 3652])
@pytest.mark.parametrize("has_been_kept_up", [True, False])
def test_a_clock_far_ahead_and_back_expires_nothing(desk: tuple[App, SqlStore, FakeClock], days: int, has_been_kept_up: bool) -> None:
    _, store, clock = desk
    filled(store, 3)
    if has_been_kept_up:
        store.record_job("upkeep", NOON)
    else:
        store.record_run(RunReport(run="first", started_at=NOON, finished_at=NOON))

    clock.advance(days * DAY)
    look_after(desk)
    clock.advance(-days * DAY)
    for _ in range(30):
        look_after(desk)

    assert store.counts()["articles"] == 3
    assert store.jobs()["upkeep"] >= NOON + DAY


def test_a_machine_that_was_off_for_years_expires_a_day_after_it_came_back(desk: tuple[App, SqlStore, FakeClock]) -> None:
    _, store, clock = desk
    filled(store, 3)
    store.record_job("upkeep", NOON)

    clock.advance(800 * DAY)
    look_after(desk)
    assert store.counts()["articles"] == 3
    clock.advance(DAY)
    look_after(desk)
    assert store.counts()["articles"] == 0


# -- copies and checks


def test_a_copy_is_made_each_day_and_the_oldest_are_removed(file: StoreSettings) -> None:
    store = open_at(file)
    filled(store, 2)

    for day in range(5):
        look = keep_up(store, replace(file, backups_kept=2), NOON + day * DAY, Tally(), never)
        assert look.conditions == ()

    copies = sorted(os.listdir(file.backups))
    assert copies == ["monitor-2026-11-27.db", "monitor-2026-11-28.db"]
    assert os.stat(Path(file.backups) / copies[0]).st_mode & 0o077 == 0
    store.close()


def test_copies_made_while_the_clock_was_ahead_are_the_first_to_go(file: StoreSettings) -> None:
    store = open_at(file)
    for day in (3652, 3653, 3654, 0, 1):
        keep_up(store, replace(file, backups_kept=2), NOON + day * DAY, Tally(), never)

    assert sorted(os.listdir(file.backups)) == ["monitor-2026-11-24.db", "monitor-2026-11-25.db"]
    store.close()


def test_a_copy_that_cannot_be_made_is_trouble_and_nothing_else_stops(file: StoreSettings, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file where the folder should be")
    store = open_at(file)

    look = keep_up(store, file, NOON, Tally(), never)

    assert [one.key for one in look.conditions] == ["store:backup"]
    store.close()


def test_the_nightly_check_finds_a_flipped_bit_and_keeps_the_good_copies(file: StoreSettings) -> None:
    store = open_at(file)
    filled(store, 30)
    keep_up(store, file, NOON, Tally(), never)
    store.close()
    path = file.url.reveal()
    good = sqlite3.connect(path)
    root = good.execute("select rootpage from sqlite_master where name = 'ix_entries_first_seen_at'").fetchone()[0]
    good.close()
    with open(path, "r+b") as raw:
        raw.seek((root - 1) * 16_384 + 16_000)
        byte = raw.read(1)
        raw.seek(-1, os.SEEK_CUR)
        raw.write(bytes([byte[0] ^ 0x10]))

    damaged = open_at(file)
    look = keep_up(damaged, file, NOON + DAY, Tally(), never)

    assert [one.key for one in look.conditions] == ["store:damage"]
    assert os.listdir(file.backups) == ["monitor-2026-11-24.db"]
    damaged.close()


def test_a_store_of_an_older_schema_is_copied_before_it_is_changed(file: StoreSettings) -> None:
    store = open_at(file)
    filled(store, 2)
    with store._engine.begin() as connection:
        connection.execute(sa.text("drop table jobs"))
        connection.execute(sa.text("drop index deliveries_by_state"))
        connection.execute(sa.text("update alembic_version set version_num = '0001'"))
    store.close()

    newer = open_at(file)

    assert newer.jobs() == {}
    assert newer.counts()["articles"] == 2
    newer.close()
    copy = sqlite3.connect(f"{file.url.reveal()}.schema-0001.backup")
    assert copy.execute("select version_num from alembic_version").fetchone()[0] == "0001" < HEAD
    copy.close()


# -- told once


@pytest.fixture
def desk(file: StoreSettings, tmp_path: Path) -> Iterator[tuple[App, SqlStore, FakeClock]]:
    clock = FakeClock()
    config = Config(
        path=tmp_path / "config.yaml",
        store=replace(file, min_free=1),
        channels={"post": FileSettings(kind="file", folder=str(tmp_path / "post"))},
        operator=OperatorSettings(channel="post", address="ops@example.org"),
        secrets=("hunter22hunter",),
    )
    app = App(config=config, clock=clock)
    with open_store(config) as store:
        yield app, store, clock


def look_after(desk: tuple[App, SqlStore, FakeClock], **changes: object) -> list[str]:
    """One more look, an hour later; the messages it made."""
    app, store, clock = desk
    app.config = replace(app.config, store=replace(app.config.store, **changes))
    clock.advance(HOUR)
    before = {delivery.id for delivery in store.outbox()}
    upkeep.look_after(app, store, Tally(), never)
    return [delivery.payload.decode() for delivery in store.outbox() if delivery.id not in before and delivery.digest == "operator"]


def state_of(desk: tuple[App, SqlStore, FakeClock], **changes: object) -> None:
    desk[1].set_feed_state("harbour", replace(FeedState(status="ok", last_poll_at=desk[2].now), **changes))


TROUBLES: dict[str, dict[str, object]] = {
    "feed:harbour": {"status": "http", "failures": 9, "failing_since": NOON - 9 * HOUR, "why": "503 token hunter22hunter"},
    "silent:harbour": {"status": "silent", "why": "newest entry of 2026-01-01"},
    "moved:harbour": {"adopted_url": "https://new.example/feed"},
}


@pytest.mark.parametrize("key", TROUBLES)
def test_trouble_with_a_feed_is_told_once_and_its_end_once(desk: tuple[App, SqlStore, FakeClock], key: str) -> None:
    desk[1].sync_feeds([build.feed()], NOON)
    assert look_after(desk) == []

    state_of(desk, **TROUBLES[key])
    (begun,) = look_after(desk)
    assert f"TROUBLE  {key}" in begun
    assert "hunter22hunter" not in begun
    assert look_after(desk) == []
    assert [one.key for one in desk[1].incidents()] == [key]

    state_of(desk)
    (over,) = look_after(desk)
    assert f"OVER  {key}" in over
    assert look_after(desk) == []
    assert desk[1].incidents() == ()


def test_an_absent_network_is_one_trouble_and_no_feed_is_told_of_when_it_is_back(desk: tuple[App, SqlStore, FakeClock]) -> None:
    store, clock = desk[1], desk[2]
    store.sync_feeds([build.feed(id) for id in "abc"], NOON)
    away = FeedState(status="dns", failures=9, failing_since=NOON - 9 * HOUR, last_poll_at=NOON, why="no such host")
    for id in "abc":
        store.set_feed_state(id, away)

    (begun,) = look_after(desk)
    store.set_feed_state("a", FeedState(status="ok", last_poll_at=clock.now))
    (over,) = look_after(desk)

    assert "TROUBLE  network" in begun
    assert "OVER  network" in over
    assert look_after(desk) == []


def test_a_recipient_whom_nothing_reaches_is_told_of_until_something_does(desk: tuple[App, SqlStore, FakeClock]) -> None:
    store = desk[1]

    def outcome(number: int, state: str) -> Delivery:
        one = build.delivery(id=f"d{number}", edition=number, created_at=NOON + number * HOUR)
        store.record_edition(build.edition(period=f"p{number}", number=number), [one], [])
        store.record_attempt(Attempt(delivery_id=one.id, tried_at=NOON, state=state, answer="550 no such user"))  # type: ignore[arg-type]
        return one

    outcome(1, "failed")
    assert [one.what for one in store.undelivered()] == ["a delivery was given up: ada@example.org over mail: 550 no such user"]
    (begun,) = look_after(desk)
    assert "TROUBLE  delivery:mail:ada@example.org" in begun
    outcome(2, "failed")
    assert [one.what for one in store.undelivered()] == ["2 deliveries were given up: ada@example.org over mail: 550 no such user"]
    assert look_after(desk) == []
    outcome(3, "sent")
    (over,) = look_after(desk)
    assert "OVER  delivery:mail:ada@example.org" in over


def test_what_the_operator_drops_is_no_trouble_any_more(desk: tuple[App, SqlStore, FakeClock]) -> None:
    store = desk[1]
    store.record_edition(build.edition(), [build.delivery()], [])
    store.record_attempt(Attempt(delivery_id=build.delivery().id, tried_at=NOON, state="failed", answer="550"))
    look_after(desk)

    store.record_attempt(Attempt(delivery_id=build.delivery().id, tried_at=NOON, state="dropped"))

    assert "OVER" in look_after(desk)[0]


def test_a_feed_dead_before_the_network_went_is_told_of_once_and_not_again_when_it_comes_back(
    desk: tuple[App, SqlStore, FakeClock],
) -> None:
    _, store, clock = desk
    store.sync_feeds([build.feed(id) for id in "abc"], NOON)

    def told(*failing: str, polled: str = "abc") -> list[str]:
        for id in polled:
            state = FeedState(status="ok", last_poll_at=clock.now)
            if id in failing:
                state = replace(state, status="http", failures=9, failing_since=NOON - 9 * HOUR, why="503")
            store.set_feed_state(id, state)
        return [line for message in look_after(desk) for line in message.splitlines() if line.startswith(("TROUBLE", "OVER"))]

    assert told("a") == ["TROUBLE  feed:a"]
    assert told("a", "b", "c") == ["TROUBLE  network"]
    assert told(polled="bc") == ["OVER  network, after 60 min"]
    assert told("a") == []
    assert told() == ["OVER  feed:a, after 4 h"]


def test_a_message_to_the_operator_that_is_given_up_makes_no_other(desk: tuple[App, SqlStore, FakeClock]) -> None:
    store = desk[1]
    look_after(desk, min_free=10**9)
    (own,) = store.outbox()
    store.record_attempt(Attempt(delivery_id=own.id, tried_at=NOON, state="failed", answer="550"))

    assert look_after(desk) == []


def test_a_disk_nearly_full_is_told_of_once(desk: tuple[App, SqlStore, FakeClock]) -> None:
    assert "TROUBLE  disk" in look_after(desk, min_free=10**9)[0]
    assert look_after(desk) == []
    assert "OVER  disk" in look_after(desk, min_free=1)[0]


def test_what_is_wrong_with_the_store_itself_is_a_problem_of_the_turn_once(desk: tuple[App, SqlStore, FakeClock]) -> None:
    app, store, clock = desk
    app.config = replace(app.config, store=replace(app.config.store, min_free=10**9))
    first, second = Tally(), Tally()

    assert upkeep.look_after(app, store, first, never) is True
    assert upkeep.look_after(app, store, second, never) is False

    assert [problem.where for problem in first.problems] == ["disk"]
    assert second.problems == []
    assert store.jobs()["watch"] == clock.now


def test_a_template_that_failed_is_told_of_once(desk: tuple[App, SqlStore, FakeClock]) -> None:
    store, clock = desk[1], desk[2]
    problem = Problem(where="digest:daily", what="templates failed, the built-in ones were used")
    report = RunReport(run="r1", started_at=clock.now, finished_at=clock.now, editions=("daily p1",), problems=(problem,))
    store.record_run(report)
    store.record_job("watch", clock.now)

    assert "TROUBLE  template:daily" in look_after(desk)[0]
    assert look_after(desk) == []
    store.record_run(replace(report, run="r2", started_at=clock.now, editions=("daily p2",), problems=()))
    assert "OVER  template:daily" in look_after(desk)[0]


def test_copies_that_fail_and_damage_are_told_of_until_the_next_upkeep_finds_all_well(
    desk: tuple[App, SqlStore, FakeClock], tmp_path: Path
) -> None:
    store, clock = desk[1], desk[2]
    store.record_job("upkeep", NOON - DAY)
    (tmp_path / "backups").write_text("in the way")

    assert "TROUBLE  store:backup" in look_after(desk)[0]
    assert look_after(desk) == []
    (tmp_path / "backups").unlink()
    clock.advance(DAY)
    assert "OVER  store:backup" in look_after(desk)[0]
    assert store.jobs()["upkeep"] == clock.now


def test_without_a_channel_for_the_operator_incidents_are_kept_and_nothing_is_owed(desk: tuple[App, SqlStore, FakeClock]) -> None:
    desk[0].config = replace(desk[0].config, operator=None)

    assert look_after(desk, min_free=10**9) == []
    assert [one.key for one in desk[1].incidents()] == ["disk"]
    assert desk[1].outbox() == ()


# -- refusals


@pytest.mark.parametrize("damage", ["half", "garbage", "empty", "folder"])
def test_a_store_that_cannot_be_one_is_refused_for_good(file: StoreSettings, damage: str) -> None:
    path = Path(file.url.reveal())
    store = open_at(file)
    filled(store, 5)
    store.close()
    data = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes({"half": data[: len(data) // 2], "garbage": b"garbage " * 4096, "empty": b""}[damage])

    with pytest.raises(StoreError) as refused:
        _checked(file)

    assert refused.value.is_lasting or damage == "folder"


def _checked(file: StoreSettings) -> None:
    """Open it and look through it; damage that only a look finds is refused, too."""
    store = open_at(file)
    try:
        found = store.check()
    finally:
        store.close()
    if found:
        raise StoreError(f"damaged: {found[0]}", is_lasting=True)


def test_a_copy_that_fails_says_where_it_should_have_gone_and_leaves_nothing(file: StoreSettings, tmp_path: Path) -> None:
    store = open_at(file)
    (tmp_path / "taken").mkdir()

    for target in (tmp_path / "nowhere" / "copy.db", tmp_path / "taken"):
        with pytest.raises(StoreError, match=f"no copy could be written to {target}"):
            store.backup(str(target))

    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("name", ["", "-wal", "-shm", "-journal", ".lock", ".daemon.lock", ".mark", ".sent", "link", "hard link"])
def test_a_copy_over_the_store_itself_is_refused_and_the_store_lives(file: StoreSettings, tmp_path: Path, name: str) -> None:
    path = Path(file.url.reveal())
    target = tmp_path / name if "link" in name else Path(f"{path}{name}")
    store = open_at(file)
    filled(store, 3)
    if name == "link":
        target.symlink_to(path)
    elif name == "hard link":
        target.hardlink_to(path)

    with pytest.raises(StoreError, match=f"{target} belongs to the store itself: name another file"):
        store.backup(str(target))

    assert store.counts()["articles"] == 3
    store.backup(f"{path}.2026-11-24.backup")
    store.backup(f"{path}.2026-11-24.backup")
    store.close()
    copy = open_at(replace(file, url=Secret(f"{path}.2026-11-24.backup")))
    assert copy.counts()["articles"] == 3
    copy.close()
