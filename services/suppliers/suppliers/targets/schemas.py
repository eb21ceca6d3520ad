"""Targets in requests and answers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from chassis.dates import Day
from chassis.each_once import EACH_ONCE
from chassis.money import as_text
from chassis.numbers import WHOLE_NUMBER, decimals, exact
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Prose
from suppliers.products.rules import ProductCategory
from suppliers.targets.rules import TargetMetric, TargetStatus

WRITTEN = WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}(\.\d)?$"})
AS_TEXT = PlainSerializer(str, return_type=str)
Percent = Annotated[
    Decimal,
    BeforeValidator(decimals(1)),
    BeforeValidator(as_text),
    Field(ge=0, le=100, max_digits=4, decimal_places=1),
    AfterValidator(exact(1)),
    AS_TEXT,
    WRITTEN,
]
Year = Annotated[int, Field(ge=2000, le=2100), WHOLE_NUMBER]
Sdgs = Annotated[list[Annotated[int, Field(ge=1, le=17), WHOLE_NUMBER]], Field(max_length=17), EACH_ONCE]
Categories = Annotated[list[ProductCategory], Field(max_length=25), EACH_ONCE]

METRIC = Field(description="What is measured.", examples=["contracts_with_criteria"])
SCOPE = Field(description="Only contracts with one of these categories of products; empty for all contracts.")
VALUE = Field(description="The share to reach, in percent with at most one decimal, as text.", examples=["100.0"])
YEAR = Field(description="The year by whose end it is to be reached.", examples=[2030])
BASELINE_VALUE = Field(
    description="The share at the end of the baseline's year, as text; null without a baseline.", examples=["40.0"]
)
BASELINE_YEAR = Field(
    description="The year that progress is counted from; null without a baseline.", examples=[2025]
)
SDGS = Field(
    description="Sustainable Development Goals of the United Nations that it serves, by number.", examples=[[8, 12]]
)
NOTE = Field(description="Why it was set, and by whom; null where not recorded.")
ADOPTED_ON = Field(description="Day on which it was adopted.")


class TargetIn(BaseModel):
    """A share that the buyer wants to reach by the end of a year."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "metric": "contracts_with_criteria",
                    "value": "100.0",
                    "year": 2030,
                    "baseline_value": "40.0",
                    "baseline_year": 2025,
                    "sdgs": [12],
                }
            ]
        },
    )

    metric: Annotated[TargetMetric, METRIC]
    product_categories: Annotated[Categories, SCOPE] = []
    value: Annotated[Percent, VALUE, Field(gt=0)]
    year: Annotated[Year, YEAR]
    baseline_value: Annotated[Percent | None, BASELINE_VALUE] = None
    baseline_year: Annotated[Year | None, BASELINE_YEAR] = None
    sdgs: Annotated[Sdgs, SDGS] = []
    note: Annotated[Prose | None, NOTE] = None
    adopted_on: Day | None = Field(
        default=None, description="Day on which it was adopted; today where it is left out."
    )


class TargetPatch(Patch):
    """What can be changed of a target. What it measures and asks for stays: withdraw it, and set another one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sdgs": [8, 12]}]})
    clearable: ClassVar[frozenset[str]] = frozenset({"note"})

    sdgs: Annotated[Sdgs | None, SDGS] = None
    note: Annotated[Prose | None, NOTE] = None


class TargetTransition(BaseModel):
    """The next state of a target."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"to": "withdrawn", "reason": "Replaced by the target of the new plan."}]},
    )

    to: TargetStatus = Field(description="`withdrawn`; the target stays readable.")
    reason: Prose | None = Field(default=None, description="Why; required.")


class TargetQuery(ListQuery):
    """Which targets a list holds."""

    metric: TargetMetric | None = Field(None, description="Only targets of this metric.")
    status: TargetStatus | None = Field(None, description="Only targets with this status.")
    year: Annotated[int | None, Field(ge=2000, le=2100)] = Field(None, description="Only targets for this year.")


class TargetItem(StampedOut):
    """A target in a list."""

    metric: Annotated[TargetMetric, METRIC]
    product_categories: Annotated[list[ProductCategory], SCOPE]
    value: Annotated[Percent, VALUE]
    year: Annotated[int, YEAR]
    baseline_value: Annotated[Percent | None, BASELINE_VALUE]
    baseline_year: Annotated[int | None, BASELINE_YEAR]
    sdgs: Annotated[list[int], SDGS]
    adopted_on: Annotated[date, ADOPTED_ON]
    status: TargetStatus = Field(description="Whether it was withdrawn.", examples=["adopted"])


class TargetOut(TargetItem):
    """A target, with the transitions that the caller can make."""

    note: Annotated[str | None, NOTE]
    withdrawn_on: date | None = Field(description="Day on which it was withdrawn; null where it was not.")
    reason: str | None = Field(description="Why it was withdrawn; null where it was not.")
    allowed_transitions: list[TargetStatus] = Field(description="The states to which the caller can move it now.")
