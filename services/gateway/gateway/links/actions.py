"""Making, confirming and ending what joins organisations."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import clock
from chassis.callers import Caller
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import allowed, step
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from gateway.accounts import queries as accounts
from gateway.accounts.actions import announce_organisation
from gateway.links import queries
from gateway.links.rules import LINK_MOVES, AffiliationEnded, LinkStatus, PeriodIsEmpty, WrongKind
from gateway.links.schemas import (
    AffiliationIn,
    AffiliationOut,
    AffiliationTransition,
    LinkOut,
    LinkTransition,
)
from gateway.tables import Affiliation, Organisation, SupplierLink
from gateway.transactions.tenant import act_for


async def organisation_for(
    session: AsyncSession, newcomer: Caller, *, buyer: UUID, supplier_id: UUID, name: str
) -> tuple[Organisation, list[UUID]]:
    """The organisation through which this supplier speaks with this buyer, made with that name where there is none.

    It belongs to this buyer and supplier alone: another buyer's invitation for the same supplier makes another,
    so that no invitation ever opens somebody else's dossiers. The transaction must act for the buyer. Gives the
    journal entries others must hear of.
    """
    await hold(session, Lock.SUPPLIER_ORGANISATION, buyer, supplier_id)
    link = await queries.link_between(session, buyer, supplier_id)
    if link is not None:
        return await session.get_one(Organisation, link.organisation_id), []
    organisation = Organisation(name=name, kind=OrgKind.SUPPLIER, supplier_id=supplier_id, **stamps(newcomer))
    session.add(organisation)
    await session.flush()
    link = SupplierLink(
        owner_id=buyer, supplier_id=supplier_id, organisation_id=organisation.id, **stamps(newcomer)
    )
    session.add(link)
    await session.flush()
    await grant_read(session, SupplierLink, [link.id], [organisation.id, *await accounts.platforms(session)])
    entries = [
        await announce_organisation(session, newcomer, organisation),
        await _announce_link(session, newcomer, link, "supplier_link.made", organisation.name),
    ]
    return organisation, entries


async def _announce_link(session: AsyncSession, caller: Caller, link: SupplierLink, verb: str, name: str) -> UUID:
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


async def read_link(session: AsyncSession, caller: Caller, link_id: UUID) -> LinkOut:
    """Raises LinkNotFound."""
    return await _link_shown(session, caller, await queries.link(session, caller, link_id))


async def decide_link(session: AsyncSession, caller: Caller, link_id: UUID, body: LinkTransition) -> LinkOut:
    """Raises LinkNotFound, IllegalTransition, MoveIncomplete."""
    link = await queries.link(session, caller, link_id, lock=True)
    given: dict[str, Any] = body.model_dump()
    status = step(LINK_MOVES, link.status, body.to, actors=caller.roles, given=given)
    basis = body.basis if status is LinkStatus.CONFIRMED else None
    touch(
        link,
        caller,
        status=status,
        basis=basis,
        reason=body.reason,
        decided_at=clock.now(),
        decided_by=caller.person,
    )
    organisation = await session.get_one(Organisation, link.organisation_id)
    await _announce_link(session, caller, link, f"supplier_link.{status.value}", organisation.name)
    return await _link_shown(session, caller, link)


async def _link_shown(session: AsyncSession, caller: Caller, link: SupplierLink) -> LinkOut:
    buyer = await session.get_one(Organisation, link.owner_id)
    organisation = await session.get_one(Organisation, link.organisation_id)
    return LinkOut(
        **link.model_dump(exclude={"owner_id", "created_by", "updated_by"}),
        buyer_id=buyer.id,
        buyer_name=buyer.name,
        organisation_name=organisation.name,
        allowed_transitions=allowed(LINK_MOVES, link.status, caller.roles),
    )


async def affiliate(session: AsyncSession, caller: Caller, body: AffiliationIn) -> AffiliationOut:
    """Raises WrongKind, PeriodIsEmpty, AffiliationsOverlap."""
    monitor = await _of_kind(session, body.monitor_id or caller.org, OrgKind.MONITOR, "/monitor_id")
    if caller.org_kind is OrgKind.MONITOR and monitor.id != caller.org:
        raise WrongKind("A monitor affiliates buyers to itself alone.", pointer="/monitor_id")
    buyer = await _of_kind(session, body.buyer_id, OrgKind.BUYER, "/buyer_id")
    first = body.valid_from or clock.today()
    if body.valid_to is not None and body.valid_to < first:
        raise PeriodIsEmpty(pointer="/valid_to")
    await act_for(session, monitor.id)
    row = Affiliation(
        owner_id=monitor.id, buyer_id=buyer.id, valid_from=first, valid_to=body.valid_to, **stamps(caller)
    )
    session.add(row)
    await session.flush()
    await grant_read(session, Affiliation, [row.id], [buyer.id, *await accounts.platforms(session)])
    await act_for(session, caller.org)
    return await _announced(session, caller, row, "affiliation.started", buyer=buyer, monitor=monitor)


async def end_affiliation(
    session: AsyncSession, caller: Caller, affiliation_id: UUID, body: AffiliationTransition
) -> AffiliationOut:
    """Raises AffiliationNotFound, AffiliationEnded, PeriodIsEmpty."""
    row = await queries.affiliation(session, caller, affiliation_id, lock=True)
    today = clock.today()
    if row.valid_to is not None and row.valid_to < today:
        raise AffiliationEnded
    last = body.valid_to or today
    if last < row.valid_from:
        raise PeriodIsEmpty(pointer="/valid_to")
    touch(row, caller, valid_to=last, reason=body.reason)
    buyer = await session.get_one(Organisation, row.buyer_id)
    monitor = await session.get_one(Organisation, row.owner_id)
    return await _announced(session, caller, row, "affiliation.ended", buyer=buyer, monitor=monitor)


async def read_affiliation(session: AsyncSession, caller: Caller, affiliation_id: UUID) -> AffiliationOut:
    """Raises AffiliationNotFound."""
    row = await queries.affiliation(session, caller, affiliation_id)
    buyer = await session.get_one(Organisation, row.buyer_id)
    return _affiliation_shown(row, buyer=buyer, monitor=await session.get_one(Organisation, row.owner_id))


async def _of_kind(session: AsyncSession, organisation_id: UUID, kind: OrgKind, pointer: str) -> Organisation:
    row = await queries.one_of_kind(session, organisation_id, kind)
    if row is None:
        raise WrongKind(f"This is no {kind}.", pointer=pointer)
    return row


async def _announced(
    session: AsyncSession,
    caller: Caller,
    row: Affiliation,
    verb: str,
    *,
    buyer: Organisation,
    monitor: Organisation,
) -> AffiliationOut:
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
    return _affiliation_shown(row, buyer=buyer, monitor=monitor)


def _affiliation_shown(row: Affiliation, *, buyer: Organisation, monitor: Organisation) -> AffiliationOut:
    return AffiliationOut(
        **row.model_dump(exclude={"owner_id", "created_by", "updated_by"}),
        buyer_name=buyer.name,
        monitor_id=monitor.id,
        monitor_name=monitor.name,
    )
