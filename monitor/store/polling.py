"""Feeds, their polls and the entries these brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from monitor.model import CleanText, DueFeed, Entry, Feed, FeedState, Poll, PollCounts, SourceHealth
from monitor.store.codec import dumps, loads, pack
from monitor.store.schema import decisions, entries, feeds, hosts, names, polls, tombstones
from monitor.store.statements import batches, insert_new, upsert
from monitor.text import canonical_url


def sync_feeds(connection: sa.Connection, wanted: Sequence[Feed], now: datetime) -> None:
    """Those of the configuration in its order, then those added by command that it does not name. Writes only what differs."""
    known = {row.id: row for row in connection.execute(sa.select(feeds))}
    for position, feed in enumerate(wanted):
        row = _feed_row(feed, position, "config")
        before = known.get(feed.id)
        if before is None:
            # Another process may have been first since we looked.
            insert_new(connection, feeds, [{"id": feed.id, **row, **_fresh(now)}])
            continue
        if before.feed != row["feed"] and loads(Feed, before.feed).url != feed.url:
            # Another address is another feed: validators and failures of the old one say nothing of it.
            row |= _fresh(now)
        if any(getattr(before, name) != value for name, value in row.items()):
            connection.execute(feeds.update().where(feeds.c.id == feed.id).values(**row))
    ids, urls = {feed.id for feed in wanted}, {canonical_url(feed.url) for feed in wanted}
    for other in (other for other in known.values() if other.id not in ids):
        # The configuration wins on the same address; when it lets go of it, the feed added by command is there again.
        is_current = other.origin == "command" and canonical_url(loads(Feed, other.feed).url) not in urls
        if other.is_current != is_current:
            connection.execute(feeds.update().where(feeds.c.id == other.id).values(is_current=is_current))


def add_feeds(connection: sa.Connection, wanted: Sequence[Feed], now: datetime) -> None:
    """Subscribe by command, after all others. One that was there before keeps what is remembered of it."""
    last = connection.scalar(sa.select(sa.func.max(feeds.c.position))) or 0
    for position, feed in enumerate(wanted, last + 1):
        row = _feed_row(feed, position, "command")
        if not insert_new(connection, feeds, [{"id": feed.id, **row, **_fresh(now)}]):
            connection.execute(feeds.update().where(feeds.c.id == feed.id).values(**row, next_poll_at=now))


def remove_feed(connection: sa.Connection, feed_id: str) -> bool:
    """End a subscription made by command; what it brought is kept. False when there is none."""
    statement = feeds.update().where(feeds.c.id == feed_id, feeds.c.origin == "command", feeds.c.is_current)
    return connection.execute(statement.values(origin="removed", is_current=False)).rowcount == 1


def _feed_row(feed: Feed, position: int, origin: str) -> dict[str, Any]:
    return {
        "position": position,
        "origin": origin,
        "is_current": True,
        "host": urlsplit(feed.url).hostname or "",
        "feed": dumps(feed),
    }


def _fresh(now: datetime) -> dict[str, Any]:
    return {"next_poll_at": now, "status": "new", "state": dumps(FeedState(next_poll_at=now, status_since=now))}


def _due(row: Any) -> DueFeed:
    feed, state = loads(Feed, row.feed), loads(FeedState, row.state)
    return DueFeed(feed=feed, state=state, url=state.adopted_url or feed.url)


def all_feeds(connection: sa.Connection) -> tuple[DueFeed, ...]:
    """Every current feed."""
    rows = connection.execute(sa.select(feeds).where(feeds.c.is_current).order_by(feeds.c.position, feeds.c.id))
    return tuple(_due(row) for row in rows)


def due_feeds(connection: sa.Connection, now: datetime) -> tuple[DueFeed, ...]:
    """Current feeds that are due, whose host may be asked, and that nobody paused."""
    found = connection.execute(
        sa.select(feeds)
        .where(feeds.c.is_current, feeds.c.next_poll_at <= now, feeds.c.status != "paused")
        .order_by(feeds.c.next_poll_at, feeds.c.position, feeds.c.id)
    )
    waiting = back_offs(connection, now)
    # By the address that is asked now, which need not be the configured one.
    return tuple(due for due in map(_due, found) if not due.feed.is_paused and urlsplit(due.url).hostname not in waiting)


def set_state(connection: sa.Connection, feed_id: str, state: FeedState) -> None:
    """Overwrite a feed's state."""
    connection.execute(
        feeds.update().where(feeds.c.id == feed_id).values(state=dumps(state), status=state.status, next_poll_at=state.next_poll_at)
    )


def record_states(connection: sa.Connection, done: Sequence[Poll]) -> None:
    """What polls came to, without their entries."""
    rows = [
        {"the_id": poll.feed_id, "state": dumps(poll.state), "status": poll.state.status, "next_poll_at": poll.state.next_poll_at}
        for poll in done
    ]
    if rows:
        connection.execute(feeds.update().where(feeds.c.id == sa.bindparam("the_id")), rows)
    for poll in done:
        if poll.back_off_host and poll.back_off_until:
            record_back_offs(connection, {poll.back_off_host: poll.back_off_until})
        if poll.problem:
            _note(connection, poll, PollCounts())


def record_poll(connection: sa.Connection, poll: Poll, unread_at: datetime) -> PollCounts:
    """A poll with its entries and, in the same transaction, the validators that came with them."""
    known = _known_names(connection, poll.entries)
    unknown = [entry for entry in poll.entries if not _names_of(entry) & known.keys()]
    old = dict(poll.old)
    rows = [entry_row(entry, poll.polled_at, None if entry.id in old else unread_at) for entry in unknown]
    new = insert_new(connection, entries, rows)
    _record_names(connection, poll.entries, known)
    if left := [entry.id for entry in unknown if entry.id in old]:
        decided = [{"entry_id": one, "stage": "poll", "outcome": "old", "reason": old[one], "decided_at": poll.polled_at} for one in left]
        connection.execute(decisions.insert(), decided)
    new -= len(left)
    counts = PollCounts(new=new, known=len(poll.entries) - new + poll.known, rejected=len(poll.rejected) + poll.left_out)
    record_states(connection, [poll])
    if not poll.problem:
        _note(connection, poll, counts)
    return counts


def unknown_entries(connection: sa.Connection, announced: Sequence[Entry]) -> tuple[Entry, ...]:
    """Those that were never here under any of their names."""
    known = _known_names(connection, announced)
    return tuple(entry for entry in announced if not _names_of(entry) & known.keys())


def back_offs(connection: sa.Connection, now: datetime) -> dict[str, datetime]:
    """Hosts that asked to be left alone, and until when."""
    return {row.host: row.back_off_until for row in connection.execute(sa.select(hosts).where(hosts.c.back_off_until > now))}


def record_back_offs(connection: sa.Connection, until: Mapping[str, datetime]) -> None:
    """Leave these hosts alone until then."""
    for host, at in until.items():
        upsert(connection, hosts, {"host": host, "back_off_until": at})


def _names_of(entry: Entry) -> set[str]:
    return {entry.id, *entry.keys}


def _known_names(connection: sa.Connection, announced: Sequence[Entry]) -> dict[str, str]:
    """Which names of these entries are taken, and by which entry; one that expired keeps its names."""
    wanted = sorted({name for entry in announced for name in _names_of(entry)})
    known: dict[str, str] = {}
    for some in batches(wanted):
        own = [
            sa.select(table.c.id.label("name"), table.c.id.label("owner")).where(table.c.id.in_(some)) for table in (entries, tombstones)
        ]
        further = sa.select(names.c.name, names.c.entry_id).where(names.c.name.in_(some))
        known |= {row.name: row.owner for row in connection.execute(sa.union_all(*own, further))}
    return known


def _record_names(connection: sa.Connection, announced: Sequence[Entry], known: Mapping[str, str]) -> None:
    """Every name an entry goes by now, so that it is recognised however it is spelled next time."""
    rows = []
    for entry in announced:
        owner = next((known[name] for name in (entry.id, *entry.keys) if name in known), entry.id)
        rows += [{"name": name, "entry_id": owner} for name in _names_of(entry) if name != owner and name not in known]
    insert_new(connection, names, rows)


def entry_row(entry: Entry, seen_at: datetime, unread_at: datetime | None) -> dict[str, Any]:
    """One entry as a row of its table."""
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
        why=state.reason or state.why,
        last_entry_at=state.last_entry_at,
    )
