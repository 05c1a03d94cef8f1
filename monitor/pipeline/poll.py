"""Due feeds -> new entries."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from queue import SimpleQueue
from urllib.parse import urlsplit

from monitor import cadence, feeds
from monitor.errors import FetchError, ItemError
from monitor.events import EventLog
from monitor.fault import point
from monitor.model import UNDATED, Answer, DueFeed, Entry, FeedState, FeedStatus, ParsedFeed, Poll
from monitor.pipeline.tally import Tally
from monitor.ports import Clock, Fetcher, Store, Workers
from monitor.text import redact

log = EventLog("monitor.poll")

TROUBLE: frozenset[FeedStatus] = frozenset({"empty", "blocked", "gone", "dns", "tls", "timeout", "http", "parse", "too_big", "refused"})
"""The conditions that an operator is told of when a feed gets into one of them."""

BATCH = 500
"""So many polls that brought nothing are recorded in one commit; a crash costs at most these."""

MOST_PARSING = 32
"""So many bodies wait for a worker at most; while they do, nothing more is fetched, so memory is bounded."""

MOST_LINES = 5
"""So many rejected items of one feed are named in the report, the rest is a number; the store keeps each."""

LONG_AGO = timedelta(days=30)
MOST_ANCIENT = 20
"""A feed that all at once lists more unknown items of long ago has changed its ways, not brought news."""


@dataclass(slots=True, kw_only=True)
class PollJob:
    """Asks every feed that is due, each by its own manners; one bad feed never stops another."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    clock: Clock
    tally: Tally
    settings: cadence.PollSettings
    is_over: Callable[[], bool]
    threads: int = 32
    """How many feeds are fetched at once, over all hosts."""
    _quiet: list[Poll] = field(default_factory=list)
    _done: SimpleQueue[_Asked | _Read] = field(default_factory=SimpleQueue)

    def run(self, due: Sequence[DueFeed] | None = None) -> None:
        """Ask until nothing is due (`due`, where that is known) or the turn's budget is spent; what was begun is finished and recorded."""
        due = self.store.due_feeds(self.clock()) if due is None else due
        self.tally.count("feeds.due", len(due))
        point("feeds due")
        if due:
            with ThreadPoolExecutor(min(self.threads, len(due)), thread_name_prefix="poll") as threads:
                self._ask_all(deque(spread_by_host(due)), threads)
        self._record_quiet()

    def _ask_all(self, waiting: deque[DueFeed], threads: ThreadPoolExecutor) -> None:
        """Keep the threads fetching and the workers parsing; decide and record here, on one thread."""
        fetching = parsing = 0
        while True:
            while waiting and fetching < self.threads and parsing < MOST_PARSING and not self.is_over():
                self._ask(waiting.popleft(), threads)
                fetching += 1
            if not fetching + parsing:
                return
            done = self._done.get()
            if isinstance(done, _Read):
                parsing -= 1
                self._finish(done)
                continue
            fetching -= 1
            parsing += self._look_at(done)

    def _ask(self, due: DueFeed, threads: ThreadPoolExecutor) -> None:
        request = cadence.next_request(due, self.clock(), settings=self.settings)
        threads.submit(self.fetcher.fetch, request).add_done_callback(lambda call: self._done.put(_Asked(due, call)))

    def _look_at(self, asked: _Asked) -> bool:
        """Decide what an answer is; whether it went to a worker to be parsed."""
        point("feed fetched")
        due = asked.due
        try:
            answer = asked.call.result()
        except ItemError as error:
            self._fail(due, error)
            return False
        if cadence.is_unchanged(due, answer):
            self._note_unchanged(due, answer)
            return False
        call = self.workers.submit(
            feeds.parse_feed,
            answer.body,
            feed=due.feed,
            content_type=answer.content_type,
            url=answer.url,
            known_items=due.state.validators.item_hashes,
        )
        call.add_done_callback(lambda call: self._done.put(_Read(due, answer, call)))
        return True

    # -- what it came to

    def _note_unchanged(self, due: DueFeed, answer: Answer) -> None:
        now = self.clock()
        state = cadence.after_poll(due, now, answer=answer, settings=self.settings)
        self.tally.count("feeds.polled")
        self.tally.count("feeds.unchanged")
        if answer.status != 304:
            self.tally.count("entries.known", len(due.state.validators.item_hashes))
        self._put_quiet(Poll(feed_id=due.feed.id, polled_at=now, state=state))

    def _fail(self, due: DueFeed, error: ItemError) -> None:
        now = self.clock()
        state = cadence.after_poll(due, now, error=error, settings=self.settings)
        poll = Poll(feed_id=due.feed.id, polled_at=now, state=state)
        if isinstance(error, FetchError) and error.kind == "back_off":
            log.info("feed_put_off", feed=due.feed.id, reason=str(error), next_at=state.next_poll_at)
        else:
            self.tally.count("feeds.polled")
            self.tally.count("feeds.failed")
            log.info("feed_failed", feed=due.feed.id, status=state.status, reason=str(error), next_at=state.next_poll_at)
            self._tell_trouble(due, state)
            poll = self._with_back_off(replace(poll, problem=str(error)), error, now)
        self._put_quiet(poll)

    def _with_back_off(self, poll: Poll, error: ItemError, now: datetime) -> Poll:
        until = cadence.host_back_off(error, now, settings=self.settings)
        if until is None or not isinstance(error, FetchError):
            return poll
        return replace(poll, back_off_host=urlsplit(error.url).hostname, back_off_until=until)

    def _finish(self, read: _Read) -> None:
        """Record a feed that brought something, or failed to be understood."""
        point("feed parsed")
        now, due = self.clock(), read.due
        try:
            parsed = read.call.result()
        except ItemError as error:
            self._fail(due, error)
            return
        announced = tuple(plausibly_dated(entry, now) for entry in parsed.entries)
        new = self.store.unknown_entries(announced)
        old = tuple(not_news(new, due, now, self.settings))
        seen = replace(parsed, entries=new, known=parsed.known + len(announced) - len(new))
        state = cadence.after_poll(due, now, answer=read.answer, parsed=seen, settings=self.settings)
        poll = Poll(
            feed_id=due.feed.id,
            polled_at=now,
            state=state,
            entries=announced,
            old=old,
            known=parsed.known,
            rejected=parsed.rejected,
            left_out=parsed.left_out,
        )
        counts = self.store.record_poll(poll, unread_at=now)
        point("poll recorded")
        self.tally.count("feeds.polled")
        for name in ("new", "known", "rejected"):
            self.tally.count(f"entries.{name}", getattr(counts, name))
        self._tell_trouble(due, state)
        self._tell_rejected(due, parsed)
        self._tell_flood(due, parsed, len(old))
        log.info("feed_polled", feed=due.feed.id, new=counts.new, known=counts.known, rejected=counts.rejected, status=state.status)

    # -- what the operator is told

    def _tell_trouble(self, due: DueFeed, state: FeedState) -> None:
        """One line when a feed gets into trouble, not one each time it is asked; a feed that is gone for good is worth another."""
        before = due.state.status
        is_news = state.status in TROUBLE and (before not in TROUBLE or (state.status == "gone" and before != "gone"))
        if is_news:
            said = state.why if state.why.startswith(state.status) else f"{state.status}: {state.why}"
            self.tally.problem(f"feed:{due.feed.id}", redact(f"{said} ({due.url})"))

    def _tell_rejected(self, due: DueFeed, parsed: ParsedFeed) -> None:
        where = f"feed:{due.feed.id}"
        for line in parsed.rejected[:MOST_LINES]:
            self.tally.problem(where, f"an item could not be used: {line}")
        if len(parsed.rejected) > MOST_LINES:
            self.tally.problem(where, f"{len(parsed.rejected) - MOST_LINES} more items could not be used")

    def _tell_flood(self, due: DueFeed, parsed: ParsedFeed, old: int) -> None:
        where = f"feed:{due.feed.id}"
        if parsed.left_out and len(parsed.item_hashes) > len(due.state.validators.item_hashes):
            self.tally.problem(where, f"lists more than is ever read at once: {parsed.note}")
        if old and due.feed.since is None and due.state.last_success_at is not None:
            self.tally.problem(where, f"lists {old} items of long ago at once: kept, but not read")

    # -- one commit for many polls

    def _put_quiet(self, poll: Poll) -> None:
        self._quiet.append(poll)
        if len(self._quiet) >= BATCH:
            self._record_quiet()

    def _record_quiet(self) -> None:
        self.store.record_unchanged(self._quiet)
        self._quiet.clear()
        point("unchanged polls recorded")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A feed whose fetching has ended, well or not."""

    due: DueFeed
    call: Future[Answer]


@dataclass(frozen=True, slots=True)
class _Read:
    """A feed whose parsing has ended, well or not."""

    due: DueFeed
    answer: Answer
    call: Future[ParsedFeed]


def spread_by_host(due: Iterable[DueFeed]) -> Iterator[DueFeed]:
    """Longest due first, one of each host in turn: a host with many feeds holds up only its own."""
    hosts: dict[str, list[DueFeed]] = defaultdict(list)
    for feed in due:
        hosts[urlsplit(feed.url).netloc].append(feed)
    for row in zip_longest(*hosts.values()):
        yield from (feed for feed in row if feed is not None)


def plausibly_dated(entry: Entry, now: datetime) -> Entry:
    """The entry without a date that lies in the future: when it was first seen says more."""
    at = entry.published.at
    return replace(entry, published=UNDATED) if at is not None and at > now + timedelta(days=1) else entry


def not_news(new: tuple[Entry, ...], due: DueFeed, now: datetime, settings: cadence.PollSettings) -> Iterator[tuple[str, str]]:
    """Ids of unknown entries that are kept but never read, each with its reason: what came out before `since`, and floods."""
    is_first = due.state.last_success_at is None
    since = due.feed.since or (now - settings.first_span if is_first and settings.first_span else None)
    young = []
    for entry in new:
        if since is not None and _is_before(entry, since):
            yield entry.id, f"published {entry.published.value}, before {since:%Y-%m-%d %H:%M} UTC, from which on this feed brings news"
        else:
            young.append(entry)
    if is_first:
        newest = sorted(young, key=lambda entry: entry.published.at or now, reverse=True)
        for entry in newest[settings.first_entries :]:
            yield entry.id, f"not among the {settings.first_entries} newest when the feed was first polled"
        return
    ancient = [entry for entry in young if _is_before(entry, now - LONG_AGO)]
    if len(ancient) > MOST_ANCIENT:
        for entry in ancient:
            yield entry.id, f"published {entry.published.value}, one of {len(ancient)} items of long ago that the feed listed at once"


def _is_before(entry: Entry, instant: datetime) -> bool:
    """Whether an entry surely came out before; a date without a time means some moment of that day."""
    vague = timedelta(days=1) if len(entry.published.value or "") <= 10 else timedelta(0)
    return entry.published.at is not None and entry.published.at + vague < instant
