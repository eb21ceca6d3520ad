"""Accept invitations: with a new account, or with the one that a person has."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.awaited_entries import AwaitedEntries
from chassis.callers import Caller
from chassis.clock import now
from chassis.database import as_tenant, switch_tenant
from chassis.ids import uuid7
from chassis.rows import touch
from chassis.transactions import Begin
from chassis.vocabulary import OrgKind, Role
from gateway.accounts import queries as accounts_queries
from gateway.accounts.actions import add_member
from gateway.accounts.passwords.rules import check_password
from gateway.invitations import queries
from gateway.invitations.offers import actions as offers
from gateway.invitations.offers.actions import OfferVerb
from gateway.invitations.queries import JoinedMember
from gateway.invitations.rules import InvitationNotFound, check_outsider, may_invite
from gateway.invitations.schemas import AcceptIn
from gateway.links.actions import found_organisation
from gateway.links.rules import BothSides
from gateway.tables import Invitation, Organisation, Person
from gateway.tokens import queries as tokens_queries
from gateway.tokens.credentials.passwords import ClientPasswords


@dataclass(frozen=True, slots=True)
class Place:
    """Where an invitation leads: an organisation, and what the person will be there."""

    organisation: Organisation
    roles: frozenset[Role]


async def hashed_password(begin: Begin, passwords: ClientPasswords, body: AcceptIn) -> str:
    """The hash for the new account: made before its transaction, and for a valid token only.

    Raises InvitationNotFound, TooManySignIns, and what `check_password` raises.
    """
    async with begin() as session:
        invitation = await _opened(session, body.token)
    check_password(body.password, body.username, body.name, invitation.email, pointer="/password")
    return await passwords.hashed(body.password)


async def accept(
    session: AsyncSession, awaited: AwaitedEntries, body: AcceptIn, *, password_hash: str
) -> JoinedMember:
    """Create an account and join with it.

    Raises InvitationNotFound, InvitationWaits, InvitesForItself, SupplierAdmitsItsPeople, UsernameTaken.
    """
    invitation = await _opened(session, body.token)
    person = Person(
        id=uuid7(),
        username=body.username,
        name=body.name or body.username,
        email=invitation.email,
        password_hash=password_hash,
    )
    session.add(person)
    await session.flush()
    return await _join_organisation(session, awaited, invitation, person)


async def join(session: AsyncSession, awaited: AwaitedEntries, caller: Caller, token: str) -> JoinedMember:
    """Join with an existing account.

    Raises InvitationNotFound, InvitationWaits, InvitesForItself, SupplierAdmitsItsPeople, AlreadyMember, BothSides,
    OperatorsStayOutside.
    """
    invitation = await _opened(session, token)
    person = await accounts_queries.person(session, caller.person)
    joined = await _join_organisation(session, awaited, invitation, person)
    await switch_tenant(session, caller.org)
    return joined


async def _opened(session: AsyncSession, token: str) -> Invitation:
    """The invitation that this token opens, locked; from here on the transaction's tenant is the inviter.

    Raises InvitationNotFound.
    """
    found = await queries.invitation_of_token(session, token)
    if found is None:
        raise InvitationNotFound
    await switch_tenant(session, found.owner_id)
    invitation = await queries.locked_invitation(session, found.id)
    if invitation.accepted_at is not None:
        raise InvitationNotFound
    return invitation


async def _join_organisation(
    session: AsyncSession, awaited: AwaitedEntries, invitation: Invitation, person: Person
) -> JoinedMember:
    await _refuse_without_inviter(session, invitation)
    await _refuse_other_memberships(session, invitation, person)
    newcomer = await _newcomer(session, invitation, person)
    place = await _open_place(session, awaited, invitation, newcomer)
    touch(invitation, newcomer, accepted_at=now(), accepted_by=person.id)
    await session.flush()
    organisation = place.organisation
    await switch_tenant(session, organisation.id)
    member = await add_member(
        session, newcomer, person=person, organisation_id=organisation.id, roles=sorted(place.roles)
    )
    return JoinedMember(person, organisation, member)


async def _refuse_without_inviter(session: AsyncSession, invitation: Invitation) -> None:
    """An invitation is as good as the person who made it is now; raises InvitationNotFound."""
    inviter = await tokens_queries.identity(session, invitation.created_by, invitation.owner_id)
    if inviter is None or not may_invite(inviter, invitation.role):
        raise InvitationNotFound
    if invitation.organisation_id not in (None, inviter.org) and inviter.org_kind is not OrgKind.PLATFORM:
        raise InvitationNotFound


async def _open_place(
    session: AsyncSession, awaited: AwaitedEntries, invitation: Invitation, newcomer: Caller
) -> Place:
    """The place; a supplier's organisation is founded, and an accepted offer is journalled.

    Raises SupplierAdmitsItsPeople, InvitationWaits, InvitesForItself.
    """
    roles = frozenset({invitation.role})
    if invitation.supplier_id is None:
        return Place(await _enter_existing(session, invitation, newcomer), roles)
    founded = await found_organisation(
        session,
        newcomer,
        buyer=invitation.owner_id,
        supplier_id=invitation.supplier_id,
        name=invitation.supplier_name or str(invitation.supplier_id),
    )
    awaited.ids += founded.entries
    return Place(founded.organisation, roles | {Role.SUPPLIER_ADMIN})


async def _enter_existing(session: AsyncSession, invitation: Invitation, newcomer: Caller) -> Organisation:
    organisation = await session.get_one(Organisation, invitation.organisation_id)
    await accounts_queries.lock_organisation(session, organisation.id)
    if organisation.id != invitation.owner_id:
        await offers.check_offer(session, invitation, organisation)
        await offers.record_offer(session, newcomer, invitation, OfferVerb.ACCEPTED)
    return organisation


async def _refuse_other_memberships(session: AsyncSession, invitation: Invitation, person: Person) -> None:
    """Raises BothSides, OperatorsStayOutside."""
    own = await accounts_queries.memberships(session, person.id)
    if {row.id for row in own} & await _other_side(session, invitation):
        raise BothSides
    kind = OrgKind.SUPPLIER
    if invitation.organisation_id is not None:
        kind = (await session.get_one(Organisation, invitation.organisation_id)).kind
    check_outsider([OrgKind(row.kind) for row in own], kind)


async def _other_side(session: AsyncSession, invitation: Invitation) -> set[UUID]:
    """The organisations whose people may not accept this invitation."""
    if invitation.organisation_id is None:
        return {invitation.owner_id}
    async with as_tenant(session, invitation.organisation_id, afterwards=invitation.owner_id):
        return await queries.counterparts(session, invitation.organisation_id)


async def _newcomer(session: AsyncSession, invitation: Invitation, person: Person) -> Caller:
    """Whom the journal names for what follows: the invited person, for the organisation that invited."""
    inviter = await session.get_one(Organisation, invitation.owner_id)
    return Caller(
        person=person.id,
        org=inviter.id,
        org_kind=inviter.kind,
        org_name=inviter.name,
        roles=frozenset({invitation.role}),
        supplier_id=invitation.supplier_id,
        issuer="gateway",
    )
