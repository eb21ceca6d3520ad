"""Releasing a finding to named audiences, once a person has confirmed its site.

Other services are asked before the row is locked; then the row is checked again.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.clock import today
from chassis.moves import step
from chassis.preconditions import demand, demand_if_sent
from chassis.problems import Fault
from chassis.rows import touch
from dialogue.findings.announcements.actions import announce_waiting
from dialogue.findings.candidates.actions import candidates_at, journal_candidates
from dialogue.findings.candidates.rules import Candidate, SupplierNotEligible, readers_among
from dialogue.findings.copies.actions import record_finding, renew_copies
from dialogue.findings.queries import own_finding
from dialogue.findings.readers.actions import add_readers
from dialogue.findings.readers.queries import readers_of
from dialogue.findings.release.queries import is_released_to_supplier, releases_of
from dialogue.findings.release.reach.rules import Reach, ReleasePreview, new_readers
from dialogue.findings.release.rules import (
    Audience,
    Need,
    Release,
    UnknownBuyer,
    check_release,
    missing,
    shows_candidates,
)
from dialogue.findings.release.schemas import FindingTransition, PreviewIn, ReleaseTerms
from dialogue.findings.release.views import held_readers
from dialogue.findings.restricted.actions import seal_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.findings.rules import MOVES, RELEASED, FindingStatus
from dialogue.findings.sites.actions import facility_of_register, refuse_duplicates
from dialogue.findings.sites.rules import SiteConfirmed
from dialogue.findings.sites.views import site_columns
from dialogue.organisations.queries import affiliates, known_buyers, names_of
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import FacilitySummary
from dialogue.tables import Finding, FindingRelease


async def share(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    vault: Vault,
    suppliers_api: SuppliersApi,
    *,
    finding_id: UUID,
    body: FindingTransition,
    version: int | None,
) -> Finding:
    """Release a validated finding, or a released one to more readers; the status of the latter stays.

    Raises FindingNotFound, IllegalTransition, Forbidden, Stale, FacilityUnknown, SiteMayBeRegistered, SiteRequired,
    SiteConfirmed, ConsentWithdrawn, ReasonRequired, ConsentRequired, SecondPersonRequired, UnknownBuyer,
    Unavailable.
    """
    read = await own_finding(session, caller, finding_id)
    demand_if_sent(read.version, version)
    status = _status_after(read, caller, body)
    await _check_terms(session, read, body)
    check_release(await _release_asked(session, caller, read, body, reason=body.reason))
    found = await _candidates(session, suppliers_api, read, body.audiences)
    supplier_orgs = readers_among(found, body.suppliers)
    site = await _confirmed_site(suppliers_api, read, body)
    before = read.status
    row = await _confirm(session, caller, read, status=status, site=site)
    await session.flush()
    reach = await _reach(session, row, body, supplier_orgs)
    await _write(session, caller, vault, finding=row, body=body, reach=reach)
    await record_finding(session, caller, row, "shared", before=before)
    await announce_waiting(session, suppliers_api, row, today())
    await renew_copies(session, row)
    return row


async def _confirm(
    session: AsyncSession, caller: Caller, read: Finding, *, status: FindingStatus, site: FacilitySummary | None
) -> Finding:
    """The finding, locked, with its site confirmed, or new (None). Raises FindingNotFound, Stale."""
    version = read.version
    row = await own_finding(session, caller, read.id, lock=True)
    demand(row.version, version)
    confirmed = {"is_new_site": True} if site is None else site_columns(site)
    touch(row, caller, status=status, needs_rematch=False, site_candidates=[], **confirmed)
    return row


def _status_after(read: Finding, caller: Caller, body: FindingTransition) -> FindingStatus:
    if read.status in RELEASED:
        step(MOVES, FindingStatus.VALIDATED, FindingStatus.SHARED, actors=caller.roles, given=body.model_dump())
        return read.status
    return step(MOVES, read.status, FindingStatus.SHARED, actors=caller.roles, given=body.model_dump())


async def _release_asked(
    session: AsyncSession, caller: Caller, read: Finding, terms: ReleaseTerms, *, reason: str | None
) -> Release:
    """The release as the rules judge it; the preview and the release ask the same."""
    return Release(
        audiences=terms.audiences,
        risk=read.source_risk,
        is_consent_withdrawn=read.is_consent_withdrawn,
        is_released_to_supplier=await is_released_to_supplier(session, read.id),
        validated_by=read.validated_by,
        released_by=caller.person,
        reason=reason,
        is_consent_confirmed=terms.informed_consent_confirmed,
        has_named_buyers=bool(terms.named_buyers),
        has_suppliers=bool(terms.suppliers),
        has_site=_has_site(read, terms),
        is_site_known=read.facility_id is not None,
    )


def _has_site(read: Finding, terms: ReleaseTerms) -> bool:
    is_described = read.is_new_site or (terms.facility is not None and read.given_name is not None)
    return read.facility_id is not None or terms.facility_id is not None or is_described


async def _check_terms(session: AsyncSession, read: Finding, terms: ReleaseTerms) -> None:
    """What the terms name exists, and does not contradict the finding. Raises SiteConfirmed, UnknownBuyer."""
    if read.facility_id is not None and (terms.facility or terms.facility_id not in (None, read.facility_id)):
        raise SiteConfirmed
    if terms.named_buyers and Audience.NAMED_BUYERS not in terms.audiences:
        raise UnknownBuyer("Leave out `named_buyers`, or add it to `audiences`.", pointer="/named_buyers")
    if terms.suppliers and Audience.SUPPLIER not in terms.audiences:
        raise SupplierNotEligible("Leave out `suppliers`, or add `supplier` to `audiences`.", pointer="/suppliers")
    await _check_named_buyers(session, terms.named_buyers)


async def _confirmed_site(
    suppliers_api: SuppliersApi, read: Finding, terms: ReleaseTerms
) -> FacilitySummary | None:
    """The site as a person confirmed it, before or now; None for a new one, which readers let into the register.

    Raises FacilityUnknown, SiteMayBeRegistered.
    """
    if facility_id := read.facility_id or terms.facility_id:
        return await facility_of_register(suppliers_api, facility_id)
    if not read.is_new_site:
        await refuse_duplicates(suppliers_api, read)
    return None


async def _candidates(
    session: AsyncSession, suppliers_api: SuppliersApi, read: Finding, audiences: Collection[Audience]
) -> list[Candidate]:
    """The suppliers at the site that an editor sees.

    The site is that of the finding and not one of the terms: otherwise one finding would be enough to ask who uses
    each site of the register.
    """
    if read.facility_id is None or not shows_candidates(audiences, read.status):
        return []
    return await candidates_at(session, suppliers_api, read.facility_id)


async def _check_named_buyers(session: AsyncSession, buyers: Sequence[UUID]) -> None:
    """Raises UnknownBuyer."""
    known = await known_buyers(session, buyers)
    faults = [
        Fault(f"/named_buyers/{index}", UnknownBuyer.code(), f'There is no buyer with the id "{buyer}".')
        for index, buyer in enumerate(buyers)
        if buyer not in known
    ]
    if faults:
        raise UnknownBuyer(errors=faults)


async def _reach(session: AsyncSession, row: Finding, terms: ReleaseTerms, supplier_orgs: set[UUID]) -> Reach:
    members = {
        Audience.SUPPLIER: supplier_orgs,
        Audience.AFFILIATES: await affiliates(session, row.owner_id, today()),
        Audience.NAMED_BUYERS: terms.named_buyers,
        Audience.PUBLIC: {NOBODY},
    }
    held = held_readers(row, await releases_of(session, row.id))
    readers = {reader.org_id for reader in await readers_of(session, row.id)} - held
    return new_readers(terms.audiences, members, readers=readers)


async def _write(  # noqa: PLR0913
    session: AsyncSession, caller: Caller, vault: Vault, *, finding: Finding, body: FindingTransition, reach: Reach
) -> None:
    """The release and its readers."""
    release = FindingRelease(
        finding_id=finding.id,
        owner_id=finding.owner_id,
        audiences=[audience.value for audience in Audience if audience in body.audiences],
        released_by=caller.person,
        consent_confirmed=body.informed_consent_confirmed,
        readers=sorted(reach.readers),
    )
    if body.reason:
        release.sealed_reason = await seal_restricted(session, vault, finding, {"reason": body.reason})
    session.add(release)
    await add_readers(session, finding, reach)


async def preview_release(
    session: AsyncSession, caller: Caller, suppliers_api: SuppliersApi, *, finding_id: UUID, terms: PreviewIn
) -> ReleasePreview:
    """Count the new readers of a release, and say whom it can name and what these terms lack.

    The finding does not change. That suppliers were looked up is journalled, also to the platform. Raises
    FindingNotFound, SiteConfirmed, UnknownBuyer, SupplierNotEligible.
    """
    read = await own_finding(session, caller, finding_id)
    await _check_terms(session, read, terms)
    needs = missing(await _release_asked(session, caller, read, terms, reason=terms.reason))
    found = await _candidates(session, suppliers_api, read, terms.audiences)
    await journal_candidates(session, caller, read, found)
    supplier_orgs = set() if Need.SITE in needs else readers_among(found, terms.suppliers)
    reach = await _reach(session, read, terms, supplier_orgs)
    names = await names_of(session, [each.organisation_id for each in found if each.organisation_id])
    return ReleasePreview(reach=reach, candidates=found, names=names, needs=needs)
