"""outbox list|show|retry|drop: deliveries that are owed or given up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.asking import counted
from monitor.cli.context import Context, print_json, with_context

if TYPE_CHECKING:
    from monitor.model import Delivery

OWED_STATES = ("pending", "sending", "retry", "unknown", "failed")


@click.group()
def outbox() -> None:
    """Deliveries that are owed or given up."""


@outbox.command("list")
@click.option("--all", "everything", is_flag=True, help="Those sent and dropped, too.")
@click.option("--json", "as_json", is_flag=True)
@with_context
def list_(context: Context, everything: bool, as_json: bool) -> None:
    """Each delivery: id, state, attempts, next attempt, channel, recipient, last answer."""
    from monitor import app

    with app.open_store(context.load()) as store:
        deliveries = store.outbox(states=() if everything else OWED_STATES)
    if as_json:
        print_json([delivery_json(delivery) for delivery in deliveries])
        return
    for delivery in deliveries:
        when = f"next {delivery.next_attempt_at:%Y-%m-%d %H:%M} UTC" if delivery.next_attempt_at else ""
        click.echo(
            f"{delivery.id}  {delivery.state:8} {delivery.digest} no. {delivery.edition} -> {delivery.recipient} over {delivery.channel}, "
            f"{counted(delivery.attempts, 'attempt')} {when} {delivery.last_error}".rstrip()
        )


@outbox.command()
@click.argument("delivery_id")
@with_context
def show(context: Context, delivery_id: str) -> None:
    """The bytes of one delivery exactly as they go out."""
    from monitor import app

    with app.open_store(context.load()) as store:
        click.echo(find(store.outbox(), delivery_id).payload.decode("utf-8", "replace"))


@outbox.command()
@click.argument("delivery_ids", nargs=-1, required=True)
@with_context
def retry(context: Context, delivery_ids: tuple[str, ...]) -> None:
    """Make deliveries due now, also those given up; they keep their Message-ID and bytes."""
    _set(context, delivery_ids, "retry")


@outbox.command()
@click.argument("delivery_ids", nargs=-1, required=True)
@with_context
def drop(context: Context, delivery_ids: tuple[str, ...]) -> None:
    """Give deliveries up for good."""
    _set(context, delivery_ids, "dropped")


def _set(context: Context, delivery_ids: tuple[str, ...], state: Any) -> None:
    from monitor import app
    from monitor.model import Attempt

    now = datetime.now(UTC)
    with app.open_store(context.load()) as store:
        known = store.outbox()
        for delivery_id in delivery_ids:
            delivery = find(known, delivery_id)
            if refusal := _refusal(delivery, state, store.unsubscribed(delivery.digest)):
                click.echo(f"{delivery.id}: {refusal}")
                continue
            next_at = now if state == "retry" else None
            store.record_attempt(
                Attempt(delivery_id=delivery.id, tried_at=now, state=state, answer="by the operator", next_attempt_at=next_at)
            )
            click.echo(f"{delivery.id}: {state}")


def _refusal(delivery: Delivery, state: str, gone: frozenset[str]) -> str:
    """Why the operator's wish is not followed; empty where it is."""
    if delivery.state == "sent":
        return "was sent already; stays so"
    if state != "retry":
        return ""
    if delivery.recipient.casefold() in map(str.casefold, gone):
        return f"{delivery.recipient} has unsubscribed; stays {delivery.state}"
    return "is in hand; comes to an end by itself" if delivery.state == "sending" else ""


def find(deliveries: tuple[Delivery, ...], delivery_id: str) -> Delivery:
    """The delivery whose id begins so; a usage error when there is none or more than one."""
    found = [delivery for delivery in deliveries if delivery.id.startswith(delivery_id)]
    if len(found) != 1:
        raise click.UsageError(f"{len(found)} deliveries have an id that begins with {delivery_id!r}; see `monitor outbox list --all`")
    return found[0]


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """A delivery without its bytes."""
    return {
        "id": delivery.id,
        "digest": delivery.digest,
        "edition": delivery.edition,
        "channel": delivery.channel,
        "recipient": delivery.recipient,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "message_id": delivery.message_id,
        "next_attempt_at": delivery.next_attempt_at.isoformat() if delivery.next_attempt_at else None,
        "sent_at": delivery.sent_at.isoformat() if delivery.sent_at else None,
        "last_error": delivery.last_error,
    }
