"""Annual reviews on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.rows import StampedOut
from chassis.text import Prose
from chassis.vocabulary import OrgKind
from dialogue.reviews.rules import ReviewStatus

Year = Annotated[
    int, Field(ge=2000, le=2100, description="The calendar year of the review.", examples=[2026]), WHOLE_NUMBER
]
DialogueId = Annotated[UUID, Field(description="The dialogue it belongs to.")]
PlannedDate = Annotated[Day | None, Field(description="The day it is planned for. Null: no day is planned.")]
Conclusion = Annotated[
    Prose | None,
    Field(
        description="The buyer's conclusion. Null: not written; for the supplier also until outcomes are shared."
    ),
]


class ReviewIn(BaseModel):
    """A review that a buyer plans."""

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

    dialogue_id: DialogueId
    year: Year
    planned_date: PlannedDate = None


class ReviewTransition(BaseModel):
    """A transition of a review; each side gives `agreed` for itself, and the second one completes it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "agenda_draft"}]})

    to: ReviewStatus = Field(description="The new status: one of `allowed_transitions`.")
    reason: Prose | None = Field(None, description="Why; required for `postponed`, and after `outcomes_shared`.")
    planned_date: Day | None = Field(None, description="The new day; required for `scheduled`.")
    held_on: Day | None = Field(None, description="The day it was held, with `held`. Null: today.")
    meeting_id: UUID | None = Field(
        None, description="The meeting where it was held, with `held`. Null: no meeting is recorded."
    )
    overall_conclusion: Prose | None = Field(
        None, description="The conclusion, with `outcomes_draft` or `outcomes_shared`. Null: it stays as it is."
    )


class ReviewQuery(ListQuery):
    """Which reviews a list holds."""

    dialogue_id: UUID | None = Field(None, description="Only reviews of this dialogue.")
    year: Year | None = Field(None, description="Only reviews of this calendar year.")
    status: ReviewStatus | None = Field(None, description="Only reviews with this status.")


class ReviewItem(StampedOut):
    """An annual review in a list."""

    dialogue_id: DialogueId
    year: Year
    status: ReviewStatus = Field(description="The status today.")
    planned_date: PlannedDate
    due_on: date = Field(description="The day it is due.")
    grace_ends: date = Field(description="The last day of grace; after it the review is missed.")
    postponements: int = Field(description="How often it was postponed, at most 2.", examples=[0])
    held_on: date | None = Field(description="The day it was held. Null: it was not held.")
    late_days: int | None = Field(
        description="How many days after `due_on` it was held; up to 60 count as on time. Null: it was not held."
    )
    next_review_due: date | None = Field(description="The day the next review is due. Null: it was not held.")


class ReviewOut(ReviewItem):
    """The yearly review of a dialogue by both sides."""

    meeting_id: UUID | None = Field(description="The meeting where it was held. Null: none is recorded.")
    overall_conclusion: Conclusion
    signed_off_by: list[OrgKind] = Field(description="The sides that agreed to the outcomes. Empty: neither.")
    allowed_transitions: list[ReviewStatus] = Field(description="The states that you can move it to now.")
