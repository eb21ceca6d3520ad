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
from dialogue.questionnaires.schemas import Question, Text, Title

DialogueId = Annotated[UUID, Field(description="The dialogue it belongs to.")]
Due = Annotated[
    DueDate,
    Field(description="The last day to submit the answers, in UTC. A date with a time means its day in Brussels."),
]
Subject = Annotated[
    Prose | None, Field(description="The products, sites or period that the questions are about. Null: all.")
]


class AssignmentIn(BaseModel):
    """A questionnaire that a buyer sends to the supplier of a dialogue."""

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

    dialogue_id: DialogueId
    questionnaire: Code = Field(description="The code of the questionnaire; its latest published version is sent.")
    due_at: Due
    scope: Subject = None


class RoundIn(BaseModel):
    """The next round of an assignment."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"due_at": "2027-03-31"}]})

    due_at: Due


class AssignmentTransition(BaseModel):
    """A transition of an assignment."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "submitted"}]})

    to: AssignmentStatus = Field(description="The new status: one of `allowed_transitions`.")
    reason: Prose | None = Field(
        None, description="Why; required for `extension_requested`, `extension_refused` and `cancelled`."
    )
    due_at: DueDate | None = Field(
        None, description="The new last day; required for `extension_requested` and `extension_granted`."
    )


class QuestionAsked(Question):
    """A question of the assignment, as it was when the assignment was sent."""

    origin_answer_id: UUID | None = Field(
        None, description="The answer of the round before that it follows up. Null: first round, or no answer."
    )
    follow_up_text: Text | None = Field(
        None, description="What is asked in addition in this round, by language. Null in the first round."
    )


class AssignmentQuery(ListQuery):
    """Which assignments a list holds."""

    dialogue_id: UUID | None = Field(None, description="Only assignments of this dialogue.")
    supplier_id: UUID | None = Field(None, description="Only assignments of this supplier.")
    questionnaire: Code | None = Field(None, description="Only assignments of the questionnaire with this code.")
    status: AssignmentStatus | None = Field(None, description="Only assignments with this status.")


class AssignmentItem(StampedOut):
    """An assignment in a list."""

    dialogue_id: DialogueId
    supplier_id: UUID = Field(description="The supplier who answers.")
    questionnaire: str = Field(description="The code of the questionnaire.", examples=["hrdd-start"])
    version_no: int = Field(description="The version of the questionnaire.", examples=[1])
    title: Title
    round_no: int = Field(description="The number of the round, from 1.", examples=[1])
    parent_assignment_id: UUID | None = Field(description="The assignment of the round before. Null in round 1.")
    sent_at: datetime = Field(description="When it was sent.")
    due_at: date = Field(description="The last day to submit the answers.")
    submitted_on: date | None = Field(description="The day the answers were submitted. Null: not yet.")
    status: AssignmentStatus = Field(description="The status today.")


class AssignmentOut(AssignmentItem):
    """A questionnaire that was sent to a supplier, with the answers and reviews that you may see."""

    scope: Subject
    extension_until: date | None = Field(description="The last day that the supplier asks for. Null: it does not.")
    status_reason: str | None = Field(description="The reason of the last transition. Null: none was given.")
    questions: list[QuestionAsked] = Field(description="The questions, in order.")
    answers: list[AnswerOut] = Field(
        description="The answers. Until they are submitted, only the supplier sees them; others get an empty list."
    )
    reviews: list[AnswerReviewOut] = Field(
        description="The reviews of the answers; until they are shared, only the buyer and its experts see them."
    )
    quality: Quality | None = Field(description="Figures from the reviews that you see. Null: there are none.")
    allowed_transitions: list[AssignmentStatus] = Field(description="The states that you can move it to now.")
