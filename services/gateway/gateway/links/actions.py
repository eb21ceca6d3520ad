"""Create, confirm and end the relations between organisations."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import clock
from chassis.callers import Caller
from chassis.database import switch_tenant
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import step
from chassis.periods import check_period
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from gateway.accounts import queries as accounts_queries
from gateway.accounts.actions import record_organisation
from gateway.links import queries
from gateway.links.queries import AffiliationParties, LinkParties
from gateway.links.rules import LINK_MOVES, AffiliationEnded, LinkStatus, WrongKind
from gateway.links.schemas import AffiliationIn, AffiliationTransition, LinkTransition
from gateway.tables import Affiliation, Organisation, SupplierLink


@dataclass(frozen=True, slots=True)
class LinkedOrganisation:
    """An organisation, and the journal entries by which the other services learn of it if it is new."""

    organisation: Organisation
    entries: list[UUID]


async def ensure_linked_organisation(
    session: AsyncSession, caller: Caller, *, buyer: UUID, supplier_id: UUID, name: str
) -> LinkedOrganisation:
    """Create the organisation through which this supplier works with this buyer, unless there is one already.

    It belongs to this buyer and supplier only: another buyer's invitation for the same supplier creates another
    one, so an invitation never opens the dossiers of a different buyer. The transaction's tenant must be the buyer.
    """
    await hold(session, Lock.SUPPLIER_ORGANISATION, buyer, supplier_id)
    link = await queries.link_between(session, buyer, supplier_id)
    if link is not None:
        return LinkedOrganisation(await session.get_one(Organisation, link.organisation_id), [])
    organisation = Organisation(name=name, kind=OrgKind.SUPPLIER, supplier_id=supplier_id, **stamps(caller))
    session.add(organisation)
    await session.flush()
    link = SupplierLink(owner_id=buyer, supplier_id=supplier_id, organisation_id=organisation.id, **stamps(caller))
    session.add(link)
    await session.flush()
    readers = [organisation.id, *await accounts_queries.platform_ids(session)]
    await grant_read(session, SupplierLink, [link.id], readers)
    entries = [
        await record_organisation(session, caller, organisation),
        await _record_link(session, caller, link, "supplier_link.made", organisation.name),
    ]
    return LinkedOrganisation(organisation, entries)


async def _record_link(session: AsyncSession, caller: Caller, link: SupplierLink, verb: str, name: str) -> UUID:
    payload = {
        "buyer_id": str(link.owner_id),
        "supplier_id": str(link.supplier_id),
        "org_id": str(link.organisation_id),
        "org_name": name,
        "status": link.status.value,
    }
    audience = [link.owner_id, link.organisation_id]
    return await record(
        session, caller, Entry(verb, ("supplier_link", link.id), audience=audience, followed=True, payload=payload)
    )


async def decide_link(session: AsyncSession, caller: Caller, link_id: UUID, body: LinkTransition) -> LinkParties:
    """Raises LinkNotFound, IllegalTransition, MoveIncomplete."""
    link = await queries.link(session, caller, link_id, lock=True)
    fields: dict[str, Any] = body.model_dump()
    status = step(LINK_MOVES, link.status, body.to, actors=caller.roles, given=fields)
    touch(
        link,
        caller,
        status=status,
        basis=body.basis if status is LinkStatus.CONFIRMED else None,
        reason=body.reason,
        decided_at=clock.now(),
        decided_by=caller.person,
    )
    parties = await queries.link_parties(session, link)
    await _record_link(session, caller, link, f"supplier_link.{status.value}", parties.organisation.name)
    return parties


async def affiliate(session: AsyncSession, caller: Caller, body: AffiliationIn) -> AffiliationParties:
    """Raises WrongKind, PeriodReversed, AffiliationsOverlap."""
    monitor = await _of_kind(session, body.monitor_id or caller.org, OrgKind.MONITOR, "/monitor_id")
    if caller.org_kind is OrgKind.MONITOR and monitor.id != caller.org:
        raise WrongKind("A monitor can only affiliate buyers to itself.", pointer="/monitor_id")
    buyer = await _of_kind(session, body.buyer_id, OrgKind.BUYER, "/buyer_id")
    first = body.valid_from or clock.today()
    check_period(first, body.valid_to, pointer="/valid_to")
    await switch_tenant(session, monitor.id)
    row = Affiliation(
        owner_id=monitor.id, buyer_id=buyer.id, valid_from=first, valid_to=body.valid_to, **stamps(caller)
    )
    session.add(row)
    await session.flush()
    await grant_read(session, Affiliation, [row.id], [buyer.id, *await accounts_queries.platform_ids(session)])
    await switch_tenant(session, caller.org)
    parties = AffiliationParties(row, buyer=buyer, monitor=monitor)
    await _record_affiliation(session, caller, "affiliation.started", parties)
    return parties


async def end_affiliation(
    session: AsyncSession, caller: Caller, affiliation_id: UUID, body: AffiliationTransition
) -> AffiliationParties:
    """Raises AffiliationNotFound, AffiliationEnded, PeriodReversed."""
    row = await queries.affiliation(session, caller, affiliation_id, lock=True)
    today = clock.today()
    if row.valid_to is not None and row.valid_to < today:
        raise AffiliationEnded
    last = body.valid_to or today
    check_period(row.valid_from, last, pointer="/valid_to")
    touch(row, caller, valid_to=last, reason=body.reason)
    parties = await queries.affiliation_parties(session, row)
    await _record_affiliation(session, caller, "affiliation.ended", parties)
    return parties


async def _of_kind(session: AsyncSession, organisation_id: UUID, kind: OrgKind, pointer: str) -> Organisation:
    row = await queries.one_of_kind(session, organisation_id, kind)
    if row is None:
        raise WrongKind(f"There is no {kind} with this id.", pointer=pointer)
    return row


async def _record_affiliation(
    session: AsyncSession, caller: Caller, verb: str, parties: AffiliationParties
) -> None:
    row, buyer, monitor = parties.affiliation, parties.buyer, parties.monitor
    payload = {
        "buyer_id": str(buyer.id),
        "buyer_name": buyer.name,
        "monitor_id": str(monitor.id),
        "monitor_name": monitor.name,
        "from": row.valid_from.isoformat(),
        "to": row.valid_to and row.valid_to.isoformat(),
    }
    audience = [buyer.id, monitor.id]
    await record(
        session, caller, Entry(verb, ("affiliation", row.id), audience=audience, followed=True, payload=payload)
    )
