"""Obligations on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from suppliers.clauses.rules import Recurrence
from suppliers.obligations.rules import EvidenceKind, FulfilmentBasis, ObligationFlag, ObligationStatus


class Evidence(BaseModel):
    """One thing that shows it: what it is called, and where it is found (an id, an address, a file number)."""

    model_config = ConfigDict(extra="forbid")

    kind: EvidenceKind
    title: Line
    reference: Line | None = None


class FormalRequest(BaseModel):
    """What a contractor asked of a supplier of its own, where the outcome is not in its hands."""

    model_config = ConfigDict(extra="forbid")

    addressee: Line
    date: date
    text: Prose


Evidences = Annotated[list[Evidence], Field(max_length=50)]
Gaps = Annotated[list[Line], Field(max_length=50)]


class ObligationTransition(BaseModel):
    """Where an obligation goes, and what the move must bring: evidence, a formal request, gaps with a new date."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "to": "fulfilled",
                    "evidence": [{"kind": "report", "title": "Yearly report 2026", "reference": "R-2026-1"}],
                    "assessment": "Situation, obstacles and actions are all there.",
                }
            ]
        },
    )

    to: ObligationStatus
    reason: Prose | None = None
    evidence: Evidences = []
    formal_request: FormalRequest | None = None
    gaps: Gaps = []
    due_at: Day | None = Field(default=None, description="the new date, where part of it is still missing")
    assessment: Prose | None = None


class ObligationItem(StampedOut):
    """One instance of a duty, as it stands today."""

    contract_id: UUID
    clause_id: UUID
    type: str = Field(description="a code of the list `obligation_types`")
    instance: int = Field(description="0 for the first")
    recurrence: Recurrence
    due_at: date
    grace_days: int
    notice_days: int
    weight: int
    dd_alternative: bool = Field(description="whether proof of due diligence fulfils it too")
    status: ObligationStatus
    flags: list[ObligationFlag]
    submitted_on: date | None
    fulfilment_basis: FulfilmentBasis
    evidence: list[Evidence]
    formal_request: FormalRequest | None
    gaps: list[str]
    assessment: str | None
    assessor: UUID | None
    reason: str | None


class ObligationOut(ObligationItem):
    """One instance of a duty, with what this caller may do with it."""

    allowed_transitions: list[ObligationStatus]


class ObligationList(BaseModel):
    """All obligations of a contract, earliest due first: a few dozen at most, so they come whole."""

    items: list[ObligationItem]
    next: None = None
