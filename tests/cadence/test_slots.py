"""Every scheduled instant is one slot: over clock changes, suspended machines, stepped clocks and edited schedules."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cadence import Schedule, due_slots, next_slot, parse_cron, parse_zone
from monitor.cadence.slots import MOST_SLOTS
from monitor.model import Slot
from tests import faults

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def schedule(cron: str = "0 7 * * *", zone: str = "Europe/Berlin") -> Schedule:
    return Schedule(digest="daily", cron=cron, zone=zone)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def turns(when: Schedule, start: datetime, end: datetime, step: timedelta) -> list[Slot]:
    """What a program finds that asks every `step` and remembers what it published."""
    found: list[Slot] = []
    last, now = start, start
    while now < end:
        for slot in due_slots(when, last, now, done={slot.period for slot in found}):
            found.append(slot)
            last = now
        now += step
    return found


# -- reading a crontab


@pytest.mark.parametrize(
    ("cron", "after", "expected"),
    [
        ("0 8 * * 1", "2026-11-24T00:00", "2026-11-30T08:00"),
        ("0 8 * * 0", "2026-11-24T00:00", "2026-11-29T08:00"),
        ("0 8 * * 7", "2026-11-24T00:00", "2026-11-29T08:00"),
        ("0 8 * * mon-fri", "2026-11-27T09:00", "2026-11-30T08:00"),
        ("0 8 1 * 5", "2026-11-24T00:00", "2026-11-27T08:00"),
        ("0 8 1 * 5", "2026-11-28T00:00", "2026-12-01T08:00"),
        ("0 8 1 dec *", "2026-11-24T00:00", "2026-12-01T08:00"),
        ("*/20 6-8 * * *", "2026-11-24T08:21", "2026-11-24T08:40"),
        ("0 0 29 2 *", "2026-11-24T00:00", "2028-02-29T00:00"),
        ("@daily", "2026-11-24T00:00", "2026-11-25T00:00"),
    ],
)
def test_a_crontab_means_what_cron_means(cron: str, after: str, expected: str) -> None:
    slot = next_slot(schedule(cron, "UTC"), at(after))

    assert slot is not None
    assert slot.scheduled_at == at(expected)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
        ("@monthly", "0 0 1 * *"),
        ("@weekly", "0 0 * * 0"),
        ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@Hourly", "0 * * * *"),
    ],
)
def test_the_short_names_of_crontab_5_are_known(name: str, fields: str) -> None:
    assert parse_cron(name).text == fields


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 7 * *", "has 4 fields"),
        ("0 0 7 * * *", "has 6 fields"),
        ("60 7 * * *", "minute"),
        ("0 24 * * *", "hour"),
        ("0 7 31 2 *", "day-of-month"),
        ("0 7 * 13 *", "month"),
        ("0 7 * * 8", "day-of-week"),
        ("0 7 * * fun", "day-of-week"),
        ("*/0 7 * * *", "minute"),
        ("7:00", "has 1 fields"),
        ("", "has 0 fields"),
        ("0 7 * * mon#5 x", "has 6 fields"),
    ],
)
def test_what_is_no_crontab_is_refused_with_the_field_at_fault(cron: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_cron(cron)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../etc/passwd", "CEST+2"])
def test_an_unknown_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match="no known time zone"):
        parse_zone(name)


# -- clock changes


@pytest.mark.parametrize("case", [case for case in faults.cases("schedule") if case["sub"] == "dst"], ids=lambda case: case["id"])
def test_a_daily_digest_comes_once_each_local_date_around_a_clock_change(case: dict[str, Any]) -> None:
    hour, minute = case["spec"]["at"].split(":")
    zone = case["spec"]["tz"]
    when = schedule(f"{int(minute)} {int(hour)} * * *", zone)
    day = date.fromisoformat(case["spec"]["around"])
    start, end = (datetime.combine(day + offset * DAY, time(), ZoneInfo(zone)).astimezone(UTC) - MINUTE for offset in (-3, 3))

    found = turns(when, start, end, 10 * MINUTE)

    days = [day + offset * DAY for offset in range(-3, 3) if is_a_date(day + offset * DAY, zone)]
    assert [slot.period for slot in found] == [str(one) for one in days]
    assert [slot.scheduled_at.astimezone(ZoneInfo(zone)).date() for slot in found] == days
    assert case["expect"] == {"per_local_date": 1}


def is_a_date(day: date, zone: str) -> bool:
    """Samoa went from 29 to 31 December in 2011."""
    noon = datetime.combine(day, time(12))
    return noon.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == noon


def test_a_time_that_is_skipped_comes_right_after_the_jump() -> None:
    slot = next_slot(schedule("30 2 * * *"), at("2026-03-28T12:00"))

    assert slot == Slot(digest="daily", period="2026-03-29", scheduled_at=at("2026-03-29T01:00"))


def test_a_time_skipped_by_a_jump_over_midnight_comes_before_it_and_keeps_its_date() -> None:
    slot = next_slot(schedule("30 23 * * *", "America/Nuuk"), at("2026-03-28T12:00"))

    assert slot == Slot(digest="daily", period="2026-03-28", scheduled_at=at("2026-03-29T00:59"))


def test_a_time_that_is_repeated_comes_the_first_time_only() -> None:
    when = schedule("30 2 * * *")

    first = next_slot(when, at("2026-10-24T12:00"))

    assert first is not None
    assert first.scheduled_at == at("2026-10-25T00:30")
    second = next_slot(when, first.scheduled_at)
    assert second is not None
    assert second.period == "2026-10-26"


def test_several_times_skipped_by_one_jump_are_one_slot() -> None:
    when = schedule("0,15,30 2 * * *")

    forward = next_slot(when, at("2026-03-28T12:00"))
    backward = due_slots(when, at("2026-03-28T12:00"), at("2026-03-29T01:00"), catch_up="all")

    assert forward is not None
    assert backward == (forward,)
    assert forward.period == "2026-03-29T02:30"


def test_a_schedule_for_every_hour_follows_the_clock() -> None:
    when = schedule("30 * * * *")

    spring = due_slots(when, at("2026-03-29T00:00"), at("2026-03-29T03:00"), catch_up="all")
    autumn = due_slots(when, at("2026-10-25T00:00"), at("2026-10-25T03:00"), catch_up="all")

    assert [slot.period[-5:] for slot in spring] == ["01:30", "03:30", "04:30"]
    assert [slot.period for slot in autumn] == ["2026-10-25T02:30", "2026-10-25T02:30+0100", "2026-10-25T03:30"]


def test_a_date_that_a_zone_left_out_has_no_slot() -> None:
    found = due_slots(schedule("0 7 * * *", "Pacific/Apia"), at("2011-12-29T00:00"), at("2012-01-02T00:00"), catch_up="all")

    assert [slot.period for slot in found] == ["2011-12-29", "2011-12-31", "2012-01-01", "2012-01-02"]


@given(
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    zone=st.sampled_from(["Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Africa/Cairo", "America/Nuuk", "Asia/Tehran", "UTC"]),
    start=st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001
)
@settings(max_examples=100, deadline=None)
def test_the_next_slot_is_the_one_that_is_due_when_its_time_comes(hour: int, minute: int, zone: str, start: datetime) -> None:
    when, after = schedule(f"{minute} {hour} * * *", zone), start.replace(tzinfo=UTC)

    slot = next_slot(when, after)

    assert slot is not None
    assert slot.scheduled_at > after
    assert due_slots(when, after, slot.scheduled_at - timedelta(seconds=1)) == ()
    assert due_slots(when, after, slot.scheduled_at) == (slot,)


@given(
    cron=st.sampled_from(["30 2 * * *", "15 1 * * 1-5", "0 */6 * * *", "45 3 1,15 * *", "10 0 * * 0"]),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "America/Sao_Paulo"]),
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
)
@settings(max_examples=60, deadline=None)
def test_the_instants_are_those_of_cronsim_in_the_zone(cron: str, zone: str, start: datetime) -> None:
    when, now = schedule(cron, zone), start.replace(tzinfo=UTC)
    if parse_cron(cron).text.split()[1].startswith("*"):
        return
    theirs = CronSim(cron, now.astimezone(ZoneInfo(zone)))

    for _ in range(5):
        slot = next_slot(when, now)
        assert slot is not None
        assert slot.scheduled_at == next(theirs).astimezone(UTC)
        now = slot.scheduled_at


# -- clocks that step, machines that sleep, programs that stop

SEVEN = at("2026-11-24T06:00")
"""07:00 in Berlin."""


def test_a_clock_set_back_over_the_slot_sends_nothing_again() -> None:
    when = schedule()
    (sent,) = due_slots(when, SEVEN - DAY, SEVEN)
    set_back = SEVEN + MINUTE - HOUR

    assert due_slots(when, SEVEN + MINUTE, set_back, done={"2026-11-23", sent.period}) == ()
    assert due_slots(when, SEVEN + MINUTE, SEVEN + 2 * MINUTE, done={sent.period}) == ()


def test_a_clock_set_forward_by_a_day_brings_one_edition_and_not_one_for_each_hour() -> None:
    assert len(due_slots(schedule("0 * * * *"), SEVEN, SEVEN + DAY)) == 1


def test_a_clock_ten_years_ahead_and_back_poisons_nothing() -> None:
    when = schedule()
    ahead = SEVEN + 3652 * DAY
    (from_the_future,) = due_slots(when, SEVEN, ahead)
    done = {"2026-11-24", from_the_future.period}

    assert due_slots(when, ahead, SEVEN + HOUR, done=done) == ()
    assert [slot.period for slot in due_slots(when, ahead, SEVEN + DAY, done=done)] == ["2026-11-25"]


@pytest.mark.parametrize("clock", [datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)])
def test_an_absurd_clock_is_no_error(clock: datetime) -> None:
    assert len(due_slots(schedule(), None, clock)) == 1


@pytest.mark.parametrize("asleep", [timedelta(minutes=20), 8 * HOUR])
def test_a_slot_slept_over_comes_once_and_says_that_it_is_late(asleep: timedelta) -> None:
    found = due_slots(schedule(), SEVEN - DAY, SEVEN - 10 * MINUTE + asleep)

    assert [(slot.period, slot.scheduled_at, slot.is_late) for slot in found] == [("2026-11-24", SEVEN, True)]


def test_a_slot_found_in_time_is_not_late() -> None:
    assert [slot.is_late for slot in due_slots(schedule(), SEVEN - DAY, SEVEN + timedelta(seconds=30))] == [False]


def test_an_edition_a_minute_after_its_slot_is_in_time_and_a_second_more_is_late() -> None:
    def is_late(after: timedelta) -> bool:
        (slot,) = due_slots(schedule(), SEVEN - DAY, SEVEN + after)
        return slot.is_late

    assert (is_late(MINUTE), is_late(MINUTE + timedelta(seconds=1))) == (False, True)


def test_a_slot_an_hour_ago_is_the_oldest_that_is_not_missed() -> None:
    def found(after: timedelta) -> int:
        return len(due_slots(schedule(), SEVEN - DAY, SEVEN + after, catch_up="none"))

    assert (found(HOUR), found(HOUR + timedelta(seconds=1))) == (1, 0)


def test_slots_of_several_times_a_day_are_named_by_date_and_time() -> None:
    found = due_slots(schedule("0,30 7,19 * * *"), SEVEN - timedelta(seconds=1), SEVEN + 13 * HOUR, catch_up="all")

    assert [slot.period[-5:] for slot in found] == ["07:00", "07:30", "19:00", "19:30"]


def test_after_three_days_the_policy_decides_how_many_editions_there_are() -> None:
    def periods(catch_up: Any, now: datetime) -> list[str]:
        return [slot.period for slot in due_slots(schedule(), SEVEN, now, catch_up=catch_up)]

    assert periods("one", SEVEN + 3 * DAY + 2 * HOUR) == ["2026-11-27"]
    assert periods("all", SEVEN + 3 * DAY + 2 * HOUR) == ["2026-11-25", "2026-11-26", "2026-11-27"]
    assert periods("none", SEVEN + 3 * DAY + 2 * HOUR) == []
    assert periods("none", SEVEN + 3 * DAY + 10 * MINUTE) == ["2026-11-27"]


def test_catching_up_has_a_bound() -> None:
    assert len(due_slots(schedule("* * * * *"), SEVEN - 3 * DAY, SEVEN, catch_up="all")) == MOST_SLOTS


def test_the_first_edition_is_the_latest_slot_and_not_late() -> None:
    found = due_slots(schedule(), None, SEVEN + 5 * HOUR)

    assert [(slot.period, slot.is_late) for slot in found] == [("2026-11-24", False)]


def test_a_slot_that_comes_while_another_is_being_sent_is_neither_skipped_nor_doubled() -> None:
    when = schedule("0 7,8 * * *")
    (first,) = due_slots(when, SEVEN - HOUR, SEVEN)

    (second,) = due_slots(when, SEVEN, SEVEN + HOUR, done={first.period})

    assert (first.period, second.period) == ("2026-11-24T07:00", "2026-11-24T08:00")
    assert due_slots(when, SEVEN + HOUR, SEVEN + 2 * HOUR, done={first.period, second.period}) == ()


# -- schedules edited while the program runs


def test_an_hour_moved_after_it_was_served_brings_no_second_edition_that_day() -> None:
    done = {"2026-11-24"}
    eight = schedule("0 8 * * *")

    assert due_slots(eight, SEVEN, SEVEN + 2 * HOUR, done=done) == ()
    upcoming = next_slot(eight, SEVEN + timedelta(minutes=30), done=done)
    assert upcoming is not None
    assert upcoming.period == "2026-11-25"


@pytest.mark.parametrize(("before", "after"), [("Europe/Berlin", "America/New_York"), ("Asia/Tokyo", "America/New_York")])
def test_a_zone_changed_at_noon_brings_no_second_edition_that_day(before: str, after: str) -> None:
    (served,) = due_slots(schedule(zone=before), SEVEN - DAY, at("2026-11-24T07:00", before))
    noon = at("2026-11-24T12:00", before)

    found = turns_after(schedule(zone=after), noon, {served.period})

    assert [slot.period for slot in found] == ["2026-11-25", "2026-11-26"]


def turns_after(when: Schedule, start: datetime, done: set[str]) -> list[Slot]:
    found: list[Slot] = []
    while len(found) < 2:
        slot = next_slot(when, start, done=done)
        assert slot is not None
        found.append(slot)
        start = slot.scheduled_at
    return found


def test_an_alert_digest_has_no_slots() -> None:
    when = schedule("alert")

    assert when.is_alert
    assert due_slots(when, None, SEVEN) == ()
    assert next_slot(when, SEVEN) is None
