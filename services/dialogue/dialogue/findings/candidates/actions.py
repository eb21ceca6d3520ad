"""Finding the suppliers that could read a finding at its site, and journalling that an editor looked them up."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from dialogue.findings.candidates.rules import Candidate, Naming, Representatives, SupplierDoubt, candidates
from dialogue.organisations.queries import links_of, platforms
from dialogue.organisations.rules import LinkStatus
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import FacilitySupplier
from dialogue.tables import Finding, ReadLog, SupplierLink


async def journal_candidates(session: AsyncSession, caller: Caller, read: Finding, found: list[Candidate]) -> None:
    """Log and journal that an editor sees these; the platform learns neither the site nor the finding."""
    if not found:
        return
    session.add(
        ReadLog(reader=caller.person, reader_org=caller.org, subject_type="finding.candidates", subject_id=read.id)
    )
    audience = {caller.org, *await platforms(session)}
    subject = ("organisation", caller.org)
    await record(session, caller, Entry("supplier_candidates.read", subject, audience=audience))


async def candidates_at(session: AsyncSession, suppliers_api: SuppliersApi, facility_id: UUID) -> list[Candidate]:
    """The suppliers at a site that a monitor may know of."""
    namings = [_naming(item) for item in await suppliers_api.suppliers_of_facility(facility_id)]
    links = await links_of(session, {naming.supplier_id for naming in namings})
    return candidates(namings, _representatives(links))


def _naming(item: FacilitySupplier) -> Naming:
    return Naming(
        supplier_id=item.supplier_id,
        supplier_name=item.supplier_name,
        stated_by=item.stated_by,
        confirmed_name=item.confirmed_name,
        doubts=_doubts(item.doubts),
        open_doubts=None if item.open_doubts is None else _doubts(item.open_doubts),
    )


def _doubts(codes: Iterable[str]) -> frozenset[SupplierDoubt]:
    return frozenset(SupplierDoubt(code) for code in codes)


def _representatives(links: Iterable[SupplierLink]) -> dict[UUID, Representatives]:
    by_supplier: dict[UUID, list[SupplierLink]] = {}
    for link in links:
        by_supplier.setdefault(link.supplier_id, []).append(link)
    return {
        supplier_id: Representatives(
            confirmed=frozenset(link.org_id for link in own if link.status is LinkStatus.CONFIRMED),
            has_other_links=any(link.status is not LinkStatus.CONFIRMED for link in own),
        )
        for supplier_id, own in by_supplier.items()
    }
