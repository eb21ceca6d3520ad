"""Invite people, and withdraw invitations."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.journal import Entry, record
from chassis.rows import stamps
from chassis.vocabulary import OrgKind, Role
from gateway.accounts.rules import OrganisationNotFound
from gateway.invitations import queries
from gateway.invitations.rules import (
    VALID_FOR,
    Destination,
    InvitationAccepted,
    InvitesForItself,
    UnknownSupplier,
    destination,
)
from gateway.invitations.schemas import InvitationIn
from gateway.links import queries as links_queries
from gateway.links.rules import SupplierAdmitsItsPeople
from gateway.services_api import queries as services_api
from gateway.services_api.queries import Clients
from gateway.tables import Invitation
from gateway.tokens.rules import digest


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """A stored invitation and its token, of which only the hash is stored."""

    row: Invitation
    token: str


async def invite(session: AsyncSession, caller: Caller, body: InvitationIn, clients: Clients) -> NewInvitation:
    """Raises RoleNotGiven, SupplierIdMisplaced, OrganisationNotFound, InvitesForItself, SupplierAdmitsItsPeople,
    UnknownSupplier, Unavailable."""
    place = await _destination(session, caller, body)
    name = await _supplier_name(session, clients, caller, place.supplier_id) if place.supplier_id else None
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


async def _supplier_name(session: AsyncSession, clients: Clients, caller: Caller, supplier_id: UUID) -> str:
    """Of a supplier that no organisation speaks for yet; raises SupplierAdmitsItsPeople, UnknownSupplier."""
    if await links_queries.admits_its_people(session, buyer=caller.org, supplier_id=supplier_id):
        raise SupplierAdmitsItsPeople(pointer="/supplier_id")
    name = await services_api.supplier_name(clients, caller.token, supplier_id)
    if name is None:
        raise UnknownSupplier(pointer="/supplier_id")
    return name


async def withdraw(session: AsyncSession, caller: Caller, invitation_id: UUID) -> None:
    """Raises InvitationNotFound, InvitationAccepted."""
    row = await queries.invitation(session, caller, invitation_id, lock=True)
    if row.accepted_at is not None:
        raise InvitationAccepted
    await session.delete(row)
    await record(session, caller, Entry("invitation.withdrawn", ("invitation", row.id), audience=[caller.org]))
