"""Equivalence dossiers in requests and answers."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from suppliers.equivalence.rules import CriterionAssessment, DecisionStage, DossierStatus, EquivalenceRoute
from suppliers.label_claims.rules import LabelScheme
from suppliers.label_claims.schemas import LabelEvidence, Level

BUYER = Field(description="The buyer that asks for the label.")
SUPPLIER = Field(description="The market party that offers the product.")
PRODUCT = Field(description="The product.")
CONTRACT = Field(description="The contract; null in a tender.")
REQUIREMENT_ID = Field(description="Id of the label requirement; null where it has none.")
REQUIREMENT = Field(
    description="What the buyer asks for, in its words.", examples=["EPEAT silver or equivalent, at delivery"]
)
SCHEME = Field(description="The label that is asked for.", examples=["EPEAT"])
MIN_LEVEL = Field(description="The lowest level that is enough; null where any is.", examples=["silver"])
ROUTE = Field(description="How equivalence is shown.", examples=["technical_dossier"])
EQUIVALENT = Field(
    description="The other label; required for the route `equivalent_label`, null otherwise.",
    examples=["Voorbeeld Keurmerk 2026"],
)
UNOBTAINABLE = Field(
    description=(
        "Why the label could not be had in time, for reasons that are not the supplier's own; required for the"
        " route `technical_dossier`, null otherwise."
    ),
    examples=["The label has not opened its criteria for this kind of device yet."],
)
CRITERIA = Field(description="The criteria of the label, with what shows that the product meets them.")
REASON = Field(description="The reason of the decision.", examples=["Every criterion that applies is met."])


class DossierCriterion(BaseModel):
    """A criterion of the label, and what shows that the product meets it."""

    model_config = ConfigDict(extra="forbid")

    criterion: Prose = Field(
        description="The criterion: its code or its text.", examples=["4.2.1 Spare parts for five years"]
    )
    supplier_claim: Prose = Field(
        description="What the supplier says about it.", examples=["Spare parts are sold for seven years."]
    )
    evidence: Annotated[list[LabelEvidence], Field(max_length=20)] = Field(default=[], description="What shows it.")


Criteria = Annotated[list[DossierCriterion], Field(max_length=100)]
A_CRITERION: dict[str, JsonValue] = {
    "criterion": "4.2.1 Spare parts for five years",
    "supplier_claim": "Spare parts are sold for seven years.",
    "evidence": [{"title": "Price list of spare parts"}],
}


class EquivalenceDossierIn(BaseModel):
    """A draft of a dossier. A supplier names the buyer; a buyer that enters one for it names the supplier."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "buyer_id": "0197f3a2-0000-7000-8000-000000000003",
                    "product_id": "0197f3a2-0000-7000-8000-000000000002",
                    "requirement": "EPEAT silver or equivalent, at delivery",
                    "scheme": "EPEAT",
                    "min_level": "silver",
                    "route": "technical_dossier",
                    "reason_label_unobtainable": "The label has no criteria for this kind of device yet.",
                    "criteria": [A_CRITERION],
                }
            ]
        },
    )

    buyer_id: UUID | None = Field(
        default=None, description="The buyer that asks for the label; for a buyer, itself where it is left out."
    )
    supplier_id: UUID | None = Field(
        default=None, description="The market party that offers the product; for a supplier, itself."
    )
    product_id: Annotated[UUID, PRODUCT]
    contract_id: Annotated[UUID | None, CONTRACT] = None
    requirement_id: Annotated[UUID | None, REQUIREMENT_ID] = None
    requirement: Annotated[Line, REQUIREMENT]
    scheme: Annotated[LabelScheme, SCHEME]
    min_level: Annotated[Level | None, MIN_LEVEL] = None
    route: Annotated[EquivalenceRoute, ROUTE]
    equivalent_label: Annotated[Line | None, EQUIVALENT] = None
    reason_label_unobtainable: Annotated[Prose | None, UNOBTAINABLE] = None
    criteria: Annotated[Criteria, CRITERIA] = []


class EquivalenceDossierPatch(Patch):
    """What can be changed of a draft, and while the buyer waits for more information. `criteria` are replaced."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"criteria": [A_CRITERION]}]})

    clearable: ClassVar[frozenset[str]] = frozenset({"equivalent_label", "reason_label_unobtainable"})

    route: Annotated[EquivalenceRoute | None, ROUTE] = None
    equivalent_label: Annotated[Line | None, EQUIVALENT] = None
    reason_label_unobtainable: Annotated[Prose | None, UNOBTAINABLE] = None
    criteria: Annotated[Criteria | None, CRITERIA] = None


class AssessedCriterion(BaseModel):
    """What the buyer finds of one criterion."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=1, le=100), WHOLE_NUMBER] = Field(
        description="Number of the criterion in the dossier, from 1.", examples=[1]
    )
    assessment: CriterionAssessment = Field(description="Whether it is met.", examples=["met"])
    motive: Prose = Field(description="Why.", examples=["The price list covers seven years."])


class EquivalenceDossierTransition(BaseModel):
    """The next state of a dossier; `accepted` and `rejected` need a decision about each criterion."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "to": "accepted",
                    "reason": "Every criterion that applies is met.",
                    "criteria": [
                        {"number": 1, "assessment": "met", "motive": "The price list covers seven years."}
                    ],
                }
            ]
        },
    )

    to: DossierStatus = Field(description="The state to move to; see `allowed_transitions`.")
    reason: Prose | None = Field(
        default=None, description="Why; required for each decision and for an appeal, null otherwise."
    )
    criteria: Annotated[list[AssessedCriterion], Field(max_length=100)] = Field(
        default=[], description="The decision about each criterion; all of them to accept or reject."
    )


class EquivalenceDossierQuery(ListQuery):
    """Which dossiers a list holds."""

    product_id: UUID | None = Field(None, description="Only dossiers about this product.")
    supplier_id: UUID | None = Field(None, description="Only dossiers of this supplier.")
    contract_id: UUID | None = Field(None, description="Only dossiers for this contract.")
    status: DossierStatus | None = Field(None, description="Only dossiers with this status.")


class EquivalenceDecision(BaseModel):
    """A decision of the buyer about a submission of the dossier."""

    submission: int = Field(description="Which submission it is about, from 1.", examples=[1])
    stage: DecisionStage = Field(description="Whether it is about the dossier or about the appeal.")
    status: DossierStatus = Field(description="What was decided.", examples=["accepted"])
    decided_on: date | None = Field(description="Day of the decision; null while it is assessed.")
    reason: Annotated[str | None, REASON]
    criteria: list[AssessedCriterion] = Field(description="The decision about each criterion.")


class EquivalenceDossierItem(StampedOut):
    """An equivalence dossier in a list."""

    buyer_id: Annotated[UUID, BUYER]
    supplier_id: Annotated[UUID, SUPPLIER]
    product_id: Annotated[UUID, PRODUCT]
    contract_id: Annotated[UUID | None, CONTRACT]
    requirement_id: Annotated[UUID | None, REQUIREMENT_ID]
    requirement: Annotated[str, REQUIREMENT]
    scheme: Annotated[LabelScheme, SCHEME]
    min_level: Annotated[str | None, MIN_LEVEL]
    route: Annotated[EquivalenceRoute, ROUTE]
    entered_by_buyer: bool = Field(description="Whether the buyer entered it on the supplier's behalf.")
    submitted_on: date | None = Field(description="Day of the last submission; null for a draft.")
    status: DossierStatus = Field(description="Its state.", examples=["submitted"])


class EquivalenceDossierOut(EquivalenceDossierItem):
    """An equivalence dossier with its criteria, the decisions, and the transitions that the caller can make."""

    equivalent_label: Annotated[str | None, EQUIVALENT]
    reason_label_unobtainable: Annotated[str | None, UNOBTAINABLE]
    criteria: Annotated[list[DossierCriterion], CRITERIA]
    appeal_reason: str | None = Field(
        description="Why its author appealed; null where it did not.", examples=["The price list was overlooked."]
    )
    decisions: list[EquivalenceDecision] = Field(description="The decisions of the buyer, the earliest first.")
    allowed_transitions: list[DossierStatus] = Field(description="The states to which the caller can move it now.")
