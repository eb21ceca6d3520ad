"""Clause templates and clauses in requests and answers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.text import Code
from suppliers.clauses.rules import IncludedAt, ObligationType, Recurrence, VerificationSubject
from suppliers.clauses.wordings.rules import TemplateStatus

DUTY_TYPE = Field(description="Type of duty.")
RECURRENCE = Field(description="How often the duty recurs.")
GRACE_DAYS = Field(description="Days after the due date before it is overdue.", examples=[60])
NOTICE_DAYS = Field(description="Days before the due date from which it is `due`.", examples=[60])
DD_ALTERNATIVE = Field(
    description="Whether proof of due diligence (a formal request to the supplier's own supplier) also fulfils it."
)
VERIFICATION_SUBJECT = Field(description="What the duty verifies.")
OFFSET_MONTHS = Field(
    description="Months from the clause's first day, or from the request or delivery, to the due date.",
    examples=[12],
)
OFFSET_DAYS = Field(description="Further days to the due date.", examples=[0])
WEIGHT = Field(description="Weight in scores: 1 counts once, 2 counts twice.", examples=[2])
TEMPLATE = Field(description="Code of the clause template.", examples=["human-rights-clause"])
TEMPLATE_VERSION = Field(description="Version of the template's wording.", examples=[1])
KIND = Field(
    description="What the clause is about; `human_rights` is counted in the figures.", examples=["human_rights"]
)
INCLUDED_AT = Field(description="How the clause came into the contract.")
AGREED_ON = Field(
    description="Day on which both parties agreed to an amendment; null for a clause of the tender.",
    examples=["2026-09-15"],
)


class DutyOut(BaseModel, from_attributes=True):
    """A duty of a clause, due `offset_months` and then `offset_days` after what its recurrence names."""

    type: Annotated[ObligationType, DUTY_TYPE]
    recurrence: Annotated[Recurrence, RECURRENCE]
    verification_subject: Annotated[VerificationSubject, VERIFICATION_SUBJECT]
    offset_months: Annotated[int, OFFSET_MONTHS]
    offset_days: Annotated[int, OFFSET_DAYS]
    grace_days: Annotated[int, GRACE_DAYS]
    notice_days: Annotated[int, NOTICE_DAYS]
    dd_alternative: Annotated[bool, DD_ALTERNATIVE]
    weight: Annotated[int, WEIGHT]
    text: dict[str, str] = Field(
        description="The wording by language: `nl`, `fr` and `en`.",
        examples=[{"nl": "Eenmaal per jaar …", "fr": "Une fois par an …", "en": "Once a year …"}],
    )


class ClauseTemplateOut(BaseModel, from_attributes=True):
    """A clause that can be added to contracts."""

    code: Annotated[str, TEMPLATE]
    version: Annotated[int, TEMPLATE_VERSION]
    kind: Annotated[str, KIND]
    title: dict[str, str] = Field(
        description="The title by language: `nl`, `fr` and `en`.",
        examples=[{"nl": "Mensenrechtenclausule", "fr": "Clause droits humains", "en": "Human-rights clause"}],
    )
    source: str = Field(
        description="Where the clause comes from.",
        examples=["Duties as in the human-rights clause of KU Leuven's hardware contracts. Own wording."],
    )
    status: TemplateStatus = Field(description="Templates of the platform are `published`.")
    duties: list[DutyOut] = Field(description="What the clause requires of the supplier.")


class ClauseTemplateList(BaseModel):
    """Templates of the platform and of your own in their latest versions, in one page: there are few."""

    items: list[ClauseTemplateOut] = Field(description="The templates, by code.")
    next: None = Field(default=None, description="Always null: there is no further page.")


class ClauseIn(BaseModel):
    """A clause to add to a contract: a template of the platform or of your own, in its latest published version."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"template": "human-rights-clause", "included_at": "tender"}]},
    )

    template: Annotated[Code, TEMPLATE]
    included_at: Annotated[IncludedAt, INCLUDED_AT] = IncludedAt.TENDER
    agreed_on: Day | None = Field(
        default=None, description="Day on which both parties agreed; required for an `amendment`."
    )


class ClauseOut(BaseModel, from_attributes=True):
    """A clause of a contract."""

    id: UUID = Field(description="Permanent id of the clause in this contract.")
    template: Annotated[str, TEMPLATE]
    template_version: Annotated[int, TEMPLATE_VERSION]
    kind: Annotated[str, KIND]
    included_at: Annotated[IncludedAt, INCLUDED_AT]
    agreed_on: Annotated[date | None, AGREED_ON]
    inherited: bool = Field(description="Whether it comes from the framework contract of this call-off or lot.")
