"""Found the organisation of a supplier, ask for a link to it, and decide about links."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import clock
from chassis.callers import Caller
from chassis.database import as_tenant
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import step
from chassis.preconditions import demand_if_sent
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from gateway.accounts import queries as accounts_queries
from gateway.accounts.actions import record_organisation
from gateway.links import queries
from gateway.links.queries import LinkParties
from gateway.links.rules import (
    KEPT,
    LINK_MOVES,
    LIVE,
    OPEN,
    VERBS,
    BothSides,
    LinkBasis,
    LinkExists,
    LinkStatus,
    NoOrganisationToLink,
    OtherOrganisationConfirmed,
    SupplierAdmitsItsPeople,
    is_followed,
)
from gateway.links.schemas import LinkIn, LinkTransition
from gateway.tables import Organisation, SupplierLink


@dataclass(frozen=True, slots=True)
class LinkedOrganisation:
    """An organisation, and the journal entries by which the other services learn of it."""

    organisation: Organisation
    entries: list[UUID]


async def found_organisation(
    session: AsyncSession, caller: Caller, *, buyer: UUID, supplier_id: UUID, name: str
) -> LinkedOrganisation:
    """Create the organisation through which this supplier works with this buyer.

    Until the platform confirms it, it belongs to this buyer and supplier only: another buyer's invitation for the
    same supplier founds another one. The transaction's tenant must be the buyer. Raises SupplierAdmitsItsPeople.
    """
    await hold(session, Lock.SUPPLIER_ORGANISATION, supplier_id)
    await refuse_if_represented(session, buyer=buyer, supplier_id=supplier_id)
    organisation = Organisation(name=name, kind=OrgKind.SUPPLIER, supplier_id=supplier_id, **stamps(caller))
    session.add(organisation)
    await session.flush()
    link = SupplierLink(owner_id=buyer, supplier_id=supplier_id, organisation_id=organisation.id, **stamps(caller))
    await _add_link(session, link)
    entries = [
        await record_organisation(session, caller, organisation),
        await _record_link(session, caller, link, organisation.name),
    ]
    return LinkedOrganisation(organisation, entries)


async def refuse_if_represented(
    session: AsyncSession, *, buyer: UUID, supplier_id: UUID, pointer: str | None = None
) -> None:
    """Raises SupplierAdmitsItsPeople if an organisation represents this supplier, with all buyers or with this one.

    An unconfirmed organisation of another buyer does not count: any person may be behind it, and the answer would
    tell that this buyer works with the supplier. The transaction's tenant must be the buyer.
    """
    is_linked = await queries.link_between(session, buyer, supplier_id) is not None
    if is_linked or await queries.confirmed_organisation(session, supplier_id) is not None:
        raise SupplierAdmitsItsPeople(pointer=pointer)


async def request_link(session: AsyncSession, caller: Caller, body: LinkIn) -> LinkParties:
    """Ask the supplier's confirmed organisation to work with the caller's as well; nothing opens before it agrees.

    Raises LinkExists, NoOrganisationToLink, BothSides.
    """
    await hold(session, Lock.SUPPLIER_ORGANISATION, body.supplier_id)
    if await queries.link_between(session, caller.org, body.supplier_id) is not None:
        raise LinkExists
    organisation_id = await queries.confirmed_organisation(session, body.supplier_id)
    if organisation_id is None:
        raise NoOrganisationToLink(pointer="/supplier_id")
    link = SupplierLink(
        owner_id=caller.org,
        supplier_id=body.supplier_id,
        organisation_id=organisation_id,
        status=LinkStatus.REQUESTED,
        **stamps(caller),
    )
    await _refuse_shared_people(session, caller, link)
    await _add_link(session, link)
    parties = await queries.link_parties(session, link)
    await _record_link(session, caller, link, parties.organisation.name)
    return parties


async def move_link(
    session: AsyncSession, caller: Caller, link_id: UUID, body: LinkTransition, *, read: int | None
) -> LinkParties:
    """Raises LinkNotFound, Stale, IllegalTransition, Forbidden, MoveIncomplete, BothSides, LinkExists,
    OtherOrganisationConfirmed."""
    link = await queries.link(session, caller, link_id)
    await hold(session, Lock.SUPPLIER_ORGANISATION, link.supplier_id)
    link = await queries.link(session, caller, link_id, lock=True)
    demand_if_sent(link.version, read)
    before = link.status, link.basis
    status = step(LINK_MOVES, link.status, body.to, actors=caller.roles, given=body.model_dump())
    if status in OPEN:
        await _refuse_shared_people(session, caller, link)
    if status is LinkStatus.CONFIRMED:
        await _refuse_second_organisation(session, link)
    await _decide(session, caller, link, status, body=body)
    if status is LinkStatus.ENDED and before[0] is LinkStatus.CONFIRMED:
        await _keep_confirmation(session, caller, link, basis=before[1])
    await _record_decision(session, caller, link)
    if status is LinkStatus.REFUSED and not await queries.is_confirmed(session, link.organisation_id):
        await _close_other_links(session, caller, link, body)
    return await queries.link_parties(session, link)


async def _add_link(session: AsyncSession, link: SupplierLink) -> None:
    session.add(link)
    await session.flush()
    readers = [link.organisation_id, *await accounts_queries.platform_ids(session)]
    await grant_read(session, SupplierLink, [link.id], readers)


async def _refuse_shared_people(session: AsyncSession, caller: Caller, link: SupplierLink) -> None:
    """Raises BothSides if a person belongs to the buyer and to the supplier's organisation."""
    async with as_tenant(session, link.owner_id, afterwards=caller.org):
        buyers = await accounts_queries.people_of(session, link.owner_id)
    async with as_tenant(session, link.organisation_id, afterwards=caller.org):
        suppliers = await accounts_queries.people_of(session, link.organisation_id)
    if buyers & suppliers:
        raise BothSides("A person belongs to both organisations. One of the two memberships must end first.")


async def _refuse_second_organisation(session: AsyncSession, link: SupplierLink) -> None:
    """Raises OtherOrganisationConfirmed."""
    confirmed = await queries.confirmed_organisation(session, link.supplier_id)
    is_other = confirmed not in (None, link.organisation_id)
    if is_other and not await queries.is_confirmed(session, link.organisation_id):
        raise OtherOrganisationConfirmed


async def _decide(
    session: AsyncSession, caller: Caller, link: SupplierLink, status: LinkStatus, *, body: LinkTransition
) -> None:
    touch(
        link,
        caller,
        status=status,
        basis=body.basis if status is LinkStatus.CONFIRMED else None,
        reason=body.reason,
        decided_at=clock.now(),
        decided_by=caller.person,
    )
    await session.flush()


async def _record_decision(session: AsyncSession, caller: Caller, link: SupplierLink) -> None:
    organisation = await session.get_one(Organisation, link.organisation_id)
    await _record_link(session, caller, link, organisation.name)


async def _keep_confirmation(
    session: AsyncSession, caller: Caller, ended: SupplierLink, *, basis: LinkBasis | None
) -> None:
    """What the platform has confirmed does not end with one buyer: a link to the platform keeps it.

    It opens nothing, and the platform can refuse it. Another one to this supplier's organisation may be there. The
    other services hear of it first and then of the end: as whom the platform confirmed the supplier, they copy from
    the link that ends.
    """
    if await queries.is_confirmed(session, ended.organisation_id):
        return
    organisation = await session.get_one(Organisation, ended.organisation_id)
    for platform in await accounts_queries.platform_ids(session):
        async with as_tenant(session, platform, afterwards=caller.org):
            if await queries.link_between(session, platform, ended.supplier_id) is None:
                link = SupplierLink(
                    owner_id=platform,
                    supplier_id=ended.supplier_id,
                    organisation_id=ended.organisation_id,
                    status=LinkStatus.CONFIRMED,
                    basis=basis,
                    decided_at=clock.now(),
                    **stamps(caller),
                )
                await _add_link(session, link)
                await _record_link(session, caller, link, organisation.name, verb=KEPT)
        return


async def _close_other_links(
    session: AsyncSession, caller: Caller, refused: SupplierLink, body: LinkTransition
) -> None:
    """Refuse all links of an organisation that the platform no longer confirms for any buyer."""
    for link in await queries.links_of(session, refused.organisation_id):
        if link.status in LIVE:
            was_asked = link.status is LinkStatus.REQUESTED
            await _decide(
                session, caller, link, LinkStatus.DECLINED if was_asked else LinkStatus.REFUSED, body=body
            )
            await _record_decision(session, caller, link)


async def _record_link(
    session: AsyncSession, caller: Caller, link: SupplierLink, name: str, *, verb: str | None = None
) -> UUID:
    """`verb`: another one than that of the link's status."""
    owner = await session.get_one(Organisation, link.owner_id)
    is_of_buyer = owner.kind is OrgKind.BUYER
    payload: dict[str, Any] = {
        "buyer_id": str(link.owner_id),
        "supplier_id": str(link.supplier_id),
        "org_id": str(link.organisation_id),
        "org_name": name,
        "status": link.status.value,
        "is_confirmed": await queries.is_confirmed(session, link.organisation_id),
        "is_of_buyer": is_of_buyer,
    }
    entry = Entry(
        verb or VERBS[link.status],
        ("supplier_link", link.id),
        audience=[link.owner_id, link.organisation_id],
        followed=is_followed(link.status, is_of_buyer=is_of_buyer),
        payload=payload,
    )
    return await record(session, caller, entry)
