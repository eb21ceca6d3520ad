"""Read invitations, and what decides whether one may be made or accepted."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.database import switch_tenant
from chassis.listing import Listing
from chassis.rows import fetch_rows, find
from chassis.vocabulary import OrgKind
from gateway import visibility
from gateway.accounts import queries as accounts_queries
from gateway.accounts.rules import ADMINISTRATOR_OF
from gateway.invitations.rules import InvitationNotFound, PeopleIn
from gateway.links.rules import LIVE
from gateway.tables import Invitation, Member, Organisation, Person, SupplierLink
from gateway.tokens.rules import digest

INVITATIONS = Listing(
    name="invitations",
    columns=(
        col(Invitation.id),
        col(Invitation.version),
        col(Invitation.created_at),
        col(Invitation.updated_at),
        col(Invitation.email),
        col(Invitation.role),
        col(Invitation.organisation_id),
        col(Invitation.supplier_id),
        col(Invitation.owner_id).label("invited_by"),
        col(Invitation.opens_at),
        col(Invitation.expires_at),
        col(Invitation.accepted_at),
    ),
    key=col(Invitation.id),
    visible=visibility.INVITATIONS,
)


@dataclass(frozen=True, slots=True)
class JoinedMember:
    """A person, the organisation they joined, and their membership."""

    person: Person
    organisation: Organisation
    member: Member


async def invitation(
    session: AsyncSession, caller: Caller, invitation_id: UUID, *, lock: bool = False
) -> Invitation:
    """Raises InvitationNotFound."""
    return await find(
        session,
        Invitation,
        invitation_id,
        caller,
        visibility.INVITATIONS,
        lock=lock,
        missing=InvitationNotFound,
    )


async def open_invitation(session: AsyncSession, token: str) -> Invitation:
    """The invitation that this token opens, locked; from here on the transaction's tenant is the inviter.

    Raises InvitationNotFound.
    """
    rows = await fetch_rows(session, "select id, owner_id from invitation_of(:hash)", hash=digest(token))
    if not rows:
        raise InvitationNotFound
    await switch_tenant(session, rows[0].owner_id)
    statement = select(Invitation).where(col(Invitation.id) == rows[0].id).with_for_update()
    row = (await session.exec(statement)).one()
    if row.accepted_at is not None:
        raise InvitationNotFound
    return row


async def people_in(session: AsyncSession, organisation_id: UUID, kind: OrgKind, *, tenant: UUID) -> PeopleIn:
    """Whether an organisation has members; afterwards the transaction's tenant is `tenant`."""
    await switch_tenant(session, organisation_id)
    found = PeopleIn(
        has_members=await accounts_queries.has_member(session, organisation_id),
        has_administrator=await accounts_queries.has_member(session, organisation_id, role=ADMINISTRATOR_OF[kind]),
    )
    await switch_tenant(session, tenant)
    return found


async def counterparts(session: AsyncSession, organisation_id: UUID) -> set[UUID]:
    """The organisations on the other side of this one's supplier links; the transaction's tenant must be it."""
    buyer, supplier = col(SupplierLink.owner_id), col(SupplierLink.organisation_id)
    links = select(buyer, supplier).where(
        or_(buyer == organisation_id, supplier == organisation_id), col(SupplierLink.status).in_(LIVE)
    )
    return {one for pair in (await session.exec(links)).all() for one in pair} - {organisation_id}
