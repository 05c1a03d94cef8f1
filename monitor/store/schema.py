"""The tables. Instants are whole microseconds since 1970 UTC; nested values are JSON, long ones compressed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    event,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime as whole microseconds, which sort and compare alike on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """To the database."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """From the database."""
        return None if value is None else EPOCH + value * MICROSECOND


metadata = MetaData()


def _index_where_set(name: str, column: Column[Any]) -> None:
    """An index of the few rows in which the column is not null."""
    index = Index(name, column, sqlite_where=column.is_not(None))
    event.listen(index, "before_create", _say_to_postgresql)


def _say_to_postgresql(index: Index, connection: Any, **_: object) -> None:
    """PostgreSQL hears of it when the index is made: naming it above would import four drivers into every turn."""
    if connection.dialect.name == "postgresql":
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


feeds = Table(
    "feeds",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("origin", String, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("host", String, nullable=False),
    Column("next_poll_at", Instant, index=True),
    Column("status", String, nullable=False),
    Column("feed", Text, nullable=False),
    Column("state", Text, nullable=False),
)
hosts = Table("hosts", metadata, Column("host", String, primary_key=True), Column("back_off_until", Instant, nullable=False))
polls = Table(
    "polls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed_id", String, nullable=False, index=True),
    Column("polled_at", Instant, nullable=False, index=True),
    Column("status", String, nullable=False),
    Column("new", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("rejected", Text, nullable=False),
    Column("problem", Text),
)
entries = Table(
    "entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("feed_id", String, nullable=False, index=True),
    Column("url", Text, index=True),
    Column("canonical_url", Text, index=True),
    Column("first_seen_at", Instant, nullable=False, index=True),
    Column("next_read_at", Instant),
    Column("claimed_until", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("read_at", Instant),
    Column("entry", LargeBinary, nullable=False),
)
names = Table("names", metadata, Column("name", String, primary_key=True), Column("entry_id", String, nullable=False))
"""What an entry is also known by, beside its id; once it has expired, also by the address its page called its own. Kept for ever."""
_index_where_set("entries_due", entries.c.next_read_at)
_index_where_set("entries_claimed", entries.c.claimed_until)
pages = Table(
    "pages",
    metadata,
    Column("entry_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("content_type", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("fetched_at", Instant, nullable=False, index=True),
    Column("etag", Text),
    Column("last_modified", String),
    Column("body", LargeBinary, nullable=False),
)
articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("canonical_url", Text, index=True),
    Column("order_at", Instant, nullable=False),
    Column("read_at", Instant, nullable=False),
    Column("is_matched", Boolean, nullable=False),
    Column("text_hash", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("change", String, nullable=False),
    Column("change_words", Text, nullable=False),
    Column("changed_at", Instant, nullable=False, index=True),
    Column("article", LargeBinary, nullable=False),
)
revisions = Table(
    "revisions",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("read_at", Instant, nullable=False),
    Column("change", String, nullable=False),
    Column("change_words", Text, nullable=False),
    Column("article", LargeBinary, nullable=False),
)
verdicts = Table(
    "verdicts",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("topic", String, primary_key=True),
    Column("is_match", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    Column("verdict", Text, nullable=False),
)
Index("verdicts_by_topic", verdicts.c.topic, verdicts.c.is_match)
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", String, nullable=False, index=True),
    Column("stage", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
)
story_items = Table(
    "story_items",
    metadata,
    Column("id", String, primary_key=True),
    Column("order_at", Instant, nullable=False, index=True),
    Column("story_id", String, index=True),
    Column("duplicate_of", String),
    Column("supersedes", String),
    Column("origin_id", String),
    Column("sketch", LargeBinary, nullable=False),
    Column("features", LargeBinary, nullable=False),
    Column("item", Text, nullable=False),
    Column("placement", Text),
)
editions = Table(
    "editions",
    metadata,
    Column("digest", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("period", String, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("edition", LargeBinary, nullable=False),
    UniqueConstraint("digest", "period"),
)
told = Table(
    "told",
    metadata,
    Column("digest", String, primary_key=True),
    Column("recipient", String, primary_key=True),
    Column("report_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("story_id", String, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("told_at", Instant, nullable=False),
)
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("channel", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("message_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_attempt_at", Instant, index=True),
    Column("claimed_until", Instant),
    Column("last_error", Text, nullable=False),
    Column("sent_at", Instant),
)
_index_where_set("deliveries_claimed", deliveries.c.claimed_until)
deliveries_by_state = Index(
    "deliveries_by_state", deliveries.c.state, deliveries.c.channel, deliveries.c.recipient, deliveries.c.created_at
)
"""The outbox is a few rows among those of years; what is asked of it must not read their payloads."""
attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", String, nullable=False, index=True),
    Column("tried_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("answer", Text, nullable=False),
)
runs = Table(
    "runs",
    metadata,
    Column("run", String, primary_key=True),
    Column("started_at", Instant, nullable=False, index=True),
    Column("report", Text, nullable=False),
)
jobs = Table("jobs", metadata, Column("job", String, primary_key=True), Column("succeeded_at", Instant, nullable=False))
"""When each job last came to its end: what readiness and the daily upkeep are judged by."""
furniture = Table(
    "furniture",
    metadata,
    Column("host", String, primary_key=True),
    Column("block", String, primary_key=True),
    Column("pages", Integer, nullable=False),
    Column("seen_at", Instant, nullable=False),
)
incidents = Table(
    "incidents",
    metadata,
    Column("key", String, primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("what", Text, nullable=False),
    Column("told_at", Instant),
    Column("closed_at", Instant),
)
unsubscribes = Table(
    "unsubscribes",
    metadata,
    Column("digest", String, primary_key=True),
    Column("recipient", String, primary_key=True),
    Column("unsubscribed_at", Instant, nullable=False),
)
tombstones = Table(
    "tombstones",
    metadata,
    Column("id", String, primary_key=True),
    Column("canonical_url", Text, index=True),
    Column("expired_at", Instant, nullable=False),
)
