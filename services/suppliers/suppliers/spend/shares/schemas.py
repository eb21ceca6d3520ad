"""Shares of spend in requests and answers."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chassis.calendar_arithmetic import year_until
from chassis.dates import Day
from chassis.figures import Coverage, Period, Scope
from chassis.periods import check_period
from suppliers.spend.history.rules import Asked, Days, Selection, known_until
from suppliers.spend.schemas import Sum
from suppliers.spend.totals.schemas import AS_OF


class SpendSharesQuery(BaseModel):
    """The days that shares are about, and what was known of them when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: Day | None = Field(
        None, alias="from", description="First day; one year before `to` where it is left out."
    )
    last: Day | None = Field(None, alias="to", description="Last day; the day of `as_of` where it is left out.")
    as_of: Day | None = Field(
        None, description="Count what was known at the end of this day (UTC); today where it is left out."
    )

    def asked(self, *, today: date) -> Asked:
        """Raises AsOfInFuture, PeriodReversed."""
        as_of = known_until(self.as_of, today=today)
        last = self.last or as_of
        days = Days(self.first or year_until(last)[0], last)
        check_period(*days, pointer="/query/to")
        return Asked(Selection(), days, as_of)


class SpendShare(BaseModel):
    """A share of money, with the amounts it was computed from; `value` is null where the denominator is 0."""

    kpi: str = Field(description="Name of the figure, the same in every release.", examples=["monitored_spend"])
    code: str = Field(description="Number of the figure in the list of figures.", examples=["C6"])
    value: float | None = Field(
        description="The share in percent, with one decimal; null where the denominator is 0.", examples=[40.0]
    )
    currency: str = Field(description="Currency of both amounts (ISO 4217).", examples=["EUR"])
    vat_included: bool = Field(description="Whether both amounts include value-added tax.")
    numerator: Sum = Field(
        description="What was paid under contracts that a monitor follows.", examples=["12252634.01"]
    )
    denominator: Sum = Field(description="What was paid under contracts for hardware.", examples=["30542813.29"])
    coverage: Coverage = Field(
        description="Contracts for hardware with such a payment, and those without any recorded payment."
    )
    excluded: dict[str, int] = Field(
        description="How many records were left out, by reason.", examples=[{"not_hardware": 1, "incomplete": 0}]
    )
    as_of: Annotated[date, AS_OF]
    period: Period = Field(description="The days it covers.")
    scope: Scope = Field(description="The organisation that was counted.")
    method_version: str = Field(default="1", description="Grows when the way of counting changes.")


class SpendShares(BaseModel):
    """Shares of spend: one for each currency and treatment of VAT, because these are never added."""

    items: list[SpendShare] = Field(description="The shares; none where no complete payment is recorded.")
    contracts_without_spend: int = Field(
        description="Contracts for hardware that ran in these days, without any recorded payment.", examples=[0]
    )
    next: None = Field(default=None, description="Always null: there is no further page.")
