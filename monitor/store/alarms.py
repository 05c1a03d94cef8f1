"""Incidents and what they are made of: the troubles that are open, and the recipients whom nothing reaches."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from monitor.model import Condition, Delivery, Incident
from monitor.store.schema import deliveries, incidents
from monitor.store.statements import insert_new, upsert

OPERATOR = "operator"
"""The digest under which messages to the operator stand in the outbox."""


def incidents_of(connection: sa.Connection, is_open: bool | None) -> tuple[Incident, ...]:
    """Oldest first."""
    query = sa.select(incidents).order_by(incidents.c.opened_at, incidents.c.key)
    if is_open is not None:
        query = query.where(incidents.c.closed_at.is_(None) if is_open else incidents.c.closed_at.is_not(None))
    return tuple(Incident(**{name: getattr(row, name) for name in Incident.__dataclass_fields__}) for row in connection.execute(query))


def record_incidents(connection: sa.Connection, changed: Sequence[Incident], messages: Sequence[Delivery]) -> None:
    """All of it or nothing: what is known to have been told has its message in the outbox."""
    for incident in changed:
        upsert(connection, incidents, {name: getattr(incident, name) for name in Incident.__dataclass_fields__})
    insert_new(connection, deliveries, [{name: getattr(one, name) for name in Delivery.__dataclass_fields__} for one in messages])


def undelivered(connection: sa.Connection) -> tuple[Condition, ...]:
    """One condition for each channel and recipient whose newest finished delivery was given up."""
    group = (deliveries.c.channel, deliveries.c.recipient)
    newest = sa.func.max(deliveries.c.created_at).label("newest")
    failed = sa.select(*group, newest, sa.func.count().label("number")).where(
        deliveries.c.state == "failed", deliveries.c.digest != OPERATOR
    )
    found = []
    for row in connection.execute(failed.group_by(*group).order_by(*group)).all():
        sent = sa.select(sa.func.max(deliveries.c.created_at)).where(
            deliveries.c.state == "sent", deliveries.c.channel == row.channel, deliveries.c.recipient == row.recipient
        )
        last = connection.scalar(sent)
        if last is None or last < row.newest:
            count = f"{row.number} deliveries were" if row.number > 1 else "a delivery was"
            found.append(
                Condition(
                    key=f"delivery:{row.channel}:{row.recipient}",
                    what=f"{count} given up: {row.recipient} over {row.channel}: {_error(connection, row)}",
                )
            )
    return tuple(found)


def _error(connection: sa.Connection, row: sa.Row[tuple[str, str, object, int]]) -> str:
    query = sa.select(deliveries.c.last_error).where(
        deliveries.c.state == "failed",
        deliveries.c.channel == row.channel,
        deliveries.c.recipient == row.recipient,
        deliveries.c.created_at == row.newest,
    )
    return connection.scalar(query.limit(1)) or "no answer"


def delivery_counts(connection: sa.Connection) -> dict[str, int]:
    """State -> number, in the order of the alphabet."""
    query = sa.select(deliveries.c.state, sa.func.count()).group_by(deliveries.c.state).order_by(deliveries.c.state)
    return {state: number for state, number in connection.execute(query)}
