"""Numbers in requests, read as written."""

from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError

from chassis.numbers import PLAIN_NUMBER, WHOLE_NUMBER, decimals, exact

Amount = Annotated[
    Decimal, BeforeValidator(decimals(2)), Field(max_digits=14, decimal_places=2), AfterValidator(exact(2))
]


@pytest.mark.parametrize(("written", "meant"), [(12, 12), ("12", 12), (" 12 ", 12), ("-3", -3), (1000.0, 1000)])
def test_a_whole_number_is_read(written: Any, meant: int) -> None:
    assert TypeAdapter(Annotated[int, WHOLE_NUMBER]).validate_python(written) == meant


@pytest.mark.parametrize(
    "written", ["1.000", "1,000", "1_000", "1 000", "1'000", "1e3", "1.0", "١٢", "１２", "", True, False, 1.5, None]
)
def test_what_may_be_another_whole_number_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Annotated[int, WHOLE_NUMBER]).validate_python(written)


@pytest.mark.parametrize("written", ["1,5", "1_0.5", "1e3", "NaN", "inf", "٣.٥", True])
def test_what_may_be_another_decimal_number_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Annotated[float, PLAIN_NUMBER]).validate_python(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("12.5", "12.50"),
        ("12", "12.00"),
        ("-0", "0.00"),
        ("0.00", "0.00"),
        ("007.10", "7.10"),
        (Decimal("3"), "3.00"),
    ],
)
def test_an_amount_has_its_decimals_from_the_start(written: Any, kept: str) -> None:
    assert str(TypeAdapter(Amount).validate_python(written)) == kept


@pytest.mark.parametrize(
    "written", ["1.000", "12.500", "1e3", "1E+3", "1_0", "1,50", "１２", True, "NaN", ".5", "5."]
)
def test_an_amount_that_may_be_another_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Amount).validate_python(written)
