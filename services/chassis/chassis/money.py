"""Amounts of money in requests and answers: exact, as text."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from chassis.numbers import decimals, exact
from chassis.patterns import worded


def as_text(value: object) -> object:
    """A JSON number may have lost cents on its way, so exact amounts travel as text."""
    if isinstance(value, str | Decimal):
        return value
    raise ValueError('Write the number as text, such as "12.50".')


Amount = Annotated[
    Decimal,
    BeforeValidator(decimals(2)),
    BeforeValidator(as_text),
    Field(ge=0, max_digits=14, decimal_places=2),
    AfterValidator(exact(2)),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,12}(\.\d{1,2})?$"}),
]
Currency = Annotated[
    str,
    StringConstraints(
        pattern=worded(r"^[A-Z]{3}$", "a currency code of three capital letters (ISO 4217), such as EUR")
    ),
]
