"""Answers on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.dates import Day
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from dialogue.questionnaires.schemas import Language

Page = Annotated[Line | None, Field(description="The page or place in the document. Null: the whole document.")]
Document = Annotated[Line, Field(description="The title of the document.", examples=["Site list 2026"])]
Issuer = Annotated[Line, Field(description="Who issued the document.", examples=["Meridiaan Systems"])]
IssuedOn = Annotated[Day, Field(description="The date on the document.")]
AnswerText = Annotated[
    Prose | None,
    Field(
        description="The answer. By the type of its question: the code of an option (`single`) or several,"
        " separated by commas (`multi`), a number, a percentage from 0 to 100, a date as YYYY-MM-DD, or a text that"
        " begins with yes, no or partly (`yes_no`). Null: there is none, and `na_reason` or `refusal_reason` says"
        " why."
    ),
]
AnswerLanguage = Annotated[Language | None, Field(description="The language of the text. Null: not said.")]
NotApplicable = Annotated[
    Prose | None, Field(description="Why the question does not apply to the supplier. Null: it applies.")
]
Refusal = Annotated[
    Prose | None, Field(description="The legal reason not to answer. Null: the supplier does not refuse.")
]


class EvidenceRef(BaseModel):
    """A file of the dialogue that an answer refers to."""

    model_config = ConfigDict(extra="forbid")

    evidence_id: UUID = Field(description="The evidence; it belongs to the same dialogue.")
    page: Page = None


class EvidenceNote(BaseModel):
    """A document that an answer refers to, without a file of it."""

    model_config = ConfigDict(extra="forbid")

    document: Document
    issuer: Issuer
    issued_on: IssuedOn
    page: Page = None


class EvidenceCited(BaseModel):
    """A file or document that an answer refers to."""

    evidence_id: UUID | None = Field(description="The evidence. Null: there is no file of it.")
    document: Document
    issuer: Issuer
    issued_on: IssuedOn
    page: Page


class AnswerIn(BaseModel):
    """An answer, saved as a whole each time: a text, or the reason why there is none."""

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

    text: AnswerText = None
    language: AnswerLanguage = None
    evidence: list[UUID | EvidenceRef | EvidenceNote] = Field(
        [],
        max_length=50,
        description="What shows that it is true: ids of evidence, or files and documents with a page."
        " Empty: nothing.",
    )
    na_reason: NotApplicable = None
    refusal_reason: Refusal = None

    @model_validator(mode="after")
    def _says_something(self) -> "AnswerIn":
        if not (self.text or self.na_reason or self.refusal_reason):
            raise PydanticCustomError("answer_empty", "Give one of `text`, `na_reason` and `refusal_reason`.")
        return self


class AnswerOut(StampedOut):
    """The answer of a supplier to one question."""

    question_code: str = Field(description="The code of the question.", examples=["M1"])
    text: AnswerText
    language: AnswerLanguage
    evidence: list[EvidenceCited] = Field(description="The files and documents it refers to. Empty: none.")
    na_reason: NotApplicable
    refusal_reason: Refusal
