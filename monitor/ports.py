"""Every effect the program can have, on one page: the clock, the network, the workers, the store, the channels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from monitor.model import (
    Answer,
    Article,
    Attempt,
    Condition,
    Decision,
    Delivery,
    DueFeed,
    Edition,
    Entry,
    Feed,
    FeedState,
    Incident,
    Page,
    Placement,
    Poll,
    PollCounts,
    Reading,
    Report,
    Request,
    RunReport,
    SourceHealth,
    StoryItem,
    Told,
    Trace,
    UnreadEntry,
    Verdict,
    Window,
)

P = ParamSpec("P")
T = TypeVar("T")

Clock = Callable[[], datetime]
"""The wall clock: aware UTC."""


class Fetcher(Protocol):
    """The network, read only. Safe to call from many threads."""

    def fetch(self, request: Request) -> Answer:
        """The bytes behind a URL, or 304; raises FetchError, always within the deadline."""
        ...


class Workers(Protocol):
    """Processes that interpret hostile bytes, each with a time and a memory limit."""

    def submit(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a module-level function of a pure room; the future raises ParseError or WorkerError."""
        ...


class Channel(Protocol):
    """One way to deliver."""

    def send(self, delivery: Delivery) -> str:
        """Hand one delivery over; what the other side answered. Raises DeliveryError."""
        ...


class Store(Protocol):
    """The memory of the program, and its queue. Every method is one transaction; raises StoreError."""

    # -- turns
    def lock(self, *, wait: timedelta = timedelta(0), name: str = "turn") -> AbstractContextManager[None]:
        """Hold one of the locks (turn: gathering, edition: publishing and sending, daemon); raises BusyError with its owner."""
        ...

    def record_run(self, report: RunReport, *, done: Sequence[str] = (), is_folded: bool = False) -> None:
        """Keep a run's report, and that these jobs came to their end with it; folded, it is added to the day's report of its jobs."""
        ...

    def last_runs(self, limit: int) -> tuple[RunReport, ...]: ...

    # -- upkeep
    def runs_since(self, since: datetime) -> tuple[RunReport, ...]: ...
    def record_job(self, job: str, now: datetime) -> None: ...
    def jobs(self) -> dict[str, datetime]:
        """When each job last came to its end."""
        ...

    def incidents(self, *, is_open: bool | None = True) -> tuple[Incident, ...]: ...
    def record_incidents(self, changed: Sequence[Incident], messages: Sequence[Delivery]) -> None:
        """Troubles that began or ended, with the messages that tell of them, in one transaction."""
        ...

    def undelivered(self) -> tuple[Condition, ...]:
        """Recipients whose newest finished delivery was given up."""
        ...

    def delivery_counts(self) -> dict[str, int]:
        """How many deliveries there are in each state."""
        ...

    # -- poll
    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make the configured feeds known; those gone from the configuration are kept, but never due."""
        ...

    def feeds(self) -> tuple[DueFeed, ...]:
        """Every feed, with its state, in the order of configuration."""
        ...

    def due_feeds(self, now: datetime) -> tuple[DueFeed, ...]:
        """Feeds whose `next_poll_at` has come and whose host is not in back-off, longest due first."""
        ...

    def record_unchanged(self, polls: Sequence[Poll]) -> None:
        """Polls that brought nothing, successes and failures alike: one batched commit."""
        ...

    def unknown_entries(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Those that were never recorded under any of their names."""
        ...

    def back_offs(self, now: datetime) -> dict[str, datetime]:
        """Hosts that asked to be left alone, and until when: no request to them for anything, also after a restart."""
        ...

    def record_back_offs(self, hosts: Mapping[str, datetime]) -> None: ...

    def record_poll(self, poll: Poll, *, unread_at: datetime) -> PollCounts:
        """A poll with its entries; entries already known are counted, not changed."""
        ...

    def set_feed_state(self, feed_id: str, state: FeedState) -> None: ...

    # -- read
    def claim_unread(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[UnreadEntry, ...]:
        """Entries due to be read, oldest first, claimed until now + lease."""
        ...

    def release_readings(self) -> int:
        """Entries claimed by a process that died are due again at once: for whoever holds the lock of a turn."""
        ...

    def article_by_url(self, urls: Sequence[str]) -> str | None:
        """The id of an article already read that has one of these canonical URLs, also where it has expired since."""
        ...

    def record_reading(self, reading: Reading) -> None:
        """An article with its verdicts, page and decisions; a second reading is a revision."""
        ...

    def record_unreadable(self, decision: Decision, *, next_read_at: datetime | None, is_attempt: bool = True) -> None:
        """A reading that failed: when to try again, or None when it never will be; counted as a try unless it never got its turn."""
        ...

    def article(self, entry_id: str) -> Article | None:
        """The newest version of an article, if it has been read."""
        ...

    def page(self, entry_id: str) -> Page | None:
        """The newest page of an article as it was fetched, while it is kept."""
        ...

    def validators(self, entry_ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        """ETag and Last-Modified of the newest page of each article that has been read: for asking whether it has changed."""
        ...

    def verdicts(self, entry_id: str) -> tuple[Verdict, ...]:
        """What matching decided about one entry, topic by topic."""
        ...

    def furniture(self, hosts: Sequence[str]) -> dict[str, dict[str, int]]:
        """Host -> block hash -> on how many of its pages the block stood."""
        ...

    def record_furniture(self, host: str, blocks: Sequence[str], now: datetime) -> None:
        """One more page of this host held these blocks."""
        ...

    def decisions(self, entry_id: str) -> tuple[Decision, ...]: ...

    # -- stories
    def story_items_in(self, window: Window) -> tuple[StoryItem, ...]:
        """Matched articles ordered in the window."""
        ...

    def unplaced_items(self, limit: int | None = None) -> tuple[StoryItem, ...]:
        """Matched articles that no story has yet, the earliest first."""
        ...

    def ledger_end(self) -> int:
        """The number of the newest decision: what was decided later has a greater one."""
        ...

    def traces_in(self, window: Window, *, since: int = 0) -> tuple[Trace, ...]:
        """What placed articles of the window are looked up by; with `since`, only those decided about after that number."""
        ...

    def placed_items(self, ids: Sequence[str]) -> tuple[tuple[StoryItem, Placement], ...]:
        """Those of these articles that are placed, each with where, in no order."""
        ...

    def placements_of(self, ids: Sequence[str]) -> tuple[Placement, ...]:
        """The newest placements of these articles."""
        ...

    def placements_in(self, window: Window) -> tuple[Placement, ...]:
        """Where the articles ordered in the window were placed."""
        ...

    def record_placements(self, placements: Sequence[Placement], now: datetime) -> int:
        """Where articles belong, and why; the number of the newest decision."""
        ...

    # -- publish
    def last_edition(self, digest: str) -> Edition | None: ...

    def editions(self, digest: str | None = None, *, limit: int = 50) -> tuple[Edition, ...]: ...

    def reports_in(self, window: Window, topics: Iterable[str]) -> tuple[Report, ...]:
        """Articles matched to any of the topics and read (`matched_at`) in the window."""
        ...

    def article_at(self, report_id: str, revision: int) -> Article | None:
        """An article as it was in one of its revisions; None when that is no longer kept."""
        ...

    def told(self, digest: str, *, since: datetime | None = None) -> tuple[Told, ...]:
        """What every recipient of a digest was told (since then), oldest first."""
        ...

    def unsubscribed(self, digest: str) -> frozenset[str]:
        """Recipients who asked not to be sent this digest."""
        ...

    def source_health(self) -> tuple[SourceHealth, ...]: ...

    def record_edition(self, edition: Edition, deliveries: Sequence[Delivery], told: Sequence[Told]) -> bool:
        """An edition with its outbox, in one transaction; False when this period already has one."""
        ...

    def take_over(self, digest: str, readers: Collection[str]) -> int:
        """Editions that went out after the backup was made which this store is become known; how many. Asked before one is made."""
        ...

    # -- send
    def claim_deliveries(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[Delivery, ...]: ...
    def release_deliveries(self) -> int:
        """Deliveries claimed by a process that died are due again at once: for whoever holds the lock of editions."""
        ...

    def record_attempt(self, attempt: Attempt, *, instead: Delivery | None = None) -> None:
        """What one try to send came to, and the delivery that takes its place if there is one."""
        ...

    def outbox(self, *, states: Sequence[str] = ()) -> tuple[Delivery, ...]: ...

    # -- everything else a person asks
    def entry(self, url_or_id: str) -> Entry | None: ...
    def counts(self) -> dict[str, int]: ...
    def close(self) -> None: ...
