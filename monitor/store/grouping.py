"""What stories are grouped from, where each article was placed, and the ledger of why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.model import Placement, StoryItem, Window
from monitor.store.codec import dumps, loads
from monitor.store.schema import decisions, story_items


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


def unplaced(connection: sa.Connection) -> tuple[StoryItem, ...]:
    """Items without a story."""
    rows = connection.execute(
        sa.select(story_items).where(story_items.c.story_id.is_(None)).order_by(story_items.c.order_at, story_items.c.id)
    )
    return tuple(_item(row) for row in rows)


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
    for placement in placements:
        connection.execute(
            story_items.update()
            .where(story_items.c.id == placement.item_id)
            .values(
                story_id=placement.story_id,
                duplicate_of=placement.duplicate_of,
                supersedes=placement.supersedes,
                origin_id=placement.origin_id,
                placement=dumps(placement),
            )
        )
        reason = "; ".join(placement.reasons) or "nothing it shares with another"
        kind = "duplicate" if placement.duplicate_of else "story"
        outcome = f"duplicate of {placement.duplicate_of}" if placement.duplicate_of else f"in story {placement.story_id}"
        connection.execute(
            decisions.insert().values(entry_id=placement.item_id, stage=kind, outcome=outcome, reason=reason, decided_at=now)
        )
