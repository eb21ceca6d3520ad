"""Answers on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.rows import StampedOut
from chassis.text import Line, Prose
from dialogue.questionnaires.schemas import Language


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


class AnswerOut(StampedOut):
    """An answer."""

    question_code: str
    text: str | None
    language: str | None
    evidence: list[EvidenceCited]
    na_reason: str | None
    refusal_reason: str | None
