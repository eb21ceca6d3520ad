"""`/v1/findings`: findings of monitors, and the copies that they release to others."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.costs import HEAVY
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.periods import PeriodReversed
from chassis.preconditions import ExpectedVersion, TagIfSent
from chassis.problem_documents import raises
from chassis.problems import (
    IllegalTransition,
    Invalid,
    PreconditionRequired,
    Stale,
    Unavailable,
)
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.findings import actions, queries
from dialogue.findings.agreement.rules import NoAgreementNeeded
from dialogue.findings.assessment.rules import UnknownProvision
from dialogue.findings.candidates.rules import SupplierNotEligible
from dialogue.findings.content import actions as content
from dialogue.findings.content.schemas import FindingIn, FindingPatch
from dialogue.findings.copies.schemas import FindingCopy, FindingCopyItem
from dialogue.findings.protection.rules import ChecklistIncomplete, DeclarationMissing, PersonalDataSuspected
from dialogue.findings.reactions.rules import FindingNotOpen
from dialogue.findings.release import actions as release
from dialogue.findings.release.reach.rules import ReleasePreview
from dialogue.findings.release.rules import (
    ConsentRequired,
    ConsentWithdrawn,
    NotReleasedToSupplier,
    ReasonRequired,
    SecondPersonRequired,
    SiteRequired,
    SupplierRequired,
    UnknownBuyer,
)
from dialogue.findings.release.schemas import FindingTransition, PreviewIn, PreviewOut
from dialogue.findings.release.views import preview_out
from dialogue.findings.remedy.rules import RemedyNotConfirmed
from dialogue.findings.restricted.dependencies import FindingsVault
from dialogue.findings.restricted.schemas import RestrictedOut
from dialogue.findings.risk.rules import RiskMotiveRequired, RiskNotConfirmed, RiskNotLower
from dialogue.findings.rules import FindingNotEditable, FindingNotFound
from dialogue.findings.schemas import FindingItem, FindingOut, FindingQuery
from dialogue.findings.sites.rules import FacilityUnknown, SiteConfirmed, SiteMayBeRegistered
from dialogue.findings.views import FindingWithDetails, finding_out, restricted_out
from dialogue.permissions import (
    CanMoveFindings,
    CanReadFindings,
    CanReadRestricted,
    CanReleaseFindings,
    CanWriteFindings,
)
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.dependencies import SupplierAttempts

router = new_router("/v1/findings", "findings")

FindingId = Annotated[UUID, Path(description="The finding.")]
CONTENT = (
    DeclarationMissing,
    PersonalDataSuspected,
    UnknownProvision,
    FacilityUnknown,
    Invalid,
    PeriodReversed,
)
RISK = (RiskNotConfirmed, RiskNotLower, RiskMotiveRequired)
RELEASE = (
    ConsentWithdrawn,
    ReasonRequired,
    ConsentRequired,
    SecondPersonRequired,
    SiteRequired,
    SiteConfirmed,
    SiteMayBeRegistered,
    UnknownBuyer,
    SupplierRequired,
    SupplierNotEligible,
)


@router.post(
    "",
    status_code=201,
    response_model=FindingOut,
    responses=raises(*CONTENT, Unavailable),
)
async def report_finding(
    body: FindingIn,
    caller: CanWriteFindings,
    attempts: SupplierAttempts,
    vault: FindingsVault,
    response: Response,
) -> FindingOut | FindingCopy:
    """Draft a finding. Until it is released, only its monitor sees it."""

    async def report(session: Session, suppliers: SuppliersApi) -> FindingWithDetails:
        row = await content.report_finding(session, caller, vault, suppliers, body=body)
        return await actions.finding_for(session, caller, row)

    out = finding_out(await attempts(report), caller)
    response.headers["Location"] = f"/v1/findings/{out.id}"
    return out


@list_route(router, "", item=FindingItem | FindingCopyItem)
async def list_findings(caller: CanReadFindings, reads: Reads, query: FindingQuery) -> Response:
    """A monitor gets its own findings; all get those that were released to them. The order has no meaning."""
    return await reads.page(queries.LISTINGS[caller.org_kind], caller, query)


@router.get(
    "/{finding_id}",
    response_model=FindingOut | FindingCopy,
    responses=raises(FindingNotFound),
)
async def read_finding(
    finding_id: FindingId, caller: CanReadFindings, session: Session
) -> FindingOut | FindingCopy:
    """One finding: its monitor sees all of it, others the copy that was released to their organisation."""
    row = await queries.finding(session, caller, finding_id)
    return finding_out(await actions.finding_for(session, caller, row), caller)


@router.get(
    "/{finding_id}/restricted",
    response_model=RestrictedOut,
    responses=raises(FindingNotFound),
)
async def read_restricted_fields(
    finding_id: FindingId, caller: CanReadRestricted, session: Session, vault: FindingsVault
) -> RestrictedOut:
    """The restricted fields, for the people of the monitor only. Each read is logged."""
    return restricted_out(await actions.read_restricted(session, caller, vault, finding_id))


@router.patch(
    "/{finding_id}",
    response_model=FindingOut,
    responses=raises(
        FindingNotFound,
        Stale,
        PreconditionRequired,
        FindingNotEditable,
        SiteConfirmed,
        SecondPersonRequired,
        NoAgreementNeeded,
        *RISK,
        *CONTENT,
        Unavailable,
    ),
)
async def amend_finding(
    finding_id: FindingId,
    body: FindingPatch,
    caller: CanWriteFindings,
    attempts: SupplierAttempts,
    vault: FindingsVault,
    expected: ExpectedVersion,
) -> FindingOut | FindingCopy:
    """Change a draft, or a finding that is being amended (RFC 7396). After a release the site stays."""

    async def amend(session: Session, suppliers: SuppliersApi) -> FindingWithDetails:
        row = await content.amend_finding(
            session, caller, vault, suppliers, finding_id=finding_id, body=body, expected=expected
        )
        return await actions.finding_for(session, caller, row)

    return finding_out(await attempts(amend), caller)


@router.post(
    "/{finding_id}/transitions",
    response_model=FindingOut | FindingCopy,
    responses=raises(
        FindingNotFound,
        IllegalTransition,
        Stale,
        MoveIncomplete,
        ChecklistIncomplete,
        PersonalDataSuspected,
        NotReleasedToSupplier,
        FindingNotOpen,
        RemedyNotConfirmed,
        NoAgreementNeeded,
        *RELEASE,
        FacilityUnknown,
        Unavailable,
    ),
)
async def move_finding(
    finding_id: FindingId,
    body: FindingTransition,
    caller: CanMoveFindings,
    attempts: SupplierAttempts,
    vault: FindingsVault,
    read: TagIfSent,
) -> FindingOut | FindingCopy:
    """Move a finding, or, as a company, your own reaction to it.

    `shared` with `audiences` releases a finding; a released one can be shared with more readers. If the risk of the
    source is high or unknown, two people close it as remedied: readers see what the transition says.
    """

    async def move(session: Session, suppliers: SuppliersApi) -> FindingWithDetails:
        row = await actions.move_finding(
            session, caller, vault, suppliers, finding_id=finding_id, body=body, read=read
        )
        return await actions.finding_for(session, caller, row)

    return finding_out(await attempts(move), caller)


@router.post(
    "/{finding_id}/release-preview",
    response_model=PreviewOut,
    openapi_extra=HEAVY,
    responses=raises(FindingNotFound, SiteConfirmed, UnknownBuyer, SupplierNotEligible, Invalid, Unavailable),
)
async def preview_release(
    finding_id: FindingId, body: PreviewIn, caller: CanReleaseFindings, attempts: SupplierAttempts
) -> PreviewOut:
    """Count who would read it, list the suppliers that you can name, and say what the release still needs.

    The finding does not change. The platform learns that you looked suppliers up, but not for which site.
    """

    async def preview(session: Session, suppliers: SuppliersApi) -> ReleasePreview:
        return await release.preview_release(session, caller, suppliers, finding_id=finding_id, terms=body)

    return preview_out(await attempts(preview))
