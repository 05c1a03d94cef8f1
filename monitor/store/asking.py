"""What a person asks: one item's whole way, and how much there is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.model import Decision, Entry, Told, Verdict
from monitor.store.codec import loads, unpack
from monitor.store.schema import articles, decisions, deliveries, editions, entries, feeds, story_items, told, verdicts
from monitor.text import canonical_url


def find_entry(connection: sa.Connection, url_or_id: str) -> Entry | None:
    """The oldest entry with this id, address or canonical address."""
    data = connection.scalar(
        sa.select(entries.c.entry)
        .where(sa.or_(entries.c.id == url_or_id, entries.c.url == url_or_id, entries.c.canonical_url == canonical_url(url_or_id)))
        .order_by(entries.c.first_seen_at)
        .limit(1)
    )
    return None if data is None else unpack(Entry, data)


def decisions_of(connection: sa.Connection, entry_id: str) -> tuple[Decision, ...]:
    """Oldest first."""
    rows = connection.execute(sa.select(decisions).where(decisions.c.entry_id == entry_id).order_by(decisions.c.id))
    return tuple(
        Decision(entry_id=row.entry_id, stage=row.stage, outcome=row.outcome, reason=row.reason, decided_at=row.decided_at) for row in rows
    )


def verdicts_of(connection: sa.Connection, entry_id: str) -> tuple[Verdict, ...]:
    """Highest score first."""
    rows = connection.scalars(
        sa.select(verdicts.c.verdict).where(verdicts.c.article_id == entry_id).order_by(verdicts.c.score.desc(), verdicts.c.topic)
    )
    return tuple(loads(Verdict, text) for text in rows)


def matched_topics(connection: sa.Connection) -> tuple[str, ...]:
    """Every topic that any article was matched to."""
    return tuple(connection.scalars(sa.select(verdicts.c.topic).where(verdicts.c.is_match).distinct().order_by(verdicts.c.topic)))


def told_of_report(connection: sa.Connection, report_id: str) -> tuple[Told, ...]:
    """Who was told of one article, in which edition."""
    rows = connection.execute(sa.select(told).where(told.c.report_id == report_id).order_by(told.c.told_at, told.c.recipient))
    return tuple(Told(**{name: getattr(row, name) for name in Told.__dataclass_fields__}) for row in rows)


def has_readings_due(connection: sa.Connection, now: datetime) -> bool:
    """Whether an entry waits to be read, or an article for its story."""
    unread = sa.select(entries.c.id).where(
        entries.c.next_read_at <= now, sa.or_(entries.c.claimed_until.is_(None), entries.c.claimed_until <= now)
    )
    unplaced = sa.select(story_items.c.id).where(story_items.c.story_id.is_(None))
    return any(connection.scalar(query.limit(1)) is not None for query in (unread, unplaced))


def counts(connection: sa.Connection) -> dict[str, int]:
    """How much there is of everything."""

    def number(query: sa.Select[Any]) -> int:
        return connection.scalar(query) or 0

    total = sa.select(sa.func.count())
    return {
        "feeds": number(total.select_from(feeds).where(feeds.c.is_current)),
        "entries": number(total.select_from(entries)),
        "unread": number(total.select_from(entries).where(entries.c.next_read_at.is_not(None), entries.c.read_at.is_(None))),
        "articles": number(total.select_from(articles)),
        "matched": number(total.select_from(articles).where(articles.c.is_matched)),
        "stories": number(sa.select(sa.func.count(sa.distinct(story_items.c.story_id)))),
        "editions": number(total.select_from(editions)),
        "owed": number(total.select_from(deliveries).where(deliveries.c.state.not_in(("sent", "failed", "dropped")))),
        "given_up": number(total.select_from(deliveries).where(deliveries.c.state == "failed")),
    }
