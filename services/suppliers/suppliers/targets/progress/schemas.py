"""Progress of targets in answers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.figures import Coverage, Figure, Period
from chassis.money import Currency
from suppliers.contracts.costs.schemas import Sum
from suppliers.targets.rules import TargetMetric
from suppliers.targets.schemas import METRIC, VALUE, YEAR, Percent


class SpendProgress(BaseModel):
    """The share of spend in one currency, all with or all without VAT: other amounts cannot be added."""

    currency: Currency = Field(description="Currency (ISO 4217).", examples=["EUR"])
    vat_included: bool = Field(description="Whether the amounts include value-added tax.")
    numerator: Sum = Field(description="Spend under contracts that count.", examples=["18290179.28"])
    denominator: Sum = Field(description="Spend under all contracts of the target.", examples=["30542813.29"])
    value: float | None = Field(description="The share in percent; null where nothing was spent.", examples=[59.9])


class TargetProgress(BaseModel):
    """How far a target is on a day, by the number of contracts and by what was spent under them.

    A day that has passed gives the same answer as it did then, unless facts of that time were corrected.
    """

    target_id: UUID = Field(description="The target.")
    metric: Annotated[TargetMetric, METRIC]
    as_of: date = Field(description="The day on which it is counted.")
    period: Period = Field(description="The calendar year of that day, up to it.")
    target: Annotated[Percent, VALUE]
    year: Annotated[int, YEAR]
    expected: Percent | None = Field(
        description="Where a straight line from the baseline to the target is on the day, in percent, as text; null"
        " without a baseline, or before it.",
        examples=["52.0"],
    )
    is_reached: bool | None = Field(
        description="Whether the share of contracts has reached the target; null where there is no contract."
    )
    is_in_force: bool = Field(description="Whether the target was adopted, and not withdrawn, on the day.")
    by_number: Figure = Field(description="The share of contracts.")
    by_spend: list[SpendProgress] = Field(
        description="The share of what was spent in the period, one for each currency and treatment of VAT."
    )
    spend_coverage: Coverage = Field(description="Of how many of these contracts spend in the period is known.")
    spend_excluded: dict[str, int] = Field(
        description="Records of spend that were left out, by reason.", examples=[{"spend_incomplete": 1}]
    )
