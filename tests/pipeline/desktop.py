"""A reading desk for the tests: a real store, canned pages, a clock turned by hand."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from monitor import topics
from monitor.model import Entry
from monitor.pipeline.read import ReadJob, ReadSettings
from monitor.pipeline.reading import Desk
from monitor.pipeline.tally import Tally
from monitor.ports import Fetcher, P, T
from monitor.store.sql import SqlStore
from monitor.stories import StorySettings
from monitor.topics import TopicSettings
from monitor.workers import InProcess
from tests import build
from tests.fakes import FakeClock, FakeWeb

PARAGRAPHS = (
    "The early-warning radar opened on Tuesday after 6 years of work, the defence ministry said in a statement.",
    "It will feed tracks of ballistic missiles to the alliance's command post, where officers decide on intercepts.",
    "Neighbours had asked for measurements of its emissions, which the ministry promised to publish every quarter.",
)


def page(title: str, *paragraphs: str, canonical: str = "") -> str:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)
    return f"<html lang=en><head><title>{title}</title>{link}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


@dataclass
class Counted(InProcess):
    """Workers that count what they were given."""

    calls: int = 0

    def submit(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        self.calls += 1
        return super().submit(call, *args, **kwargs)


@dataclass
class Desktop:
    """A reading desk: real store, canned web, a clock turned by hand, one topic."""

    store: SqlStore
    web: FakeWeb = field(default_factory=FakeWeb)
    clock: FakeClock = field(default_factory=FakeClock)
    tally: Tally = field(default_factory=Tally)
    fetcher: Fetcher | None = None
    """Used instead of the canned web, where a test has a server of its own."""
    workers: Counted = field(default_factory=Counted)

    def announce(self, *entries: Entry) -> None:
        self.store.sync_feeds([build.feed("harbour"), build.feed("mirror")], self.clock())
        for entry in entries:
            self.store.record_poll(build.poll(entry, feed_id=entry.feed_id, polled_at=self.clock()), unread_at=self.clock())

    def read(self) -> None:
        self.tally = Tally()
        settings = [TopicSettings(id="radars", any=("radar",))]
        desk = Desk(topics=topics.compile_topics(settings, topics.load_vocabulary()), names={})
        ReadJob(
            store=self.store,
            fetcher=self.fetcher or self.web,
            workers=self.workers,
            clock=self.clock,
            tally=self.tally,
            desk=desk,
            story_settings=StorySettings(),
            settings=ReadSettings(threads=2),
            is_over=lambda: False,
        ).run()
