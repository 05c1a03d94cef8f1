"""The store over years: run reports, retention with tombstones, backup and checks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.errors import StoreError
from monitor.model import Article, Feed, RunReport
from monitor.store.codec import dumps, loads, unpack
from monitor.store.schema import articles, decisions, entries, feeds, pages, polls, revisions, runs, story_items, tombstones, verdicts
from monitor.store.statements import insert_new


def record_run(connection: sa.Connection, report: RunReport) -> None:
    """Keep a run's report."""
    insert_new(connection, runs, [{"run": report.run, "started_at": report.started_at, "report": dumps(report)}])


def last_runs(connection: sa.Connection, limit: int) -> tuple[RunReport, ...]:
    """Newest first."""
    texts = connection.scalars(sa.select(runs.c.report).order_by(runs.c.started_at.desc()).limit(limit))
    return tuple(loads(RunReport, text) for text in texts)


def expire(connection: sa.Connection, before: datetime, pages_before: datetime, now: datetime) -> dict[str, int]:
    """Entries first seen before that instant go, with everything that hangs on them; what was told is kept for ever."""
    old = sa.select(entries.c.id).where(entries.c.first_seen_at < before)
    marks = sa.select(entries.c.id, entries.c.canonical_url, sa.literal(now, type_=tombstones.c.expired_at.type)).where(
        entries.c.first_seen_at < before
    )
    connection.execute(tombstones.insert().from_select(["id", "canonical_url", "expired_at"], marks))
    for table, key in ((pages, "entry_id"), (revisions, "article_id"), (verdicts, "article_id"), (decisions, "entry_id")):
        connection.execute(table.delete().where(table.c[key].in_(old)))
    for table in (articles, story_items):
        connection.execute(table.delete().where(table.c.id.in_(old)))
    gone = {
        "pages": connection.execute(pages.delete().where(pages.c.fetched_at < pages_before)).rowcount,
        "polls": connection.execute(polls.delete().where(polls.c.polled_at < pages_before)).rowcount,
        "runs": connection.execute(runs.delete().where(runs.c.started_at < pages_before)).rowcount,
        "entries": connection.execute(entries.delete().where(entries.c.first_seen_at < before)).rowcount,
    }
    return gone


def check(connection: sa.Connection) -> tuple[str, ...]:
    """SQLite's integrity check; PostgreSQL checks itself."""
    if connection.dialect.name != "sqlite":
        return ()
    return tuple(line for line in connection.scalars(sa.text("PRAGMA integrity_check")) if line != "ok")


def backup(engine: sa.Engine, target: str) -> None:
    """The backup API: a copy of the files of a store in use has none of its newest rows."""
    if engine.dialect.name != "sqlite":
        raise StoreError("back a PostgreSQL store up with pg_dump")
    import sqlite3

    partial = f"{target}.partial"
    source = engine.raw_connection()
    copy = sqlite3.connect(partial)
    try:
        driver = source.driver_connection
        assert driver is not None
        driver.backup(copy)
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise StoreError(f"the backup failed its check: {found}")
    except sqlite3.Error as error:
        raise StoreError(f"the backup failed: {error}") from error
    finally:
        copy.close()
        source.close()
    os.replace(partial, target)


def vacuum(engine: sa.Engine) -> None:
    """Free pages go back to the system, in place."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA incremental_vacuum")


def size(connection: sa.Connection) -> int:
    """Bytes the store takes on disk."""
    if connection.dialect.name == "sqlite":
        pages, page = (connection.scalar(sa.text(f"PRAGMA {name}")) or 0 for name in ("page_count", "page_size"))
        return int(pages * page)
    return int(connection.scalar(sa.text("select pg_database_size(current_database())")) or 0)


def export(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """Every article in the item format, oldest first."""
    query = sa.select(articles.c.id, articles.c.article, entries.c.url, entries.c.first_seen_at, feeds.c.feed)
    query = query.join(entries, entries.c.id == articles.c.id).join(feeds, feeds.c.id == entries.c.feed_id)
    for row in connection.execution_options(yield_per=200).execute(query.order_by(entries.c.first_seen_at, articles.c.id)):
        article, feed = unpack(Article, row.article), loads(Feed, row.feed)
        yield {
            "url": row.url,
            "title": article.title,
            "text": article.text,
            "html": None,
            "published_at": article.published.value or row.first_seen_at.isoformat(),
            "language": article.language,
            "outlet": article.outlet or feed.name,
            "source": feed.id,
            "country": feed.country,
            "author": ", ".join(article.byline) or None,
        }
