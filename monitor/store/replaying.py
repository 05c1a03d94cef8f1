"""Archived items recorded as if they had been polled, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from monitor.model import ArticleFact, Feed, Placement, Poll, Reading
from monitor.store import polling, reading
from monitor.store.codec import dumps, loads
from monitor.store.schema import articles, entries, feeds, story_items, tombstones, verdicts
from monitor.store.statements import batches, insert_new


def record_replayed(connection: sa.Connection, polls: Sequence[Poll], sources: Sequence[Feed], readings: Sequence[Reading]) -> None:
    """Sources, entries and readings of one batch; sources of an archive are never due."""
    rows = [
        {
            "id": feed.id,
            "position": 1_000_000,
            "origin": "archive",
            "is_current": False,
            "host": "",
            "next_poll_at": None,
            "status": "paused",
            "feed": dumps(feed),
            "state": "{}",
        }
        for feed in sources
    ]
    insert_new(connection, feeds, rows)
    for poll in polls:
        insert_new(connection, entries, [polling.entry_row(entry, poll.polled_at, None) for entry in poll.entries])
    for one in readings:
        reading.record_reading(connection, one)


def known_articles(connection: sa.Connection, ids: Sequence[str]) -> frozenset[str]:
    """Those of these entries that were read, also where they have expired since."""
    asked = (sa.select(table.c.id).where(table.c.id.in_(some)) for some in batches(ids) for table in (articles, tombstones))
    return frozenset(name for question in asked for name in connection.scalars(question))


def placements_of(connection: sa.Connection, ids: Sequence[str]) -> tuple[Placement, ...]:
    """The newest placements of these articles."""
    found: list[Placement] = []
    for some in batches(ids):
        query = sa.select(story_items.c.placement).where(story_items.c.id.in_(some), story_items.c.placement.is_not(None))
        found += [loads(Placement, text) for text in connection.scalars(query.order_by(story_items.c.id)) if text is not None]
    return tuple(found)


def article_facts(connection: sa.Connection, ids: Sequence[str]) -> dict[str, ArticleFact]:
    """What is known of these articles in brief, by id."""
    facts: dict[str, ArticleFact] = {}
    for some in batches(ids):
        topics: dict[str, list[str]] = {}
        matched = sa.select(verdicts.c.article_id, verdicts.c.topic).where(verdicts.c.article_id.in_(some), verdicts.c.is_match)
        for row in connection.execute(matched.order_by(verdicts.c.score.desc(), verdicts.c.topic)):
            topics.setdefault(row.article_id, []).append(row.topic)
        query = sa.select(articles.c.id, articles.c.order_at, entries.c.url).join(entries, entries.c.id == articles.c.id)
        for name, order_at, url in connection.execute(query.where(articles.c.id.in_(some))):
            facts[name] = ArticleFact(id=name, url=url, order_at=order_at, topics=tuple(topics.get(name, ())))
    return facts
