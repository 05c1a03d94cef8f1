"""What placing new articles asks of a store."""

from __future__ import annotations

from datetime import timedelta

from monitor.model import Placement, StoryItem, Trace, Window
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import NOON

HOUR = timedelta(hours=1)
DAY = Window(start=NOON - 12 * HOUR, end=NOON + 12 * HOUR)


def item(name: str, hours: float = 0.0) -> StoryItem:
    return StoryItem(id=name, url=None, title=name, order_at=NOON + hours * HOUR, sketch=name.encode(), features=name.encode() * 200)


def record(store: SqlStore, *items: StoryItem) -> None:
    store.sync_feeds([build.feed()], NOON)
    for one in items:
        store.record_poll(build.poll(build.entry(one.id)), unread_at=NOON)
        store.record_reading(build.reading(one.id, story_item=one))


def place(store: SqlStore, **stories: str) -> None:
    store.record_placements([Placement(item_id=name, story_id=story) for name, story in stories.items()], NOON)


def test_the_earliest_waiting_come_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    record(store, item("late", 3), item("early", -3), item("now"))

    assert [one.id for one in store.unplaced_items(2)] == ["early", "now"]
    assert [one.id for one in store.unplaced_items()] == ["early", "now", "late"]


def test_traces_are_of_what_is_placed_in_the_window(store: SqlStore) -> None:
    record(store, item("a"), item("b", 20), item("waiting"))
    place(store, a="s1", b="s1")

    assert store.traces_in(DAY) == (Trace(id="a", order_at=NOON, sketch=b"a", keys=b"a" * 162, story_id="s1"),)


def test_after_a_decision_only_what_was_decided_later_is_asked_for(store: SqlStore) -> None:
    record(store, item("a"), item("b"))
    place(store, a="s1")
    end = store.ledger_end()
    assert store.traces_in(DAY, since=end) == ()

    place(store, b="s2")

    assert store.ledger_end() > end
    assert [trace.id for trace in store.traces_in(DAY, since=end)] == ["b"]


def test_placed_articles_come_with_their_places_and_those_that_wait_do_not(store: SqlStore) -> None:
    record(store, item("a"), item("b"), item("waiting"))
    place(store, a="s1", b="s1")

    found = {one.id: (one.features, where.story_id) for one, where in store.placed_items(["a", "waiting", "unknown"])}

    assert found == {"a": (b"a" * 200, "s1")}
    assert store.placed_items([]) == ()


def test_whoever_records_placements_hears_where_the_ledger_ends(store: SqlStore) -> None:
    record(store, item("a"))
    end = store.ledger_end()

    assert store.record_placements([Placement(item_id="a", story_id="s1")], NOON) == store.ledger_end() > end
    assert store.record_placements([], NOON) == store.ledger_end()
