"""Questionnaires on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Code, Line, Prose
from dialogue.questionnaires.rules import (
    AnswerType,
    EvidenceRule,
    QuestionnairePurpose,
    Reach,
    VersionStatus,
)

Language = Literal["nl", "fr", "en", "de"]
Title = Annotated[dict[Language, Line], Field(min_length=1)]
Text = Annotated[dict[Language, Prose], Field(min_length=1)]


class Section(BaseModel):
    """A chapter of a questionnaire."""

    code: Code
    title: Title


class Option(BaseModel):
    """One choice of a question with choices."""

    code: Code
    label: Title


class Rubric(BaseModel):
    """What an answer of each level looks like; without one the general rubric holds."""

    generic: Text
    specific: Text
    evidenced: Text


class Question(BaseModel):
    """One question; its `code` keeps its meaning across versions."""

    code: Code
    section: Code | None = None
    text: Text
    help: Text | None = None
    answer_type: AnswerType = AnswerType.TEXT
    options: Annotated[list[Option], Field(max_length=50)] = []
    required: bool = False
    evidence_required: EvidenceRule = EvidenceRule.OPTIONAL
    oecd_steps: Annotated[
        list[Annotated[int, Field(ge=1, le=6)]],
        Field(max_length=6, description="steps of the OECD Due Diligence Guidance"),
    ] = []
    obligation_types: Annotated[list[Code], Field(max_length=10)] = []
    salient_issues: Annotated[list[Code], Field(max_length=17)] = []
    weight: Annotated[int, Field(ge=1, le=10)] = 1
    rubric: Rubric | None = None


Languages = Annotated[list[Language], Field(min_length=1, max_length=4)]
Sections = Annotated[list[Section], Field(max_length=30)]
Questions = Annotated[list[Question], Field(min_length=1, max_length=200)]

A_QUESTION: dict[str, JsonValue] = {
    "code": "M1",
    "text": {"en": "How far ahead do you know our orders?", "nl": "Hoe lang vooraf kent u onze bestellingen?"},
    "weight": 2,
}


class QuestionnaireIn(BaseModel):
    """A questionnaire of one's own, with its first draft."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "code": "order-planning",
                    "title": {"en": "Planning of orders", "nl": "Planning van bestellingen"},
                    "purpose": "deepening",
                    "languages": ["nl", "en"],
                    "questions": [A_QUESTION],
                }
            ]
        },
    )

    code: Code
    title: Title
    purpose: QuestionnairePurpose
    languages: Languages
    sections: Sections = []
    questions: Questions


class VersionPatch(Patch):
    """What may change of a draft (RFC 7396); lists are replaced as a whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"questions": [A_QUESTION]}]})

    languages: Languages | None = None
    sections: Sections | None = None
    questions: Questions | None = None


class VersionMove(BaseModel):
    """A transition of a version."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "in_review"}]})

    to: VersionStatus


class QuestionnaireQuery(ListQuery):
    """Which questionnaires a list holds."""

    code: Code | None = Field(None, description="Only the questionnaire with this code.")
    purpose: QuestionnairePurpose | None = Field(None, description="Only questionnaires for this purpose.")


class QuestionnaireItem(StampedOut):
    """A questionnaire in a list."""

    code: str
    title: dict[str, str]
    purpose: QuestionnairePurpose
    reach: Reach
    published_no: Annotated[int | None, Field(description="the version that a new assignment asks")]


class QuestionnaireOut(QuestionnaireItem):
    """A questionnaire; its questions stand in its versions."""


class VersionItem(StampedOut):
    """A version in a list."""

    no: int
    status: VersionStatus
    languages: list[str]
    published_at: datetime | None


class VersionOut(VersionItem):
    """A version with its questions."""

    questionnaire_id: UUID
    sections: list[Section]
    questions: list[Question]
    allowed_transitions: list[VersionStatus]
