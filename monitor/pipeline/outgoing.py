"""A rendered edition and a copy of it that is owed in, deliveries with their final bytes out (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from monitor import digest
from monitor.digest import ChannelForm, Envelope, Rendered
from monitor.model import Delivery, stable_id
from monitor.pipeline.readership import Copy
from monitor.text.split import split


def form_of(form: ChannelForm) -> digest.Form:
    """What must be rendered for a channel."""
    return "slack" if form.kind == "chat" and form.is_slack else form.kind


def deliveries_of(copy: Copy, rendered: Rendered, envelope: Envelope, *, edition: int, now: datetime, longest: int) -> Iterator[Delivery]:
    """What is owed for one copy: one delivery, or one for each part of a chat text beyond `longest` characters (0 is any length).

    Each part is a row of its own, so that what has arrived is not sent again with what has not. Raises ValueError when a mail
    cannot be addressed.
    """
    first = Delivery(
        id=stable_id(envelope.digest, envelope.period, copy.channel, copy.recipient.address),
        digest=envelope.digest,
        edition=edition,
        channel=copy.channel,
        recipient=copy.recipient.address,
        kind=copy.form.kind,
        payload=b"",
        message_id=digest.message_id(envelope, copy.recipient.address),
        created_at=now,
        next_attempt_at=now,
    )
    for place, payload in enumerate(_payloads(copy, rendered, envelope, longest)):
        name = first.id if place == 0 else stable_id(first.id, str(place))
        # The outbox hands out the oldest first: parts go out in their order.
        yield replace(first, id=name, payload=payload, created_at=now + place * timedelta(microseconds=1))


def _payloads(copy: Copy, rendered: Rendered, envelope: Envelope, longest: int) -> tuple[bytes, ...]:
    """The bytes as they will go out, every time."""
    if copy.form.kind == "mail":
        return (digest.message_of(rendered, envelope, copy.recipient),)
    if copy.form.kind == "json":
        return (rendered.json,)
    if copy.form.kind == "markdown":
        return (rendered.markdown.encode(),)
    text = rendered.slack if copy.form.is_slack else rendered.chat
    return tuple(part.encode() for part in split(text, longest)) if longest else (text.encode(),)
