"""The restricted fields of a finding on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from dialogue.findings.replies.schemas import ReplyOut
from dialogue.findings.rules import FindingStatus


class Remark(BaseModel):
    """What an editor wrote with a move."""

    at: datetime
    by: UUID
    to: FindingStatus
    text: str


class Assessment(BaseModel):
    """How grave the harm was said to be at one time, and why."""

    at: datetime
    by: UUID
    scale: int
    scope: int
    irremediability: int
    likelihood: int | None
    motive: str


class WithdrawnWords(BaseModel):
    """What a withdrawn finding had said in public."""

    summary_public: str
    given_name: str | None
    given_address: str | None
    facility_name: str | None
    replies: list[ReplyOut]


class RestrictedOut(BaseModel):
    """The restricted words of a finding; every reading of them is logged."""

    description_restricted: str | None = None
    severity_motive: str
    retaliation_risk_note: str | None = None
    partner: str | None = None
    sources: str | None = None
    remedy_sought: str | None = None
    assessments: list[Assessment]
    remarks: list[Remark] = []
    withdrawn: WithdrawnWords | None = None
