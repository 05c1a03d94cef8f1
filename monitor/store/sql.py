"""The Store port on SQL: each method one transaction; the statements stand in the modules beside this one."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta

from monitor.errors import StoreError
from monitor.model import (
    Article,
    ArticleFact,
    Attempt,
    Decision,
    Delivery,
    DueFeed,
    Edition,
    Entry,
    Feed,
    FeedState,
    Page,
    Placement,
    Poll,
    PollCounts,
    Reading,
    Report,
    SourceHealth,
    StoryItem,
    Told,
    Trace,
    UnreadEntry,
    Verdict,
    Window,
)
from monitor.store import asking, grouping, journal, polling, publishing, reading, replaying, restoring, sending
from monitor.store.engine import make_engine, turn_lock, upgrade
from monitor.store.keeping import Keeping
from monitor.store.settings import StoreSettings
from monitor.store.transactions import as_store_error


class SqlStore(Keeping):
    """The store on one SQL database. Not shared between threads: each turn opens its own."""

    @classmethod
    def open(cls, settings: StoreSettings) -> SqlStore:
        """Open, check and bring up to date. Raises StoreError."""
        url = settings.url.reveal()
        engine = make_engine(url)
        is_file = engine.dialect.name == "sqlite" and url != ":memory:"
        if is_file:
            _refuse_lost_store(url)
        with as_store_error():
            upgrade(engine, path=url if is_file else None)
        if is_file:
            with as_store_error():
                _close_to_others(url)
                _mark_used(url)
        return cls(engine, url if is_file else None)

    # -- turns

    def lock(self, *, wait: timedelta = timedelta(0), name: str = "turn") -> AbstractContextManager[None]:
        """Hold one of the locks (turn: gathering, edition: publishing and sending, daemon); raises BusyError with its owner."""
        return turn_lock(self._engine, self._path, wait, name)

    # -- poll

    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make the configured feeds known; those gone from the configuration are kept, but never due."""
        with self._write("feeds") as connection:
            polling.sync_feeds(connection, feeds, now)

    def add_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Subscribe by command: these are due at once, and no change of the configuration forgets them."""
        with self._write("added feeds") as connection:
            polling.add_feeds(connection, feeds, now)

    def remove_feed(self, feed_id: str) -> bool:
        """End a subscription made by command; what it brought is kept. False when there is none."""
        with self._write("removed feed") as connection:
            return polling.remove_feed(connection, feed_id)

    def feeds(self) -> tuple[DueFeed, ...]:
        """Every current feed with its state, in the order of configuration."""
        with self._read() as connection:
            return polling.all_feeds(connection)

    def due_feeds(self, now: datetime) -> tuple[DueFeed, ...]:
        """Feeds whose time has come and whose host is not in back-off, longest due first."""
        with self._read() as connection:
            return polling.due_feeds(connection, now)

    def record_unchanged(self, polls: Sequence[Poll]) -> None:
        """Polls that brought nothing, in one commit."""
        if polls:
            with self._write("unchanged polls") as connection:
                polling.record_states(connection, polls)

    def unknown_entries(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Those that were never recorded under any of their names."""
        with self._read() as connection:
            return polling.unknown_entries(connection, entries)

    def back_offs(self, now: datetime) -> dict[str, datetime]:
        """Hosts that asked to be left alone, and until when."""
        with self._read() as connection:
            return polling.back_offs(connection, now)

    def record_back_offs(self, hosts: Mapping[str, datetime]) -> None:
        """Leave these hosts alone until then, whatever is wanted of them."""
        if hosts:
            with self._write("back-offs") as connection:
                polling.record_back_offs(connection, hosts)

    def record_poll(self, poll: Poll, *, unread_at: datetime) -> PollCounts:
        """A poll with its entries; entries already known are counted, not changed."""
        with self._write("poll") as connection:
            return polling.record_poll(connection, poll, unread_at)

    def set_feed_state(self, feed_id: str, state: FeedState) -> None:
        """Overwrite what is remembered of a feed: for the operator's own commands."""
        with self._write("feed state") as connection:
            polling.set_state(connection, feed_id, state)

    # -- read

    def claim_unread(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[UnreadEntry, ...]:
        """Entries due to be read, oldest first, claimed until now + lease."""
        with self._write("claim of entries") as connection:
            return reading.claim_unread(connection, now, limit, lease)

    def release_readings(self) -> int:
        """Entries claimed by a process that died are due again at once: for whoever holds the lock of a turn."""
        with self._write("release of entries") as connection:
            return reading.release(connection)

    def article_by_url(self, urls: Sequence[str]) -> str | None:
        """The id of an article already read that has one of these canonical URLs, also where it has expired since."""
        with self._read() as connection:
            return reading.article_by_url(connection, urls)

    def record_reading(self, reading_: Reading) -> None:
        """An article with its verdicts, page and decisions; a second reading is a revision."""
        with self._write("reading") as connection:
            reading.record_reading(connection, reading_)

    def record_unreadable(self, decision: Decision, *, next_read_at: datetime | None, is_attempt: bool = True) -> None:
        """A reading that failed: when to try again, or None when it never will be."""
        with self._write("unreadable entry") as connection:
            reading.record_unreadable(connection, decision, next_read_at, is_attempt=is_attempt)

    def article(self, entry_id: str) -> Article | None:
        """The newest version of an article, if it has been read."""
        with self._read() as connection:
            return reading.article_of(connection, entry_id)

    def decisions(self, entry_id: str) -> tuple[Decision, ...]:
        """Every stage's answer about one entry, oldest first."""
        with self._read() as connection:
            return asking.decisions_of(connection, entry_id)

    def page(self, entry_id: str) -> Page | None:
        """The newest page of an article as it was fetched, while it is kept."""
        with self._read() as connection:
            return reading.page_of(connection, entry_id)

    def validators(self, entry_ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        """ETag and Last-Modified of the newest page of each article that has been read."""
        with self._read() as connection:
            return reading.validators_of(connection, entry_ids)

    def verdicts(self, entry_id: str) -> tuple[Verdict, ...]:
        """What matching decided about one entry, topic by topic."""
        with self._read() as connection:
            return asking.verdicts_of(connection, entry_id)

    def furniture(self, hosts: Sequence[str]) -> dict[str, dict[str, int]]:
        """Host -> block hash -> on how many of its pages the block stood."""
        with self._read() as connection:
            return reading.furniture_of(connection, hosts)

    def record_furniture(self, host: str, blocks: Sequence[str], now: datetime) -> None:
        """One more page of this host held these blocks."""
        with self._write("furniture") as connection:
            reading.record_furniture(connection, host, blocks, now)

    # -- stories

    def story_items_in(self, window: Window) -> tuple[StoryItem, ...]:
        """Matched articles ordered in the window."""
        with self._read() as connection:
            return grouping.items_in(connection, window)

    def unplaced_items(self, limit: int | None = None) -> tuple[StoryItem, ...]:
        """Matched articles that no story has yet, the earliest first."""
        with self._read() as connection:
            return grouping.unplaced(connection, limit)

    def ledger_end(self) -> int:
        """The number of the newest decision."""
        with self._read() as connection:
            return grouping.ledger_end(connection)

    def traces_in(self, window: Window, *, since: int = 0) -> tuple[Trace, ...]:
        """What placed articles of the window are looked up by; with `since`, only those decided about after that number."""
        with self._read() as connection:
            return grouping.traces_in(connection, window, since)

    def placed_items(self, ids: Sequence[str]) -> tuple[tuple[StoryItem, Placement], ...]:
        """Those of these articles that are placed, each with where, in no order."""
        with self._read() as connection:
            return grouping.placed_items(connection, ids)

    def placements_in(self, window: Window) -> tuple[Placement, ...]:
        """Where the articles ordered in the window were placed."""
        with self._read() as connection:
            return grouping.placements_in(connection, window)

    def placed_in(self, stories: Sequence[str]) -> tuple[tuple[StoryItem, Placement], ...]:
        """The items of these stories, each with its placement."""
        with self._read() as connection:
            return grouping.placed_in(connection, stories)

    def record_placements(self, placements: Sequence[Placement], now: datetime) -> int:
        """Where articles belong; each change goes into the ledger with its reasons. The number of the newest decision, as `ledger_end`."""
        if not placements:
            return self.ledger_end()
        with self._write("placements") as connection:
            return grouping.record_placements(connection, placements, now)

    # -- publish

    def last_edition(self, digest: str) -> Edition | None:
        """The newest edition of a digest."""
        found = self.editions(digest, limit=1)
        return found[0] if found else None

    def editions(self, digest: str | None = None, *, limit: int = 50) -> tuple[Edition, ...]:
        """Editions, newest first."""
        with self._read() as connection:
            return publishing.editions_of(connection, digest, limit)

    def reports_in(self, window: Window, topics: Iterable[str]) -> tuple[Report, ...]:
        """Articles matched to any of the topics and read or changed in the window."""
        with self._read() as connection:
            return publishing.reports_in(connection, window, tuple(topics))

    def article_at(self, report_id: str, revision: int) -> Article | None:
        """An article as it was in one of its revisions; None when that is no longer kept."""
        with self._read() as connection:
            return publishing.article_at(connection, report_id, revision)

    def told(self, digest: str, *, since: datetime | None = None) -> tuple[Told, ...]:
        """What every recipient of a digest was told (since then), oldest first."""
        with self._read() as connection:
            return publishing.told_of(connection, digest, since)

    def source_health(self) -> tuple[SourceHealth, ...]:
        """Every current feed's condition, in the order of configuration."""
        return tuple(polling.health_of(due) for due in self.feeds())

    def record_edition(self, edition: Edition, deliveries: Sequence[Delivery], told: Sequence[Told]) -> bool:
        """An edition with its outbox, in one transaction; False when this period already has one."""
        with self._write("edition") as connection:
            return publishing.record_edition(connection, edition, deliveries, told)

    def take_over(self, digest: str, readers: Collection[str]) -> int:
        """Editions that only the journal knows, since a backup was put back, become known with what they told these readers; how many."""
        if self._path is None:
            return 0
        with self._read() as connection:
            newest = restoring.newest(connection, digest)
            lost = journal.editions(self._path, digest, after=newest)
        if lost:
            with self._write("edition") as connection:
                restoring.take_over(connection, self._path, digest, tuple(lost.values()), readers)
        return len(lost)

    # -- send

    def claim_deliveries(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[Delivery, ...]:
        """Deliveries due to be sent, oldest first, claimed until now + lease; those that arrived already are only marked."""
        with self._write("claim of deliveries") as connection:
            claimed = sending.claim(connection, now, limit, lease)
            arrived = journal.noted(self._path, [delivery.id for delivery in claimed])
            for delivery_id in sorted(arrived):
                answer = "sent before, by the journal beside the store"
                sending.record_attempt(connection, Attempt(delivery_id=delivery_id, tried_at=now, state="sent", answer=answer))
            restoring.note_editions(connection, self._path, claimed)
            return tuple(delivery for delivery in claimed if delivery.id not in arrived)

    def release_deliveries(self) -> int:
        """Deliveries claimed by a process that died are due again at once: for whoever holds the lock of editions."""
        with self._write("release of deliveries") as connection:
            return sending.release(connection)

    def record_attempt(self, attempt: Attempt, *, instead: Delivery | None = None) -> None:
        """What one try to send came to, with the delivery that takes its place if there is one."""
        with self._write("attempt") as connection:
            if attempt.state == "sent":
                restoring.note_arrival(connection, self._path, attempt.delivery_id)
            sending.record_attempt(connection, attempt)
            if instead is not None:
                publishing.owe(connection, [instead])

    def outbox(self, *, states: Sequence[str] = ()) -> tuple[Delivery, ...]:
        """Deliveries in these states (all when none is given), newest first."""
        with self._read() as connection:
            return sending.outbox(connection, tuple(states))

    def unsubscribed(self, digest: str) -> frozenset[str]:
        """Recipients who asked not to be sent this digest."""
        with self._read() as connection:
            return sending.unsubscribed(connection, digest)

    def record_unsubscribe(self, digest: str, recipient: str, now: datetime) -> None:
        """A recipient's wish, which no reload of the configuration undoes."""
        with self._write("unsubscribe") as connection:
            sending.record_unsubscribe(connection, digest, recipient, now)

    # -- archives

    def record_replayed(self, polls: Sequence[Poll], sources: Sequence[Feed], readings: Sequence[Reading]) -> None:
        """Archived items with their sources, as if they had been polled and read."""
        with self._write("replayed items") as connection:
            replaying.record_replayed(connection, polls, sources, readings)

    def known_articles(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of these entries that were read, also where they have expired since."""
        with self._read() as connection:
            return replaying.known_articles(connection, ids)

    def placements_of(self, ids: Sequence[str]) -> tuple[Placement, ...]:
        """The newest placements of these articles."""
        with self._read() as connection:
            return replaying.placements_of(connection, ids)

    def article_facts(self, ids: Sequence[str]) -> dict[str, ArticleFact]:
        """What is known of these articles in brief, by id."""
        with self._read() as connection:
            return replaying.article_facts(connection, ids)

    # -- everything else a person asks

    def has_readings_due(self, now: datetime) -> bool:
        """Whether an entry waits to be read, or an article for its story."""
        with self._read() as connection:
            return asking.has_readings_due(connection, now)

    def matched_topics(self) -> tuple[str, ...]:
        """Every topic that any article was matched to."""
        with self._read() as connection:
            return asking.matched_topics(connection)

    def told_of_report(self, report_id: str) -> tuple[Told, ...]:
        """Who was told of one article, in which edition."""
        with self._read() as connection:
            return asking.told_of_report(connection, report_id)

    def entry(self, url_or_id: str) -> Entry | None:
        """The entry with this id or address."""
        with self._read() as connection:
            return asking.find_entry(connection, url_or_id)

    def counts(self) -> dict[str, int]:
        """How much there is of everything."""
        with self._read() as connection:
            return asking.counts(connection)


def _refuse_lost_store(path: str) -> None:
    """An existing file of no bytes was a store once: SQLite would take it for a new one."""
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise StoreError(f"the folder {folder} of the store does not exist; make it, or change store.url", is_lasting=True)
    has_data = os.path.exists(path) and os.path.getsize(path) > 0
    if os.path.exists(_marker(path)) and not has_data:
        what = f"{path} is empty or missing but was used before: restore a backup, or remove {_marker(path)} to begin anew"
        raise StoreError(what, is_lasting=True)


def _close_to_others(path: str) -> None:
    """Nobody else reads it; on a file system that is read-only, or in another's file, it is left as it is."""
    with suppress(OSError):
        os.chmod(path, 0o600)


def _mark_used(path: str) -> None:
    """From now on a store of no bytes is a lost one. Written after the first migration is committed, never before."""
    with suppress(FileExistsError), open(_marker(path), "x", encoding="utf-8") as file:
        file.write("This marks that the store beside it holds data.\n")


def _marker(path: str) -> str:
    return f"{path}.mark"
