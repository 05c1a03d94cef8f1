"""Feeds, their polls and the entries these brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from monitor.model import CleanText, DueFeed, Entry, Feed, FeedState, Poll, PollCounts, SourceHealth
from monitor.store.codec import dumps, loads, pack
from monitor.store.schema import entries, feeds, hosts, polls, tombstones
from monitor.store.statements import insert_new, upsert
from monitor.text import canonical_url


def sync_feeds(connection: sa.Connection, wanted: Sequence[Feed], now: datetime) -> None:
    """Those of the configuration in its order, then those added by command that it does not name."""
    known = {row.id: row for row in connection.execute(sa.select(feeds))}
    connection.execute(feeds.update().where(feeds.c.origin == "config").values(is_current=False))
    for position, feed in enumerate(wanted):
        row = {
            "position": position,
            "origin": "config",
            "is_current": True,
            "host": urlsplit(feed.url).hostname or "",
            "feed": dumps(feed),
        }
        if feed.id not in known:
            fresh = FeedState(next_poll_at=now, status_since=now)
            connection.execute(feeds.insert().values(id=feed.id, next_poll_at=now, status="new", state=dumps(fresh), **row))
            continue
        if loads(Feed, known[feed.id].feed).url != feed.url:
            # Another address is another feed: validators and failures of the old one say nothing of it.
            row |= {"state": dumps(FeedState(next_poll_at=now, status_since=now)), "next_poll_at": now, "status": "new"}
        connection.execute(feeds.update().where(feeds.c.id == feed.id).values(**row))


def _due(row: Any) -> DueFeed:
    feed, state = loads(Feed, row.feed), loads(FeedState, row.state)
    return DueFeed(feed=feed, state=state, url=state.adopted_url or feed.url)


def all_feeds(connection: sa.Connection) -> tuple[DueFeed, ...]:
    """Every current feed."""
    rows = connection.execute(sa.select(feeds).where(feeds.c.is_current).order_by(feeds.c.position, feeds.c.id))
    return tuple(_due(row) for row in rows)


def due_feeds(connection: sa.Connection, now: datetime) -> tuple[DueFeed, ...]:
    """Current feeds that are due, whose host may be asked, and that nobody paused."""
    waiting = sa.select(hosts.c.host).where(hosts.c.back_off_until > now)
    found = connection.execute(
        sa.select(feeds)
        .where(feeds.c.is_current, feeds.c.next_poll_at <= now, feeds.c.status != "paused", feeds.c.host.not_in(waiting))
        .order_by(feeds.c.next_poll_at, feeds.c.id)
    )
    return tuple(due for due in map(_due, found) if not due.feed.is_paused)


def set_state(connection: sa.Connection, feed_id: str, state: FeedState) -> None:
    """Overwrite a feed's state."""
    connection.execute(
        feeds.update().where(feeds.c.id == feed_id).values(state=dumps(state), status=state.status, next_poll_at=state.next_poll_at)
    )


def record_states(connection: sa.Connection, done: Sequence[Poll]) -> None:
    """What polls came to, without their entries."""
    for poll in done:
        set_state(connection, poll.feed_id, poll.state)
        if poll.back_off_host and poll.back_off_until:
            upsert(connection, hosts, {"host": poll.back_off_host, "back_off_until": poll.back_off_until})
        if poll.problem:
            _note(connection, poll, PollCounts())


def record_poll(connection: sa.Connection, poll: Poll, unread_at: datetime) -> PollCounts:
    """A poll with its entries and, in the same transaction, the validators that came with them."""
    gone = _expired(connection, poll.entries)
    rows = [_entry_row(entry, poll.polled_at, unread_at) for entry in poll.entries if entry.id not in gone]
    new = insert_new(connection, entries, rows)
    counts = PollCounts(new=new, known=len(poll.entries) - new + poll.known, rejected=len(poll.rejected))
    record_states(connection, [poll])
    if not poll.problem:
        _note(connection, poll, counts)
    return counts


def _expired(connection: sa.Connection, announced: Sequence[Entry]) -> frozenset[str]:
    """Ids among these that were here once and expired: they never return as new."""
    if not announced:
        return frozenset()
    ids = [entry.id for entry in announced]
    return frozenset(connection.scalars(sa.select(tombstones.c.id).where(tombstones.c.id.in_(ids))))


def _entry_row(entry: Entry, seen_at: datetime, unread_at: datetime) -> dict[str, Any]:
    return {
        "id": entry.id,
        "feed_id": entry.feed_id,
        "url": entry.url,
        "canonical_url": canonical_url(entry.url) if entry.url else None,
        "first_seen_at": seen_at,
        "next_read_at": unread_at,
        "attempts": 0,
        "entry": pack(entry),
    }


def _note(connection: sa.Connection, poll: Poll, counts: PollCounts) -> None:
    connection.execute(
        polls.insert().values(
            feed_id=poll.feed_id,
            polled_at=poll.polled_at,
            status=poll.state.status,
            new=counts.new,
            known=counts.known,
            rejected=dumps(poll.rejected),
            problem=poll.problem,
        )
    )


def health_of(due: DueFeed) -> SourceHealth:
    """A feed's condition, for the coverage foot."""
    state = due.state
    return SourceHealth(
        feed_id=due.feed.id,
        name=CleanText(due.feed.name),
        status="paused" if due.feed.is_paused else state.status,
        since=state.status_since,
        why=state.why,
        last_entry_at=state.last_entry_at,
    )
