"""Periods of days: the first and the last day are included."""

from datetime import date

import pytest

from chassis.periods import PeriodReversed, check_period


@pytest.mark.parametrize("last", [date(2026, 3, 1), date(2026, 3, 2), None])
def test_a_period_may_be_one_day_or_have_no_known_end(last: date | None) -> None:
    check_period(date(2026, 3, 1), last, pointer="/end")


def test_a_period_that_ends_before_it_starts_is_refused_at_its_end() -> None:
    with pytest.raises(PeriodReversed) as refused:
        check_period(date(2026, 3, 1), date(2026, 2, 28), pointer="/end")
    (fault,) = refused.value.errors
    assert (fault.pointer, fault.code) == ("/end", "period_reversed")
    assert fault.detail == "The end 2026-02-28 is before the start 2026-03-01."
