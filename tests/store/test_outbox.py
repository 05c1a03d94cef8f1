"""The outbox, row by row: who gets what, and what one recipient's wish does to another's deliveries."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from monitor.model import Attempt
from monitor.store import StoreSettings, open_store
from monitor.store.schema import attempts
from monitor.store.sql import SqlStore
from tests import build
from tests.fakes import NOON

HOUR = timedelta(hours=1)


def states(store: SqlStore) -> dict[str, str]:
    return {delivery.id: delivery.state for delivery in store.outbox()}


def test_unsubscribing_drops_what_is_owed_of_this_digest_to_this_recipient_and_nothing_else(store: SqlStore) -> None:
    owed = [
        build.delivery(id="hers"),
        build.delivery("grace@example.org", id="another's"),
        build.delivery(id="of another digest", digest="weekly"),
        build.delivery(id="sent"),
    ]
    store.record_edition(build.edition(), owed, [])
    store.record_attempt(Attempt(delivery_id="sent", tried_at=NOON, state="sent"))

    store.record_unsubscribe("daily", "ada@example.org", NOON)

    assert states(store) == {"hers": "dropped", "another's": "pending", "of another digest": "pending", "sent": "sent"}
    (dropped,) = store.outbox(states=("dropped",))
    assert (dropped.last_error, dropped.next_attempt_at) == ("unsubscribed", None)
    assert store.unsubscribed("weekly") == frozenset()


def test_what_another_has_claimed_is_not_claimed_again_before_its_lease_is_over(store: SqlStore) -> None:
    store.record_edition(build.edition(), [build.delivery(id=f"d{number}") for number in range(3)], [])

    first = store.claim_deliveries(NOON, limit=2, lease=HOUR)
    second = store.claim_deliveries(NOON + HOUR - timedelta(seconds=1), limit=9, lease=HOUR)
    third = store.claim_deliveries(NOON + HOUR, limit=9, lease=HOUR)

    assert [delivery.id for delivery in first] == ["d0", "d1"]
    assert [delivery.id for delivery in second] == ["d2"]
    assert [delivery.id for delivery in third] == ["d0", "d1"]


def test_two_that_claim_at_the_same_moment_share_without_waiting(settings: StoreSettings) -> None:
    if "postgres" not in settings.url.reveal():
        pytest.skip("SQLite has one writer at a time")
    first, second = open_store(settings), open_store(settings)
    first.record_edition(build.edition(), [build.delivery(id=f"d{number}") for number in range(4)], [])
    from monitor.store import sending

    with first._write("claim of deliveries") as connection:
        mine = sending.claim(connection, NOON, 2, HOUR)
        others = second.claim_deliveries(NOON, limit=9, lease=HOUR)

    assert {delivery.id for delivery in mine}.isdisjoint(delivery.id for delivery in others)
    assert len(mine) + len(others) == 4
    first.close()
    second.close()


def test_what_was_sent_stays_sent_whatever_a_later_attempt_says(store: SqlStore) -> None:
    store.record_edition(build.edition(), [build.delivery(id="d")], [])
    store.record_attempt(Attempt(delivery_id="d", tried_at=NOON, state="sent", answer="250 kept"))
    store.record_attempt(Attempt(delivery_id="d", tried_at=NOON + HOUR, state="failed", answer="550"))

    (delivery,) = store.outbox()
    assert (delivery.state, delivery.sent_at, delivery.last_error) == ("sent", NOON, "")


@pytest.mark.parametrize(
    ("wait", "is_due"),
    [(timedelta(0), True), (timedelta(seconds=1), False), (48 * HOUR, False), (48 * HOUR + timedelta(seconds=1), True), (60 * HOUR, True)],
)
def test_a_wait_longer_than_any_was_written_by_a_wrong_clock_and_is_over(store: SqlStore, wait: timedelta, is_due: bool) -> None:
    store.record_edition(build.edition(), [build.delivery(id="d", next_attempt_at=NOON + wait)], [])

    assert [one.id for one in store.claim_deliveries(NOON, limit=9, lease=HOUR)] == (["d"] if is_due else [])


def test_every_attempt_stays_in_the_history_of_its_delivery(store: SqlStore) -> None:
    store.record_edition(build.edition(), [build.delivery(id="d"), build.delivery("grace@example.org", id="e")], [])
    tried = [
        Attempt(delivery_id="d", tried_at=NOON, state="retry", answer="450 busy"),
        Attempt(delivery_id="d", tried_at=NOON + HOUR, state="sent", answer="250 kept"),
    ]
    for attempt in tried:
        store.record_attempt(attempt)

    with store._engine.connect() as connection:
        rows = connection.execute(sa.select(attempts).order_by(attempts.c.tried_at)).all()

    assert [(row.delivery_id, row.tried_at, row.state, row.answer) for row in rows] == [
        (one.delivery_id, one.tried_at, one.state, one.answer) for one in tried
    ]
