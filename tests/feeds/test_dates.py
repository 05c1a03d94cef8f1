"""A date says what it says and no more; nonsense says nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import parse_date
from tests import faults

CASES = [case for case in faults.cases("date") if case["sub"] in {"valid", "odd"} and isinstance(case["value"], str | None)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_dates_of_the_fault_cases_decide_as_expected(case: dict[str, str]) -> None:
    published = parse_date(case["value"])

    if case["sub"] == "valid":
        assert published.at == datetime.fromisoformat(case["expect"])
    else:
        assert published.at is None or published.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("raw", "value", "at"),
    [
        ("Пн, 06 янв 2025 10:00:00 +0300", "2025-01-06T10:00:00+03:00", datetime(2025, 1, 6, 7, tzinfo=UTC)),
        ("6 января 2025 10:00", "2025-01-06T10:00:00", datetime(2025, 1, 6, 10, tzinfo=UTC)),
        ("Mo, 06 Januar 2025 10:00:00 GMT", "2025-01-06T10:00:00+00:00", datetime(2025, 1, 6, 10, tzinfo=UTC)),
        ("lun, 06 janv. 2025 10:00:00 +0100", "2025-01-06T10:00:00+01:00", datetime(2025, 1, 6, 9, tzinfo=UTC)),
        ("6 Ocak 2025 10:00", "2025-01-06T10:00:00", datetime(2025, 1, 6, 10, tzinfo=UTC)),
        ("2025년 1월 6일 오후 3:20", "2025-01-06T15:20:00", datetime(2025, 1, 6, 15, 20, tzinfo=UTC)),
        ("2025年1月6日", "2025-01-06", datetime(2025, 1, 6, tzinfo=UTC)),
        ("السبت، 6 يناير 2025 10:00", "2025-01-06T10:00:00", datetime(2025, 1, 6, 10, tzinfo=UTC)),
        ("06.01.2025 10:00", "2025-01-06T10:00:00", datetime(2025, 1, 6, 10, tzinfo=UTC)),
        ("6. ledna 2025", "2025-01-06", datetime(2025, 1, 6, tzinfo=UTC)),
        ("January 6, 2025", "2025-01-06", datetime(2025, 1, 6, tzinfo=UTC)),
        ("Mon, 06 Jan 2025 10:00:00 CEST", "2025-01-06T10:00:00+02:00", datetime(2025, 1, 6, 8, tzinfo=UTC)),
        ("Mon, 06 Jan 2025 24:00:00 GMT", "2025-01-07T00:00:00+00:00", datetime(2025, 1, 7, tzinfo=UTC)),
        ("2025-01", "2025-01", None),
        ("2025-02-30", None, None),
        ("2025-W01-1", None, None),
        ("yesterday", None, None),
        ("1736157600", "2025-01-06T10:00:00+00:00", datetime(2025, 1, 6, 10, tzinfo=UTC)),
    ],
)
def test_dates_of_other_languages_and_habits_are_understood(raw: str, value: str | None, at: datetime | None) -> None:
    published = parse_date(raw)

    assert (published.value, published.at) == (value, at)


@given(st.text(max_size=70) | st.from_regex(r"\d{1,4}[-/. ]\w{1,5}[-/. ]\d{1,4}[ T]\d{1,2}:\d{2}( [+-]\d{4})?", fullmatch=True))
def test_no_text_makes_the_date_reader_fail(raw: str) -> None:
    published = parse_date(raw)

    assert published.at is None or datetime(1990, 1, 1, tzinfo=UTC) <= published.at < datetime(2100, 1, 1, tzinfo=UTC)
