"""The platform offers an organisation an administrator: its members see the offer, which works after a while."""

from enum import StrEnum
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.database import as_tenant
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.vocabulary import OrgKind
from gateway.accounts import queries as accounts_queries
from gateway.accounts.rules import ADMINISTRATOR_OF
from gateway.invitations import queries
from gateway.invitations.rules import InvitesItself, PeopleIn, check_open, is_offer
from gateway.invitations.schemas import InvitationIn
from gateway.tables import Invitation, Organisation


class OfferVerb(StrEnum):
    """What becomes of an offer, in the events of the organisation."""

    MADE = "administrator.offered"
    ACCEPTED = "administrator.admitted"
    ENDED = "administrator.refused"


async def is_offer_to(
    session: AsyncSession, caller: Caller, body: InvitationIn, organisation: Organisation
) -> bool:
    """Whether an invitation by the platform into this organisation is an offer, or founds it.

    Raises InvitesItself, InvitesForItself, RoleNotGiven.
    """
    if await accounts_queries.is_address_of_member(session, caller.org, body.email):
        raise InvitesItself(pointer="/email")
    people = await _people_in(session, organisation, tenant=caller.org)
    return is_offer(organisation.kind, body.role, people)


async def check_offer(session: AsyncSession, invitation: Invitation, organisation: Organisation) -> None:
    """Whether an invitation by the platform may be accepted now; the organisation is locked.

    Raises InvitationWaits, InvitesForItself.
    """
    people = await _people_in(session, organisation, tenant=invitation.owner_id)
    check_open(invitation.opens_at, organisation.kind, people, now=now())


async def _people_in(session: AsyncSession, organisation: Organisation, *, tenant: UUID) -> PeopleIn:
    """`tenant` is the transaction's tenant."""
    administrator = ADMINISTRATOR_OF[organisation.kind]
    async with as_tenant(session, organisation.id, afterwards=tenant):
        return PeopleIn(
            has_members=await accounts_queries.has_member(session, organisation.id),
            has_administrator=await accounts_queries.has_member(session, organisation.id, role=administrator),
        )


async def show_offer(session: AsyncSession, invitation: Invitation) -> None:
    """Let the organisation that is invited into read the invitation; the transaction's tenant is the inviter."""
    if invitation.organisation_id not in (None, invitation.owner_id):
        await grant_read(session, Invitation, [invitation.id], [invitation.organisation_id])


async def record_offer(session: AsyncSession, caller: Caller, invitation: Invitation, verb: OfferVerb) -> None:
    """Journal what became of an offer, for its organisation and the buyers that a supplier's one works with.

    Other invitations have no such entry. The transaction's tenant is the inviter.
    """
    if invitation.opens_at is None or invitation.organisation_id is None:
        return
    organisation = await session.get_one(Organisation, invitation.organisation_id)
    audience = {organisation.id}
    if organisation.kind is OrgKind.SUPPLIER:
        async with as_tenant(session, organisation.id, afterwards=invitation.owner_id):
            audience |= await queries.counterparts(session, organisation.id)
    payload = {"invitation_id": str(invitation.id), "role": invitation.role.value}
    entry = Entry(verb.value, ("organisation", organisation.id), audience=audience, payload=payload)
    await record(session, caller, entry)
