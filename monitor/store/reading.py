"""Entries taken to be read, and the articles, revisions, verdicts and decisions that reading them came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.model import Article, Decision, Entry, Feed, Page, Reading, StoryItem, UnreadEntry
from monitor.store.codec import dumps, loads, pack, unpack
from monitor.store.schema import articles, decisions, entries, feeds, furniture, names, pages, revisions, story_items, tombstones, verdicts
from monitor.store.statements import insert_new, upsert


def claim_unread(connection: sa.Connection, now: datetime, limit: int, lease: timedelta) -> tuple[UnreadEntry, ...]:
    """Entries whose time has come and that nobody holds; a lease that ran out holds nothing."""
    due = (
        sa.select(entries, feeds.c.feed)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .where(entries.c.next_read_at <= now, sa.or_(entries.c.claimed_until.is_(None), entries.c.claimed_until <= now))
        .order_by(entries.c.next_read_at, entries.c.first_seen_at, entries.c.id)
        .limit(limit)
        .with_for_update(of=entries, skip_locked=True)
    )
    rows = connection.execute(due).all()
    if rows:
        ids = [row.id for row in rows]
        connection.execute(entries.update().where(entries.c.id.in_(ids)).values(claimed_until=now + lease))
    return tuple(
        UnreadEntry(entry=unpack(Entry, row.entry), feed=loads(Feed, row.feed), first_seen_at=row.first_seen_at, attempts=row.attempts)
        for row in rows
    )


def release(connection: sa.Connection) -> int:
    """Let go of every claimed entry; how many there were."""
    return connection.execute(entries.update().where(entries.c.claimed_until.is_not(None)).values(claimed_until=None)).rowcount


def article_by_url(connection: sa.Connection, urls: Sequence[str]) -> str | None:
    """The oldest article whose entry has one of these canonical URLs, else whose page has; else what expired and had."""
    by_page = sa.select(articles.c.id).where(articles.c.canonical_url.in_(urls))
    by_entry = sa.select(articles.c.id).join(entries, entries.c.id == articles.c.id).where(entries.c.canonical_url.in_(urls))
    has_itself = sa.case((articles.c.id.in_(by_entry), 0), else_=1)
    query = sa.select(articles.c.id).where(articles.c.id.in_(by_page.union(by_entry)))
    found: str | None = connection.scalar(query.order_by(has_itself, articles.c.read_at, articles.c.id).limit(1))
    return found or _expired_by_url(connection, urls)


def _expired_by_url(connection: sa.Connection, urls: Sequence[str]) -> str | None:
    by_entry = sa.select(tombstones.c.id.label("id")).where(tombstones.c.canonical_url.in_(urls))
    by_page = sa.select(names.c.entry_id).where(names.c.name.in_(urls))
    found: str | None = connection.scalar(by_entry.union(by_page).order_by("id").limit(1))
    return found


def record_reading(connection: sa.Connection, reading: Reading) -> None:
    """The newest version of an article; the one it replaces becomes a revision."""
    before = connection.execute(sa.select(articles).where(articles.c.id == reading.entry_id)).one_or_none()
    number = 1 + (connection.scalar(sa.select(sa.func.max(revisions.c.number)).where(revisions.c.article_id == reading.entry_id)) or 0)
    row = _article_row(reading, number)
    if before is not None and reading.change in ("first", "cosmetic"):
        # Nothing a reader would see has changed: the version is kept, but it is no news.
        row |= {name: getattr(before, name) for name in ("revision", "change", "change_words", "changed_at")}
    upsert(connection, articles, row)
    insert_new(connection, revisions, [_revision_row(reading, number)])
    connection.execute(verdicts.delete().where(verdicts.c.article_id == reading.entry_id))
    for verdict in reading.verdicts:
        connection.execute(
            verdicts.insert().values(
                article_id=reading.entry_id, topic=verdict.topic, is_match=verdict.is_match, score=verdict.score, verdict=dumps(verdict)
            )
        )
    if reading.story_item is not None:
        _record_item(connection, reading.story_item)
    if reading.page is not None:
        _record_page(connection, reading, number)
    for decision in reading.decisions:
        _decide(connection, decision)
    connection.execute(
        entries.update()
        .where(entries.c.id == reading.entry_id)
        .values(read_at=reading.read_at, next_read_at=reading.next_read_at, claimed_until=None, attempts=0)
    )


def _article_row(reading: Reading, number: int) -> dict[str, Any]:
    article = reading.article
    return {
        "id": reading.entry_id,
        "canonical_url": article.canonical_url,
        "order_at": reading.story_item.order_at if reading.story_item else reading.read_at,
        "read_at": reading.read_at,
        "is_matched": bool(reading.topics),
        "text_hash": reading.text_hash,
        "revision": number,
        "change": reading.change,
        "change_words": reading.change_words,
        "changed_at": reading.read_at,
        "article": pack(article),
    }


def _revision_row(reading: Reading, number: int) -> dict[str, Any]:
    return {
        "article_id": reading.entry_id,
        "number": number,
        "read_at": reading.read_at,
        "change": reading.change,
        "change_words": reading.change_words,
        "article": pack(reading.article),
    }


def _record_item(connection: sa.Connection, item: StoryItem) -> None:
    row = {"id": item.id, "order_at": item.order_at, "sketch": item.sketch, "features": item.features, "item": dumps(bare(item))}
    upsert(connection, story_items, row)


def bare(item: StoryItem) -> dict[str, Any]:
    """An item without its two blobs, which have columns of their own."""
    return {name: getattr(item, name) for name in StoryItem.__dataclass_fields__ if name not in ("sketch", "features")}


def _record_page(connection: sa.Connection, reading: Reading, number: int) -> None:
    from backports import zstd

    page = reading.page
    assert page is not None
    upsert(
        connection,
        pages,
        {
            "entry_id": reading.entry_id,
            "revision": number,
            "url": page.url,
            "content_type": page.content_type,
            "status": page.status,
            "fetched_at": reading.read_at,
            "etag": page.etag,
            "last_modified": page.last_modified,
            "body": zstd.compress(page.body),
        },
    )


def article_of(connection: sa.Connection, entry_id: str) -> Article | None:
    """Its newest version."""
    data = connection.scalar(sa.select(articles.c.article).where(articles.c.id == entry_id))
    return None if data is None else unpack(Article, data)


def page_of(connection: sa.Connection, entry_id: str) -> Page | None:
    """The newest page of an article, while it is kept."""
    from backports import zstd

    query = sa.select(pages).where(pages.c.entry_id == entry_id).order_by(pages.c.revision.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Page(
        url=row.url,
        body=zstd.decompress(row.body),
        content_type=row.content_type,
        status=row.status,
        etag=row.etag,
        last_modified=row.last_modified,
    )


def validators_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
    """For each article whose newest version is of a page that is kept: that page's ETag and Last-Modified."""
    query = (
        sa.select(pages.c.entry_id, pages.c.etag, pages.c.last_modified)
        .join(entries, entries.c.id == pages.c.entry_id)
        .where(pages.c.entry_id.in_(ids), entries.c.read_at.is_not(None))
        .order_by(pages.c.revision)
    )
    return {row.entry_id: (row.etag, row.last_modified) for row in connection.execute(query)}


def record_unreadable(connection: sa.Connection, decision: Decision, next_read_at: datetime | None, *, is_attempt: bool) -> None:
    """One more reading that failed, or one that never got its turn."""
    _decide(connection, decision)
    connection.execute(
        entries.update()
        .where(entries.c.id == decision.entry_id)
        .values(next_read_at=next_read_at, claimed_until=None, attempts=entries.c.attempts + int(is_attempt))
    )


def _decide(connection: sa.Connection, decision: Decision) -> None:
    connection.execute(
        decisions.insert().values(
            entry_id=decision.entry_id,
            stage=decision.stage,
            outcome=decision.outcome,
            reason=decision.reason,
            decided_at=decision.decided_at,
        )
    )


def furniture_of(connection: sa.Connection, wanted: Sequence[str]) -> dict[str, dict[str, int]]:
    """Blocks seen on at least two pages of each host."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(sa.select(furniture).where(furniture.c.host.in_(wanted), furniture.c.pages > 1)):
        found[row.host][row.block] = row.pages
    return dict(found)


def record_furniture(connection: sa.Connection, host: str, blocks: Sequence[str], now: datetime) -> None:
    """Count these blocks once more."""
    fresh = [{"host": host, "block": block, "pages": 0, "seen_at": now} for block in blocks]
    insert_new(connection, furniture, fresh)
    connection.execute(
        furniture.update().where(furniture.c.host == host, furniture.c.block.in_(blocks)).values(pages=furniture.c.pages + 1, seen_at=now)
    )
