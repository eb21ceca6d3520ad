"""Reading invitations."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing
from chassis.rows import find
from chassis.vocabulary import OrgKind, Role
from gateway import visibility
from gateway.accounts.rules import OrganisationNotFound
from gateway.invitations.rules import InvitationNotFound
from gateway.tables import Invitation, Member, Organisation, SupplierLink
from gateway.tokens.rules import digest
from gateway.transactions.statements import rows
from gateway.transactions.tenant import act_for

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
        col(Invitation.expires_at),
        col(Invitation.accepted_at),
    ),
    key=col(Invitation.id),
    visible=visibility.INVITATIONS,
)


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
    """The invitation this token opens, locked; the transaction acts for the inviter from here on.

    Raises InvitationNotFound.
    """
    found = await rows(session, "select id, owner_id from invitation_of(:hash)", hash=digest(token))
    if not found:
        raise InvitationNotFound
    await act_for(session, found[0].owner_id)
    statement = select(Invitation).where(col(Invitation.id) == found[0].id).with_for_update()
    row = (await session.exec(statement)).one()
    if row.accepted_at is not None:
        raise InvitationNotFound
    return row


async def kind_of(session: AsyncSession, organisation_id: UUID) -> OrgKind:
    """Raises OrganisationNotFound."""
    row = await session.get(Organisation, organisation_id)
    if row is None:
        raise OrganisationNotFound
    return row.kind


async def has_editor(session: AsyncSession, caller: Caller, organisation_id: UUID) -> bool:
    """Whether a monitor has somebody who invites for it."""
    statement = select(Member.id).where(
        col(Member.owner_id) == organisation_id,
        col(Member.ended_at).is_(None),
        func.array_position(col(Member.roles), Role.MONITOR_EDITOR.value).is_not(None),
    )
    await act_for(session, organisation_id)
    found = (await session.exec(statement.limit(1))).first()
    await act_for(session, caller.org)
    return found is not None


async def other_side(session: AsyncSession, buyer_id: UUID | None) -> set[UUID]:
    """The organisations through which suppliers speak with this buyer; none where it is no buyer."""
    statement = select(SupplierLink.organisation_id).where(col(SupplierLink.owner_id) == buyer_id)
    return set((await session.exec(statement)).all())
