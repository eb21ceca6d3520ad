"""Read invitations, and the organisations on the other side of supplier links."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing
from chassis.rows import fetch_rows, find
from gateway import visibility
from gateway.invitations.rules import InvitationNotFound
from gateway.links.rules import LASTING
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
        visible=visibility.INVITATIONS,
        lock=lock,
        missing=InvitationNotFound,
    )


async def invitation_of_token(session: AsyncSession, token: str) -> Any | None:
    """The id of the invitation that this token opens and the organisation that made it (`owner_id`), or None."""
    rows = await fetch_rows(session, "select id, owner_id from invitation_of(:hash)", hash=digest(token))
    return rows[0] if rows else None


async def locked_invitation(session: AsyncSession, invitation_id: UUID) -> Invitation:
    """The transaction's tenant must be the organisation that made it. Raises InvitationNotFound."""
    statement = select(Invitation).where(col(Invitation.id) == invitation_id)
    locked = statement.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(locked)).first()
    if row is None:
        raise InvitationNotFound
    return row


async def counterparts(session: AsyncSession, organisation_id: UUID) -> set[UUID]:
    """The organisations on the other side of this one's supplier links that may still open.

    The transaction's tenant must be this organisation.
    """
    buyer, supplier = col(SupplierLink.owner_id), col(SupplierLink.organisation_id)
    links = select(buyer, supplier).where(
        or_(buyer == organisation_id, supplier == organisation_id), col(SupplierLink.status).in_(LASTING)
    )
    return {one for pair in (await session.exec(links)).all() for one in pair} - {organisation_id}
