"""Totals of spend in requests and answers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.dates import Day
from chassis.figures import Period
from chassis.numbers import WHOLE_NUMBER
from chassis.patterns import worded
from suppliers.spend.history.rules import Asked, Selection, days_asked_for, known_until
from suppliers.spend.rules import SpendKind
from suppliers.spend.schemas import Sum
from suppliers.spend.totals.rules import MOST, Dimension

_one = "|".join(Dimension)
GroupBy = Annotated[
    str,
    StringConstraints(
        max_length=64,
        pattern=worded(
            rf"^({_one})(,({_one})){{0,3}}$", "one or more of year, contract, supplier and framework, with commas"
        ),
    ),
]

AS_OF = Field(description="The day (UTC) whose knowledge counts: what was recorded or changed later does not.")


class SpendSelection(BaseModel):
    """Which days of which contracts are counted, and what was known of them when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contract_id: UUID | None = Field(None, description="Only this contract.")
    supplier_id: UUID | None = Field(None, description="Only contracts with this supplier.")
    framework_id: UUID | None = Field(
        None, description="Only this framework: its own spend, and that of the call-offs and lots below it."
    )
    year: Annotated[int, Field(ge=1900, le=2100), WHOLE_NUMBER] | None = Field(
        None, description="Only this calendar year, in place of `from` and `to`."
    )
    first: Day | None = Field(None, alias="from", description="Only periods that begin on this day or later.")
    last: Day | None = Field(None, alias="to", description="Only periods that end on this day or earlier.")
    as_of: Day | None = Field(
        None, description="Count what was known at the end of this day (UTC); today where it is left out."
    )

    def asked(self, *, today: date) -> Asked:
        """Raises AsOfInFuture, PeriodGivenTwice, PeriodReversed."""
        return Asked(
            selection=Selection(self.contract_id, self.supplier_id, self.framework_id),
            days=days_asked_for(self.year, self.first, self.last),
            as_of=known_until(self.as_of, today=today),
        )


class SpendTotalsQuery(SpendSelection):
    """What totals are divided by, and which spend they count."""

    group_by: GroupBy | None = Field(
        None,
        description=(
            "What the totals are divided by: `year`, `contract`, `supplier`, `framework`, or several of these with"
            " commas. Left out, everything that may be added is in one total."
        ),
        examples=["year,contract"],
    )
    kind: SpendKind | None = Field(None, description="Only amounts of this kind.")


class IncompleteSpend(BaseModel):
    """Periods that are not complete: their amounts as they were recorded, in no other sum."""

    records: int = Field(description="How many records there are.", examples=[0])
    amount: Sum = Field(description="The sum of their amounts.", examples=["0.00"])


class GroupedSpend(BaseModel):
    """An exact sum of amounts of one kind, in one currency, all with or all without VAT.

    Nothing is extrapolated, converted or divided.
    """

    year: int | None = Field(
        description=(
            "The calendar year; null where totals are not divided by year, and for periods that cross the end of a"
            " year: `period` has their days."
        ),
        examples=[2019],
    )
    framework_id: UUID | None = Field(
        description="The framework; null where totals are not divided by framework, and for contracts of none."
    )
    framework_reference: str | None = Field(description="Its reference.", examples=["ICT-2026-014"])
    supplier_id: UUID | None = Field(description="The supplier; null where totals are not divided by supplier.")
    supplier_name: str | None = Field(description="Its name.", examples=["Meridiaan Systems"])
    contract_id: UUID | None = Field(description="The contract; null where totals are not divided by contract.")
    contract_reference: str | None = Field(description="Its reference.", examples=["ICT-2026-014"])
    kind: SpendKind = Field(description="Whether the amounts were paid, planned or estimated.")
    is_forecast: bool = Field(description="Whether they were planned or estimated: never add them to paid amounts.")
    currency: str = Field(description="Currency (ISO 4217).", examples=["EUR"])
    vat_included: bool = Field(description="Whether the amounts include value-added tax.")
    amount: Sum = Field(description="The sum of complete periods.", examples=["12252634.01"])
    records: int = Field(description="How many records were added.", examples=[1])
    incomplete: IncompleteSpend = Field(description="Periods that are not complete.")
    period: Period = Field(description="From the first to the last day of these records.")
    contract_days: int = Field(
        description="Days on which the contracts of this total run in the days that it is about.", examples=[365]
    )
    covered_days: int = Field(description="Those of them that complete periods cover.", examples=[365])
    is_complete: bool = Field(
        description="Whether complete periods cover all days of the contracts; if not, the sum is that of a part."
    )


class GroupedSpendTotals(BaseModel):
    """Totals of your spend as it was known on a day, and what they do not count."""

    as_of: Annotated[date, AS_OF]
    group_by: list[Dimension] = Field(description="What the totals are divided by.")
    contracts: int = Field(description="Contracts that were looked at and ran in these days.", examples=[1])
    contracts_without_spend: int = Field(
        description="Those of them without any recorded payment: of these nothing is known.", examples=[0]
    )
    partly_outside: int = Field(
        description="Records that lie only partly within the days asked for. They are in no total.", examples=[0]
    )
    items: list[GroupedSpend] = Field(description=f"The totals, at most {MOST:,}.")
    next: None = Field(default=None, description="Always null: there is no further page.")
