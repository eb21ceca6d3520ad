"""Label requirements in requests and answers."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.dates import Day
from chassis.each_once import EACH_ONCE
from chassis.numbers import WHOLE_NUMBER
from chassis.patches import Patch
from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.text import Prose
from suppliers.contracts.criteria.schemas import AGREED_ON, ENDED_ON
from suppliers.contracts.labels.rules import ExemptCondition
from suppliers.label_claims.rules import LabelScheme
from suppliers.products.rules import ProductCategory

Months = Annotated[int, Field(ge=0, le=120), WHOLE_NUMBER]
Level = Annotated[str, StringConstraints(pattern=worded(r"^[a-z0-9]{1,16}$", "a level such as silver"))]
Categories = Annotated[list[ProductCategory], Field(max_length=25), EACH_ONCE]
Exempt = Annotated[list[ExemptCondition], Field(max_length=2), EACH_ONCE]


class RequiredLabel(BaseModel):
    """A label, and from which of its levels on it is enough."""

    model_config = ConfigDict(extra="forbid")

    scheme: LabelScheme = Field(description="The label.", examples=["EPEAT"])
    min_level: Level | None = Field(
        default=None, description="The lowest level that is enough; null where any is.", examples=["silver"]
    )


LABELS = Field(description="One of these labels is enough, and every label with equivalent requirements.")
Labels = Annotated[list[RequiredLabel], Field(min_length=1, max_length=9)]
CATEGORIES = Field(description="Products of which the label is asked; empty for all of the contract.")
EXEMPT = Field(description="Conditions of products of which it is not asked, such as `refurbished`.")
MONTHS = Field(
    description="Months after the award from which products need the label; null where they need it in the tender.",
    examples=[12],
)
WORDING = Field(description="The requirement in words; null where only its labels are recorded.")
EQUIVALENT = "Whether labels with equivalent requirements are accepted: always, as the law asks."


class LabelRequirementIn(BaseModel):
    """Labels that a contract asks for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "labels": [{"scheme": "TCO_CERTIFIED"}, {"scheme": "EPEAT", "min_level": "silver"}],
                    "product_categories": ["laptop"],
                    "exempt_conditions": ["refurbished"],
                }
            ]
        },
    )

    labels: Annotated[Labels, LABELS]
    or_equivalent: bool = Field(default=True, description=f"{EQUIVALENT} False is refused.")
    product_categories: Annotated[Categories, CATEGORIES] = []
    exempt_conditions: Annotated[Exempt, EXEMPT] = []
    months_after_award: Annotated[Months | None, MONTHS] = None
    wording: Annotated[Prose | None, WORDING] = None
    agreed_on: Annotated[Day | None, AGREED_ON] = None
    ended_on: Annotated[Day | None, ENDED_ON] = None


class LabelRequirementPatch(Patch):
    """What can be changed of a label requirement. `labels` are replaced as a whole."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"exempt_conditions": ["refurbished", "second_hand"]}]}
    )
    clearable: ClassVar[frozenset[str]] = frozenset({"months_after_award", "wording", "agreed_on", "ended_on"})

    labels: Annotated[Labels | None, LABELS] = None
    or_equivalent: bool | None = Field(default=None, description=f"{EQUIVALENT} False is refused.")
    product_categories: Annotated[Categories | None, CATEGORIES] = None
    exempt_conditions: Annotated[Exempt | None, EXEMPT] = None
    months_after_award: Annotated[Months | None, MONTHS] = None
    wording: Annotated[Prose | None, WORDING] = None
    agreed_on: Annotated[Day | None, AGREED_ON] = None
    ended_on: Annotated[Day | None, ENDED_ON] = None


class LabelRequirementOut(StampedOut):
    """Labels that a contract asks for."""

    contract_id: UUID = Field(description="The contract.")
    labels: Annotated[list[RequiredLabel], LABELS]
    or_equivalent: bool = Field(description=EQUIVALENT, examples=[True])
    product_categories: Annotated[list[ProductCategory], CATEGORIES]
    exempt_conditions: Annotated[list[ExemptCondition], EXEMPT]
    months_after_award: Annotated[int | None, MONTHS]
    due_on: date | None = Field(
        description="Day from which products need the label; null in the tender, or where the award is not known."
    )
    wording: Annotated[str | None, WORDING]
    agreed_on: Annotated[date | None, AGREED_ON]
    ended_on: Annotated[date | None, ENDED_ON]
    inherited: bool = Field(description="Whether it comes from the framework of this call-off or lot.")


class LabelRequirementList(BaseModel):
    """The label requirements of a contract, in one page: there are few."""

    items: list[LabelRequirementOut] = Field(
        description="The requirements, in the order in which they were recorded."
    )
    next: None = Field(default=None, description="Always null: there is no further page.")
