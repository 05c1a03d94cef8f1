"""Unread entries -> articles, matched to topics, grouped into stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from monitor import extract, stories, topics
from monitor.errors import FetchError, ItemError
from monitor.fault import point
from monitor.model import Answer, Article, Decision, Item, Page, Reading, Request, StoryItem, UnreadEntry, Verdict, Window
from monitor.pipeline.tally import Tally
from monitor.ports import Clock, Fetcher, Store, Workers
from monitor.text import canonical_url

log = structlog.get_logger("monitor.read")

RETRIES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""How long to wait after each failed reading; after the last one the entry is kept as summary only."""

LASTING = frozenset({"http", "blocked", "gone", "too_big", "refused", "redirect", "encoding", "robots"})
"""Fetch problems that another try in an hour will not cure; see `_is_lasting` for 5xx."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSettings:
    """How the reading job divides its work."""

    batch: int = 100
    """How many entries are claimed at a time; a crash costs at most the reading of one batch."""
    threads: int = 16
    """How many articles are fetched at once, over all hosts."""
    lease: timedelta = timedelta(minutes=15)
    """How long a claimed entry stays ours; after that another process may read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """An entry with what fetching its page came to."""

    unread: UnreadEntry
    page: Page | None = None
    error: FetchError | None = None


@dataclass(slots=True, kw_only=True)
class ReadJob:
    """Reads every entry that is due: fetch, extract, match, place; one `record_*` an entry."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    clock: Clock
    tally: Tally
    topics: topics.Topics
    names: Mapping[str, str]
    story_settings: stories.StorySettings
    settings: ReadSettings
    is_over: Callable[[], bool]

    def run(self) -> None:
        """Read until nothing is due or the turn's budget is spent."""
        with ThreadPoolExecutor(self.settings.threads, thread_name_prefix="read") as threads:
            while not self.is_over():
                batch = self.store.claim_unread(self.clock(), limit=self.settings.batch, lease=self.settings.lease)
                if not batch:
                    break
                self._read_batch(batch, threads)
        self._place()

    # -- one batch

    def _read_batch(self, batch: Sequence[UnreadEntry], threads: ThreadPoolExecutor) -> None:
        fresh = tuple(self._skip_known_articles(batch))
        extracting: dict[Future[Article], _Fetched] = {}
        for fetched in self._fetch_all(fresh, threads):
            if fetched.error is not None and self._put_off(fetched.unread, fetched.error):
                continue
            furniture = extract.EMPTY
            call = self.workers.submit(extract.read_entry, fetched.unread.entry, fetched.page, furniture)
            extracting[call] = fetched
        for call in as_completed(extracting):
            self._finish(call, extracting[call])
