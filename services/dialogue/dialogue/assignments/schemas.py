"""Assignments on the wire."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import DueDate
from chassis.pages import ListQuery
from chassis.rows import StampedOut
from chassis.text import Code, Prose
from dialogue.assignments.answer_reviews.schemas import AnswerReviewOut, Quality
from dialogue.assignments.answers.schemas import AnswerOut
from dialogue.assignments.rules import AssignmentStatus
from dialogue.questionnaires.schemas import Question, Text


class AssignmentIn(BaseModel):
    """A questionnaire as it is asked of a supplier."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "dialogue_id": "01980000-0000-7000-8000-000000000001",
                    "questionnaire": "hrdd-start",
                    "due_at": "2027-01-31",
                }
            ]
        },
    )

    dialogue_id: UUID
    questionnaire: Annotated[Code, Field(description="its code; the latest published version is asked")]
    due_at: DueDate
    scope: Annotated[Prose | None, Field(description="products, sites or period asked about")] = None


class RoundIn(BaseModel):
    """The next round of an assignment."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"due_at": "2027-03-31"}]})

    due_at: DueDate


class AssignmentMove(BaseModel):
    """A transition; an extension is asked for and granted with a `due_at`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "submitted"}]})

    to: AssignmentStatus
    reason: Prose | None = None
    due_at: DueDate | None = None


class QuestionAsked(Question):
    """A question as it was asked; from the second round on with what it follows up."""

    origin_answer_id: UUID | None = None
    follow_up_text: Text | None = None


class AssignmentQuery(ListQuery):
    """Which assignments a list holds."""

    dialogue_id: UUID | None = Field(None, description="Only assignments of this dialogue.")
    supplier_id: UUID | None = Field(None, description="Only assignments of this supplier.")
    questionnaire: Code | None = Field(None, description="Only assignments of the questionnaire with this code.")
    status: AssignmentStatus | None = Field(None, description="Only assignments with this status.")


class AssignmentItem(StampedOut):
    """An assignment in a list."""

    dialogue_id: UUID
    supplier_id: UUID
    questionnaire: str
    version_no: int
    title: dict[str, str]
    round_no: int
    parent_assignment_id: UUID | None
    sent_at: datetime
    due_at: date
    submitted_on: date | None
    status: AssignmentStatus


class AssignmentOut(AssignmentItem):
    """An assignment with its questions; answers and reviews as far as they are the caller's to see."""

    scope: str | None
    extension_until: date | None
    status_reason: str | None
    questions: list[QuestionAsked]
    answers: Annotated[list[AnswerOut], Field(description="the supplier's own until they are submitted")]
    reviews: Annotated[list[AnswerReviewOut], Field(description="the buyer's own until the review is shared")]
    quality: Annotated[Quality | None, Field(description="with the reviews")]
    allowed_transitions: list[AssignmentStatus]
