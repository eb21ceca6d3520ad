"""Figures: percentages rounded as people do, and none where there is nothing to divide by."""

from datetime import date
from uuid import uuid4

import pytest

from chassis.figures import Scope, count, percent, ratio, share

DAY = date(2026, 3, 1)
SCOPE = Scope(kind="buyer", id=uuid4())


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [(1, 3, 33.3), (2, 3, 66.7), (1, 8, 12.5), (1, 16, 6.3), (3, 16, 18.8), (0, 5, 0.0), (5, 5, 100.0)],
)
def test_a_percentage_has_one_decimal_rounded_half_up(numerator: int, denominator: int, value: float) -> None:
    assert percent(numerator, denominator) == value


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"), [(1, 3, 0.33), (5, 8, 0.63), (7, 2, 3.5), (0, 5, 0.0)]
)
def test_a_ratio_has_two_decimals_rounded_half_up(numerator: int, denominator: int, value: float) -> None:
    assert ratio(numerator, denominator) == value


def test_nothing_of_nothing_is_no_number() -> None:
    assert ratio(0, 0) is None
    figure = share("contact_coverage", "P1", (0, 0), as_of=DAY, scope=SCOPE)
    assert figure.value is None
    assert (figure.numerator, figure.denominator) == (0, 0)


def test_a_share_says_of_how_many_nothing_is_known() -> None:
    figure = share("products_disclosed", "D1", (14, 20), as_of=DAY, scope=SCOPE, unknown=6)
    assert figure.value == 70.0
    assert figure.coverage is not None
    assert (figure.coverage.known, figure.coverage.unknown) == (14, 6)


def test_a_count_of_nothing_is_zero_and_has_no_denominator() -> None:
    figure = count("open_findings", "F1", 0, as_of=DAY, scope=SCOPE)
    assert (figure.value, figure.denominator) == (0, None)
