"""Which entries are news: those never seen under any name, published since the subscription, and no flood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from monitor.cadence import PollSettings
from monitor.model import Answer, Secret
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from tests import build, faults
from tests.fakes import NOON
from tests.pipeline.polled import DAY, HOUR, MINUTE, URL, World, item, rss


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store(StoreSettings(url=Secret(":memory:")))
    yield opened
    opened.close()


# -- identity


IDENTITY = [
    case
    for case in faults.cases("identity")
    if isinstance(case["expect"].get("digest_items"), int)
    and all(isinstance(poll, list) for poll in case["polls"])
    and case["id"] != "identity-007"
]
"""Those that one feed decides; identity-007 (guid and link changed, only the text is the same) is for the stories."""


@pytest.mark.parametrize("case", IDENTITY, ids=lambda case: case["id"])
def test_an_entry_seen_again_in_another_guise_is_the_same_entry(store: SqlStore, case: dict[str, Any]) -> None:
    world, new = World(store, build.feed()), 0
    for poll in case["polls"][:30]:
        world.web.put(URL, rss(*map(sighting, poll)))
        new += world.later(2 * DAY).counts["entries.new"]

    assert new == case["expect"]["digest_items"]


def sighting(words: dict[str, str]) -> str:
    tags = {"guid": "guid isPermaLink='false'", "link": "link", "title": "title", "desc": "description"}
    return "<item>" + "".join(f"<{tags[name]}>{text}</{tags[name].split()[0]}>" for name, text in words.items()) + "</item>"


@pytest.mark.parametrize("way", ["it redirects for good", "the operator corrects its address"])
def test_a_feed_that_moves_takes_its_history_along(store: SqlStore, way: str) -> None:
    world, new = World(store, build.feed()), "https://new.example/feed"
    world.web.put(URL, rss(item("a"), item("b")))
    world.poll()
    body = rss(item("a"), item("b"), "<!-- moved -->").encode()
    world.web.answers[URL] = Answer(url=new, status=200, body=body, moved_to=new)
    world.web.answers[new] = Answer(url=new, status=200, body=body)
    if way.startswith("the operator"):
        store.sync_feeds([build.feed(url=new)], world.clock.now)

    assert world.later().counts["entries.new"] == 0


def test_a_feed_that_renames_every_guid_brings_nothing_new(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(*(item(f"n{number}", guid=f"old-{number}") for number in range(30))))
    world.poll()
    world.web.put(URL, rss(*(item(f"n{number}", guid=f"new-{number}") for number in range(30))))

    tally = world.later()

    assert (tally.counts["entries.new"], tally.counts["entries.known"]) == (0, 30)


def test_an_entry_is_recognised_through_any_chain_of_new_names(store: SqlStore) -> None:
    world = World(store, build.feed())
    chain = [
        item("a", link="https://harbour.example/1", guid="g", title="Radar opens"),
        item("a", link="https://harbour.example/2", guid="g", title="Radar opens"),
        item("a", link="https://harbour.example/2", guid="h", title="Radar opens at last"),
    ]
    new = []
    for sighting in chain:
        world.web.put(URL, rss(sighting))
        new.append(world.later().counts["entries.new"])

    assert new == [1, 0, 0]


def test_a_guid_used_again_for_another_story_is_another_entry(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(item("a", guid="today")))
    world.poll()
    world.web.put(URL, rss(item("b", guid="today")))

    assert world.later().counts["entries.new"] == 1


def test_two_feeds_with_the_same_guid_do_not_hide_each_others_entries(store: SqlStore) -> None:
    world = World(store, build.feed("a"), build.feed("b"))
    for name in "ab":
        world.web.put(build.feed(name).url, rss(item("x", guid="1", link=f"https://{name}.example/x")))

    assert world.poll().counts["entries.new"] == 2


# -- the first subscription


def test_since_decides_what_is_news_and_the_rest_is_kept_with_its_reason(store: SqlStore) -> None:
    world = World(store, build.feed(since=NOON - DAY))
    world.web.put(URL, rss(item("new"), item("undated", None), item("old", NOON - 3 * DAY)))

    tally = world.poll()

    assert sorted(world.unread()) == ["new", "undated"]
    assert [tally.counts[f"entries.{name}"] for name in ("new", "known", "rejected")] == [2, 1, 0]
    old = store.entry("https://harbour.example/old")
    assert old is not None
    assert [decision.outcome for decision in store.decisions(old.id)] == ["old"]
    assert "before 2026-11-23 12:00" in store.decisions(old.id)[0].reason


def test_an_old_entry_never_becomes_news_later(store: SqlStore) -> None:
    world = World(store, build.feed(since=NOON - DAY))
    world.web.put(URL, rss(item("old", NOON - 3 * DAY)))
    world.poll()
    world.web.put(URL, rss(item("old", NOON - 3 * DAY, guid="renamed"), item("new", NOON)))

    assert world.later().counts["entries.new"] == 1
    assert world.unread() == ["new"]


def test_a_first_subscription_brings_no_flood(store: SqlStore) -> None:
    world = World(store, build.feed(), settings=PollSettings(jitter=0.0, first_entries=10, first_span=7 * DAY))
    world.web.put(URL, rss(*(item(f"n{number}", NOON - number * HOUR) for number in range(500))))

    tally = world.poll()

    assert sorted(world.unread()) == [f"n{number}" for number in range(10)]
    assert (tally.counts["entries.new"], tally.counts["entries.known"]) == (10, 490)
    world.web.put(URL, rss(*(item(f"m{number}", NOON) for number in range(20))))
    assert world.later().counts["entries.new"] == 20


def test_a_flood_is_counted_and_said(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(*(item(f"n{number}", NOON - number * MINUTE) for number in range(3_000))))

    tally = world.poll()

    assert [tally.counts[f"entries.{name}"] for name in ("new", "known", "rejected")] == [200, 800, 2_000]
    assert [problem.what for problem in tally.problems] == ["lists more than is ever read at once: 2000 older items left out"]


def test_a_feed_that_suddenly_lists_its_archive_brings_no_flood(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(item("a")))
    world.poll()
    world.unread()
    old = [item(f"old{number}", NOON - 3_650 * DAY) for number in range(500)]
    world.web.put(URL, rss(item("b"), *old))

    tally = world.later()

    assert [tally.counts[f"entries.{name}"] for name in ("new", "known", "rejected")] == [1, 500, 0]
    assert [problem.what for problem in tally.problems] == ["lists 500 items of long ago at once: kept, but not read"]


def test_one_late_item_is_news_however_old(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(item("a")))
    world.poll()
    world.web.put(URL, rss(item("a"), item("report", NOON - 60 * DAY)))

    assert world.later().counts["entries.new"] == 1


def test_a_window_that_moved_past_all_that_was_known_is_said(store: SqlStore) -> None:
    world = World(store, build.feed())
    for name in "abc":
        world.web.put(URL, rss(*(item(f"{name}{number}") for number in range(30))))
        world.later()

    (due,) = store.feeds()
    assert due.state.missed == 2
    assert "may have been missed" in due.state.why
