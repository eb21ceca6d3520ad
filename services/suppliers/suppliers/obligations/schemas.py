"""Obligations in requests and answers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.pages import ListQuery
from chassis.rows import StampedOut
from chassis.text import Line, Prose, Reference
from suppliers.clauses.rules import ObligationType, Recurrence, VerificationSubject
from suppliers.clauses.schemas import (
    DD_ALTERNATIVE,
    DUTY_TYPE,
    GRACE_DAYS,
    NOTICE_DAYS,
    RECURRENCE,
    VERIFICATION_SUBJECT,
    WEIGHT,
)
from suppliers.obligations.escalations.schemas import ESCALATION_LEVEL
from suppliers.obligations.rules import EvidenceKind, FulfilmentBasis, ObligationFlag, ObligationStatus


class Evidence(BaseModel):
    """Something that shows that an obligation was met."""

    model_config = ConfigDict(extra="forbid")

    kind: EvidenceKind = Field(description="What the evidence is.", examples=["report"])
    title: Line = Field(description="Its title.", examples=["Yearly report 2026"])
    reference: Reference | None = Field(
        default=None,
        description="Where to find it: an id, a web address or a file number; null where there is none.",
        examples=["R-2026-1"],
    )


class FormalRequest(BaseModel):
    """A request of the supplier to its own supplier for something that it cannot provide itself."""

    model_config = ConfigDict(extra="forbid")

    addressee: Line = Field(description="To whom the request was sent.", examples=["Havenkant Assembly Works"])
    date: Annotated[Day, Field(description="Day on which it was sent.", examples=["2026-02-10"])]
    text: Prose = Field(
        description="The text of the request.",
        examples=["Please send us the addresses of your component factories."],
    )


EVIDENCE = Field(description="What shows that the obligation was met.")
FORMAL_REQUEST = Field(
    description="The formal request that proves due diligence; null unless it was fulfilled by due diligence."
)
GAPS = Field(description="What is still missing, where the obligation is partially fulfilled.")
ASSESSMENT = Field(description="The buyer's assessment in words; null where none was written.")
REASON = Field(description="The reason of the last transition; null where none was given.")

Evidences = Annotated[list[Evidence], Field(max_length=50)]
Gaps = Annotated[list[Line], Field(max_length=50)]


class ObligationTransition(BaseModel):
    """The next state of an obligation, with what this transition requires."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "to": "fulfilled",
                    "evidence": [{"kind": "report", "title": "Yearly report 2026", "reference": "R-2026-1"}],
                    "assessment": "The report covers the situation, the obstacles and the actions.",
                }
            ]
        },
    )

    to: ObligationStatus = Field(description="The state to move to; see `allowed_transitions`.")
    reason: Prose | None = Field(
        default=None, description="Why; required for `rejected`, `breached` and `waived`, null otherwise."
    )
    evidence: Evidences = Field(
        default=[],
        description=(
            "Evidence to add to what is recorded. `fulfilled` and `cured` require some, now or from an earlier"
            " transition."
        ),
    )
    formal_request: FormalRequest | None = Field(
        default=None, description="The formal request; required for `fulfilled_by_due_diligence`."
    )
    gaps: Gaps = Field(default=[], description="What is still missing; required for `partially_fulfilled`.")
    due_at: Day | None = Field(
        default=None, description="New due date of what is missing; required for `partially_fulfilled`."
    )
    assessment: Annotated[Prose | None, ASSESSMENT] = None


class ObligationItem(StampedOut):
    """One instance of a duty of a contract, with its state today."""

    contract_id: UUID = Field(description="The contract.")
    clause_id: UUID = Field(description="The clause of the contract that contains the duty.")
    type: Annotated[ObligationType, DUTY_TYPE]
    instance: int = Field(
        description="Number of the instance, from 0; a yearly duty has one for each year.", examples=[0]
    )
    recurrence: Annotated[Recurrence, RECURRENCE]
    verification_subject: Annotated[VerificationSubject, VERIFICATION_SUBJECT]
    asked_on: date | None = Field(
        description="Day on which it was asked for, or of the delivery; null where dates alone laid it out."
    )
    cause: str | None = Field(description="What happened, or why it was asked for; null where nothing was said.")
    breach_id: UUID | None = Field(description="The obligation whose breach is the cause; null for other causes.")
    delivery_id: UUID | None = Field(
        description="The delivery that it is about; null unless it recurs per delivery."
    )
    due_at: date = Field(description="Due date, without the days of grace.", examples=["2027-03-01"])
    grace_days: Annotated[int, GRACE_DAYS]
    notice_days: Annotated[int, NOTICE_DAYS]
    weight: Annotated[int, WEIGHT]
    dd_alternative: Annotated[bool, DD_ALTERNATIVE]
    status: ObligationStatus = Field(description="State today.")
    flags: list[ObligationFlag] = Field(description="Warnings beside the state; empty where there are none.")
    escalation_level: Annotated[int, ESCALATION_LEVEL]
    submitted_on: date | None = Field(description="Day on which it was first submitted; null where it was not.")
    fulfilment_basis: FulfilmentBasis = Field(description="On what the fulfilment is based.")
    evidence: Annotated[list[Evidence], EVIDENCE]
    formal_request: Annotated[FormalRequest | None, FORMAL_REQUEST]
    gaps: Annotated[list[str], GAPS, Field(examples=[["Section on obstacles"]])]
    assessment: Annotated[str | None, ASSESSMENT]
    assessor: UUID | None = Field(description="Person of the buyer who assessed it; null until then.")
    assessed_on: date | None = Field(description="Day of the last assessment; null until then.")
    reason: Annotated[str | None, REASON]


class ObligationOut(ObligationItem):
    """An obligation, with the transitions that the caller can make."""

    allowed_transitions: list[ObligationStatus] = Field(
        description="The states to which the caller can move it now."
    )


class ObligationQuery(ListQuery):
    """Which obligations a list across contracts holds."""

    status: ObligationStatus | None = Field(None, description="Only obligations in this state today.")
    overdue: bool | None = Field(
        None, description="`true`: only obligations that are overdue today; `false`: only others."
    )
    due_after: Day | None = Field(None, description="Only obligations due on this day or later.")
    due_before: Day | None = Field(None, description="Only obligations due on this day or earlier.")
    type: ObligationType | None = Field(None, description="Only obligations of this type.")
    supplier_id: UUID | None = Field(None, description="Only obligations of this supplier.")
    contract_id: UUID | None = Field(None, description="Only obligations of this contract.")


class ContractObligationItem(ObligationItem):
    """An obligation in the list across contracts, with the contract that it belongs to."""

    buyer_id: UUID = Field(description="The buyer whose contract it is.")
    contract_reference: str = Field(
        description="The buyer's own reference of the contract.", examples=["ICT-2026-014"]
    )
    contract_title: str = Field(description="What the contract is about.", examples=["Laptops and docks"])
    supplier_id: UUID = Field(description="The market party that has the obligation.")
    supplier_name: str = Field(description="Its name.", examples=["Meridiaan Systems"])


class ObligationList(BaseModel):
    """All obligations of a contract; there are a few dozen at most, so they come in one page."""

    items: list[ObligationItem] = Field(description="The obligations, earliest due first.")
    next: None = Field(default=None, description="Always null: there is no further page.")
