"""Due deliveries -> sent, or a time to try again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta

import structlog

from monitor import cadence
from monitor.errors import DeliveryError
from monitor.fault import point
from monitor.model import Attempt, Delivery
from monitor.pipeline.tally import Tally
from monitor.ports import Channel, Clock, Store

log = structlog.get_logger("monitor.send")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSettings:
    """How the sending job divides its work."""

    batch: int = 20
    """How many deliveries are claimed at a time."""
    threads: int = 4
    """How many are handed over at once, so that a slow server holds up only its own."""
    lease: timedelta = timedelta(minutes=10)
    """How long a claimed delivery stays ours; must exceed the longest deadline of a channel."""
    give_up_after: timedelta = timedelta(days=5)
    """How long a delivery is tried before it is given up and the operator told (RFC 5321, 4.5.4.1)."""


@dataclass(slots=True, kw_only=True)
class SendJob:
    """Hands over every delivery that is due; one `record_attempt` each, whatever came of it."""

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock
    tally: Tally
    settings: SendSettings
    is_over: Callable[[], bool]

    def run(self) -> None:
        """Send until nothing is due or the turn's budget is spent."""
        with ThreadPoolExecutor(self.settings.threads, thread_name_prefix="send") as threads:
            while not self.is_over():
                batch = self.store.claim_deliveries(self.clock(), limit=self.settings.batch, lease=self.settings.lease)
                if not batch:
                    return
                point("deliveries claimed")
                sending = {threads.submit(self._hand_over, delivery): delivery for delivery in batch}
                for call in as_completed(sending):
                    self._record(sending[call], call)

    def _hand_over(self, delivery: Delivery) -> str:
        channel = self.channels.get(delivery.channel)
        if channel is None:
            raise DeliveryError(f"channel {delivery.channel!r} is no longer configured", kind="temporary")
        return channel.send(delivery)

    def _record(self, delivery: Delivery, call: Future[str]) -> None:
        point("delivery handed over")
        now = self.clock()
        try:
            answer = call.result()
        except DeliveryError as error:
            attempt = self._failed(delivery, error)
        else:
            attempt = Attempt(delivery_id=delivery.id, tried_at=now, state="sent", answer=answer)
            self.tally.count("deliveries.sent")
            log.info("delivery_sent", delivery=delivery.id, channel=delivery.channel, edition=delivery.edition)
        self.store.record_attempt(attempt)
        point("attempt recorded")

    def _failed(self, delivery: Delivery, error: DeliveryError) -> Attempt:
        now = self.clock()
        next_at = None
        if error.kind != "permanent":
            next_at = cadence.next_attempt(
                delivery,
                now,
                kind=error.kind,
                retry_after=error.retry_after,
                give_up_after=self.settings.give_up_after,
            )
        if next_at is None:
            state, counter = "failed", "deliveries.failed"
        else:
            state, counter = ("unknown" if error.kind == "unknown" else "retry"), "deliveries.retrying"
        self.tally.count(counter)
        self.tally.problem(f"delivery:{delivery.id}", f"{delivery.channel} to {delivery.recipient}: {error}")
        log.warning("delivery_failed", delivery=delivery.id, channel=delivery.channel, kind=error.kind, reason=str(error), next_at=next_at)
        return Attempt(delivery_id=delivery.id, tried_at=now, state=state, answer=str(error), next_attempt_at=next_at)
