"""What stories are grouped from, where each article was placed, and the ledger of why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.model import TRACE, Placement, StoryItem, Trace, Window
from monitor.store.codec import dumps, loads
from monitor.store.schema import decisions, story_items

SOME = 500


def _item(row: Any) -> StoryItem:
    from dataclasses import replace

    return replace(loads(StoryItem, row.item), sketch=row.sketch, features=row.features)


def items_in(connection: sa.Connection, window: Window) -> tuple[StoryItem, ...]:
    """Items ordered in the window."""
    rows = connection.execute(
        sa.select(story_items)
        .where(story_items.c.order_at >= window.start, story_items.c.order_at < window.end)
        .order_by(story_items.c.order_at, story_items.c.id)
    )
    return tuple(_item(row) for row in rows)


def unplaced(connection: sa.Connection, limit: int | None) -> tuple[StoryItem, ...]:
    """Items without a story, the earliest first."""
    query = sa.select(story_items).where(story_items.c.story_id.is_(None)).order_by(story_items.c.order_at, story_items.c.id)
    return tuple(_item(row) for row in connection.execute(query.limit(limit)))


def ledger_end(connection: sa.Connection) -> int:
    """The number of the newest decision."""
    return connection.scalar(sa.select(sa.func.max(decisions.c.id))) or 0


def traces_in(connection: sa.Connection, window: Window, since: int) -> tuple[Trace, ...]:
    """What the placed items ordered in the window are looked up by; only those something was decided about later than that."""
    keys = sa.func.substr(story_items.c.features, 1, TRACE)
    query = sa.select(story_items.c.id, story_items.c.order_at, story_items.c.sketch, keys).where(
        story_items.c.order_at >= window.start, story_items.c.order_at < window.end, story_items.c.story_id.is_not(None)
    )
    if since:
        query = query.where(story_items.c.id.in_(sa.select(decisions.c.entry_id).where(decisions.c.id > since)))
    rows = connection.execute(query.order_by(story_items.c.order_at, story_items.c.id))
    return tuple(Trace(id=name, order_at=at, sketch=sketch, keys=keys or b"") for name, at, sketch, keys in rows)


def items_with_stories(connection: sa.Connection, ids: Sequence[str], window: Window, most: int) -> tuple[StoryItem, ...]:
    """These placed items, and of each of their stories the earliest of the window until that is so many."""
    story_of = {name: story for name, story in _found(connection, ids, story_items.c.id, story_items.c.story_id) if story is not None}
    taken = Counter(story_of.values())
    inside = sa.and_(story_items.c.order_at >= window.start, story_items.c.order_at < window.end)
    for some in _batches(sorted(taken)):
        mates = sa.select(story_items.c.id, story_items.c.story_id).where(story_items.c.story_id.in_(some), inside)
        for name, story in connection.execute(mates.order_by(story_items.c.order_at, story_items.c.id)):
            if taken[story] < most and name not in story_of:
                story_of[name] = story
                taken[story] += 1
    items = (_item(row) for row in _found(connection, sorted(story_of), story_items))
    return tuple(sorted(items, key=lambda item: (item.order_at, item.id)))


def _found(connection: sa.Connection, ids: Sequence[str], *columns: Any) -> Iterator[Any]:
    for some in _batches(ids):
        yield from connection.execute(sa.select(*columns).where(story_items.c.id.in_(some)))


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Databases limit the parameters of a statement."""
    return (names[start : start + SOME] for start in range(0, len(names), SOME))


def placements_in(connection: sa.Connection, window: Window) -> tuple[Placement, ...]:
    """Placements of the items ordered in the window."""
    rows = connection.scalars(
        sa.select(story_items.c.placement)
        .where(story_items.c.order_at >= window.start, story_items.c.order_at < window.end, story_items.c.placement.is_not(None))
        .order_by(story_items.c.order_at, story_items.c.id)
    )
    return tuple(loads(Placement, text) for text in rows if text is not None)


def record_placements(connection: sa.Connection, placements: Sequence[Placement], now: datetime) -> None:
    """The newest placement of each item; what changed goes into the ledger."""
    if not placements:
        return
    places = [
        {
            "placed": placement.item_id,
            "story_id": placement.story_id,
            "duplicate_of": placement.duplicate_of,
            "supersedes": placement.supersedes,
            "origin_id": placement.origin_id,
            "placement": dumps(placement),
        }
        for placement in placements
    ]
    columns: dict[str, Any] = {name: sa.bindparam(name) for name in places[0] if name != "placed"}
    connection.execute(story_items.update().where(story_items.c.id == sa.bindparam("placed")).values(columns), places)
    connection.execute(decisions.insert(), [_decision(placement, now) for placement in placements])


def _decision(placement: Placement, now: datetime) -> dict[str, Any]:
    return {
        "entry_id": placement.item_id,
        "stage": "duplicate" if placement.duplicate_of else "story",
        "outcome": f"duplicate of {placement.duplicate_of}" if placement.duplicate_of else f"in story {placement.story_id}",
        "reason": "; ".join(placement.reasons) or "nothing it shares with another",
        "decided_at": now,
    }
