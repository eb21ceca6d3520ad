"""Inviting people, and what an accepted invitation makes."""

import secrets
from uuid import UUID

import httpx
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.http import NeighbourRefused, ask
from chassis.ids import uuid7
from chassis.journal import Entry, record
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind, Role
from gateway.accounts import queries as accounts
from gateway.accounts.actions import admit
from gateway.accounts.rules import OrganisationNotFound
from gateway.accounts.schemas import Membership, OrganisationRef, PersonOut
from gateway.invitations import queries
from gateway.invitations.propagation.wait import Announcement
from gateway.invitations.rules import (
    VALID_FOR,
    BothSides,
    Destination,
    InvitesForItself,
    UnknownSupplier,
    destination,
)
from gateway.invitations.schemas import AcceptIn, InvitationIn, InvitationItem, InvitationMade
from gateway.links.actions import organisation_for
from gateway.tables import Invitation, Organisation, Person
from gateway.tokens.credentials.passwords import hashed
from gateway.tokens.rules import digest
from gateway.transactions.tenant import act_for


async def invite(
    session: AsyncSession, caller: Caller, body: InvitationIn, suppliers: httpx.AsyncClient
) -> InvitationMade:
    """Raises RoleNotGiven, SupplierIdMisplaced, OrganisationNotFound, InvitesForItself, UnknownSupplier,
    Unavailable."""
    place = await _destination(session, caller, body)
    name = await _supplier_name(suppliers, caller, place.supplier_id) if place.supplier_id else None
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
    return InvitationMade(**InvitationItem.model_validate(row).model_dump(), token=token)


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


async def _supplier_name(suppliers: httpx.AsyncClient, caller: Caller, supplier_id: UUID) -> str:
    """Asked of the register on the caller's behalf."""
    try:
        found = await ask(
            suppliers, "GET", f"/v1/suppliers/{supplier_id}", token=caller.token, neighbour="suppliers"
        )
    except NeighbourRefused as refusal:
        raise UnknownSupplier(pointer="/supplier_id") from refusal
    return str(found["name"])


async def withdraw(session: AsyncSession, caller: Caller, invitation_id: UUID) -> None:
    """Raises InvitationNotFound."""
    row = await queries.invitation(session, caller, invitation_id, lock=True)
    await session.delete(row)
    await record(session, caller, Entry("invitation.withdrawn", ("invitation", row.id), audience=[caller.org]))


async def accept(session: AsyncSession, announcement: Announcement, body: AcceptIn) -> Membership:
    """A new person takes the place kept for them; raises InvitationNotFound, UsernameTaken."""
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
    return await _take_place(session, announcement, invitation, person)


async def join(session: AsyncSession, announcement: Announcement, caller: Caller, token: str) -> Membership:
    """Somebody with an account takes a further place; raises InvitationNotFound, AlreadyMember, BothSides."""
    invitation = await queries.open_invitation(session, token)
    person = await accounts.person(session, caller.person)
    membership = await _take_place(session, announcement, invitation, person)
    await act_for(session, caller.org)
    return membership


async def _take_place(
    session: AsyncSession, announcement: Announcement, invitation: Invitation, person: Person
) -> Membership:
    await _refuse_both_sides(session, invitation, person)
    newcomer = await _newcomer(session, invitation, person)
    if invitation.supplier_id is not None:
        organisation, entries = await organisation_for(
            session,
            newcomer,
            buyer=invitation.owner_id,
            supplier_id=invitation.supplier_id,
            name=invitation.supplier_name or str(invitation.supplier_id),
        )
        announcement.entries += entries
    else:
        organisation = await session.get_one(Organisation, invitation.organisation_id)
    touch(invitation, newcomer, accepted_at=now(), accepted_by=person.id)
    await session.flush()
    await act_for(session, organisation.id)
    member = await admit(session, newcomer, person=person, organisation_id=organisation.id, roles=[invitation.role])
    return Membership(
        person=PersonOut.model_validate(person),
        organisation=OrganisationRef.model_validate(organisation),
        roles=[invitation.role],
        supplier_id=organisation.supplier_id,
        joined_at=member.created_at,
    )


async def _refuse_both_sides(session: AsyncSession, invitation: Invitation, person: Person) -> None:
    """Raises BothSides."""
    present = {row.id for row in await accounts.memberships(session, person.id)}
    if invitation.supplier_id is not None:
        others = {invitation.owner_id}
    else:
        others = await queries.other_side(session, invitation.organisation_id)
    if present & others:
        raise BothSides


async def _newcomer(session: AsyncSession, invitation: Invitation, person: Person) -> Caller:
    """Who does what follows: the invited person, in the name of the organisation that invited."""
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
