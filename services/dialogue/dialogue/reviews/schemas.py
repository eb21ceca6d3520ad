"""Annual reviews on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.pages import ListQuery
from chassis.rows import StampedOut
from chassis.text import Prose
from chassis.vocabulary import OrgKind
from dialogue.reviews.rules import ReviewStatus

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


class ReviewQuery(ListQuery):
    """Which reviews a list holds."""

    dialogue_id: UUID | None = Field(None, description="Only reviews of this dialogue.")
    year: Year | None = Field(None, description="Only reviews of this calendar year.")
    status: ReviewStatus | None = Field(None, description="Only reviews with this status.")


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
