"""Spend in requests and answers."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from chassis.dates import Day
from chassis.money import Amount, Currency
from chassis.numbers import exact
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from suppliers.spend.rules import SpendKind

Sum = Annotated[
    Decimal, AfterValidator(exact(2)), WithJsonSchema({"type": "string", "pattern": r"^\d{1,18}\.\d{2}$"})
]
"""A sum of amounts, which can have more digits than an amount."""

PERIOD_START = Field(description="First day of the period.")
PERIOD_END = Field(description="Last day of the period.")
KIND = Field(description="Whether the amount was paid, planned or estimated.")
MONEY = Field(description="The amount.")
COMPLETE = Field(description="Whether the whole period is included; incomplete periods are left out of totals.")


class Money(BaseModel):
    """An exact amount of money."""

    model_config = ConfigDict(extra="forbid")

    amount: Amount = Field(
        description="The amount as text, with at most two decimals: a number would lose cents.",
        examples=["12252634.01"],
    )
    currency: Currency = Field(description="Currency (ISO 4217).", examples=["EUR"])
    vat_included: bool = Field(description="Whether the amount includes value-added tax.")


class MoneySum(BaseModel):
    """An exact sum of amounts of money."""

    amount: Sum = Field(description="The sum as text, with two decimals.", examples=["30542813.29"])
    currency: str = Field(description="Currency (ISO 4217).", examples=["EUR"])
    vat_included: bool = Field(description="Whether the amounts include value-added tax.")


class SpendIn(BaseModel):
    """What was spent under a contract in a period (both days included)."""

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

    period_start: Annotated[Day, PERIOD_START]
    period_end: Annotated[Day, PERIOD_END]
    kind: Annotated[SpendKind, KIND] = SpendKind.ACTUAL
    money: Annotated[Money, MONEY]
    complete: Annotated[bool, COMPLETE] = True


class SpendPatch(Patch):
    """What can be changed of a record of spend. `money` is replaced as a whole; fields that are left out stay."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"complete": True}]})

    period_start: Annotated[Day | None, PERIOD_START] = None
    period_end: Annotated[Day | None, PERIOD_END] = None
    money: Annotated[Money | None, MONEY] = None
    complete: Annotated[bool | None, COMPLETE] = None


class SpendQuery(ListQuery):
    """Which records a list holds."""

    kind: SpendKind | None = Field(None, description="Only records of this kind.")


class SpendOut(StampedOut):
    """What was spent under a contract in a period."""

    contract_id: UUID = Field(description="The contract.")
    period_start: Annotated[date, PERIOD_START]
    period_end: Annotated[date, PERIOD_END]
    kind: Annotated[SpendKind, KIND]
    money: Annotated[Money, MONEY]
    complete: Annotated[bool, COMPLETE]


class SpendTotal(BaseModel):
    """The exact sum of the complete periods of one kind, currency and treatment of VAT; nothing is extrapolated."""

    kind: Annotated[SpendKind, KIND]
    money: MoneySum = Field(description="The sum of complete periods.")
    incomplete: int = Field(
        description="Records that were left out because their period is incomplete.", examples=[1]
    )


class SpendTotals(BaseModel):
    """One total for each kind, currency and treatment of VAT."""

    items: list[SpendTotal] = Field(description="The totals.")
    next: None = Field(default=None, description="Always null: there is no further page.")
