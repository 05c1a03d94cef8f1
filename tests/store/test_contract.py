"""What every store does, whichever database is under it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import BusyError, StoreError
from monitor.model import Attempt, Decision, FeedState, Page, Placement, RunReport, Secret, Told, Window
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from monitor.text import canonical_url
from tests import build
from tests.fakes import NOON

HOUR = timedelta(hours=1)
DAY = Window(start=NOON - timedelta(days=1), end=NOON + timedelta(days=1))


def test_a_new_feed_is_due_at_once(store: SqlStore) -> None:
    store.sync_feeds([build.feed()], NOON)

    (due,) = store.due_feeds(NOON)
    assert due.feed == build.feed()
    assert due.state.status == "new"


def test_a_feed_gone_from_the_configuration_is_kept_but_never_due(store: SqlStore) -> None:
    store.sync_feeds([build.feed("a"), build.feed("b")], NOON)
    store.sync_feeds([build.feed("b")], NOON)

    assert [due.feed.id for due in store.due_feeds(NOON)] == ["b"]


def test_a_feed_with_another_address_starts_afresh(store: SqlStore) -> None:
    store.sync_feeds([build.feed()], NOON)
    store.record_poll(build.poll(), unread_at=NOON)
    store.sync_feeds([build.feed(url="https://harbour.example/other")], NOON)

    (due,) = store.due_feeds(NOON)
    assert due.state.last_poll_at is None


def test_a_feed_added_by_command_outlives_every_configuration(store: SqlStore) -> None:
    store.add_feeds([build.feed("own", origin="command")], NOON)
    store.sync_feeds([build.feed("a")], NOON)

    assert [due.feed.id for due in store.feeds()] == ["a", "own"]
    assert store.remove_feed("own")
    assert not store.remove_feed("own")
    assert not store.remove_feed("a")
    store.sync_feeds([build.feed("a")], NOON)
    assert [due.feed.id for due in store.feeds()] == ["a"]


def test_the_configuration_wins_on_the_same_address(store: SqlStore) -> None:
    own = build.feed("own", origin="command")
    store.add_feeds([own], NOON)

    store.sync_feeds([build.feed("a", url=own.url)], NOON)
    assert [due.feed.id for due in store.feeds()] == ["a"]
    store.sync_feeds([], NOON)
    assert [due.feed.id for due in store.feeds()] == ["own"]


def test_an_entry_is_known_by_any_of_its_names_even_after_it_expired(store: SqlStore) -> None:
    store.sync_feeds([build.feed()], NOON)
    entry = build.entry("a", keys=("k1", "k2"))
    store.record_poll(build.poll(entry), unread_at=NOON)
    renamed = build.entry("a", id="k3", keys=("k3", "k2"), url="https://harbour.example/moved")

    assert store.unknown_entries([renamed]) == ()
    assert store.record_poll(build.poll(renamed), unread_at=NOON).known == 1
    store.expire(NOON + 400 * 24 * HOUR, keep=24 * HOUR, keep_pages=24 * HOUR)
    again = build.entry("a", id="k4", keys=("k4", "k3"), url="https://harbour.example/moved/again")
    assert store.record_poll(build.poll(again), unread_at=NOON).new == 0


def test_an_old_entry_is_recorded_with_its_reason_and_never_read(store: SqlStore) -> None:
    store.sync_feeds([build.feed()], NOON)
    entry = build.entry("a")

    counts = store.record_poll(build.poll(entry, old=((entry.id, "of last year"),)), unread_at=NOON)

    assert (counts.new, counts.known) == (0, 1)
    assert store.claim_unread(NOON, limit=10, lease=HOUR) == ()
    assert [decision.reason for decision in store.decisions(entry.id)] == ["of last year"]


def test_hosts_in_back_off_are_remembered(store: SqlStore) -> None:
    store.record_back_offs({"slow.example": NOON + HOUR, "slower.example": NOON + 2 * HOUR})

    assert store.back_offs(NOON + HOUR) == {"slower.example": NOON + 2 * HOUR}


def test_entries_already_known_are_counted_and_not_changed(store: SqlStore) -> None:
    store.sync_feeds([build.feed()], NOON)
    first = store.record_poll(build.poll(build.entry("a"), build.entry("b")), unread_at=NOON)
    again = store.record_poll(build.poll(build.entry("b"), build.entry("c"), known=4, rejected=("no link",)), unread_at=NOON)

    assert (first.new, first.known, first.rejected) == (2, 0, 0)
    assert (again.new, again.known, again.rejected) == (1, 5, 1)


def test_the_state_of_a_feed_comes_back_whole(store: SqlStore) -> None:
    store.sync_feeds([build.feed()], NOON)
    state = FeedState(status="http", why="503", failures=3, next_poll_at=NOON + HOUR, interval=timedelta(minutes=15), skip_hours=(1, 2))
    store.record_unchanged([build.poll(state=state, problem="503 Service Unavailable")])

    assert store.feeds()[0].state == state
    assert store.due_feeds(NOON) == ()


def test_a_host_in_back_off_is_not_asked_for_any_feed(store: SqlStore) -> None:
    feeds = [build.feed("a", url="https://slow.example/a"), build.feed("b", url="https://slow.example/b")]
    store.sync_feeds(feeds, NOON)
    store.record_unchanged([build.poll(feed_id="a", back_off_host="slow.example", back_off_until=NOON + HOUR, problem="429")])

    assert store.due_feeds(NOON) == ()
    assert next(due.feed.id for due in store.due_feeds(NOON + HOUR)) == "b"


def test_a_claimed_entry_is_claimed_by_nobody_else_until_the_lease_ends(store: SqlStore) -> None:
    with_entries(store, "a", "b")

    assert len(store.claim_unread(NOON, limit=10, lease=HOUR)) == 2
    assert store.claim_unread(NOON, limit=10, lease=HOUR) == ()
    assert len(store.claim_unread(NOON + HOUR, limit=10, lease=HOUR)) == 2


def test_a_read_entry_is_never_unread_again(store: SqlStore) -> None:
    with_entries(store, "a")
    (unread,) = store.claim_unread(NOON, limit=10, lease=HOUR)
    store.record_reading(build.reading(unread.entry.id))

    assert store.claim_unread(NOON + timedelta(days=9), limit=10, lease=HOUR) == ()


def test_an_unreadable_entry_is_tried_again_when_its_time_comes(store: SqlStore) -> None:
    with_entries(store, "a")
    (unread,) = store.claim_unread(NOON, limit=10, lease=timedelta(minutes=1))
    failed = Decision(entry_id=unread.entry.id, stage="fetch", outcome="failed", reason="timeout", decided_at=NOON)
    store.record_unreadable(failed, next_read_at=NOON + HOUR)

    assert store.claim_unread(NOON + HOUR - timedelta(seconds=1), limit=10, lease=HOUR) == ()
    (again,) = store.claim_unread(NOON + HOUR, limit=10, lease=HOUR)
    assert again.attempts == 1
    assert store.decisions(unread.entry.id) == (failed,)


def test_a_report_carries_what_the_article_the_feed_and_the_story_say(store: SqlStore) -> None:
    entry_id = with_reading(store, "a")
    store.record_placements([Placement(item_id=entry_id, story_id="s1", reasons=("alone",))], NOON)

    (report,) = store.reports_in(DAY, ["radars"])
    assert (report.id, report.story_id, report.outlet, report.kind, report.country) == (entry_id, "s1", "Harbour Post", "daily", "GB")
    assert report.verdicts == (build.verdict(),)
    assert report.text == build.article().text
    assert store.reports_in(DAY, ["space"]) == ()


def test_a_material_change_is_news_and_a_cosmetic_one_is_not(store: SqlStore) -> None:
    entry_id = with_reading(store, "a")
    later = Window(start=NOON + HOUR, end=NOON + 3 * HOUR)
    store.record_reading(build.reading(entry_id, read_at=NOON + HOUR, change="cosmetic"))
    assert store.reports_in(later, ["radars"]) == ()

    store.record_reading(build.reading(entry_id, read_at=NOON + 2 * HOUR, change="material", change_words="six -> seven"))
    (report,) = store.reports_in(later, ["radars"])
    assert (report.revision, report.change, report.change_words) == (3, "material", "six -> seven")


def test_an_article_without_a_story_waits_to_be_placed(store: SqlStore) -> None:
    entry_id = with_reading(store, "a")

    assert [item.id for item in store.unplaced_items()] == [entry_id]
    store.record_placements([Placement(item_id=entry_id, story_id="s1")], NOON)
    assert store.unplaced_items() == ()
    assert [item.id for item in store.story_items_in(DAY)] == [entry_id]
    assert store.placements_in(DAY) == (Placement(item_id=entry_id, story_id="s1"),)


def test_an_edition_is_recorded_once_with_its_outbox(store: SqlStore) -> None:
    told = Told(recipient="ada@example.org", report_id="r", story_id="s", revision=1, edition=1, told_at=NOON)

    assert store.record_edition(build.edition(), [build.delivery()], [told]) is True
    assert store.record_edition(build.edition(number=2), [build.delivery("bob@example.org")], []) is False
    assert store.last_edition("daily") == build.edition()
    assert store.told("daily") == (told,)
    assert [delivery.recipient for delivery in store.outbox()] == ["ada@example.org"]


def test_a_delivery_is_handed_to_one_sender_at_a_time(store: SqlStore) -> None:
    store.record_edition(build.edition(), [build.delivery()], [])

    (claimed,) = store.claim_deliveries(NOON, limit=5, lease=HOUR)
    assert claimed.payload == build.delivery().payload
    assert store.claim_deliveries(NOON, limit=5, lease=HOUR) == ()
    assert len(store.claim_deliveries(NOON + HOUR, limit=5, lease=HOUR)) == 1


def test_a_sent_delivery_is_never_claimed_again(store: SqlStore) -> None:
    store.record_edition(build.edition(), [build.delivery()], [])
    store.claim_deliveries(NOON, limit=5, lease=HOUR)
    store.record_attempt(Attempt(delivery_id=build.delivery().id, tried_at=NOON, state="sent", answer="250 ok"))
    store.record_attempt(Attempt(delivery_id=build.delivery().id, tried_at=NOON, state="retry", next_attempt_at=NOON))

    assert store.claim_deliveries(NOON + timedelta(days=9), limit=5, lease=HOUR) == ()
    assert store.outbox(states=["sent"])[0].sent_at == NOON


def test_a_refused_delivery_waits_for_its_next_attempt(store: SqlStore) -> None:
    store.record_edition(build.edition(), [build.delivery()], [])
    store.claim_deliveries(NOON, limit=5, lease=timedelta(minutes=1))
    later = NOON + HOUR
    store.record_attempt(
        Attempt(delivery_id=build.delivery().id, tried_at=NOON, state="retry", answer="450 greylisted", next_attempt_at=later)
    )

    assert store.claim_deliveries(later - timedelta(seconds=1), limit=5, lease=HOUR) == ()
    (again,) = store.claim_deliveries(later, limit=5, lease=HOUR)
    assert (again.attempts, again.last_error) == (1, "450 greylisted")


def test_expired_entries_leave_a_tombstone_and_never_return_as_new(store: SqlStore) -> None:
    with_entries(store, "a")
    gone = store.expire(NOON + timedelta(days=500), keep=timedelta(days=400), keep_pages=timedelta(days=30))
    again = store.record_poll(build.poll(build.entry("a")), unread_at=NOON)

    assert gone["entries"] == 1
    assert (again.new, again.known) == (0, 1)


def test_what_expired_is_known_by_its_addresses_and_to_an_archive(store: SqlStore) -> None:
    with_entries(store, "a", "b")
    a, b = build.entry("a"), build.entry("b")
    store.record_reading(build.reading(a.id, page=None, article=build.article("a", canonical_url="https://harbour.example/named")))
    store.expire(NOON + timedelta(days=500), keep=timedelta(days=400), keep_pages=timedelta(days=30))

    assert store.article_by_url([canonical_url(a.url or "")]) == a.id
    assert store.article_by_url(["https://harbour.example/named"]) == a.id
    assert store.article_by_url([canonical_url(b.url or "")]) == b.id
    assert store.article_by_url(["https://harbour.example/other"]) is None
    assert store.known_articles([a.id, b.id, "other"]) == {a.id, b.id}


def test_run_reports_are_kept_newest_first(store: SqlStore) -> None:
    for hour in range(3):
        at = NOON + hour * HOUR
        store.record_run(RunReport(run=f"r{hour}", started_at=at, finished_at=at, feeds={"due": hour}))

    assert [report.run for report in store.last_runs(2)] == ["r2", "r1"]
    assert store.last_runs(1)[0].feeds == {"due": 2}


def test_an_entry_is_found_by_id_address_and_other_spellings_of_the_address(store: SqlStore) -> None:
    with_entries(store, "a")
    entry = build.entry("a")

    assert store.entry(entry.id) == entry
    assert store.entry(f"{entry.url}?utm_source=x") == entry
    assert store.entry("https://nowhere.example/") is None


def test_blocks_seen_on_several_pages_of_a_host_are_furniture(store: SqlStore) -> None:
    for blocks in (["plea", "one"], ["plea", "two"], ["plea"]):
        store.record_furniture("harbour.example", blocks, NOON)

    assert store.furniture(["harbour.example", "other.example"]) == {"harbour.example": {"plea": 3}}


def test_an_unsubscribed_recipient_stays_unsubscribed(store: SqlStore) -> None:
    store.record_unsubscribe("daily", "ada@example.org", NOON)
    store.record_unsubscribe("daily", "ada@example.org", NOON + HOUR)

    assert store.unsubscribed("daily") == {"ada@example.org"}


def test_two_turns_never_overlap(settings: StoreSettings) -> None:
    if settings.url.reveal() == ":memory:":
        pytest.skip("a store in memory has no second owner")
    first, second = open_store(settings), open_store(settings)
    with first.lock(), pytest.raises(BusyError, match=f"pid {os.getpid()} on "), second.lock():
        pass
    with second.lock(wait=timedelta(seconds=1)):
        pass
    first.close()
    second.close()


def test_opening_twice_keeps_everything_and_a_newer_schema_is_refused(settings: StoreSettings) -> None:
    if settings.url.reveal() == ":memory:":
        pytest.skip("a store in memory is gone when it is closed")
    import sqlalchemy as sa

    first = open_store(settings)
    first.sync_feeds([build.feed()], NOON)
    first.close()
    second = open_store(settings)
    assert len(second.feeds()) == 1
    with second._engine.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    second.close()

    with pytest.raises(StoreError, match="newer"):
        open_store(settings)


def with_entries(store: SqlStore, *titles: str) -> None:
    store.sync_feeds([build.feed()], NOON)
    store.record_poll(build.poll(*map(build.entry, titles)), unread_at=NOON)


def with_reading(store: SqlStore, title: str) -> str:
    with_entries(store, title)
    entry_id = build.entry(title).id
    store.record_reading(build.reading(entry_id, page=None))
    return entry_id


def test_a_store_that_lost_its_bytes_is_refused(tmp_path: object) -> None:
    path = f"{tmp_path}/monitor.db"
    open_store(StoreSettings(url=Secret(path))).close()
    with open(path, "w"):
        pass

    with pytest.raises(StoreError, match="used before"):
        open_store(StoreSettings(url=Secret(path)))


def test_a_backup_is_whole_while_the_store_is_in_use(tmp_path: object) -> None:
    store = open_store(StoreSettings(url=Secret(f"{tmp_path}/monitor.db")))
    with_entries(store, "a", "b")
    store.backup(f"{tmp_path}/copy.db")

    copy = open_store(StoreSettings(url=Secret(f"{tmp_path}/copy.db")))
    assert copy.counts()["entries"] == 2
    assert copy.check() == ()
    assert replace(build.feed()) == copy.feeds()[0].feed


def test_what_a_dead_process_had_claimed_is_due_again_once_its_lock_is_ours(store: SqlStore) -> None:
    store.sync_feeds([build.feed()], NOON)
    store.record_poll(build.poll(build.entry()), unread_at=NOON)
    store.record_edition(build.edition(), [build.delivery()], [])
    store.claim_unread(NOON, limit=9, lease=timedelta(hours=1))
    store.claim_deliveries(NOON, limit=9, lease=timedelta(hours=1))
    assert not store.claim_unread(NOON, limit=9, lease=timedelta(hours=1))

    assert (store.release_readings(), store.release_deliveries()) == (1, 1)

    assert len(store.claim_unread(NOON, limit=9, lease=timedelta(hours=1))) == 1
    assert len(store.claim_deliveries(NOON, limit=9, lease=timedelta(hours=1))) == 1


def test_a_cosmetic_change_is_kept_but_makes_no_new_version_for_readers(store: SqlStore) -> None:
    entry = build.entry()
    store.sync_feeds([build.feed()], NOON)
    store.record_poll(build.poll(entry), unread_at=NOON)
    for change in ("first", "cosmetic", "material", "cosmetic"):
        store.record_reading(build.reading(entry.id, change=change))

    (report,) = store.reports_in(build.window(NOON - timedelta(days=1), NOON + timedelta(days=1)), ["radars"])

    assert (report.revision, report.change) == (3, "material")


def test_what_a_server_said_of_a_page_is_kept_with_the_newest_version_of_its_article(store: SqlStore) -> None:
    with_entries(store, "a", "b")
    one, other = build.entry("a").id, build.entry("b").id
    for number, etag in enumerate(('"1"', '"2"')):
        page = Page(url="https://harbour.example/a", body=b"<p>", etag=etag, last_modified="Tue, 24 Nov 2026 11:00:00 GMT")
        store.record_reading(build.reading(one, page=page, change="material" if number else "first"))

    assert store.validators([one, other]) == {one: ('"2"', "Tue, 24 Nov 2026 11:00:00 GMT")}
    found = store.page(one)
    assert found is not None
    assert found.etag == '"2"'


def test_a_store_made_before_pages_had_validators_gets_them(tmp_path: object) -> None:
    settings = StoreSettings(url=Secret(f"{tmp_path}/monitor.db"))
    open_store(settings).close()
    with closing(sqlite3.connect(f"{tmp_path}/monitor.db")) as old:
        old.execute("alter table pages drop column etag")
        old.execute("alter table pages drop column last_modified")
        old.execute("update alembic_version set version_num = '0002'")
        old.commit()

    store = open_store(settings)

    entry_id = with_reading(store, "a")
    store.record_reading(build.reading(entry_id, page=Page(url="https://harbour.example/a", body=b"<p>", etag='"1"')))
    assert store.validators([entry_id]) == {entry_id: ('"1"', None)}
    store.close()
