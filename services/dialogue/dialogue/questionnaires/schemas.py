"""Questionnaires on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.long_lists import InPieces
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Code, Line, Prose
from dialogue.findings.assessment.rules import SalientIssue
from dialogue.questionnaires.rules import (
    AnswerType,
    EvidenceRule,
    ObligationType,
    QuestionnairePurpose,
    Reach,
    VersionStatus,
)

Language = Literal["nl", "fr", "en", "de"]
Title = Annotated[
    dict[Language, Line],
    Field(
        min_length=1,
        description="The title by language (`nl`, `fr`, `en`, `de`).",
        examples=[{"en": "Planning of orders", "nl": "Planning van bestellingen"}],
    ),
]
Text = Annotated[
    dict[Language, Prose],
    Field(
        min_length=1,
        description="The text by language (`nl`, `fr`, `en`, `de`).",
        examples=[
            {"en": "How far ahead do you know our orders?", "nl": "Hoe lang vooraf kent u onze bestellingen?"}
        ],
    ),
]
QuestionnaireCode = Annotated[
    Code, Field(description="The code that assignments use.", examples=["order-planning"])
]
Purpose = Annotated[QuestionnairePurpose, Field(description="What the answers are for.")]


class Section(BaseModel):
    """A chapter of a questionnaire."""

    model_config = ConfigDict(extra="forbid")

    code: Code = Field(description="The code that questions refer to.", examples=["M"])
    title: Title


class Option(BaseModel):
    """One choice of a question of the type `single` or `multi`."""

    model_config = ConfigDict(extra="forbid")

    code: Code = Field(description="The code of the choice.", examples=["quarter"])
    label: Title = Field(description="The words of the choice by language.")


class Rubric(BaseModel):
    """What an answer of each level looks like, to grade alike."""

    model_config = ConfigDict(extra="forbid")

    generic: Text = Field(description="What an answer of level 1 looks like, by language.")
    specific: Text = Field(description="What an answer of level 2 looks like, by language.")
    evidenced: Text = Field(description="What an answer of level 3 looks like, by language.")


class Question(BaseModel):
    """One question."""

    model_config = ConfigDict(extra="forbid")

    code: Code = Field(
        description="The code of the question; it keeps its meaning in all versions.", examples=["M1"]
    )
    section: Code | None = Field(None, description="The code of its section. Null: in no section.")
    text: Text = Field(description="The question by language.")
    help: Text | None = Field(None, description="An explanation by language. Null: none.")
    answer_type: AnswerType = Field(AnswerType.TEXT, description="What sort of answer is expected.")
    options: list[Option] = Field(
        [], max_length=50, description="The choices, for the types `single` and `multi`; otherwise empty."
    )
    required: bool = Field(False, description="True if it must be answered before the assignment is submitted.")
    evidence_required: EvidenceRule = Field(EvidenceRule.OPTIONAL, description="Whether it asks for evidence.")
    oecd_steps: list[Annotated[int, Field(ge=1, le=6), WHOLE_NUMBER]] = Field(
        [],
        max_length=6,
        description="The steps of the OECD Due Diligence Guidance it is about, from 1 (policies) to 6 (remedy)."
        " Empty: none.",
    )
    obligation_types: list[ObligationType] = Field(
        [], max_length=10, description="The contract duties it is about. Empty: none."
    )
    salient_issues: list[SalientIssue] = Field(
        [], max_length=17, description="The human-rights issues it is about. Empty: none."
    )
    weight: Annotated[int, Field(ge=1, le=10), WHOLE_NUMBER] = Field(
        1, description="How much it counts in the score, from 1 (least) to 10 (most)."
    )
    rubric: Rubric | None = Field(None, description="How to grade its answers. Null: by the general levels.")


Languages = Annotated[
    list[Language],
    Field(
        min_length=1,
        max_length=4,
        description="The languages that every text of the version has.",
        examples=[["nl", "en"]],
    ),
]
Sections = Annotated[list[Section], Field(max_length=30, description="The sections, in order. Empty: none.")]
Questions = Annotated[
    list[Question], Field(min_length=1, max_length=200, description="The questions, in order."), InPieces()
]

A_QUESTION: dict[str, JsonValue] = {
    "code": "M1",
    "text": {"en": "How far ahead do you know our orders?", "nl": "Hoe lang vooraf kent u onze bestellingen?"},
    "weight": 2,
}


class QuestionnaireIn(BaseModel):
    """A questionnaire of your own; its version 1 begins as a draft."""

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

    code: QuestionnaireCode
    title: Title
    purpose: Purpose
    languages: Languages
    sections: Sections = []
    questions: Questions


class VersionPatch(Patch):
    """What may change in a draft (RFC 7396): absent fields stay as they are, lists are replaced as a whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"questions": [A_QUESTION]}]})

    languages: Languages | None = Field(None, description="The new list of languages.")
    sections: Sections | None = Field(None, description="The new list of sections.")
    questions: Questions | None = Field(None, description="The new list of questions.")


class VersionTransition(BaseModel):
    """A transition of a version."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "in_review"}]})

    to: VersionStatus = Field(description="The new status: one of `allowed_transitions`.")


class QuestionnaireQuery(ListQuery):
    """Which questionnaires a list holds."""

    code: Code | None = Field(None, description="Only the questionnaire with this code.")
    purpose: QuestionnairePurpose | None = Field(None, description="Only questionnaires for this purpose.")


class QuestionnaireItem(StampedOut):
    """A questionnaire in a list."""

    code: QuestionnaireCode
    title: Title
    purpose: Purpose
    reach: Reach = Field(description="Who can use it.")
    published_no: int | None = Field(
        description="The version that new assignments use: the latest published one. Null: none is published."
    )


class QuestionnaireOut(QuestionnaireItem):
    """A set of questions under one code; the questions are in its versions."""


class VersionItem(StampedOut):
    """A version in a list."""

    no: int = Field(description="The number of the version, from 1.", examples=[1])
    status: VersionStatus = Field(description="The status of the version.")
    languages: Languages
    published_at: datetime | None = Field(description="When it was published. Null: it was not.")


class VersionOut(VersionItem):
    """A version of a questionnaire, with its questions."""

    questionnaire_id: UUID = Field(description="The questionnaire.")
    sections: Sections
    questions: Questions
    allowed_transitions: list[VersionStatus] = Field(description="The states that you can move it to now.")
