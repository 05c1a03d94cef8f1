"""Two articles of one outlet in; whether they are two numbers of one column out: the daily contracts, an assessment, day 1,371."""

from __future__ import annotations

import re
from datetime import timedelta

from monitor.model import StoryItem
from monitor.stories.words import fold
from monitor.text import EARLIEST

NUMBER = re.compile(r"\d+(?:[.,]\d{3})*")
MONTH = 31
"""No day of a month is above; a greater number counts days when it grows by one a day."""


def are_numbers_of_a_column(a: StoryItem, b: StoryItem) -> bool:
    """Whether two titles of one outlet have the same words up to a number that says the day: `Contracts for 23 November: …` and `… 24 …`.

    The number is each article's own day of the month (or that of the day before, in both), or it grows by as many as
    there are days between them. So a toll that rises, an update and a correction are no column.
    """
    if not a.outlet or a.outlet != b.outlet:
        return False
    numbers = _first_other_number(fold(a.title), fold(b.title))
    if numbers is None:
        return False
    one, two = numbers
    if max(one, two) > MONTH:
        return one - two == (a.order_at.date() - b.order_at.date()).days
    first, second = max(a.order_at, EARLIEST), max(b.order_at, EARLIEST)
    return any(one == (first - timedelta(days=back)).day and two == (second - timedelta(days=back)).day for back in (0, 1))


def _first_other_number(one: str, two: str) -> tuple[int, int] | None:
    """The first numbers in which two titles differ, if the words before them are the same (but for the name of the month)."""
    for left, right in zip(NUMBER.finditer(one), NUMBER.finditer(two), strict=False):
        if left[0] == right[0]:
            continue
        before, other = one[: left.start()].split(), two[: right.start()].split()
        if before and other and (before == other or (len(before) > 2 and before[:-1] == other[:-1])):
            return int(re.sub(r"\D", "", left[0])), int(re.sub(r"\D", "", right[0]))
        return None
    return None
