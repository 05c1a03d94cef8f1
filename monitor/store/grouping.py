"""What stories are grouped from, where each article was placed, and the ledger of why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.model import TRACE, Placement, StoryItem, Trace, Window
from monitor.store.codec import dumps, loads
from monitor.store.schema import decisions, story_items
from monitor.store.statements import batches


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
    query = sa.select(story_items.c.id, story_items.c.order_at, story_items.c.sketch, keys, story_items.c.story_id).where(
        story_items.c.order_at >= window.start, story_items.c.order_at < window.end, story_items.c.story_id.is_not(None)
    )
    if since:
        query = query.where(story_items.c.id.in_(sa.select(decisions.c.entry_id).where(decisions.c.id > since)))
    rows = connection.execute(query.order_by(story_items.c.order_at, story_items.c.id))
    return tuple(Trace(id=name, order_at=at, sketch=sketch, keys=keys or b"", story_id=story) for name, at, sketch, keys, story in rows)


def placed_items(connection: sa.Connection, ids: Sequence[str]) -> tuple[tuple[StoryItem, Placement], ...]:
    """Those of these items that are placed, each with where."""
    return tuple(_placed(connection, story_items.c.id, ids))


def placed_in(connection: sa.Connection, stories: Sequence[str]) -> tuple[tuple[StoryItem, Placement], ...]:
    """The items of these stories, each with its placement."""
    return tuple(_placed(connection, story_items.c.story_id, stories))


def _placed(connection: sa.Connection, column: sa.Column[Any], names: Sequence[str]) -> Iterator[tuple[StoryItem, Placement]]:
    for some in batches(names):
        query = sa.select(story_items).where(column.in_(some), story_items.c.placement.is_not(None))
        yield from ((_item(row), loads(Placement, row.placement)) for row in connection.execute(query))


def placements_in(connection: sa.Connection, window: Window) -> tuple[Placement, ...]:
    """Placements of the items ordered in the window."""
    rows = connection.scalars(
        sa.select(story_items.c.placement)
        .where(story_items.c.order_at >= window.start, story_items.c.order_at < window.end, story_items.c.placement.is_not(None))
        .order_by(story_items.c.order_at, story_items.c.id)
    )
    return tuple(loads(Placement, text) for text in rows if text is not None)


def record_placements(connection: sa.Connection, placements: Sequence[Placement], now: datetime) -> int:
    """The newest placement of each item; what changed goes into the ledger, of which the end is answered."""
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
    return ledger_end(connection)


def _decision(placement: Placement, now: datetime) -> dict[str, Any]:
    return {
        "entry_id": placement.item_id,
        "stage": "duplicate" if placement.duplicate_of else "story",
        "outcome": f"duplicate of {placement.duplicate_of}" if placement.duplicate_of else f"in story {placement.story_id}",
        "reason": "; ".join(placement.reasons) or "nothing it shares with another",
        "decided_at": now,
    }
