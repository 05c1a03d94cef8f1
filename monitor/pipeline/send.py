"""Due deliveries -> sent, or a time to try again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor import cadence, digest
from monitor.errors import DeliveryError
from monitor.events import EventLog
from monitor.fault import point
from monitor.model import Attempt, Delivery, DeliveryState, stable_id
from monitor.pipeline.settings import SendSettings
from monitor.pipeline.tally import Tally
from monitor.ports import Channel, Clock, Store

log = EventLog("monitor.send")


LOOK = 1.0
"""So often, in seconds, it is asked whether the turn is over while deliveries are in hand."""


@dataclass(slots=True, kw_only=True)
class SendJob:
    """Hands over every delivery that is due; one `record_attempt` each, whatever came of it."""

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock
    tally: Tally
    settings: SendSettings
    is_over: Callable[[], bool]
    _down: dict[str, DeliveryError] = field(default_factory=dict)
    """Channels that failed as a whole in this turn, and how: no further delivery knocks there, none waits for it."""

    _untried: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Send until nothing is due or the turn's budget is spent; what is in hand then is finished, what is not is left as it was."""
        in_hand: dict[Future[str], Delivery] = {}
        with self._threads() as submit:
            while True:
                room = 0 if self.is_over() else self.settings.batch - len(in_hand)
                for delivery in self._claimed(room):
                    in_hand[submit(delivery)] = delivery
                if not in_hand:
                    return
                if self.is_over():
                    in_hand = {call: delivery for call, delivery in in_hand.items() if not call.cancel()}
                done, _ = wait(in_hand, timeout=LOOK, return_when=FIRST_COMPLETED)
                for call in done:
                    self._record(in_hand.pop(call), call)

    def _claimed(self, room: int) -> tuple[Delivery, ...]:
        if room <= 0:
            return ()
        batch = self.store.claim_deliveries(self.clock(), limit=room, lease=self.settings.lease)
        if batch:
            point("deliveries claimed")
        return batch

    @contextmanager
    def _threads(self) -> Iterator[Callable[[Delivery], Future[str]]]:
        """Threads for each channel, made when it has something to send."""
        pools: dict[str, ThreadPoolExecutor] = {}

        def submit(delivery: Delivery) -> Future[str]:
            name = delivery.channel
            if name not in pools:
                # The parts of a chat text are to be read in their order.
                threads = 1 if delivery.kind == "chat" else self.settings.threads
                pools[name] = ThreadPoolExecutor(threads, thread_name_prefix=f"send {name}")
            return pools[name].submit(self._hand_over, delivery)

        try:
            yield submit
        finally:
            for pool in pools.values():
                pool.shutdown(cancel_futures=True)

    def _hand_over(self, delivery: Delivery) -> str:
        channel = self.channels.get(delivery.channel)
        if channel is None:
            raise DeliveryError(f"channel {delivery.channel!r} is no longer configured", kind="temporary")
        if delivery.channel in self._down:
            raise self._not_tried(delivery)
        try:
            return channel.send(delivery)
        except DeliveryError as error:
            if error.is_whole:
                self._down[delivery.channel] = error
            raise

    def _not_tried(self, delivery: Delivery) -> DeliveryError:
        """The delivery waits like the one that found the channel down; nothing is final that was never tried."""
        error = self._down[delivery.channel]
        self._untried.add(delivery.id)
        kind = "temporary" if error.kind == "permanent" else error.kind
        return DeliveryError(f"not tried, since the channel is down: {error}", kind=kind, retry_after=error.retry_after)

    def _record(self, delivery: Delivery, call: Future[str]) -> None:
        point("delivery handed over")
        now, instead = self.clock(), None
        try:
            answer = call.result()
        except DeliveryError as error:
            instead = _shorter(delivery, error, now)
            attempt = self._replaced(delivery, error) if instead else self._failed(delivery, error)
        else:
            attempt = Attempt(delivery_id=delivery.id, tried_at=now, state="sent", answer=answer)
            self.tally.count("deliveries.sent")
            log.info("delivery_sent", delivery=delivery.id, channel=delivery.channel, edition=delivery.edition)
        self.store.record_attempt(attempt, instead=instead)
        point("attempt recorded")

    def _replaced(self, delivery: Delivery, error: DeliveryError) -> Attempt:
        what = f"{error}; a shorter mail goes instead"
        self.tally.count("deliveries.retrying")
        self.tally.problem(f"delivery:{delivery.id}", f"{delivery.channel} to {delivery.recipient}: {what}")
        log.info("delivery_shortened", delivery=delivery.id, channel=delivery.channel, reason=str(error))
        return Attempt(delivery_id=delivery.id, tried_at=self.clock(), state="dropped", answer=what)

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
        state: DeliveryState
        if next_at is None:
            state, counter = "failed", "deliveries.failed"
        else:
            state, counter = ("unknown" if error.kind == "unknown" else "retry"), "deliveries.retrying"
        self.tally.count(counter)
        if delivery.id not in self._untried:
            then = f"tried again after {next_at:%Y-%m-%d %H:%M} UTC" if next_at else "given up"
            self.tally.problem(f"delivery:{delivery.id}", f"{delivery.channel} to {delivery.recipient}: {error}; {then}")
        log.info("delivery_failed", delivery=delivery.id, channel=delivery.channel, kind=error.kind, reason=str(error), next_at=next_at)
        return Attempt(delivery_id=delivery.id, tried_at=now, state=state, answer=str(error), next_attempt_at=next_at)


def _shorter(delivery: Delivery, error: DeliveryError, now: datetime) -> Delivery | None:
    """What is owed in place of a mail that was refused for its size: as much as is taken, or half where that was not said."""
    if error.largest is None or delivery.kind != "mail":
        return None
    name = stable_id(delivery.id, "shorter")
    message_id = f"<{name}@{delivery.message_id.rpartition('@')[2]}"
    payload = digest.shorter(delivery.payload, message_id, error.largest or len(delivery.payload) // 2)
    if payload is None:
        return None
    return replace(
        delivery,
        id=name,
        payload=payload,
        message_id=message_id,
        state="pending",
        attempts=0,
        created_at=now,
        next_attempt_at=now,
        last_error="",
    )
