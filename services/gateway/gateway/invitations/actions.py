"""Invite people, withdraw invitations, accept them."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.awaited_entries import AwaitedEntries
from chassis.callers import Caller
from chassis.clock import now
from chassis.database import switch_tenant
from chassis.ids import uuid7
from chassis.journal import Entry, record
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind, Role
from gateway.accounts import queries as accounts_queries
from gateway.accounts.actions import add_member
from gateway.accounts.rules import OrganisationNotFound
from gateway.invitations import queries
from gateway.invitations.queries import JoinedMember
from gateway.invitations.rules import (
    VALID_FOR,
    BothSides,
    Destination,
    InvitesForItself,
    UnknownSupplier,
    destination,
)
from gateway.invitations.schemas import AcceptIn, InvitationIn
from gateway.links.actions import ensure_linked_organisation
from gateway.services_api import queries as services_api
from gateway.services_api.queries import Clients
from gateway.tables import Invitation, Organisation, Person
from gateway.tokens.credentials.passwords import hashed
from gateway.tokens.rules import digest


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """A stored invitation and its token, of which only the hash is stored."""

    row: Invitation
    token: str


async def invite(session: AsyncSession, caller: Caller, body: InvitationIn, clients: Clients) -> NewInvitation:
    """Raises RoleNotGiven, SupplierIdMisplaced, OrganisationNotFound, InvitesForItself, UnknownSupplier,
    Unavailable."""
    place = await _destination(session, caller, body)
    name = await _supplier_name(clients, caller, place.supplier_id) if place.supplier_id else None
    token = secrets.token_urlsafe(32)
    row = Invitation(
        owner_id=caller.org,
        email=body.email,
        role=body.role,
        organisation_id=place.organisation_id,
        supplier_id=place.supplier_id,
        supplier_name=name,
        token_hash=digest(token),
        expires_at=now() + VALID_FOR,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    payload = {"role": body.role.value, "supplier_id": place.supplier_id and str(place.supplier_id)}
    audience = [caller.org, place.organisation_id or caller.org]
    await record(
        session, caller, Entry("invitation.made", ("invitation", row.id), audience=audience, payload=payload)
    )
    return NewInvitation(row, token)


async def _destination(session: AsyncSession, caller: Caller, body: InvitationIn) -> Destination:
    kind = caller.org_kind
    if body.organisation_id not in (None, caller.org):
        if not caller.is_any(Role.PLATFORM_ADMIN):
            raise OrganisationNotFound
        kind = await queries.kind_of(session, body.organisation_id)
        if kind is OrgKind.MONITOR and await queries.has_editor(session, caller, body.organisation_id):
            raise InvitesForItself
    return destination(
        caller, body.role, supplier_id=body.supplier_id, organisation_id=body.organisation_id, kind=kind
    )


async def _supplier_name(clients: Clients, caller: Caller, supplier_id: UUID) -> str:
    name = await services_api.supplier_name(clients, caller.token, supplier_id)
    if name is None:
        raise UnknownSupplier(pointer="/supplier_id")
    return name


async def withdraw(session: AsyncSession, caller: Caller, invitation_id: UUID) -> None:
    """Raises InvitationNotFound."""
    row = await queries.invitation(session, caller, invitation_id, lock=True)
    await session.delete(row)
    await record(session, caller, Entry("invitation.withdrawn", ("invitation", row.id), audience=[caller.org]))


async def accept(session: AsyncSession, awaited: AwaitedEntries, body: AcceptIn) -> JoinedMember:
    """Create an account and join with it; raises InvitationNotFound, UsernameTaken."""
    invitation = await queries.open_invitation(session, body.token)
    person = Person(
        id=uuid7(),
        username=body.username,
        name=body.name or body.username,
        email=invitation.email,
        password_hash=await hashed(body.password),
    )
    session.add(person)
    await session.flush()
    return await _join_organisation(session, awaited, invitation, person)


async def join(session: AsyncSession, awaited: AwaitedEntries, caller: Caller, token: str) -> JoinedMember:
    """Join with an existing account; raises InvitationNotFound, AlreadyMember, BothSides."""
    invitation = await queries.open_invitation(session, token)
    person = await accounts_queries.person(session, caller.person)
    joined = await _join_organisation(session, awaited, invitation, person)
    await switch_tenant(session, caller.org)
    return joined


async def _join_organisation(
    session: AsyncSession, awaited: AwaitedEntries, invitation: Invitation, person: Person
) -> JoinedMember:
    await _refuse_both_sides(session, invitation, person)
    newcomer = await _newcomer(session, invitation, person)
    organisation = await _organisation_of(session, awaited, invitation, newcomer)
    touch(invitation, newcomer, accepted_at=now(), accepted_by=person.id)
    await session.flush()
    await switch_tenant(session, organisation.id)
    member = await add_member(
        session, newcomer, person=person, organisation_id=organisation.id, roles=[invitation.role]
    )
    return JoinedMember(person, organisation, member)


async def _organisation_of(
    session: AsyncSession, awaited: AwaitedEntries, invitation: Invitation, newcomer: Caller
) -> Organisation:
    if invitation.supplier_id is None:
        return await session.get_one(Organisation, invitation.organisation_id)
    linked = await ensure_linked_organisation(
        session,
        newcomer,
        buyer=invitation.owner_id,
        supplier_id=invitation.supplier_id,
        name=invitation.supplier_name or str(invitation.supplier_id),
    )
    awaited.ids += linked.entries
    return linked.organisation


async def _refuse_both_sides(session: AsyncSession, invitation: Invitation, person: Person) -> None:
    """Raises BothSides."""
    own = {row.id for row in await accounts_queries.memberships(session, person.id)}
    if invitation.supplier_id is not None:
        others = {invitation.owner_id}
    else:
        others = await queries.suppliers_of(session, invitation.organisation_id)
    if own & others:
        raise BothSides


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
