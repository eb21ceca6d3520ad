"""Invite people, and withdraw invitations."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.database import switch_tenant
from chassis.journal import Entry, record
from chassis.preconditions import demand_if_sent
from chassis.rows import stamps
from chassis.transactions import Begin
from chassis.vocabulary import Role
from gateway.accounts import queries as accounts_queries
from gateway.accounts.rules import OrganisationNotFound
from gateway.invitations import queries
from gateway.invitations.offers import actions as offers
from gateway.invitations.offers.actions import OfferVerb
from gateway.invitations.rules import (
    OFFER_WAITS,
    VALID_FOR,
    Destination,
    InvitationAccepted,
    UnknownSupplier,
    destination,
)
from gateway.invitations.schemas import InvitationIn
from gateway.links.actions import refuse_if_represented
from gateway.services_api import client as services_api
from gateway.services_api.client import Clients
from gateway.tables import Invitation
from gateway.tokens.rules import digest


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """A stored invitation and its token, of which only the hash is stored."""

    row: Invitation
    token: str


async def invite(begin: Begin, caller: Caller, body: InvitationIn, clients: Clients) -> NewInvitation:
    """No transaction is open while the suppliers service is asked, so the second one checks again.

    Raises RoleNotGiven, SupplierIdMisplaced, OrganisationNotFound, InvitesItself, InvitesForItself,
    SupplierAdmitsItsPeople, UnknownSupplier, Unavailable.
    """
    async with begin() as session:
        place, _ = await _destination(session, caller, body)
    name = await _supplier_name(clients, caller, place.supplier_id) if place.supplier_id else None
    async with begin() as session:
        return await _add_invitation(session, caller, body, name)


async def _add_invitation(
    session: AsyncSession, caller: Caller, body: InvitationIn, supplier_name: str | None
) -> NewInvitation:
    place, opens_at = await _destination(session, caller, body)
    token = secrets.token_urlsafe(32)
    row = Invitation(
        owner_id=caller.org,
        email=body.email,
        role=body.role,
        organisation_id=place.organisation_id,
        supplier_id=place.supplier_id,
        supplier_name=supplier_name,
        token_hash=digest(token),
        opens_at=opens_at,
        expires_at=(opens_at or now()) + VALID_FOR,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await offers.show_offer(session, row)
    await _record(session, caller, row, "invitation.made")
    await offers.record_offer(session, caller, row, OfferVerb.MADE)
    return NewInvitation(row, token)


async def _destination(
    session: AsyncSession, caller: Caller, body: InvitationIn
) -> tuple[Destination, datetime | None]:
    """Where the invitation leads, and when it starts to work if not at once; raises what `invite` does."""
    kind, is_offer = caller.org_kind, False
    if body.organisation_id not in (None, caller.org):
        if not caller.is_any(Role.PLATFORM_ADMIN):
            raise OrganisationNotFound
        organisation = await accounts_queries.organisation(session, caller, body.organisation_id)
        kind, is_offer = organisation.kind, await offers.is_offer_to(session, caller, body, organisation)
    place = destination(
        caller, body.role, supplier_id=body.supplier_id, organisation_id=body.organisation_id, kind=kind
    )
    if (supplier_id := place.supplier_id) is not None:
        await refuse_if_represented(session, buyer=caller.org, supplier_id=supplier_id, pointer="/supplier_id")
    return place, now() + OFFER_WAITS if is_offer else None


async def _record(session: AsyncSession, caller: Caller, row: Invitation, verb: str) -> None:
    payload = {"role": row.role.value, "supplier_id": row.supplier_id and str(row.supplier_id)}
    audience = [row.owner_id, row.organisation_id or row.owner_id]
    await record(session, caller, Entry(verb, ("invitation", row.id), audience=audience, payload=payload))


async def _supplier_name(clients: Clients, caller: Caller, supplier_id: UUID) -> str:
    """Raises UnknownSupplier, Unavailable."""
    name = await services_api.supplier_name(clients, caller.token, supplier_id)
    if name is None:
        raise UnknownSupplier(pointer="/supplier_id")
    return name


async def withdraw(session: AsyncSession, caller: Caller, invitation_id: UUID, *, read: int | None) -> None:
    """Of the caller's organisation, or into it by the platform.

    Raises InvitationNotFound, Stale, InvitationAccepted.
    """
    row = await queries.invitation(session, caller, invitation_id)
    await switch_tenant(session, row.owner_id)
    row = await queries.locked_invitation(session, invitation_id)
    demand_if_sent(row.version, read)
    if row.accepted_at is not None:
        raise InvitationAccepted
    await _record(session, caller, row, "invitation.withdrawn")
    await offers.record_offer(session, caller, row, OfferVerb.ENDED)
    await session.delete(row)
    await session.flush()
    await switch_tenant(session, caller.org)
