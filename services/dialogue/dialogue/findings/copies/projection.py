"""What the copy of a finding contains for one reader; its digest tells whether the copy has changed."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from dialogue.findings.assessment.rules import TIMELINES
from dialogue.findings.copies.schemas import CompanyResponse, Deadlines, FindingCopy
from dialogue.findings.protection.rules import month
from dialogue.findings.release.rules import Audience
from dialogue.tables import Finding, FindingReader, FindingReply

COPIED_AS_THEY_ARE = (
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


def _responses_for(reader: FindingReader, replies: Iterable[FindingReply]) -> list[CompanyResponse]:
    """A supplier sees its own replies only: suppliers of one site may be competitors."""
    return [
        CompanyResponse.model_validate(reply)
        for reply in replies
        if reader.audience is not Audience.SUPPLIER or reply.org_id == reader.org_id
    ]


def finding_copy(reader: FindingReader, finding: Finding, replies: Iterable[FindingReply]) -> FindingCopy:
    """The finding as this reader sees it, the same for all its people."""
    unchanged: dict[str, Any] = {name: getattr(finding, name) for name in COPIED_AS_THEY_ARE}
    return FindingCopy(
        **unchanged,
        revision=reader.revision,
        released_on=reader.released_on,
        monitor_id=finding.owner_id,
        monitor_name=finding.owner_name,
        period_from=month(finding.period_from),
        period_to=month(finding.period_to),
        actual_or_potential=finding.certainty,
        deadlines=Deadlines(**asdict(TIMELINES[finding.severity])),
        company_responses=_responses_for(reader, replies),
        allowed_transitions=[],
    )


def digest_of(copy: FindingCopy) -> bytes:
    """A digest of the copy without its revision: it differs when the copy has changed."""
    return hashlib.sha256(copy.model_dump_json(exclude={"revision"}).encode()).digest()
