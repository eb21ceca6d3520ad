"""The audience copy: all that anybody outside the monitor ever sees of a finding.

It has its own schema, so that nothing new in a finding's row can slip out: no stamps, no version, no partner, no
method, the period by month, the release by day, and a revision that counts only what this reader could see.
"""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from dialogue.findings.assessment.rules import Severity
from dialogue.findings.rules import Certainty, FindingStatus, RemediationStatus, ReplyKind


class Deadlines(BaseModel):
    """Days after the release within which a company answers; `acknowledge` counts working days."""

    acknowledge: int
    protect: int | None
    plan: int
    remedy: int


class CompanyResponse(BaseModel, from_attributes=True):
    """A company's right of reply."""

    kind: ReplyKind
    text: str
    replied_on: date


class FindingCopyItem(BaseModel):
    """A released finding in a list."""

    id: UUID
    revision: int = Field(description="grows when this copy changes")
    released_on: date
    monitor_id: UUID
    monitor_name: str
    status: FindingStatus
    facility_id: UUID
    facility_name: str
    facility_country: str
    period_from: str = Field(examples=["2026-03"], description="a month")
    period_to: str
    summary_public: str
    provisions: list[str]
    salient_issue: str | None
    actual_or_potential: Certainty
    severity: Severity
    remediation_status: RemediationStatus
    do_not_contact_factory: bool = Field(description="while true, nobody speaks to the site about this")


class FindingCopy(FindingCopyItem):
    """A finding as it was released to the reader."""

    rights_holders: list[str]
    workers_affected_estimate: str | None
    deadlines: Deadlines
    company_responses: list[CompanyResponse]
    allowed_transitions: list[FindingStatus]
