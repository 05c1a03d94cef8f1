"""A delivery that failed in, when to try again out: by the kind of failure, with jitter, until it is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.errors import DeliveryProblem
from monitor.model import Delivery, stable_id

FIRST_WAIT = timedelta(minutes=5)
"""Greylisting lets a second try pass after a few minutes."""

LONGEST_WAIT = timedelta(hours=1)
"""A server that was down for hours gets its mail within the hour of its return."""

JITTER = 0.2
"""Up to this share is added, so that a thousand deliveries refused together do not come back together."""

COMMON_HOURS: dict[str, timedelta] = {"auth": timedelta(hours=6), "tls": timedelta(hours=1)}
"""A refused login or certificate concerns every delivery of a channel, and a second login a minute can lock an account:
all of them wait for the same next round hour, and one try speaks for all."""

LONGEST_RETRY_AFTER = timedelta(days=1)
"""A server that asks for more is asked again after a day."""

FEWEST_TRIES = 4
"""A machine that slept over the whole period still tries so often before it gives up."""


def next_attempt(
    delivery: Delivery, now: datetime, *, kind: DeliveryProblem, retry_after: timedelta | None = None, give_up_after: timedelta
) -> datetime | None:
    """When to try again after a failure at `now`; None when it never will be. `delivery.attempts` counts the tries before this one."""
    if kind == "permanent":
        return None
    hopeless_at = delivery.created_at + give_up_after
    is_tried_enough = delivery.attempts + 1 >= FEWEST_TRIES
    if is_tried_enough and now >= hopeless_at:
        return None
    next_at = _next(delivery, now, kind, retry_after)
    # The last try is made when the time is up, not before.
    return min(next_at, max(hopeless_at, now + FIRST_WAIT)) if is_tried_enough else next_at


def _next(delivery: Delivery, now: datetime, kind: DeliveryProblem, retry_after: timedelta | None) -> datetime:
    if retry_after is not None:
        return now + min(max(retry_after, timedelta(seconds=1)), LONGEST_RETRY_AFTER)
    if kind in COMMON_HOURS:
        return _next_round(now, COMMON_HOURS[kind])
    wait: timedelta = min(FIRST_WAIT * 2.0 ** min(delivery.attempts, 16), LONGEST_WAIT)
    return now + wait * (1 + JITTER * _fraction(delivery))


def _next_round(now: datetime, step: timedelta) -> datetime:
    """The next whole multiple of `step`, counted from midnight UTC."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + ((now - midnight) // step + 1) * step


def _fraction(delivery: Delivery) -> float:
    """From 0 to 1, always the same for the same try of the same delivery."""
    return int(stable_id("retry", delivery.id, str(delivery.attempts)), 16) / 2**64
