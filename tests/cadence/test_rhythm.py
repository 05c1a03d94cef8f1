"""How often a feed brings something is read from its own dates first, and learned from every poll afterwards."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.cadence.rhythm import age_limit, dated_rhythm, learned_rhythm, newest_at
from monitor.model import CleanText, Entry, FeedState, Published

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def dated(*ages: timedelta | None) -> tuple[Entry, ...]:
    """Entries published so long before noon; None for one without a date."""
    return tuple(
        Entry(
            id=f"e{place}",
            feed_id="f",
            guid=str(place),
            url=None,
            title=CleanText("T"),
            published=Published() if age is None else Published(value="", at=NOON - age, source="feed"),
        )
        for place, age in enumerate(ages)
    )


def near(found: timedelta | None, expected: timedelta) -> bool:
    return found is not None and abs(found - expected) <= SECOND


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ((), None),
        ((DAY,), None),
        ((None, None, None), None),
        ((DAY, None), None),
        ((4 * DAY, 2 * DAY), 2 * DAY),
        ((2 * DAY, 4 * DAY), 2 * DAY),
        ((4 * DAY, 3 * DAY, 2 * DAY), 4 * DAY / 3),
        ((14 * DAY - SECOND, DAY), 7 * DAY),
        ((14 * DAY, DAY), 13 * DAY),
        ((14 * DAY, 13 * DAY, DAY), 13 * DAY / 2),
        ((30 * DAY, 20 * DAY), 10 * DAY),
        ((60 * DAY, 40 * DAY, 20 * DAY), 20 * DAY),
        ((30 * DAY, 30 * DAY), MINUTE),
        ((30 * DAY, 30 * DAY - 2 * MINUTE), 2 * MINUTE),
        ((SECOND, SECOND), MINUTE),
        ((DAY, -DAY), DAY / 2),
        ((DAY, -DAY - SECOND), None),
        ((DAY, 2 * DAY, -DAY - SECOND), DAY),
        ((3000 * DAY, 1000 * DAY), 365 * DAY),
        ((600 * DAY, 357 * DAY), 243 * DAY),
    ],
)
def test_the_dates_in_a_feed_show_its_rhythm(ages: tuple[timedelta | None, ...], expected: timedelta | None) -> None:
    found = dated_rhythm(dated(*ages), NOON)

    assert found is None if expected is None else near(found, expected)


KNOWN = FeedState(last_success_at=NOON - 3 * DAY, rhythm=DAY)
FADED = 1 - math.exp(-1)
"""What the last three days count against all that was before."""


@pytest.mark.parametrize(
    ("state", "ages", "expected"),
    [
        (FeedState(), (4 * DAY, 2 * DAY), 2 * DAY),
        (FeedState(rhythm=HOUR), (4 * DAY, 2 * DAY), 2 * DAY),
        (FeedState(), (), None),
        (replace(KNOWN, rhythm=None), (4 * DAY, 2 * DAY), 2 * DAY),
        (replace(KNOWN, rhythm=None), (), None),
        (KNOWN, (0 * DAY, DAY, 2 * DAY), DAY),
        (KNOWN, (0 * DAY, 0 * DAY, DAY, DAY, 2 * DAY, 2 * DAY), DAY / (1 + FADED)),
        (KNOWN, (), DAY / (1 - FADED)),
        (KNOWN, (None, None, None), DAY),
        (KNOWN, (4 * DAY, DAY, DAY), DAY),
        (KNOWN, (4 * DAY + SECOND, DAY, DAY, DAY), DAY),
        (KNOWN, (9 * DAY, 99 * DAY), DAY / (1 - FADED)),
        (replace(KNOWN, rhythm=2 * DAY), (0 * DAY, DAY, 2 * DAY), DAY / (0.5 + 0.5 * FADED)),
        (replace(KNOWN, last_success_at=NOON - 6 * DAY), (), DAY / math.exp(-2)),
        (replace(KNOWN, last_success_at=NOON - 99 * DAY), (), 365 * DAY),
        (replace(KNOWN, last_success_at=NOON, rhythm=HOUR), (0 * DAY,), DAY / (24 + (1 - math.exp(-1 / 4320)) * (1440 - 24))),
        (replace(KNOWN, last_success_at=NOON + DAY), (), DAY / math.exp(-1 / 4320)),
        (replace(KNOWN, last_success_at=NOON - HOUR, rhythm=MINUTE), (None,) * 900, MINUTE),
    ],
)
def test_each_poll_moves_what_was_learned_towards_what_it_brought(
    state: FeedState, ages: tuple[timedelta | None, ...], expected: timedelta | None
) -> None:
    found = learned_rhythm(state, dated(*ages), NOON)

    assert found is None if expected is None else near(found, expected)


@pytest.mark.parametrize(
    ("before", "ages", "expected"),
    [
        (None, (), None),
        (None, (2 * DAY, DAY), DAY),
        (None, (None, DAY), timedelta(0)),
        (None, (-DAY, 2 * DAY), timedelta(0)),
        (None, (-DAY - SECOND,), timedelta(0)),
        (3 * DAY, (), 3 * DAY),
        (3 * DAY, (2 * DAY,), 2 * DAY),
        (3 * DAY, (9 * DAY,), 3 * DAY),
        (-9 * DAY, (DAY,), timedelta(0)),
    ],
)
def test_the_newest_entry_is_never_of_the_future(
    before: timedelta | None, ages: tuple[timedelta | None, ...], expected: timedelta | None
) -> None:
    state = FeedState(newest_at=None if before is None else NOON - before)

    assert newest_at(state, dated(*ages), NOON) == (None if expected is None else NOON - expected)


def test_an_entry_dated_beyond_tomorrow_is_as_new_as_our_first_sight_of_it() -> None:
    later = dated(-DAY - SECOND)

    assert newest_at(FeedState(newest_at=NOON - 9 * DAY), later, NOON) == NOON


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [(None, 30 * DAY), (HOUR, 3 * DAY), (DAY / 2, 3 * DAY), (DAY, 6 * DAY), (10 * DAY, 60 * DAY), (20 * DAY, 60 * DAY)],
)
def test_a_healthy_feed_may_be_silent_for_six_of_its_intervals_within_bounds(rhythm: timedelta | None, expected: timedelta) -> None:
    assert age_limit(rhythm) == expected
