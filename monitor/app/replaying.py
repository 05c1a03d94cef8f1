"""Archived items in, the same articles, matches and stories as if they had been polled at the time they carry."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from monitor.app.build import App, open_app, open_store
from monitor.app.items import fields_of, text_of
from monitor.errors import ItemError, ParseError
from monitor.model import Article, CleanText, Entry, Feed, FeedState, Page, Poll, Reading, UnreadEntry, stable_id
from monitor.text import clean, clean_line, plausible, published_from

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

    from monitor.config import Config
    from monitor.store.sql import SqlStore

OWN_ID = re.compile("[0-9a-f]{16}")
"""An item that `db export` wrote says which article it is; whatever else stands there is the archive's own affair."""

BATCH = 500
"""So many items are interpreted ahead and committed together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """One item of an archive: who announced it, what it says, its page where the archive holds one, and when it counts as polled."""

    feed: Feed
    entry: Entry
    page: Page | None
    polled_at: datetime
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay came to: the ids of the items in the order of the input, and what could not be read, a line each."""

    ids: tuple[str, ...]
    failures: tuple[str, ...]
    others: int = 0
    """So many records of the archives are no pages: pictures, styles, answers that something is not there."""


def replay(
    config: Config, items: Iterable[Archived | str | None], *, everything: bool = False, step: Callable[[int], object] = lambda _: None
) -> Replayed:
    """Ingest items; idempotent. `step` is told how many more are done.

    A string is a line that was no item, kept as a failure; None is a record that is no page, counted.
    """
    from monitor.pipeline.placing import place_new

    ids: list[str] = []
    failures: list[str] = []
    others = 0
    with open_app(config) as app, open_store(config) as store, store.lock():
        app.desk = replace(app.desk, keeps_everything=everything, revisits=())
        batch: list[Archived] = []
        for item in items:
            if isinstance(item, str):
                failures.append(item)
                continue
            if item is None:
                others += 1
                continue
            ids.append(item.entry.id)
            batch.append(item)
            if len(batch) >= BATCH:
                failures += _ingest(app, store, batch)
                step(len(batch))
                batch = []
        failures += _ingest(app, store, batch)
        step(len(batch))
        for _ in place_new(store, app.clock, app.config.stories):
            pass
    return Replayed(ids=tuple(ids), failures=tuple(failures), others=others)


def _ingest(app: App, store: SqlStore, batch: Sequence[Archived]) -> list[str]:
    """One batch: extracted in the workers, judged here, recorded in one transaction."""
    from monitor import extract
    from monitor.pipeline.addressing import trusted_address
    from monitor.pipeline.reading import judged

    known = store.known_articles([item.entry.id for item in batch])
    fresh = {item.entry.id: item for item in batch if item.entry.id not in known}
    calls: dict[str, Future[Article]] = {
        name: app.workers.submit(extract.read_entry, item.entry, item.page, extract.EMPTY) for name, item in fresh.items()
    }
    readings: list[Reading] = []
    failures: list[str] = []
    for name, item in fresh.items():
        try:
            article = _as_archived(calls[name].result(), item)
        except ItemError as error:
            failures.append(f"{item.entry.url or name}: {error}")
            article = extract.article_from_entry(item.entry)
        article = replace(article, canonical_url=trusted_address(article))
        unread = UnreadEntry(entry=item.entry, feed=item.feed, first_seen_at=item.polled_at)
        readings.append(judged(unread, article, item.polled_at, desk=app.desk, page=item.page, how="archive"))
    store.record_replayed(_polls(fresh.values()), tuple({item.feed.id: item.feed for item in batch}.values()), readings)
    return failures


def _as_archived(article: Article, item: Archived) -> Article:
    """What the archive itself says of an item goes before what was guessed; its text is whole."""
    access = article.access if item.page is not None else "full"
    return replace(article, access=access, language=item.language or article.language, outlet=article.outlet or CleanText(item.feed.name))


def _polls(items: Iterable[Archived]) -> list[Poll]:
    return [Poll(feed_id=item.feed.id, polled_at=item.polled_at, state=FeedState(), entries=(item.entry,)) for item in items]


# -- reading archives


def read_lines(path: Path | str, lines: Iterable[str], *, as_of: datetime) -> Iterator[Archived | str]:
    """The items of JSON Lines; what is none comes back as a line that says where and why."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield archived_from(line, as_of=as_of)
        except ParseError as error:
            yield f"{path}:{number}: {error}"


def archived_from(line: str, *, as_of: datetime) -> Archived:
    """One line of the item format of docs/cli.md; it counts as polled at its own time where that is plausible. Raises ParseError."""
    value = fields_of(line)
    title, text = clean_line(text_of(value, "title")), clean(text_of(value, "text"))
    url, markup = text_of(value, "url") or None, text_of(value, "html")
    outlet = clean_line(text_of(value, "outlet"))
    feed = _feed(text_of(value, "source") or outlet or "archive", outlet, value)
    published = published_from(text_of(value, "published_at", "published"))
    author = clean_line(text_of(value, "author"), limit=120)
    id = text_of(value, "id")
    entry = Entry(
        id=id if OWN_ID.fullmatch(id) else stable_id("archive", feed.id, url or "", title, text or markup),
        feed_id=feed.id,
        guid=None,
        url=url,
        title=title,
        summary=text if len(text) < 500 else CleanText(""),
        content="".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in text.split("\n\n")),
        byline=(author,) if author else (),
        published=published,
        language=text_of(value, "language", "lang") or None,
    )
    page = Page(url=url or "", body=markup.encode("utf-8", "replace"), content_type="text/html; charset=utf-8") if markup else None
    return Archived(feed=feed, entry=entry, page=page, polled_at=plausible(published.at, as_of) or as_of, language=entry.language)


def _feed(name: str, outlet: str, value: Mapping[str, Any]) -> Feed:
    return Feed(
        id=name,
        url=f"archive:{name}",
        name=outlet or name,
        language=text_of(value, "language", "lang") or None,
        country=text_of(value, "country") or None,
        origin="command",
    )


def read_warc(path: Path, *, as_of: datetime, longest: int) -> Iterator[Archived | str | None]:
    """The pages of a WARC file (ISO 28500), decoded, at most so many bytes of each; None for a record that is no page.

    What cannot be read comes back as a line that says where and why; after damage nothing more of the file can be read.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ModuleNotFoundError:
        yield f"{path}: a WARC file needs the extra: pip install '.[archive]' in the clone"
        return
    number = 0
    with path.open("rb") as stream:
        try:
            for number, record in enumerate(ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="all"), start=1):
                yield _page_of(path, number, record, as_of, longest)
        except OSError as error:
            yield f"{path}: damaged after {number} records: {error}"
    if not number:
        yield f"{path}: holds no responses"


def _page_of(path: Path, number: int, record: WarcRecord, as_of: datetime, longest: int) -> Archived | str | None:
    answer = record.http_headers
    kind = str(answer.get("Content-Type") or "") if answer else ""
    if answer is None or answer.status_code != HTTPStatus.OK or "html" not in kind.lower():
        return None
    url = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
    body = record.reader.read(longest + 1)
    if not body or len(body) > longest:
        return f"{path}: record {number}: {url}: {'is empty or damaged' if not body else f'is longer than {longest:,} bytes'}"
    dated = published_from(str(record.headers.get("WARC-Date") or "").replace("Z", "+00:00"))
    host = urlsplit(url).hostname or "archive"
    feed = _feed(host, "", {})
    entry = Entry(id=stable_id("archive", host, url), feed_id=host, guid=None, url=url, title=CleanText(""))
    return Archived(feed=feed, entry=entry, page=Page(url=url, body=body, content_type=kind), polled_at=plausible(dated.at, as_of) or as_of)
