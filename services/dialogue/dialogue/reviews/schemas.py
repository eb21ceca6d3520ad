"""Annual reviews and their agendas on the wire."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.callers import Caller
from chassis.clock import today
from chassis.days import Day
from chassis.moves import allowed
from chassis.rows import StampedOut
from chassis.text import Prose
from chassis.vocabulary import OrgKind
from dialogue.reviews.rules import (
    MOVES,
    OUTCOMES_KNOWN_TO_SUPPLIER,
    AgendaKind,
    Outcome,
    ReviewStatus,
    effective_status,
)
from dialogue.tables import AnnualReview

Year = Annotated[int, Field(ge=2000, le=2100)]


class ReviewIn(BaseModel):
    """A review as a buyer plans it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "dialogue_id": "01980000-0000-7000-8000-000000000001",
                    "year": 2026,
                    "planned_date": "2026-06-15",
                }
            ]
        },
    )

    dialogue_id: UUID
    year: Year
    planned_date: Day | None = None


class ReviewMove(BaseModel):
    """A transition; `held` takes its date and its meeting, `agreed` is given by each side in turn."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "agenda_draft"}]})

    to: ReviewStatus
    reason: Prose | None = None
    planned_date: Day | None = None
    held_on: Day | None = None
    meeting_id: UUID | None = None
    overall_conclusion: Prose | None = None


class ReviewItem(StampedOut):
    """A review in a list; `status` is that of today."""

    dialogue_id: UUID
    year: int
    status: ReviewStatus
    planned_date: date | None
    due_on: date
    grace_ends: date = Field(description="the last day on which it is not yet missed")
    postponements: int
    held_on: date | None
    late_days: int | None = Field(description="days after `due_on`; within the grace it still counts as on time")
    next_review_due: date | None


class ReviewOut(ReviewItem):
    """A review."""

    meeting_id: UUID | None
    overall_conclusion: str | None
    signed_off_by: list[OrgKind] = Field(description="the sides that have agreed to its outcomes")
    allowed_transitions: list[ReviewStatus]


class OutcomeIn(BaseModel):
    """What became of one item of the agenda; `carry_over` brings a new date."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "open_action",
                    "subject_id": "01980000-0000-7000-8000-000000000001",
                    "outcome": "carry_over",
                    "new_due_date": "2027-01-31",
                    "note": "The auditor comes in January.",
                }
            ]
        },
    )

    kind: AgendaKind
    subject_id: UUID
    outcome: Outcome
    new_due_date: Day | None = None
    note: Prose | None = None


class OutcomeSeen(BaseModel, from_attributes=True):
    """What became of an item."""

    outcome: Outcome
    new_due_date: date | None
    note: str | None


class AgendaEntry(BaseModel):
    """Ids, codes and figures of one item: all that a snapshot keeps."""

    kind: AgendaKind
    subject_id: UUID
    contract_id: UUID | None = None
    owner_side: str | None = None
    code: str | None = Field(default=None, description="severity, priority, question, duty or gap, by kind")
    due_date: date | None = None
    overdue_days: int | None = None
    carry_count: int | None = None


class AgendaItem(AgendaEntry):
    """One item of an agenda."""

    position: int = Field(description="from 1, in the order to go through")
    title: str
    outcome: OutcomeSeen | None = None


class SharedAgenda(BaseModel):
    """The agenda of both sides."""

    review_id: UUID
    year: int
    status: ReviewStatus
    items: list[AgendaItem]


class BuyersAgenda(SharedAgenda):
    """The agenda with the buyer's own annex: what the supplier may not see, for now or ever."""

    internal_annex: list[AgendaItem]


def signed_off(row: AnnualReview) -> list[OrgKind]:
    signatures = {OrgKind.BUYER: row.buyer_signed_at, OrgKind.SUPPLIER: row.supplier_signed_at}
    return [side for side, at in signatures.items() if at is not None]


def review_out(row: AnnualReview, caller: Caller) -> ReviewOut:
    """The review as it stands today, as this caller's side may see it."""
    status = effective_status(row.status, row.grace_ends, today())
    sides = signed_off(row)
    known = caller.org_kind is OrgKind.BUYER or status in OUTCOMES_KNOWN_TO_SUPPLIER
    moves = allowed(MOVES, status, caller.roles)
    said: dict[str, Any] = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "status": status,
        "overall_conclusion": row.overall_conclusion if known else None,
        "signed_off_by": sides,
        "allowed_transitions": [
            to for to in moves if to is not ReviewStatus.AGREED or caller.org_kind not in sides
        ],
    }
    return ReviewOut.model_validate(said)
