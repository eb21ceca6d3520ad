"""Releasing a finding to named audiences, once a person has confirmed its site.

Other services are asked before the row is locked; then the row is checked again.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.clock import today
from chassis.grants import grant_read, revoke_reader
from chassis.moves import step
from chassis.preconditions import demand
from chassis.problems import Fault
from chassis.rows import touch
from dialogue.findings.candidates.actions import journal_candidates
from dialogue.findings.candidates.rules import SupplierNotEligible, readers_among
from dialogue.findings.copies.actions import announce, record_finding, renew_copies
from dialogue.findings.queries import own_finding
from dialogue.findings.release.queries import (
    Reach,
    ReleasePreview,
    candidates_of,
    is_released_to_supplier,
    reach_of,
)
from dialogue.findings.release.rules import (
    Audience,
    FacilityUnknown,
    Need,
    Release,
    SiteConfirmed,
    UnknownBuyer,
    check_release,
    missing,
)
from dialogue.findings.release.schemas import FindingTransition, PreviewIn, ReleaseTerms
from dialogue.findings.restricted.actions import seal_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.findings.rules import MOVES, RELEASED, FindingStatus
from dialogue.organisations.queries import known_buyers, links_of
from dialogue.organisations.rules import LinkStatus
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import FacilitySummary
from dialogue.tables import Finding, FindingReader, FindingRelease

KEY_SPACE = UUID("6f9a3d0e-5f0b-4b0e-9a51-0d6a6e0f2c11")


async def share(
    session: AsyncSession,
    caller: Caller,
    vault: Vault,
    suppliers: SuppliersApi,
    *,
    finding_id: UUID,
    body: FindingTransition,
) -> Finding:
    """Release a validated finding, or a released one to more readers; the status of the latter stays.

    Raises FindingNotFound, IllegalTransition, Forbidden, Stale, FacilityUnknown, SiteRequired, SiteConfirmed,
    ReasonRequired, ConsentRequired, SecondPersonRequired, UnknownBuyer.
    """
    read = await own_finding(session, caller, finding_id)
    status = _status_after(read, caller, body)
    await _check_terms(session, read, body)
    check_release(await _release_asked(session, caller, read, body, reason=body.reason))
    found = await candidates_of(session, suppliers, read, body.audiences)
    supplier_orgs = readers_among(found, body.suppliers)
    site = await _ensure_site(suppliers, read, body)
    before = read.status
    row = await _confirm(session, caller, read, status=status, site=site)
    await session.flush()
    reach = await _reach(session, row, body, supplier_orgs)
    release = await _write(session, caller, vault, finding=row, body=body, reach=reach)
    await record_finding(session, caller, row, "shared", before)
    await announce(session, row, release, today())
    await renew_copies(session, row)
    return row


async def _confirm(
    session: AsyncSession, caller: Caller, read: Finding, *, status: FindingStatus, site: FacilitySummary
) -> Finding:
    """The finding, locked, with its site confirmed. Raises FindingNotFound, Stale."""
    version = read.version
    row = await own_finding(session, caller, read.id, lock=True)
    demand(row.version, version)
    touch(
        row,
        caller,
        status=status,
        facility_id=site.id,
        facility_name=site.name,
        facility_country=site.country,
        needs_rematch=False,
        site_candidates=[],
    )
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
        is_supplier_told=await is_released_to_supplier(session, read.id),
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
    is_described = terms.facility is not None and read.given_name is not None
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


async def confirmed_facility(suppliers: SuppliersApi, facility_id: UUID) -> FacilitySummary:
    """The facility of the register; raises FacilityUnknown."""
    facility = await suppliers.facility(facility_id)
    if facility is None:
        raise FacilityUnknown(f'The register has no facility with the id "{facility_id}".', pointer="/facility_id")
    return facility


async def _ensure_site(suppliers: SuppliersApi, read: Finding, terms: ReleaseTerms) -> FacilitySummary:
    """The site as a person confirmed it, before or now; a new one enters the register. Raises FacilityUnknown."""
    if facility_id := read.facility_id or terms.facility_id:
        return await confirmed_facility(suppliers, facility_id)
    # The key is derived and not the finding's id: suppliers never learns that a finding exists.
    return await suppliers.add_facility(described_site(read), idempotency_key=str(uuid5(KEY_SPACE, str(read.id))))


def described_site(finding: Finding) -> Mapping[str, str]:
    """The site as its author described it, in the fields of the register."""
    fields = {"name": finding.given_name, "address": finding.given_address, "country": finding.given_country}
    return {name: value for name, value in fields.items() if value is not None}


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
    buyers = terms.named_buyers
    return await reach_of(session, row, terms.audiences, named_buyers=buyers, supplier_orgs=supplier_orgs)


async def _write(
    session: AsyncSession, caller: Caller, vault: Vault, *, finding: Finding, body: FindingTransition, reach: Reach
) -> FindingRelease:
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
    named = sorted(reach.readers - {NOBODY})
    await grant_read(session, Finding, [finding.id], named)
    rows = [
        {
            "finding_id": finding.id,
            "org_id": org,
            "owner_id": finding.owner_id,
            "audience": audience,
            "released_on": today(),
            "is_told": False,
            "revision": 1,
            "digest": b"",
        }
        for audience, orgs in reach.by_audience.items()
        for org in sorted(orgs)
    ]
    if rows:
        await session.exec(insert(FindingReader).values(rows))
    return release


async def end_reading(session: AsyncSession, org_id: UUID, supplier_id: UUID) -> None:
    """From now on the organisation reads no finding, unless another confirmed link makes it speak for the supplier.

    Only a worker may do this.
    """
    links = [link for link in await links_of(session, [supplier_id]) if link.org_id == org_id]
    if any(link.status is LinkStatus.CONFIRMED for link in links):
        return
    await revoke_reader(session, org_id)
    await session.exec(delete(FindingReader).where(col(FindingReader.org_id) == org_id))


async def preview_release(
    session: AsyncSession, caller: Caller, suppliers: SuppliersApi, *, finding_id: UUID, terms: PreviewIn
) -> ReleasePreview:
    """Count the new readers of a release, and say whom it can name and what these terms lack.

    The finding does not change. That suppliers were looked up is journalled, also to the platform. Raises
    FindingNotFound, SiteConfirmed, UnknownBuyer, SupplierNotEligible.
    """
    read = await own_finding(session, caller, finding_id)
    await _check_terms(session, read, terms)
    needs = missing(await _release_asked(session, caller, read, terms, reason=terms.reason))
    found = await candidates_of(session, suppliers, read, terms.audiences)
    await journal_candidates(session, caller, read, found)
    supplier_orgs = set() if Need.SITE in needs else readers_among(found, terms.suppliers)
    reach = await _reach(session, read, terms, supplier_orgs)
    return ReleasePreview(reach=reach, candidates=found, needs=needs)
