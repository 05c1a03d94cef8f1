"""The numbers of a column are not one story, however alike their frames are."""

from __future__ import annotations

import pytest

from monitor.stories.series import are_numbers_of_a_column
from tests.fakes import NOON
from tests.stories.desk import told

DAY = f"{NOON:%-d}"
NEXT = f"{int(DAY) + 1}"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"Contracts for {DAY} May: seekers, launcher support", f"Contracts for {NEXT} May: radar spares"),
        (f"Offensive campaign assessment, May {DAY}", f"Offensive campaign assessment, May {NEXT}"),
        ("Day 1,371 of the war: what we know", "Day 1,372 of the war: what we know"),
        (f"5月{DAY}日防务要闻", f"5月{NEXT}日防务要闻"),
    ],
)
def test_a_number_that_tells_the_days_makes_a_column(first: str, second: str) -> None:
    assert are_numbers_of_a_column(told("a", title=first), told("b", title=second, hours=24))
    assert are_numbers_of_a_column(told("b", title=second, hours=24), told("a", title=first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Strike on the port kills at least 41, officials say", "Strike on the port kills at least 47, officials say"),
        ("Netherlands to give Ukraine four Patriot launchers", "Netherlands gave Ukraine four Patriot launchers"),
        (f"Contracts for {DAY} May: seekers", f"Contracts for {DAY} May: seekers and radars"),
        ("S-400 battery leaves the port", "S-500 battery leaves the port"),
    ],
)
def test_a_toll_a_system_and_another_wording_do_not(first: str, second: str) -> None:
    assert not are_numbers_of_a_column(told("a", title=first), told("b", title=second, hours=24))


def test_two_outlets_have_no_column_in_common() -> None:
    first = told("a", title=f"Contracts for {DAY} May", outlet="Register")
    second = told("b", title=f"Contracts for {NEXT} May", outlet="Gazette", hours=24)

    assert not are_numbers_of_a_column(first, second)
