"""A failed delivery is tried again at the pace its failure asks for, and given up only after days."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cadence import next_attempt
from monitor.errors import DeliveryProblem
from tests import build
from tests.fakes import NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GIVE_UP = 5 * DAY


def tries(kind: DeliveryProblem, *, delivery_id: str = "d1") -> list[datetime]:
    """Every try of a delivery that always fails the same way."""
    now: datetime | None = NOON
    tried: list[datetime] = []
    while now is not None:
        tried.append(now)
        assert len(tried) < 1_000
        delivery = build.delivery(id=delivery_id, attempts=len(tried) - 1)
        now = next_attempt(delivery, now, kind=kind, give_up_after=GIVE_UP)
    return tried


def test_the_last_try_is_not_made_right_after_the_one_before() -> None:
    now = NOON + GIVE_UP - MINUTE

    assert next_attempt(build.delivery(attempts=9), now, kind="temporary", give_up_after=GIVE_UP) == now + 5 * MINUTE


def test_a_permanent_refusal_is_final() -> None:
    assert tries("permanent") == [NOON]


@pytest.mark.parametrize("kind", ["temporary", "unknown", "tls", "auth"])
def test_everything_else_is_tried_until_five_days_are_over_and_a_last_time_then(kind: DeliveryProblem) -> None:
    tried = tries(kind)

    assert tried[-1] == NOON + GIVE_UP
    assert all(later > earlier for earlier, later in pairwise(tried))


def test_a_greylisted_mail_gets_its_second_try_within_minutes_and_then_ever_more_slowly() -> None:
    waits = [later - earlier for earlier, later in pairwise(tries("temporary"))]

    assert 5 * MINUTE <= waits[0] <= 6 * MINUTE
    assert 10 * MINUTE <= waits[1] <= 12 * MINUTE
    assert max(waits) <= HOUR * 1.2


def test_a_server_down_for_three_hours_gets_the_mail_within_the_next() -> None:
    assert any(NOON + 3 * HOUR <= at <= NOON + 4.2 * HOUR for at in tries("temporary"))


def test_deliveries_refused_together_do_not_come_back_together() -> None:
    seconds = {tries("temporary", delivery_id=f"d{number}")[1] for number in range(100)}

    assert len(seconds) == 100
    assert max(seconds) - min(seconds) > timedelta(seconds=50)


def test_the_same_try_of_the_same_delivery_waits_the_same_time() -> None:
    assert tries("temporary") == tries("temporary")


def test_a_refused_login_is_tried_four_times_a_day_and_by_all_deliveries_at_the_same_instant() -> None:
    mine, yours = tries("auth", delivery_id="mine"), tries("auth", delivery_id="yours")

    assert mine == yours
    assert mine[1:4] == [NOON + 6 * HOUR, NOON + 12 * HOUR, NOON + 18 * HOUR]


def test_an_unsafe_server_is_looked_at_once_an_hour_by_all_deliveries_together() -> None:
    now = NOON + 25 * MINUTE
    found = {
        next_attempt(build.delivery(id=name, attempts=count), now, kind="tls", give_up_after=GIVE_UP) for count, name in enumerate("abc")
    }

    assert found == {NOON + HOUR}


@pytest.mark.parametrize(
    ("asked", "waited"),
    [(timedelta(seconds=30), timedelta(seconds=30)), (-HOUR, timedelta(seconds=1)), (timedelta(days=3650), DAY)],
)
def test_a_servers_own_wish_is_followed_within_a_day(asked: timedelta, waited: timedelta) -> None:
    assert next_attempt(build.delivery(), NOON, kind="temporary", retry_after=asked, give_up_after=GIVE_UP) == NOON + waited


def test_a_machine_that_slept_for_a_week_still_tries_a_few_times() -> None:
    now = NOON + 7 * DAY
    found = [next_attempt(build.delivery(attempts=count), now, kind="temporary", give_up_after=GIVE_UP) for count in range(5)]

    assert [at is not None for at in found] == [True, True, True, False, False]


@given(
    kind=st.sampled_from(["temporary", "unknown", "tls", "auth"]),
    attempts=st.integers(0, 10_000),
    now=st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)),  # noqa: DTZ001
)
def test_whatever_the_clock_says_the_next_try_lies_ahead_and_within_a_day(kind: DeliveryProblem, attempts: int, now: datetime) -> None:
    at = now.replace(tzinfo=UTC)

    found = next_attempt(build.delivery(attempts=attempts), at, kind=kind, give_up_after=GIVE_UP)

    assert found is None or at < found <= at + DAY
