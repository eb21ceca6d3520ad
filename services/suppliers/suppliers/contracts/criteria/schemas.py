"""Criteria in requests and answers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from chassis.dates import Day
from chassis.money import as_text
from chassis.numbers import decimals, exact
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from suppliers.clauses.rules import VerificationSubject
from suppliers.contracts.criteria.rules import CriterionDomain, CriterionRole, CriterionStrength, CriterionTopic

Weight = Annotated[
    Decimal,
    BeforeValidator(decimals(2)),
    BeforeValidator(as_text),
    Field(gt=0, le=100, max_digits=5, decimal_places=2),
    AfterValidator(exact(2)),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}(\.\d{1,2})?$"}),
]

TOPIC = Field(description="What the criterion is about.", examples=["human_rights_dd"])
DOMAIN = Field(description="Which side of sustainability it serves.", examples=["social_hr"])
ROLE = Field(
    description="What it does: select tenderers, describe the goods, decide the award, or govern the contract."
)
STRENGTH = Field(description="How strong it is.")
SUBJECT = Field(description="What it verifies.")
WEIGHT = Field(
    description="Weight of an award criterion in percent, as text; null for others, or where it has none. The"
    " weights of a contract are together at most 100.",
    examples=["15.00"],
)
WORDING = Field(description="The criterion in words; null where only its topic is recorded.")
SOURCE = Field(description="Where it comes from; null where it is not known.", examples=["EU GPP criteria 2021"])
AGREED_ON = Field(
    description="Day on which both parties agreed to a later performance condition; null for what the tender had."
)
ENDED_ON = Field(description="First day on which it no longer holds; null while it does.")


class CriterionIn(BaseModel):
    """A criterion of a contract, of its tender or agreed later."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "topic": "human_rights_dd",
                    "domain": "social_hr",
                    "role": "award",
                    "strength": "award_incentive",
                    "verification_subject": "chain",
                    "weight_pct": "15.00",
                    "source": "EU GPP criteria 2021",
                }
            ]
        },
    )

    topic: Annotated[CriterionTopic, TOPIC]
    domain: Annotated[CriterionDomain, DOMAIN]
    role: Annotated[CriterionRole, ROLE]
    strength: Annotated[CriterionStrength, STRENGTH]
    verification_subject: Annotated[VerificationSubject, SUBJECT]
    weight_pct: Annotated[Weight | None, WEIGHT] = None
    wording: Annotated[Prose | None, WORDING] = None
    source: Annotated[Line | None, SOURCE] = None
    agreed_on: Annotated[Day | None, AGREED_ON] = None
    ended_on: Annotated[Day | None, ENDED_ON] = None


class CriterionPatch(Patch):
    """What can be changed of a criterion. Fields that are left out stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"weight_pct": "20.00"}]})
    clearable: ClassVar[frozenset[str]] = frozenset({"weight_pct", "wording", "source", "agreed_on", "ended_on"})

    topic: Annotated[CriterionTopic | None, TOPIC] = None
    domain: Annotated[CriterionDomain | None, DOMAIN] = None
    role: Annotated[CriterionRole | None, ROLE] = None
    strength: Annotated[CriterionStrength | None, STRENGTH] = None
    verification_subject: Annotated[VerificationSubject | None, SUBJECT] = None
    weight_pct: Annotated[Weight | None, WEIGHT] = None
    wording: Annotated[Prose | None, WORDING] = None
    source: Annotated[Line | None, SOURCE] = None
    agreed_on: Annotated[Day | None, AGREED_ON] = None
    ended_on: Annotated[Day | None, ENDED_ON] = None


class CriterionQuery(ListQuery):
    """Which criteria a list holds."""

    topic: CriterionTopic | None = Field(None, description="Only criteria about this topic.")
    domain: CriterionDomain | None = Field(None, description="Only criteria of this domain.")
    role: CriterionRole | None = Field(None, description="Only criteria with this role.")


class CriterionOut(StampedOut):
    """A criterion of a contract."""

    contract_id: UUID = Field(description="The contract.")
    topic: Annotated[CriterionTopic, TOPIC]
    domain: Annotated[CriterionDomain, DOMAIN]
    role: Annotated[CriterionRole, ROLE]
    strength: Annotated[CriterionStrength, STRENGTH]
    verification_subject: Annotated[VerificationSubject, SUBJECT]
    weight_pct: Annotated[Weight | None, WEIGHT]
    wording: Annotated[str | None, WORDING]
    source: Annotated[str | None, SOURCE]
    agreed_on: Annotated[date | None, AGREED_ON]
    ended_on: Annotated[date | None, ENDED_ON]
    inherited: bool = Field(description="Whether it comes from the framework of this call-off or lot.")
