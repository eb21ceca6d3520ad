"""Months and years of different lengths, and working days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.calendar_arithmetic import (
    first_of_month,
    last_of_month,
    same_day,
    shifted,
    whole_months,
    working_days_after,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2026, 11, 22), -24, date(2024, 11, 22)),
        (date(2028, 2, 29), -24, date(2026, 2, 28)),
        (date(2026, 12, 31), -24, date(2024, 12, 31)),
        (date(2026, 1, 1), -24, date(2024, 1, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int, expected: date) -> None:
    assert shifted(day, months=months) == expected


def test_days_are_added_after_the_months() -> None:
    assert shifted(date(2024, 1, 31), months=1, days=1) == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("year", "expected"), [(2028, date(2028, 2, 29)), (2027, date(2027, 2, 28)), (2100, date(2100, 2, 28))]
)
def test_the_same_day_of_a_leap_day_exists_in_every_year(year: int, expected: date) -> None:
    assert same_day(date(2024, 2, 29), year) == expected


def test_a_period_for_readers_who_may_not_know_its_days_is_of_whole_months() -> None:
    assert whole_months(date(2024, 2, 14), date(2024, 2, 20)) == (date(2024, 2, 1), date(2024, 2, 29))


@given(DAYS)
def test_a_month_ends_the_day_before_the_next_begins(day: date) -> None:
    assert shifted(last_of_month(day), days=1) == shifted(first_of_month(day), months=1)


def test_working_days_leave_the_weekend_out() -> None:
    friday = date(2024, 3, 1)
    assert working_days_after(friday, 1) == date(2024, 3, 4)
    assert working_days_after(friday, 20) == date(2024, 3, 29)
