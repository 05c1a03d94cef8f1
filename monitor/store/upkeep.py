"""The store over years: run reports, retention with tombstones, backup and checks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.errors import StoreError
from monitor.fault import point
from monitor.model import Article, Feed, RunReport
from monitor.store.codec import dumps, loads, unpack
from monitor.store.schema import (
    articles,
    attempts,
    decisions,
    deliveries,
    entries,
    feeds,
    furniture,
    incidents,
    jobs,
    names,
    pages,
    polls,
    revisions,
    runs,
    story_items,
    tombstones,
    verdicts,
)
from monitor.store.statements import insert_new, upsert

VACUUM_PAGES = 1000

BESIDE = ("-wal", "-shm", "-journal", ".lock", ".mark", ".sent")
"""How the names of the files end that lie beside a database file and belong to it."""


def record_run(connection: sa.Connection, report: RunReport) -> None:
    """Keep a run's report."""
    insert_new(connection, runs, [{"run": report.run, "started_at": report.started_at, "report": dumps(report)}])


def fold_run(connection: sa.Connection, report: RunReport) -> None:
    """Add a run in which nothing happened to the report of all such runs of its jobs on its day (UTC): ticks come by the thousand."""
    name = f"{report.started_at:%Y-%m-%d}:{'+'.join(report.jobs)}"
    text = connection.scalar(sa.select(runs.c.report).where(runs.c.run == name))
    known = loads(RunReport, text) if text else replace(report, run=name, turns=0)
    begin, end = min(known.started_at, report.started_at), max(known.finished_at, report.finished_at)
    folded = replace(known, turns=known.turns + 1, started_at=begin, finished_at=end)
    upsert(connection, runs, {"run": name, "started_at": folded.started_at, "report": dumps(folded)})


def last_runs(connection: sa.Connection, limit: int) -> tuple[RunReport, ...]:
    """Newest first."""
    texts = connection.scalars(sa.select(runs.c.report).order_by(runs.c.started_at.desc()).limit(limit))
    return tuple(loads(RunReport, text) for text in texts)


def runs_since(connection: sa.Connection, since: datetime) -> tuple[RunReport, ...]:
    """Oldest first."""
    texts = connection.scalars(sa.select(runs.c.report).where(runs.c.started_at >= since).order_by(runs.c.started_at))
    return tuple(loads(RunReport, text) for text in texts)


def first_run_at(connection: sa.Connection) -> datetime | None:
    """When the oldest run began."""
    found: datetime | None = connection.scalar(sa.select(sa.func.min(runs.c.started_at)))
    return found


def record_jobs(connection: sa.Connection, names: Sequence[str], now: datetime) -> None:
    """These jobs came to their end now."""
    for name in names:
        upsert(connection, jobs, {"job": name, "succeeded_at": now})


def jobs_of(connection: sa.Connection) -> dict[str, datetime]:
    """When each job last came to its end."""
    return {row.job: row.succeeded_at for row in connection.execute(sa.select(jobs).order_by(jobs.c.job))}


def expire(connection: sa.Connection, before: datetime, pages_before: datetime, now: datetime) -> dict[str, int]:
    """What is older goes with everything that hangs on it; names, tombstones, editions and what was told stay for ever."""
    old = sa.select(entries.c.id).where(entries.c.first_seen_at < before)
    gone = {
        "pages": _delete(connection, pages, pages.c.fetched_at < pages_before),
        "polls": _delete(connection, polls, polls.c.polled_at < pages_before),
        "runs": _delete(connection, runs, runs.c.started_at < pages_before),
        "furniture": _delete(connection, furniture, furniture.c.seen_at < pages_before),
        "incidents": _delete(connection, incidents, incidents.c.closed_at < before),
    }
    done = sa.select(deliveries.c.id).where(deliveries.c.state.in_(("sent", "failed", "dropped")), deliveries.c.created_at < before)
    _delete(connection, attempts, attempts.c.delivery_id.in_(done))
    gone["deliveries"] = _delete(connection, deliveries, deliveries.c.id.in_(done))
    return gone | {"entries": _expire_entries(connection, old, now)}


def expire_oldest(connection: sa.Connection, now: datetime, limit: int) -> dict[str, int]:
    """The oldest pages, or where there is none the oldest entries; how many of what."""
    oldest = sa.select(pages.c.entry_id, pages.c.revision).order_by(pages.c.fetched_at, pages.c.entry_id, pages.c.revision).limit(limit)
    found = connection.execute(oldest).all()
    if found:
        for row in found:
            _delete(connection, pages, sa.and_(pages.c.entry_id == row.entry_id, pages.c.revision == row.revision))
        return {"pages": len(found), "entries": 0}
    ids = connection.scalars(sa.select(entries.c.id).order_by(entries.c.first_seen_at, entries.c.id).limit(limit)).all()
    return {"pages": 0, "entries": _expire_entries(connection, sa.select(entries.c.id).where(entries.c.id.in_(ids)), now)}


def _expire_entries(connection: sa.Connection, old: sa.Select[tuple[str]], now: datetime) -> int:
    """These entries go; a tombstone for each, and the address its page called its own, keep it from coming back as new."""
    marks = sa.select(entries.c.id, entries.c.canonical_url, sa.literal(now, type_=tombstones.c.expired_at.type))
    connection.execute(tombstones.insert().from_select(["id", "canonical_url", "expired_at"], marks.where(entries.c.id.in_(old))))
    known = sa.select(names.c.name).where(names.c.name == articles.c.canonical_url).exists()
    named = sa.select(articles.c.canonical_url, sa.func.min(articles.c.id)).where(articles.c.id.in_(old), ~known)
    named = named.where(articles.c.canonical_url.is_not(None)).group_by(articles.c.canonical_url)
    connection.execute(names.insert().from_select(["name", "entry_id"], named))
    for table, key in ((pages, "entry_id"), (revisions, "article_id"), (verdicts, "article_id"), (decisions, "entry_id")):
        _delete(connection, table, table.c[key].in_(old))
    for table in (articles, story_items):
        _delete(connection, table, table.c.id.in_(old))
    return _delete(connection, entries, entries.c.id.in_(old))


def _delete(connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool]) -> int:
    return connection.execute(table.delete().where(which)).rowcount


def check(connection: sa.Connection) -> tuple[str, ...]:
    """SQLite's integrity check; PostgreSQL checks itself."""
    if connection.dialect.name != "sqlite":
        return ()
    return tuple(line for line in connection.scalars(sa.text("PRAGMA integrity_check")) if line != "ok")


def backup(engine: sa.Engine, target: str) -> None:
    """A checked copy, which takes the place of an older one at once and whole; nothing is left of one that fails."""
    if engine.dialect.name != "sqlite":
        raise StoreError("back a PostgreSQL store up with pg_dump")
    if _is_own(str(engine.url.database), target):
        raise StoreError(f"{target} belongs to the store itself: name another file for the copy")
    import sqlite3

    partial = f"{target}.partial"
    try:
        _copy(engine, partial)
        _flush(partial)
        os.replace(partial, target)
        _flush(os.path.dirname(os.path.abspath(target)))
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"no copy could be written to {target}: {getattr(error, 'strerror', None) or error}") from error
    finally:
        with suppress(OSError):
            os.unlink(partial)


def _is_own(path: str, target: str) -> bool:
    """Whether the target is the database file, by whatever name, or one of those that lie beside it."""
    with suppress(OSError):
        if os.path.samefile(path, target):
            return True
    own, name = os.path.realpath(path), os.path.realpath(target)
    return name.startswith(own) and name.removeprefix(own).endswith(BESIDE)


def _copy(engine: sa.Engine, target: str) -> None:
    """The backup API: a copy of the files of a store in use has none of its newest rows."""
    import sqlite3

    with closing(engine.raw_connection()) as source, closing(sqlite3.connect(target)) as copy:
        os.chmod(target, 0o600)
        driver = source.driver_connection
        assert driver is not None
        driver.backup(copy)
        point("backup copied")
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise StoreError(f"the backup failed its check: {found}", is_lasting=True)


def _flush(path: str) -> None:
    """To the disk, before anything relies on it."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def vacuum(engine: sa.Engine) -> None:
    """Free pages go back to the system, in place and a few at a time, so that other writers wait for moments only."""
    if engine.dialect.name != "sqlite":
        return
    source = engine.raw_connection()
    try:
        cursor = source.cursor()
        left = _number(cursor, "freelist_count")
        while left:
            # Each row it yields is a page given back: a statement that is not read to its end gives back one.
            cursor.execute(f"PRAGMA incremental_vacuum({VACUUM_PAGES})").fetchall()
            before, left = left, _number(cursor, "freelist_count")
            if left >= before:
                break
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        source.close()


def _number(cursor: Any, pragma: str) -> int:
    return int(cursor.execute(f"PRAGMA {pragma}").fetchone()[0])


def size(connection: sa.Connection) -> int:
    """Bytes the store takes on disk."""
    if connection.dialect.name == "sqlite":
        pages, page = (connection.scalar(sa.text(f"PRAGMA {name}")) or 0 for name in ("page_count", "page_size"))
        return int(pages * page)
    return int(connection.scalar(sa.text("select pg_database_size(current_database())")) or 0)


def used(connection: sa.Connection) -> int:
    """Bytes of what is stored. PostgreSQL keeps the room of deleted rows for new ones, so there the large columns are added up."""
    if connection.dialect.name == "sqlite":
        all_pages, free, page = (
            connection.scalar(sa.text(f"PRAGMA {name}")) or 0 for name in ("page_count", "freelist_count", "page_size")
        )
        return int((all_pages - free) * page)
    columns = (pages.c.body, articles.c.article, revisions.c.article, entries.c.entry, story_items.c.item, deliveries.c.payload)
    return sum(int(connection.scalar(sa.select(sa.func.sum(sa.func.octet_length(column)))) or 0) for column in columns)


def export(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """Every article in the item format, oldest first."""
    query = sa.select(articles.c.id, articles.c.article, entries.c.url, entries.c.first_seen_at, feeds.c.feed)
    query = query.join(entries, entries.c.id == articles.c.id).join(feeds, feeds.c.id == entries.c.feed_id)
    for row in connection.execution_options(yield_per=200).execute(query.order_by(entries.c.first_seen_at, articles.c.id)):
        article, feed = unpack(Article, row.article), loads(Feed, row.feed)
        yield {
            "id": row.id,
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
