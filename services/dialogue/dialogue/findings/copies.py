"""The audience copy: all that anybody outside the monitor ever sees of a finding.

It has its own schema, so that nothing new in a finding's row can slip out: no stamps, no version, no partner, no
method, the period by month, the release by day, and a revision that counts only what this reader could see.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.callers import Caller
from chassis.moves import allowed
from dialogue.findings.protection import month
from dialogue.findings.release_rules import Audience
from dialogue.findings.rules import COMPANY, MOVES, Certainty, FindingStatus, RemediationStatus, ReplyKind
from dialogue.findings.severity import TIMELINES, Severity
from dialogue.tables import Finding, FindingReader, FindingReply


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


SHOWN_AS_THEY_ARE = (
    "id",
    "status",
    "facility_id",
    "facility_name",
    "facility_country",
    "summary_public",
    "provisions",
    "salient_issue",
    "severity",
    "remediation_status",
    "do_not_contact_factory",
    "rights_holders",
    "workers_affected_estimate",
)


def _heard(reader: FindingReader, replies: Iterable[FindingReply]) -> list[CompanyResponse]:
    """A supplier hears itself alone: suppliers of one site may be competitors."""
    return [
        CompanyResponse.model_validate(reply)
        for reply in replies
        if reader.audience is not Audience.SUPPLIER or reply.org_id == reader.org_id
    ]


def copy_for(reader: FindingReader, finding: Finding, replies: Iterable[FindingReply]) -> FindingCopy:
    """The finding as this reader sees it, whoever of its people asks."""
    said: dict[str, Any] = {name: getattr(finding, name) for name in SHOWN_AS_THEY_ARE}
    return FindingCopy(
        **said,
        revision=reader.revision,
        released_on=reader.released_on,
        monitor_id=finding.owner_id,
        monitor_name=finding.owner_name,
        period_from=month(finding.period_from),
        period_to=month(finding.period_to),
        actual_or_potential=finding.certainty,
        deadlines=Deadlines(**asdict(TIMELINES[finding.severity])),
        company_responses=_heard(reader, replies),
        allowed_transitions=[],
    )


def with_moves(copy: FindingCopy, reader: FindingReader, caller: Caller) -> FindingCopy:
    """The copy with what this caller can do; only a company it was released to can do anything."""
    may = reader.audience is Audience.SUPPLIER and not caller.roles.isdisjoint(COMPANY)
    moves = allowed(MOVES, copy.status, COMPANY) if may else []
    return copy.model_copy(update={"allowed_transitions": moves})


def digest_of(copy: FindingCopy) -> bytes:
    """What tells two copies apart, the revision aside."""
    return hashlib.sha256(copy.model_dump_json(exclude={"revision"}).encode()).digest()


def renew(reader: FindingReader, copy: FindingCopy, *, is_seen: bool) -> bool:
    """Remember the reader's copy; whether it differs from one that the reader could see before."""
    before, reader.digest = reader.digest, digest_of(copy)
    has_changed = is_seen and before not in (b"", reader.digest)
    reader.revision += has_changed
    return has_changed
