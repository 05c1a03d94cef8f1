"""A delivery is owed until it has arrived; what stops one stops no other, and what is repeated is repeated exactly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from monitor import fault
from monitor.errors import DeliveryError, DeliveryProblem
from monitor.model import Delivery, Secret, stable_id
from monitor.pipeline.send import SendJob, SendSettings
from monitor.pipeline.tally import Tally
from monitor.ports import Channel
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import FakeChannel, FakeClock

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store(StoreSettings(url=Secret(":memory:")))
    yield opened
    opened.close()


@dataclass
class Moody:
    """A channel that does what a function says for each delivery."""

    act: Callable[[Delivery], str]
    tried: list[Delivery] = field(default_factory=list)

    def send(self, delivery: Delivery) -> str:
        self.tried.append(delivery)
        return self.act(delivery)


class Desk:
    """The sending job over a store in memory, with a clock turned by hand."""

    def __init__(self, store: SqlStore, **channels: Channel) -> None:
        self.store, self.channels, self.clock = store, channels, FakeClock()
        self.settings = SendSettings()

    def owe(self, *deliveries: Delivery, number: int = 1) -> None:
        edition = build.edition(f"2026-11-{23 + number}", number)
        assert self.store.record_edition(edition, deliveries, [])

    def send(self, *, is_over: Callable[[], bool] = lambda: False) -> Tally:
        tally = Tally()
        SendJob(store=self.store, channels=self.channels, clock=self.clock, tally=tally, settings=self.settings, is_over=is_over).run()
        return tally

    def states(self) -> dict[str, str]:
        return {delivery.recipient: delivery.state for delivery in self.store.outbox()}

    def one(self, recipient: str = "ada@example.org") -> Delivery:
        return next(delivery for delivery in self.store.outbox() if delivery.recipient == recipient)


def owed(recipient: str, channel: str = "mail", **changes: object) -> Delivery:
    return build.delivery(recipient, id=stable_id(recipient, channel), channel=channel, **changes)


def refusing(kind: DeliveryProblem, *, is_whole: bool = False, retry_after: timedelta | None = None) -> Callable[[Delivery], str]:
    def act(_delivery: Delivery) -> str:
        raise DeliveryError(f"it is {kind}", kind=kind, is_whole=is_whole, retry_after=retry_after)

    return act


def test_every_delivery_that_is_due_is_sent_once(store: SqlStore) -> None:
    mail = FakeChannel()
    desk = Desk(store, mail=mail)
    desk.owe(*(owed(f"reader{number}@example.org") for number in range(250)))

    tally = desk.send()
    desk.send()

    assert tally.counts["deliveries.sent"] == 250
    assert len(mail.sent) == len({delivery.id for delivery in mail.sent}) == 250
    assert set(desk.states().values()) == {"sent"}


@pytest.mark.parametrize(
    ("kind", "state"),
    [("temporary", "retry"), ("auth", "retry"), ("tls", "retry"), ("unknown", "unknown"), ("permanent", "failed")],
)
def test_each_failure_ends_in_its_own_state_with_its_reason(store: SqlStore, kind: DeliveryProblem, state: str) -> None:
    desk = Desk(store, mail=Moody(refusing(kind)))
    desk.owe(owed("ada@example.org"))

    tally = desk.send()

    assert desk.states() == {"ada@example.org": state}
    assert desk.one().last_error == f"it is {kind}"
    assert (desk.one().next_attempt_at is None) == (state == "failed")
    next_at = desk.one().next_attempt_at
    then = f"tried again after {next_at:%Y-%m-%d %H:%M} UTC" if next_at else "given up"
    assert [problem.what for problem in tally.problems] == [f"mail to ada@example.org: it is {kind}; {then}"]
    assert tally.counts["deliveries.failed" if state == "failed" else "deliveries.retrying"] == 1


def test_what_nobody_knows_to_have_arrived_is_sent_again_with_the_same_bytes(store: SqlStore) -> None:
    mail = Moody(refusing("unknown"))
    desk = Desk(store, mail=mail)
    desk.owe(owed("ada@example.org", payload=b"Message-ID: <1@x>\r\n\r\n\x00\xff\r\n"))

    desk.send()
    desk.clock.advance(HOUR)
    mail.act = lambda _: "250 ok"
    desk.send()

    first, second = mail.tried
    assert (first.payload, first.message_id, first.id) == (second.payload, second.message_id, second.id)
    assert desk.states() == {"ada@example.org": "sent"}


def test_nothing_is_tried_before_its_time(store: SqlStore) -> None:
    mail = Moody(refusing("temporary", retry_after=timedelta(seconds=30)))
    desk = Desk(store, mail=mail)
    desk.owe(owed("ada@example.org"))

    desk.send()
    desk.clock.advance(timedelta(seconds=29))
    desk.send()
    assert len(mail.tried) == 1
    desk.clock.advance(timedelta(seconds=1))
    desk.send()
    assert len(mail.tried) == 2


def test_a_delivery_is_given_up_after_days_and_never_before(store: SqlStore) -> None:
    mail = Moody(refusing("temporary"))
    desk = Desk(store, mail=mail)
    desk.owe(owed("ada@example.org"))

    hours = 0
    while desk.states()["ada@example.org"] != "failed":
        desk.send()
        desk.clock.advance(HOUR)
        hours += 1

    assert hours in {120, 121, 122}
    assert desk.one().attempts > 50


def test_a_server_down_for_three_hours_loses_nothing_and_doubles_nothing(store: SqlStore) -> None:
    mail = Moody(refusing("temporary", is_whole=True))
    desk = Desk(store, mail=mail)
    desk.owe(*(owed(f"reader{number}@example.org") for number in range(20)))

    for _ in range(18):
        desk.send()
        desk.clock.advance(10 * MINUTE)
    delivered: list[str] = []
    mail.act = lambda delivery: delivered.append(delivery.recipient) or "250 ok"  # type: ignore[func-returns-value]
    for _ in range(8):
        desk.send()
        desk.clock.advance(10 * MINUTE)

    assert sorted(delivered) == sorted(desk.states())
    assert set(desk.states().values()) == {"sent"}


def test_a_refused_login_is_tried_once_a_turn_however_many_deliveries_wait(store: SqlStore) -> None:
    mail = Moody(refusing("auth"))
    desk = Desk(store, mail=mail)
    desk.settings = SendSettings(threads=1)
    desk.owe(*(owed(f"reader{number}@example.org") for number in range(30)))

    for _ in range(12):
        desk.send()
        desk.clock.advance(HOUR)

    assert len(mail.tried) == 2
    assert set(desk.states().values()) == {"retry"}


def test_a_server_that_sends_everybody_away_fails_only_the_delivery_that_was_tried(store: SqlStore) -> None:
    desk = Desk(store, mail=Moody(refusing("permanent", is_whole=True)))
    desk.settings = SendSettings(threads=1)
    desk.owe(*(owed(f"reader{number}@example.org") for number in range(5)))

    tally = desk.send()

    assert sorted(desk.states().values()) == ["failed", "retry", "retry", "retry", "retry"]
    assert len(tally.problems) == 1


def test_one_recipients_refusal_holds_up_no_other(store: SqlStore) -> None:
    def act(delivery: Delivery) -> str:
        if delivery.recipient.startswith("reader3"):
            raise DeliveryError("450 mailbox busy", kind="temporary")
        return "250 ok"

    desk = Desk(store, mail=Moody(act))
    desk.owe(*(owed(f"reader{number}@example.org") for number in range(9)))

    desk.send()

    assert [recipient for recipient, state in desk.states().items() if state != "sent"] == ["reader3@example.org"]


def test_a_server_that_hangs_holds_up_only_its_own_channel(store: SqlStore) -> None:
    released = threading.Event()
    hook = FakeChannel()

    def hang(_delivery: Delivery) -> str:
        assert released.wait(20)
        return "250 at last"

    def ready(delivery: Delivery) -> str:
        hook.sent.append(delivery)
        if len(hook.sent) == 30:
            released.set()
        return "ok"

    desk = Desk(store, mail=Moody(hang), hook=Moody(ready))
    desk.owe(*(owed(f"a{number:02}@example.org", "mail") for number in range(20)), *(owed(f"z{number:02}", "hook") for number in range(30)))

    started = time.monotonic()
    desk.send()

    # Had the hooks waited for the mails, nobody would have released them.
    assert time.monotonic() - started < 15
    assert set(desk.states().values()) == {"sent"}


def test_a_reader_who_unsubscribes_gets_nothing_more_even_of_what_was_waiting(store: SqlStore) -> None:
    mail = Moody(refusing("temporary"))
    desk = Desk(store, mail=mail)
    desk.owe(owed("ada@example.org"), owed("bob@example.org"))
    desk.send()

    store.record_unsubscribe("daily", "ada@example.org", desk.clock.now)
    desk.clock.advance(HOUR)
    mail.act = lambda _: "250 ok"
    desk.send()

    assert desk.states() == {"ada@example.org": "dropped", "bob@example.org": "sent"}
    assert desk.one().last_error == "unsubscribed"


def test_a_channel_gone_from_the_configuration_keeps_its_deliveries(store: SqlStore) -> None:
    desk = Desk(store)
    desk.owe(owed("ada@example.org"))

    desk.send()

    assert desk.states() == {"ada@example.org": "retry"}
    assert "no longer configured" in desk.one().last_error


def test_a_turn_that_is_over_leaves_the_rest_for_the_next(store: SqlStore) -> None:
    def slow(_delivery: Delivery) -> str:
        time.sleep(0.01)
        return "250 ok"

    mail = Moody(slow)
    desk = Desk(store, mail=mail)
    desk.settings = SendSettings(threads=1)
    desk.owe(*(owed(f"reader{number:02}@example.org") for number in range(50)))

    desk.send(is_over=lambda: len(mail.tried) >= 3)
    tried = len(mail.tried)
    desk.store.release_deliveries()
    desk.send()

    assert 3 <= tried < 50
    assert len({delivery.id for delivery in mail.tried}) == len(mail.tried) == 50


def test_a_delivery_in_hand_when_its_sender_died_is_due_again_after_the_lease(store: SqlStore) -> None:
    mail = FakeChannel()
    desk = Desk(store, mail=mail)
    desk.owe(owed("ada@example.org"))
    store.claim_deliveries(desk.clock.now, limit=10, lease=10 * MINUTE)

    desk.send()
    assert mail.sent == []
    desk.clock.advance(10 * MINUTE)
    desk.send()
    assert [delivery.recipient for delivery in mail.sent] == ["ada@example.org"]


def test_a_clock_that_was_years_ahead_does_not_put_a_delivery_off_for_years(store: SqlStore) -> None:
    mail = Moody(refusing("temporary"))
    desk = Desk(store, mail=mail)
    desk.owe(owed("ada@example.org"))
    desk.clock.advance(3650 * DAY)
    desk.send()

    desk.clock.advance(-3650 * DAY)
    mail.act = lambda _: "250 ok"
    desk.send()

    assert desk.states() == {"ada@example.org": "sent"}


def test_an_error_that_no_channel_should_raise_is_loud_and_loses_nothing(store: SqlStore) -> None:
    def broken(_delivery: Delivery) -> str:
        raise KeyError("a bug")

    desk = Desk(store, mail=Moody(broken))
    desk.owe(owed("ada@example.org"))

    with pytest.raises(KeyError):
        desk.send()

    assert desk.states() == {"ada@example.org": "sending"}


def test_after_such_an_error_nothing_that_was_waiting_goes_out_any_more(store: SqlStore) -> None:
    def broken(_delivery: Delivery) -> str:
        time.sleep(0.05)
        raise KeyError("a bug")

    mail = Moody(broken)
    desk = Desk(store, mail=mail)
    desk.settings = SendSettings(threads=1)
    desk.owe(*(owed(f"reader{number}@example.org") for number in range(20)))

    with pytest.raises(KeyError):
        desk.send()

    assert len(mail.tried) <= 3
    assert set(desk.states().values()) == {"sending"}


def test_a_turn_that_is_over_before_it_began_claims_nothing(store: SqlStore) -> None:
    desk = Desk(store, mail=FakeChannel())
    desk.owe(owed("ada@example.org"))

    desk.send(is_over=lambda: True)

    assert desk.states() == {"ada@example.org": "pending"}


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_no_more_is_in_hand_than_a_batch(store: SqlStore, batch: int) -> None:
    in_hand: list[int] = []

    def look(name: str) -> None:
        if name == "deliveries claimed":
            in_hand.append(sum(state == "sending" for state in desk.states().values()))

    desk = Desk(store, mail=FakeChannel())
    desk.settings = SendSettings(batch=batch, threads=1)
    desk.owe(*(owed(f"reader{number}@example.org") for number in range(9)))

    fault.strike_with(look)
    try:
        desk.send()
    finally:
        fault.strike_with(None)

    assert set(desk.states().values()) == {"sent"}
    assert in_hand[0] == batch == max(in_hand)


def test_no_thread_outlives_the_turn(store: SqlStore) -> None:
    desk = Desk(store, mail=FakeChannel())
    desk.owe(owed("ada@example.org"))

    desk.send()

    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("send ")] == []


def test_a_test_may_end_the_program_between_any_two_steps(store: SqlStore) -> None:
    passed: list[str] = []
    desk = Desk(store, mail=FakeChannel())
    desk.owe(owed("ada@example.org"))

    fault.strike_with(passed.append)
    try:
        desk.send()
        desk.send()
    finally:
        fault.strike_with(None)

    assert [name for name in passed if "commit" not in name] == ["deliveries claimed", "delivery handed over", "attempt recorded"]


def test_parts_of_a_chat_text_arrive_one_after_the_other(store: SqlStore) -> None:
    at_once: list[int] = []
    running: list[str] = []

    def slow(delivery: Delivery) -> str:
        running.append(delivery.id)
        at_once.append(len(running))
        time.sleep(0.005)
        running.remove(delivery.id)
        return "taken"

    chat = Moody(slow)
    desk = Desk(store, chat=chat)
    parts = [
        build.delivery(
            "chat", id=f"part {number}", channel="chat", kind="chat", created_at=desk.clock() + timedelta(microseconds=9 - number)
        )
        for number in range(9)
    ]
    desk.owe(*parts)

    desk.send()

    assert [delivery.id for delivery in chat.tried] == [f"part {number}" for number in range(8, -1, -1)]
    assert set(at_once) == {1}


LONG_MAIL = b"Message-ID: <1@example.org>\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\n" + b"A line of news.\r\n" * 400


def test_a_mail_refused_for_its_size_goes_out_shorter_at_once_and_once(store: SqlStore) -> None:
    whole = LONG_MAIL

    def small(delivery: Delivery) -> str:
        if len(delivery.payload) > 2_000:
            raise DeliveryError("552 too big", kind="permanent", largest=0)
        return "taken"

    mail = Moody(small)
    desk = Desk(store, mail=mail)
    desk.owe(owed("ada@example.org", payload=whole))

    tally = desk.send()

    sent = [delivery for delivery in store.outbox() if delivery.state == "sent"]
    assert [len(delivery.payload) < 2_000 for delivery in sent] == [True]
    assert sent[0].message_id == f"<{sent[0].id}@example.org>"
    assert sent[0].message_id.encode() in sent[0].payload
    assert {delivery.state for delivery in store.outbox()} == {"sent", "dropped"}
    assert "a shorter mail goes instead" in tally.problems[0].what
    assert (tally.counts["deliveries.retrying"], tally.counts["deliveries.sent"]) == (2, 1), "halved, and halved again"
    assert len(sent[0].payload) > 1_000
    assert desk.store.outbox(states=("sent",))[0].attempts == 1
    tried = len(mail.tried)
    desk.send()
    assert len(mail.tried) == tried


def test_a_mail_that_cannot_be_made_shorter_fails(store: SqlStore) -> None:
    desk = Desk(store, mail=Moody(refusing_size))
    desk.owe(owed("ada@example.org"))

    desk.send()

    assert desk.states() == {"ada@example.org": "failed"}


def refusing_size(_delivery: Delivery) -> str:
    raise DeliveryError("the server takes no more than 10 bytes", kind="permanent", largest=10)


@pytest.mark.parametrize(("kind", "largest"), [("json", 1_000), ("chat", 0), ("mail", None)])
def test_only_a_mail_and_only_one_refused_for_its_size_is_made_shorter(store: SqlStore, kind: str, largest: int | None) -> None:
    def refuse(_delivery: Delivery) -> str:
        raise DeliveryError("552 no", kind="permanent", largest=largest)

    desk = Desk(store, mail=Moody(refuse))
    desk.owe(owed("ada@example.org", kind=kind, payload=LONG_MAIL))

    desk.send()

    assert desk.states() == {"ada@example.org": "failed"}
    assert len(store.outbox()) == 1
