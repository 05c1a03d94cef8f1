"""A small world to poll in: a store in memory, a web of canned answers, a clock turned by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.cadence import PollSettings
from monitor.model import Feed
from monitor.pipeline.poll import PollJob
from monitor.pipeline.tally import Tally
from monitor.store.sql import SqlStore
from monitor.workers import InProcess
from tests import build
from tests.fakes import NOON, FakeClock, FakeWeb

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL = build.feed().url


class World:
    """A store in memory, a web of canned answers and a clock turned by hand."""

    def __init__(self, store: SqlStore, *feeds: Feed, settings: PollSettings | None = None) -> None:
        self.store, self.web, self.clock = store, FakeWeb(), FakeClock()
        self.settings = settings or PollSettings(jitter=0.0)
        store.sync_feeds(feeds, NOON)

    def poll(self, *, is_over: bool = False) -> Tally:
        tally = Tally()
        PollJob(
            store=self.store,
            fetcher=self.web,
            workers=InProcess(),
            clock=self.clock,
            tally=tally,
            settings=self.settings,
            is_over=lambda: is_over,
            threads=4,
        ).run()
        return tally

    def later(self, by: timedelta = DAY) -> Tally:
        self.clock.advance(by)
        return self.poll()

    def unread(self) -> list[str]:
        return [unread.entry.title for unread in self.store.claim_unread(self.clock.now, limit=5_000, lease=MINUTE)]

    def state(self, feed_id: str = "harbour") -> str:
        return next(due.state.status for due in self.store.feeds() if due.feed.id == feed_id)


def item(name: str, at: datetime | None = NOON, *, link: str | None = None, guid: str | None = None, title: str | None = None) -> str:
    date = f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if at else ""
    return (
        f"<item><title>{title or name}</title><link>{link or f'https://harbour.example/{name}'}</link>"
        f"<guid isPermaLink='false'>{guid or name}</guid>{date}</item>"
    )


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>Harbour</title>{"".join(items)}</channel></rss>'
