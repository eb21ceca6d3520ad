"""Clauses on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.text import Code
from suppliers.clauses.rules import IncludedAt, Recurrence

Texts = Annotated[dict[str, str], Field(description="by language", examples=[{"nl": "…", "fr": "…", "en": "…"}])]


class DutyOut(BaseModel, from_attributes=True):
    """One duty of a clause, and when it falls due: so long after the clause takes hold."""

    type: str = Field(description="a code of the list `obligation_types`")
    recurrence: Recurrence
    offset_months: int
    offset_days: int
    grace_days: int
    notice_days: int
    dd_alternative: bool
    weight: int
    text: Texts


class ClauseTemplateOut(BaseModel, from_attributes=True):
    """A clause as it can be put into a contract, in its latest version unless another is asked for."""

    code: str
    version: int
    kind: str
    title: Texts
    source: str
    duties: list[DutyOut]


class ClauseTemplateList(BaseModel):
    """All clause templates: a few, so they come whole."""

    items: list[ClauseTemplateOut]
    next: None = None


class ClauseIn(BaseModel):
    """A clause of a contract; an amendment says on which day both parties agreed to it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"template": "human-rights-clause", "included_at": "tender"}]},
    )

    template: Code
    included_at: IncludedAt = IncludedAt.TENDER
    agreed_on: Day | None = None


class ClauseOut(BaseModel, from_attributes=True):
    """A clause in a contract."""

    id: UUID
    template: str
    template_version: int
    kind: str
    included_at: IncludedAt
    agreed_on: date | None
    inherited: bool = Field(description="whether it comes from the framework this contract was called off from")
