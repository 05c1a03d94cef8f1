"""The outbox: deliveries claimed, tried, and remembered whatever came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.model import Attempt, Delivery
from monitor.store.schema import attempts, deliveries, unsubscribes
from monitor.store.statements import insert_new

OPEN = ("pending", "retry", "unknown", "sending")

FARTHEST = timedelta(days=2)
"""No wait is so long: a next attempt beyond it was written while the clock was wrong, and is due."""


def _delivery(row: Any) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.__dataclass_fields__})


def claim(connection: sa.Connection, now: datetime, limit: int, lease: timedelta) -> tuple[Delivery, ...]:
    """Due deliveries become `sending`; one whose lease ran out was in hand when its sender died, and is due again."""
    rows = connection.execute(
        sa.select(deliveries)
        .where(
            deliveries.c.state.in_(OPEN),
            sa.or_(
                deliveries.c.next_attempt_at.is_(None), deliveries.c.next_attempt_at <= now, deliveries.c.next_attempt_at > now + FARTHEST
            ),
            sa.or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= now),
        )
        .order_by(deliveries.c.created_at, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    ids = [row.id for row in rows]
    if ids:
        claimed = {"state": "sending", "claimed_until": now + lease, "attempts": deliveries.c.attempts + 1}
        connection.execute(deliveries.update().where(deliveries.c.id.in_(ids)).values(**claimed))
    return tuple(_delivery(row) for row in rows)


def release(connection: sa.Connection) -> int:
    """Let go of every claimed delivery; how many there were."""
    return connection.execute(deliveries.update().where(deliveries.c.claimed_until.is_not(None)).values(claimed_until=None)).rowcount


def record_attempt(connection: sa.Connection, attempt: Attempt) -> None:
    """One attempt, in the delivery and in its history."""
    connection.execute(
        attempts.insert().values(delivery_id=attempt.delivery_id, tried_at=attempt.tried_at, state=attempt.state, answer=attempt.answer)
    )
    is_sent = attempt.state == "sent"
    connection.execute(
        deliveries.update()
        .where(deliveries.c.id == attempt.delivery_id, deliveries.c.state != "sent")
        .values(
            state=attempt.state,
            next_attempt_at=attempt.next_attempt_at,
            claimed_until=None,
            last_error="" if is_sent else attempt.answer,
            sent_at=attempt.tried_at if is_sent else None,
        )
    )


def outbox(connection: sa.Connection, states: tuple[str, ...]) -> tuple[Delivery, ...]:
    """Newest first."""
    query = sa.select(deliveries).order_by(deliveries.c.created_at.desc(), deliveries.c.id)
    if states:
        query = query.where(deliveries.c.state.in_(states))
    return tuple(_delivery(row) for row in connection.execute(query))


def unsubscribed(connection: sa.Connection, digest: str) -> frozenset[str]:
    """Recipients who asked not to be sent this digest."""
    return frozenset(connection.scalars(sa.select(unsubscribes.c.recipient).where(unsubscribes.c.digest == digest)))


def record_unsubscribe(connection: sa.Connection, digest: str, recipient: str, now: datetime) -> None:
    """Kept for ever. What is still owed to them of this digest is dropped, and says why."""
    insert_new(connection, unsubscribes, [{"digest": digest, "recipient": recipient, "unsubscribed_at": now}])
    waiting = ("pending", "retry", "unknown")
    connection.execute(
        deliveries.update()
        .where(deliveries.c.digest == digest, deliveries.c.recipient == recipient, deliveries.c.state.in_(waiting))
        .values(state="dropped", next_attempt_at=None, last_error="unsubscribed")
    )
