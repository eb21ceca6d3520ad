"""Spend on the wire."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from chassis.dates import Day
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.patterns import worded
from chassis.rows import StampedOut
from suppliers.spend.rules import SpendKind


def _as_text(value: object) -> object:
    """A JSON number may have lost cents on its way: exact amounts travel as text."""
    if isinstance(value, str | Decimal):
        return value
    raise ValueError('Write the amount as text, such as "12252634.01".')


Amount = Annotated[
    Decimal,
    BeforeValidator(_as_text),
    Field(ge=0, max_digits=14, decimal_places=2),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,12}(\.\d{1,2})?$", "examples": ["12252634.01"]}),
]
Currency = Annotated[
    str,
    StringConstraints(
        pattern=worded(r"^[A-Z]{3}$", "a currency code of three capital letters (ISO 4217), such as EUR")
    ),
    Field(description="ISO 4217"),
]


class Money(BaseModel):
    """An exact amount: its digits travel as text."""

    model_config = ConfigDict(extra="forbid")

    amount: Amount
    currency: Currency
    vat_included: bool


class SpendIn(BaseModel):
    """What a contract cost from one day to another, both included."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "period_start": "2019-01-01",
                    "period_end": "2019-12-31",
                    "kind": "actual",
                    "money": {"amount": "12252634.01", "currency": "EUR", "vat_included": True},
                    "complete": True,
                }
            ]
        },
    )

    period_start: Day
    period_end: Day
    kind: SpendKind = SpendKind.ACTUAL
    money: Money
    complete: bool = Field(default=True, description="whether the whole period is in")


class SpendPatch(Patch):
    """What may change of a record of spend; an amount is replaced whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"complete": True}]})

    period_start: Day | None = None
    period_end: Day | None = None
    money: Money | None = None
    complete: bool | None = None


class SpendQuery(ListQuery):
    """Which records a list holds."""

    kind: SpendKind | None = Field(None, description="Only records of this kind.")


class SpendOut(StampedOut):
    """What a contract cost in a period."""

    contract_id: UUID
    period_start: date
    period_end: date
    kind: SpendKind
    money: Money
    complete: bool


class SpendTotal(BaseModel):
    """The exact sum of complete periods of one kind, currency and treatment of VAT; never extrapolated."""

    kind: SpendKind
    money: Money
    incomplete: int = Field(description="records left out because their period is not all in")


class SpendTotals(BaseModel):
    """One sum for each kind, currency and treatment of VAT."""

    items: list[SpendTotal]
    next: None = None
