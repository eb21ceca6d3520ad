"""Assignments, answers and reviews on the wire."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.dates import DueDate
from chassis.figures import Figure
from chassis.rows import StampedOut
from chassis.text import Code, Line, Prose
from dialogue.assignments.review_rules import ConcreteElement, ExcludedAs, ReviewFlag
from dialogue.assignments.rules import AssignmentStatus
from dialogue.questionnaires.schemas import Language, Question, Text


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


class EvidenceRef(BaseModel):
    """A file of this dialogue, and where in it to look."""

    model_config = ConfigDict(extra="forbid")

    evidence_id: UUID
    page: Line | None = None


class EvidenceNote(BaseModel):
    """A document that is not handed over: what it is, who issued it when, and where in it to look."""

    model_config = ConfigDict(extra="forbid")

    document: Line
    issuer: Line
    issued_on: date
    page: Line | None = None


class EvidenceCited(BaseModel):
    """Evidence as an answer cites it."""

    evidence_id: UUID | None
    document: str
    issuer: str
    issued_on: date
    page: str | None


class AnswerIn(BaseModel):
    """An answer, replaced as a whole at each save: a text, or why there is none."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "text": "In 2026 all laptops of model Aero 14 were assembled at one site; see the list.",
                    "language": "en",
                    "evidence": [
                        {
                            "document": "Site list 2026",
                            "issuer": "Meridiaan Systems",
                            "issued_on": "2026-09-01",
                            "page": "2",
                        }
                    ],
                }
            ]
        },
    )

    text: Prose | None = None
    language: Language | None = None
    evidence: Annotated[list[UUID | EvidenceRef | EvidenceNote], Field(max_length=50)] = []
    na_reason: Annotated[Prose | None, Field(description="why the question does not apply")] = None
    refusal_reason: Annotated[Prose | None, Field(description="the legal reason not to answer")] = None

    @model_validator(mode="after")
    def _says_something(self) -> "AnswerIn":
        if not (self.text or self.na_reason or self.refusal_reason):
            raise PydanticCustomError("answer_empty", "Give one of `text`, `na_reason` and `refusal_reason`.")
        return self


class AnswerReviewIn(BaseModel):
    """What a reviewer thinks of an answer: a level, or that it counts neither way."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"level": 1, "motive": "A policy, but nothing about our products."}]},
    )

    level: Annotated[
        int | None, Field(ge=0, le=3, description="0 not answered, 1 generic, 2 specific, 3 evidenced")
    ] = None
    excluded: Annotated[
        ExcludedAs | None, Field(description="accepts the answer's own reason not to answer on the substance")
    ] = None
    motive: Prose | None = None
    flags: Annotated[list[ReviewFlag], Field(max_length=7)] = []
    concrete_elements: Annotated[
        list[ConcreteElement], Field(max_length=7, description="what makes the answer specific")
    ] = []
    is_verified: Annotated[bool, Field(description="an independent source agrees")] = False
    follow_up_text: Annotated[Text | None, Field(description="what the next round asks instead of a template")] = (
        None
    )

    @model_validator(mode="after")
    def _decides(self) -> "AnswerReviewIn":
        if (self.level is None) == (self.excluded is None):
            raise PydanticCustomError("level_or_excluded", "Give either `level` or `excluded`.")
        return self


class QuestionAsked(Question):
    """A question as it was asked; from the second round on with what it follows up."""

    origin_answer_id: UUID | None = None
    follow_up_text: Text | None = None


class AnswerOut(StampedOut):
    """An answer."""

    question_code: str
    text: Annotated[str | None, Field(validation_alias=AliasChoices("text", "answer_text"))]
    language: str | None
    evidence: list[EvidenceCited]
    na_reason: str | None
    refusal_reason: str | None


class AnswerReviewOut(StampedOut):
    """The review of an answer."""

    question_code: str
    level: int | None
    excluded: ExcludedAs | None
    motive: str | None
    flags: list[ReviewFlag]
    concrete_elements: list[ConcreteElement]
    is_verified: bool
    follow_up_text: dict[str, str] | None


class Quality(BaseModel):
    """How the answers of this round were judged; accepted n/a and lawful refusals stand outside and are counted."""

    levels: Annotated[dict[str, int], Field(description="applicable reviewed answers by level")]
    shares: Annotated[dict[str, Figure], Field(description="Q2: the share of each level")]
    generic_share: Annotated[Figure, Field(description="Q3: answers at level 1 in this round")]
    score: Annotated[Figure, Field(description="Q5: weighted levels over the most that was possible")]


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
