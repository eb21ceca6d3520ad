"""A finding as one reader may see it."""

from dataclasses import asdict
from typing import Any

from chassis.callers import Caller
from dialogue.findings.assessment.rules import TIMELINES
from dialogue.findings.copies.schemas import CompanyResponse, Deadlines, FindingCopy
from dialogue.findings.protection.rules import month
from dialogue.findings.reactions.queries import CompanyResponses
from dialogue.findings.reactions.rules import ReactionStatus, company_moves, hears_company
from dialogue.findings.reactions.schemas import ReactionShown
from dialogue.findings.release.rules import Audience
from dialogue.findings.remedy.views import confirmation_out
from dialogue.tables import Finding, FindingReaction, FindingReader, FindingReply

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
    "buyers_contribution",
)


def _is_shown(reader: FindingReader, by: FindingReply | FindingReaction, responses: CompanyResponses) -> bool:
    buyers = responses.buyers.get(by.org_id, set())
    return hears_company(reader.org_id, reader.audience, company=by.org_id, buyers=buyers)


def _responses_for(reader: FindingReader, responses: CompanyResponses) -> list[CompanyResponse]:
    """With what a company has published next to the finding, which only other suppliers of the site do not get."""
    return [
        CompanyResponse.model_validate(reply)
        for reply in responses.replies
        if _is_shown(reader, reply, responses) or (reply.is_published and reader.audience is not Audience.SUPPLIER)
    ]


def finding_copy(reader: FindingReader, finding: Finding, responses: CompanyResponses) -> FindingCopy:
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
        company_responses=_responses_for(reader, responses),
        reactions=[
            ReactionShown.model_validate(reaction)
            for reaction in responses.reactions
            if _is_shown(reader, reaction, responses)
        ],
        workers_confirmation=confirmation_out(finding),
        allowed_transitions=[],
    )


def copy_out(reader: FindingReader, finding: Finding, responses: CompanyResponses, caller: Caller) -> FindingCopy:
    """The copy with what this caller can do."""
    copy = finding_copy(reader, finding, responses)
    own = next((each.status for each in copy.reactions), ReactionStatus.AWAITED)
    moves = company_moves(own, caller.roles, audience=reader.audience, finding=copy.status)
    return copy.model_copy(update={"allowed_transitions": moves})
