"""Unread entries -> articles, matched to topics, grouped into stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlsplit

from monitor import extract, feeds, stories
from monitor.errors import FetchError, ItemError
from monitor.events import EventLog
from monitor.extract.furniture import ENOUGH_PAGES
from monitor.fault import point
from monitor.model import Article, Decision, Page, Reading, Request, UnreadEntry
from monitor.pipeline.addressing import brought_before, first_of_each_address, settle
from monitor.pipeline.placing import place_new
from monitor.pipeline.reading import Desk, Versions, gone, judged, next_revisit, revised
from monitor.pipeline.settings import ReadSettings
from monitor.pipeline.tally import Tally
from monitor.pipeline.trouble import BROKEN, NOT_FOUND_AGAIN, is_lasting
from monitor.ports import Clock, Fetcher, Store, Workers

log = EventLog("monitor.read")

RETRIES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""How long to wait after each failed reading; after the last one the entry is kept as summary only."""


HIDDEN = "feed, since its link is an address of Google News that does not name the publisher's page"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """An entry with what fetching its page came to, and the article it had before."""

    unread: UnreadEntry
    page: Page | None = None
    error: FetchError | None = None
    is_unchanged: bool = False
    """Whether the server says that the page is the one of the earlier reading (304)."""
    old: Article | None = None
    old_again: Future[Article] | None = None
    """The page of the earlier reading, being understood again as today's is."""
    is_same: bool = False
    """Whether the page has not changed by a byte."""


@dataclass(slots=True, kw_only=True)
class ReadJob:
    """Reads every entry that is due: fetch, extract, match, place; one `record_*` an entry."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    clock: Clock
    tally: Tally
    desk: Desk
    story_settings: stories.StorySettings
    settings: ReadSettings
    is_over: Callable[[], bool]
    _furniture: dict[str, extract.Furniture] = field(default_factory=dict)

    def run(self) -> None:
        """Read until nothing is due or the turn's budget is spent."""
        batch = self._claim()
        if batch:
            with ThreadPoolExecutor(self.settings.threads, thread_name_prefix="read") as threads:
                while batch:
                    self._read_batch(batch, threads)
                    batch = () if self.is_over() else self._claim()
        self._place()

    def _claim(self) -> tuple[UnreadEntry, ...]:
        return self.store.claim_unread(self.clock(), limit=self.settings.batch, lease=self.settings.lease)

    # -- one batch

    def _read_batch(self, batch: Sequence[UnreadEntry], threads: ThreadPoolExecutor) -> None:
        """Those of one address are read one after the other, so that the second is recognised by the first."""
        point("entries claimed")
        waiting = list(batch)
        while waiting:
            now_turn, waiting = first_of_each_address(waiting)
            self._read_some([unread for unread in now_turn if not self._is_known(unread)], threads)

    def _read_some(self, batch: Sequence[UnreadEntry], threads: ThreadPoolExecutor) -> None:
        self._learn_furniture(batch)
        extracting: dict[Future[Article], _Fetched] = {}
        for fetched in self._fetch_all(batch, threads):
            if fetched.is_unchanged:
                self._note_unchanged(fetched.unread)
                continue
            if fetched.error is not None and self._put_off(fetched, fetched.error):
                continue
            extracting[self._extract(fetched.unread, fetched.page)] = self._with_old_again(fetched)
        for call in as_completed(extracting):
            self._finish(call, extracting[call])

    def _extract(self, unread: UnreadEntry, page: Page | None) -> Future[Article]:
        furniture = self._furniture.get(_host(page.url), extract.EMPTY) if page else extract.EMPTY
        return self.workers.submit(extract.read_entry, unread.entry, page, furniture)

    def _with_old_again(self, fetched: _Fetched) -> _Fetched:
        """The earlier page understood anew: what has been learned of the outlet since, or a newer program, is no change of the article."""
        if fetched.old is None or fetched.page is None:
            return fetched
        page = self.store.page(fetched.unread.entry.id)
        return (
            fetched
            if page is None
            else replace(fetched, old_again=self._extract(fetched.unread, page), is_same=page.body == fetched.page.body)
        )

    def _is_known(self, unread: UnreadEntry) -> bool:
        """Whether another feed's entry already brought this very article."""
        found = brought_before(self.store, unread.entry)
        if found is not None:
            self._drop_as_duplicate(unread, found, "the same address")
        return found is not None

    def _drop_as_duplicate(self, unread: UnreadEntry, of: str, why: str) -> None:
        decision = Decision(entry_id=unread.entry.id, stage="duplicate", outcome=f"duplicate of {of}", reason=why, decided_at=self.clock())
        self.store.record_unreadable(decision, next_read_at=None)
        self.tally.count("articles.duplicates")

    def _fetch_all(self, batch: Sequence[UnreadEntry], threads: ThreadPoolExecutor) -> Iterator[_Fetched]:
        validators = self.store.validators([unread.entry.id for unread in batch])
        calls = [
            threads.submit(self._fetch, unread, *validators.get(unread.entry.id, (None, None))) for unread in batch if _has_page(unread)
        ]
        yield from (_Fetched(unread=unread) for unread in batch if not _has_page(unread))
        for call in as_completed(calls):
            fetched = call.result()
            old = self.store.article(fetched.unread.entry.id)
            yield replace(fetched, old=old)

    def _fetch(self, unread: UnreadEntry, etag: str | None, last_modified: str | None) -> _Fetched:
        assert unread.entry.url is not None
        try:
            answer = self.fetcher.fetch(Request(url=unread.entry.url, etag=etag, last_modified=last_modified))
        except FetchError as error:
            return _Fetched(unread=unread, error=error)
        if answer.status == 304 and (etag or last_modified):
            return _Fetched(unread=unread, is_unchanged=True)
        page = Page(
            url=answer.url,
            body=answer.body,
            content_type=answer.content_type,
            status=answer.status,
            etag=answer.etag,
            last_modified=answer.last_modified,
            fetched_at=self.clock(),
        )
        return _Fetched(unread=unread, page=page)

    def _note_unchanged(self, unread: UnreadEntry) -> None:
        """The server's word that nothing has changed: no version, no extraction, and when to ask again."""
        now = self.clock()
        decision = Decision(
            entry_id=unread.entry.id, stage="fetch", outcome="asked again: unchanged", reason="not modified (304)", decided_at=now
        )
        self.store.record_unreadable(decision, next_read_at=next_revisit(unread, now, self.desk), is_attempt=False)

    def _put_off(self, fetched: _Fetched, error: FetchError) -> bool:
        """True when the entry is to be tried again later (or was dealt with); False when the feed's own words must do now."""
        unread, now = fetched.unread, self.clock()
        if fetched.old is not None:
            self._keep_old(fetched, error)
            return True
        is_queueing = error.kind == "back_off"
        if not is_queueing and (is_lasting(error) or unread.attempts >= len(RETRIES)):
            if not is_lasting(error):
                self.tally.problem(
                    f"article:{unread.entry.url}", f"{error}; given up after {unread.attempts + 1} tries, kept as summary only"
                )
            elif error.kind in BROKEN:
                self.tally.problem(f"article:{unread.entry.url}", f"{error}; kept as summary only")
            return False
        wait = (error.retry_after or timedelta(0)) if is_queueing else RETRIES[unread.attempts]
        next_at = now + max(wait, timedelta(minutes=1))
        decision = Decision(entry_id=unread.entry.id, stage="fetch", outcome=error.kind, reason=str(error), decided_at=now)
        self.store.record_unreadable(decision, next_read_at=next_at, is_attempt=not is_queueing)
        if not is_queueing:
            self.tally.count("articles.unreadable")
            self.tally.problem(f"article:{unread.entry.url}", f"{error}; tried again after {next_at:%H:%M} UTC")
        log.info("article_put_off", url=unread.entry.url, reason=str(error), next_at=next_at.isoformat())
        return True

    def _keep_old(self, fetched: _Fetched, error: FetchError) -> None:
        """A known article that could not be read again stays as it was; one that is gone for good is a change."""
        unread, now = fetched.unread, self.clock()
        assert fetched.old is not None
        is_missing = error.status == 404
        if error.kind == "gone" or (is_missing and unread.attempts):
            self.store.record_reading(gone(unread, fetched.old, now, desk=self.desk, status=error.status or 410))
            return
        decision = Decision(
            entry_id=unread.entry.id, stage="fetch", outcome=f"not read again: {error.kind}", reason=str(error), decided_at=now
        )
        next_at = now + NOT_FOUND_AGAIN if is_missing else next_revisit(unread, now, self.desk)
        self.store.record_unreadable(decision, next_read_at=next_at, is_attempt=is_missing)

    # -- one entry

    def _finish(self, call: Future[Article], fetched: _Fetched) -> None:
        unread, now = fetched.unread, self.clock()
        how = _how(fetched)
        try:
            article = call.result()
        except ItemError as error:
            article = extract.article_from_entry(unread.entry)
            how = f"feed, since the page could not be understood ({error})"
            self.tally.problem(f"article:{unread.entry.url or unread.entry.id}", f"{error}; the feed's own words are used")
        if fetched.old is not None:
            before = _result(fetched.old_again, fetched.old)
            versions = Versions(recorded=fetched.old, before=before, now=before if fetched.is_same else article)
            reading = revised(unread, versions, now, desk=self.desk, page=fetched.page)
        else:
            settled = settle(self.store, unread, article, now)
            if isinstance(settled, str):
                self._drop_as_duplicate(unread, settled, "the address its page calls its own")
                return
            reading = judged(unread, settled[0], now, desk=self.desk, page=fetched.page, how=how)
            reading = replace(reading, decisions=(*settled[1], *reading.decisions))
            self._count(reading)
        point("article judged")
        self.store.record_reading(reading)
        point("article recorded")
        self._remember_furniture(fetched, article)

    def _count(self, reading: Reading) -> None:
        self.tally.count("articles.read")
        self.tally.count("articles.matched", bool(reading.topics))
        log.info("article_read", entry=reading.entry_id, topics=",".join(reading.topics), access=reading.article.access)

    # -- furniture

    def _learn_furniture(self, batch: Sequence[UnreadEntry]) -> None:
        hosts = {_host(unread.entry.url) for unread in batch if unread.entry.url}
        known = self.store.furniture(tuple(hosts))
        self._furniture |= {host: extract.Furniture(hashes=frozenset(_repeated(known.get(host, {})))) for host in hosts}

    def _remember_furniture(self, fetched: _Fetched, article: Article) -> None:
        if fetched.page is None or fetched.old is not None or article.text_source != "page":
            return
        self.store.record_furniture(_host(fetched.page.url), extract.block_hashes(article.text), self.clock())

    # -- stories

    def _place(self) -> None:
        """Give every matched article its story, among those of the days around it."""
        told: set[str] = set()
        for placed in place_new(self.store, self.clock, self.story_settings, self.desk.known):
            self.tally.count("articles.duplicates", sum(placement.duplicate_of is not None for placement in placed))
            told |= {placement.story_id for placement in placed}
        self.tally.count("articles.stories", len(told))


def _result(call: Future[Article] | None, otherwise: Article) -> Article:
    """What a call came to; something else where it failed."""
    try:
        return otherwise if call is None else call.result()
    except ItemError:
        return otherwise


def _how(fetched: _Fetched) -> str:
    if fetched.page is not None:
        return "page"
    if fetched.error:
        return f"feed, since the page could not be had ({fetched.error})"
    return HIDDEN if fetched.unread.entry.url else "feed, which names no page"


def _has_page(unread: UnreadEntry) -> bool:
    """Whether its link leads to a publisher's page; where it leads to Google's own, a program finds nothing but a question for consent."""
    return unread.entry.url is not None and not feeds.hides_page(unread.entry.url)


def _repeated(blocks: dict[str, int]) -> Iterator[str]:
    return (block for block, pages in blocks.items() if pages >= ENOUGH_PAGES)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
