"""Every due feed is asked once, its entries divide into new, known and rejected, and one bad feed stops no other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import FetchError, FetchProblem
from monitor.model import Answer, Secret
from monitor.pipeline.poll import spread_by_host
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import NOON
from tests.pipeline.polled import DAY, HOUR, MINUTE, URL, World, item, rss


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store(StoreSettings(url=Secret(":memory:")))
    yield opened
    opened.close()


# -- what a poll brings


def test_new_entries_become_unread_and_the_next_poll_is_set(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(item("a"), item("b")))

    tally = world.poll()

    assert {name: tally.counts[name] for name in ("feeds.due", "feeds.polled", "entries.new", "entries.known")} == {
        "feeds.due": 1,
        "feeds.polled": 1,
        "entries.new": 2,
        "entries.known": 0,
    }
    assert sorted(world.unread()) == ["a", "b"]
    assert world.state() == "ok"
    assert world.poll().counts["feeds.due"] == 0


def test_a_second_poll_counts_what_is_known_and_brings_what_is_new(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(item("a"), item("b")))
    world.poll()
    world.unread()
    world.web.put(URL, rss(item("c"), item("a"), item("b")))

    tally = world.later()

    assert (tally.counts["entries.new"], tally.counts["entries.known"]) == (1, 2)
    assert "c" in world.unread()


@pytest.mark.parametrize("etag", ['"1"', None], ids=["304", "the same bytes"])
def test_an_unchanged_feed_is_neither_parsed_nor_a_failure(store: SqlStore, etag: str | None) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(item("a")), etag=etag)
    world.poll()

    tally = world.later(HOUR)

    assert (tally.counts["feeds.unchanged"], tally.counts["feeds.failed"], tally.problems) == (1, 0, [])
    assert tally.counts["entries.known"] == (0 if etag else 1)
    assert world.state() == "unchanged"


def test_every_entry_announced_is_new_known_or_rejected(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(item("a"), item("a"), "<item></item>", item("b")))

    tally = world.poll()

    assert [tally.counts[f"entries.{name}"] for name in ("new", "known", "rejected")] == [2, 1, 1]
    assert [problem.where for problem in tally.problems] == ["feed:harbour"]
    assert world.later().problems == []


def test_a_date_in_the_future_counts_as_none(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(item("a", datetime(2050, 1, 1, tzinfo=UTC))))

    world.poll()

    (unread,) = store.claim_unread(NOON, limit=1, lease=HOUR)
    assert unread.entry.published.at is None
    assert unread.first_seen_at == NOON


# -- failure


def failing(kind: FetchProblem, status: int | None = None, retry_after: timedelta | None = None) -> FetchError:
    return FetchError(URL, f"status {status}" if status else kind, kind=kind, status=status, retry_after=retry_after)


def test_one_bad_feed_stops_no_other_and_gets_one_line(store: SqlStore) -> None:
    names = ["down", "broken", "empty", "page", "good"]
    world = World(store, *map(build.feed, names))
    urls = [build.feed(name).url for name in names]
    world.web.fail(urls[0], FetchError(urls[0], "name not resolved", kind="dns"))
    world.web.put(urls[1], "<rss><channel><item><title>cut")
    world.web.put(urls[2], rss())
    world.web.put(urls[3], "<html><title>Sign in</title></html>")
    world.web.put(urls[4], rss(item("a")))

    tally = world.poll()

    assert {problem.where for problem in tally.problems} == {"feed:down", "feed:broken", "feed:empty", "feed:page"}
    assert len(tally.problems) == 4
    assert tally.counts["feeds.failed"] == 3
    assert tally.counts["entries.new"] == 1
    assert {name: world.state(name) for name in names} == {
        "down": "dns",
        "broken": "parse",
        "empty": "empty",
        "page": "parse",
        "good": "ok",
    }


def test_a_feed_that_stays_in_trouble_is_told_once_and_again_when_it_comes_back_and_fails_anew(store: SqlStore) -> None:
    world = World(store, build.feed())
    lines = []
    for is_down in (True, True, False, True):
        if is_down:
            world.web.fail(URL, failing("timeout"))
        else:
            world.web.put(URL, rss(item("a")))
        lines.append(len(world.later(2 * DAY).problems))

    assert lines == [1, 0, 0, 1]


def test_a_feed_that_is_gone_is_parked_and_told_even_when_it_failed_before(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.fail(URL, failing("http", 404))
    world.poll()
    world.web.fail(URL, failing("gone", 410))

    assert [problem.what[:4] for problem in world.later().problems] == ["gone"]
    assert world.later(29 * DAY).counts["feeds.due"] == 0
    assert world.later(2 * DAY).counts["feeds.due"] == 1


def test_a_password_in_an_address_is_in_no_problem(store: SqlStore) -> None:
    world = World(store, build.feed(url="https://ada:hunter2@harbour.example/feed?token=hunter2"))

    assert [("hunter2" in problem.what, "harbour.example" in problem.what) for problem in world.poll().problems] == [(False, True)]


def test_a_failure_forgets_nothing(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.put(URL, rss(item("a")))
    world.poll()
    good = world.web.answers[URL]
    world.web.put(URL, "Service unavailable")
    world.later()
    world.web.answers[URL] = good

    assert (world.later().counts["entries.new"], world.state()) == (0, "unchanged")


def test_a_host_that_asks_for_rest_gets_it_for_all_its_feeds_across_restarts(store: SqlStore) -> None:
    feeds = [build.feed("a", url="https://slow.example/a"), build.feed("b", url="https://slow.example/b")]
    world = World(store, feeds[0])
    world.web.fail(feeds[0].url, FetchError(feeds[0].url, "busy", kind="http", status=429, retry_after=3 * HOUR))
    world.poll()
    store.sync_feeds(feeds, NOON)

    assert store.back_offs(NOON) == {"slow.example": NOON + 3 * HOUR}
    assert world.later(2 * HOUR).counts["feeds.due"] == 0
    assert [request.url for request in world.web.asked] == [feeds[0].url]
    assert world.later(2 * HOUR).counts["feeds.due"] == 2


def test_a_feed_that_waits_for_its_host_is_put_off_and_not_blamed(store: SqlStore) -> None:
    world = World(store, build.feed())
    world.web.fail(URL, failing("back_off", retry_after=HOUR))

    tally = world.poll()

    assert (tally.problems, tally.counts["feeds.failed"], tally.counts["feeds.polled"]) == ([], 0, 0)
    assert world.state() == "new"
    assert store.due_feeds(NOON + 59 * MINUTE) == ()


def test_what_is_not_asked_in_this_turn_stays_due(store: SqlStore) -> None:
    world = World(store, build.feed())

    tally = world.poll(is_over=True)

    assert (tally.counts["feeds.due"], tally.counts["feeds.polled"]) == (1, 0)
    assert len(store.due_feeds(NOON)) == 1


def test_a_feed_that_has_moved_for_good_is_asked_at_its_new_address(store: SqlStore) -> None:
    world = World(store, build.feed())
    new = "https://new.example/feed"
    for number in range(4):
        body = rss(item(f"n{number}")).encode()
        world.web.answers[URL] = Answer(url=new, status=200, body=body, moved_to=new)
        world.web.answers[new] = Answer(url=new, status=200, body=body)
        world.later()

    assert [request.url for request in world.web.asked] == [URL, URL, URL, new]
    assert store.feeds()[0].feed.url == URL


# -- order and cost


def test_the_feeds_of_one_host_are_spread_among_the_others(store: SqlStore) -> None:
    urls = ["https://big.example/1", "https://big.example/2", "https://big.example/3", "https://small.example/1"]
    World(store, *(build.feed(f"f{number}", url=url) for number, url in enumerate(urls)))

    assert [due.feed.id for due in spread_by_host(store.due_feeds(NOON))] == ["f0", "f3", "f1", "f2"]


def test_many_feeds_are_each_asked_once(store: SqlStore) -> None:
    feeds = [build.feed(f"f{number}") for number in range(1_100)]
    world = World(store, *feeds)
    for number, feed in enumerate(feeds):
        if number % 10:
            world.web.put(feed.url, rss())

    tally = world.poll()

    assert (tally.counts["feeds.polled"], tally.counts["feeds.failed"]) == (1_100, 110)
    assert len({request.url for request in world.web.asked}) == len(world.web.asked) == 1_100
    assert store.due_feeds(NOON) == ()


def test_polling_imports_nothing_heavy_before_a_feed_has_changed() -> None:
    program = "import sys, monitor.pipeline.poll; print([name for name in sys.modules if name in HEAVY])".replace(
        "HEAVY", repr({"feedparser", "lxml", "trafilatura", "dateparser", "sqlalchemy", "requests", "listparser"})
    )

    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert out.strip() == "[]"
