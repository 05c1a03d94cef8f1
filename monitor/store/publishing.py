"""Matched articles as a digest needs them, and editions committed with their outbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.model import Article, CleanText, Delivery, Edition, Feed, Placement, Provenance, Report, Told, Verdict, Window
from monitor.store.codec import loads, pack, unpack
from monitor.store.schema import articles, deliveries, editions, entries, feeds, revisions, story_items, told, verdicts
from monitor.store.statements import batches, insert_many, insert_new


def editions_query(digest: str | None, limit: int) -> sa.Select[Any]:
    """Newest first."""
    query = sa.select(editions.c.edition).order_by(editions.c.published_at.desc(), editions.c.number.desc()).limit(limit)
    return query if digest is None else query.where(editions.c.digest == digest)


def editions_of(connection: sa.Connection, digest: str | None, limit: int) -> tuple[Edition, ...]:
    """Editions, newest first."""
    return tuple(unpack(Edition, data) for data in connection.scalars(editions_query(digest, limit)))


def reports_in(connection: sa.Connection, window: Window, topics: tuple[str, ...]) -> tuple[Report, ...]:
    """Articles matched to any of the topics and read or changed in the window, oldest first."""
    wanted = sa.select(verdicts.c.article_id).where(verdicts.c.topic.in_(topics), verdicts.c.is_match)
    rows = connection.execute(
        sa.select(articles, entries.c.first_seen_at, feeds.c.feed, story_items)
        .join(entries, entries.c.id == articles.c.id)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .outerjoin(story_items, story_items.c.id == articles.c.id)
        .where(articles.c.changed_at >= window.start, articles.c.changed_at < window.end, articles.c.id.in_(wanted))
        .order_by(articles.c.changed_at, articles.c.id)
    ).all()
    verdicts_of = _verdicts(connection, [row.id for row in rows])
    return tuple(_report(row, verdicts_of[row.id]) for row in rows)


def _verdicts(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = defaultdict(list)
    for some in batches(ids):
        query = sa.select(verdicts).where(verdicts.c.article_id.in_(some), verdicts.c.is_match).order_by(verdicts.c.topic)
        for row in connection.execute(query):
            found[row.article_id].append(loads(Verdict, row.verdict))
    return found


def _report(row: Any, matched: Sequence[Verdict]) -> Report:
    article, feed = unpack(Article, row.article), loads(Feed, row.feed)
    return Report(
        id=row.id,
        story_id=row.story_id or row.id,
        url=article.url,
        title=article.title,
        outlet=article.outlet or CleanText(feed.name),
        feed_id=feed.id,
        kind=feed.kind,
        country=feed.country,
        is_state_media=feed.is_state_media,
        byline=article.byline,
        published=article.published,
        first_seen_at=row.first_seen_at,
        matched_at=row.changed_at,
        language=article.language,
        excerpt=_excerpt(article, feed),
        text=article.text,
        text_source=article.text_source,
        access=article.access,
        provenance=(*article.provenance, *_found(row.placement)),
        quotes=article.quotes,
        verdicts=tuple(matched),
        duplicate_of=row.duplicate_of,
        origin_id=row.origin_id,
        supersedes=row.supersedes,
        tag=article.tag,
        revision=row.revision,
        change=row.change,
        change_words=row.change_words,
    )


def _found(placement: str | None) -> tuple[Provenance, ...]:
    """What placing found its text to have from another's."""
    return () if placement is None else loads(Placement, placement).provenance


def _excerpt(article: Article, feed: Feed) -> CleanText:
    """What the source's policy allows to be shown, uncut."""
    if feed.excerpt == "none":
        return CleanText("")
    lead = CleanText(article.text.split("\n\n", 1)[0])
    return lead if feed.excerpt == "lead" else article.description or lead


def article_at(connection: sa.Connection, report_id: str, revision: int) -> Article | None:
    """An article as it was in one of its revisions."""
    query = sa.select(revisions.c.article).where(revisions.c.article_id == report_id, revisions.c.number == revision)
    found = connection.scalars(query.order_by(revisions.c.read_at.desc()).limit(1)).first()
    return None if found is None else unpack(Article, found)


def told_of(connection: sa.Connection, digest: str, since: datetime | None = None) -> tuple[Told, ...]:
    """What was told (since then), oldest first."""
    query = sa.select(told).where(told.c.digest == digest).order_by(told.c.told_at, told.c.recipient, told.c.report_id)
    if since is not None:
        query = query.where(told.c.told_at >= since)
    return tuple(
        Told(
            recipient=row.recipient,
            report_id=row.report_id,
            story_id=row.story_id,
            revision=row.revision,
            edition=row.edition,
            told_at=row.told_at,
        )
        for row in connection.execute(query)
    )


def record_edition(connection: sa.Connection, edition: Edition, owed: Sequence[Delivery], news: Sequence[Told]) -> bool:
    """All of it or nothing: the unique (digest, period) decides between two that publish at once."""
    row = {
        "digest": edition.digest,
        "number": edition.number,
        "period": edition.period,
        "published_at": edition.published_at,
        "edition": pack(edition),
    }
    if not insert_new(connection, editions, [row]):
        return False
    owe(connection, owed)
    insert_many(connection, told, [_told_row(edition.digest, one) for one in news])
    return True


def owe(connection: sa.Connection, owed: Sequence[Delivery]) -> None:
    """Put deliveries into the outbox; those that are there stay as they are."""
    insert_new(connection, deliveries, [_delivery_row(delivery) for delivery in owed])


def _told_row(digest: str, one: Told) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Told.__dataclass_fields__} | {"digest": digest}


def _delivery_row(delivery: Delivery) -> dict[str, Any]:
    return {name: getattr(delivery, name) for name in Delivery.__dataclass_fields__}
