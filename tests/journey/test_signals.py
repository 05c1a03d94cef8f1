"""Told to leave at any step: `once` ends as shells expect it, the daemon finishes what is in hand, and nothing is lost or doubled."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.journey.case import LATER, TERMINATED, Case
from tests.journey.loaded import INTERRUPTED
from tests.journey.test_crash import POINTS

EVERY = 5
"""Of the points the suite tries one in so many; `bench/kills.py signals=999` each."""
ENDS = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}


def ended_at(case: Case, name: str, number: signal.Signals) -> bool:
    """Two days of which one is ended by the signal; whether it was, and all is well."""
    ends = [case.turn(day, strikes={name: number}) for day in (1, 2)]

    assert case.turn(2, later=LATER) in (0, 3), case.said()
    assert set(ends) <= {ENDS[number], 0, 3}, case.said()
    # The day after an interrupted one tells both days in one edition, or each in its own: nobody is told less or twice.
    case.assert_sound()
    return ENDS[number] in ends


def left_at(case: Case, name: str) -> bool:
    """A daemon that is told to leave at this point, and a turn after it; whether it came there and left in time, and all is well."""
    if "commit of unchanged polls" in name:
        assert case.turn(1, later=-timedelta(hours=3), only=["poll"]) == 0, case.said()
    ended = case.run_daemon(strikes={name: signal.SIGTERM})

    assert case.afterwards() in (0, 3), case.said()
    case.assert_whole(may_repeat=False)
    return ended == 0


@pytest.fixture
def case(new_case: Callable[..., Case]) -> Case:
    """With a store that has grown too large, and a server that asks to be left alone."""
    return new_case(is_troubled=True)


@pytest.mark.parametrize(("name", "number"), [(name, tuple(ENDS)[place % 2]) for place, name in enumerate(POINTS[::EVERY])])
def test_ended_at_this_point_a_turn_loses_and_doubles_nothing(case: Case, name: str, number: signal.Signals) -> None:
    assert ended_at(case, name, number)


@pytest.mark.parametrize("name", POINTS[1::EVERY])
def test_told_to_leave_at_this_point_the_daemon_finishes_what_is_in_hand_and_doubles_nothing(case: Case, name: str) -> None:
    assert left_at(case, name)


@pytest.mark.parametrize("name", POINTS[:: 3 * EVERY])
def test_told_to_reload_at_this_point_the_daemon_goes_on_and_doubles_nothing(case: Case, name: str) -> None:
    # The third delivery is the operator's or a reader's: then all have been handed over, or are in hand.
    ended = case.run_daemon(strikes={name: signal.SIGHUP, "attempt recorded:3": signal.SIGTERM})

    assert ended == 0, case.said()
    assert "configuration_reloaded" in case.said()
    assert case.afterwards() in (0, 3), case.said()
    case.assert_whole(may_repeat=False)
