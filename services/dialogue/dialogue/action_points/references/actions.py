"""Checking what an action point refers to, and which audience its origin allows."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.problems import Fault
from dialogue.action_points import queries
from dialogue.action_points.rules import ContactForbidden, OriginKind, OriginNotShared, OriginUnknown, ShownTo
from dialogue.action_points.schemas import Origin
from dialogue.action_points.sides.rules import Side, side_of
from dialogue.dialogues.rules import UnknownReference
from dialogue.findings.references.queries import known_findings
from dialogue.findings.release.queries import is_known_to_supplier
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Dialogue


async def demand_origin(session: AsyncSession, caller: Caller, dossier: Dialogue, origin: Origin | None) -> None:
    """Raises OriginUnknown where it is not in this dialogue, or the caller may not see it."""
    if origin is None or origin.id is None:
        return
    if origin.kind is OriginKind.FINDING:
        is_known = origin.id in await known_findings(session, caller, [origin.id])
    elif origin.kind in queries.HELD_HERE:
        is_known = await queries.is_in_dossier(session, dossier.id, origin.kind, origin.id)
    else:
        is_known = False
    if not is_known:
        raise OriginUnknown(pointer="/origin/id")


async def audience_of(
    session: AsyncSession, caller: Caller, dossier: Dialogue, finding_id: UUID | None, requested: ShownTo | None
) -> ShownTo:
    """Who reads an action point: the buyer only, where it comes from a finding that the supplier does not know.

    A finding that the buyer cannot read any more counts as unknown to the supplier.

    Raises OriginNotShared where `parties` is requested for such a finding, ContactForbidden where the monitor asks
    not to contact the site.
    """
    is_known = finding_id is not None and finding_id in await known_findings(session, caller, [finding_id])
    if finding_id is not None and is_known and await queries.forbids_contact(session, finding_id):
        if side_of(caller.org_kind) is not Side.BUYER or requested is ShownTo.PARTIES:
            raise ContactForbidden(pointer="/origin/id")
        return ShownTo.BUYER_ONLY
    is_hidden = (
        finding_id is not None
        and side_of(caller.org_kind) is Side.BUYER
        and not (
            is_known
            and await is_known_to_supplier(
                session, finding_id, buyer_id=dossier.buyer_id, supplier_id=dossier.supplier_id
            )
        )
    )
    if is_hidden and requested is ShownTo.PARTIES:
        raise OriginNotShared(pointer="/shown_to")
    if side_of(caller.org_kind) is not Side.BUYER:
        return ShownTo.PARTIES
    return requested or (ShownTo.BUYER_ONLY if is_hidden else ShownTo.PARTIES)


async def demand_facilities(suppliers: SuppliersApi, ids: list[UUID]) -> None:
    """Raises UnknownReference."""
    faults = [
        Fault(f"/facility_ids/{index}", "unknown_reference", f'There is no facility with the id "{item}".')
        for index, item in enumerate(ids)
        if await suppliers.facility(item) is None
    ]
    if faults:
        raise UnknownReference(errors=faults)
