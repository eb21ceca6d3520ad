"""`/v1/invitations`: how people join."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import Response

from chassis.awaited_entries import AwaitsFollowers
from chassis.idempotency import SecretNotRepeatable, refuse_idempotency_key
from chassis.list_routes import Reads, list_route
from chassis.pages import ListQuery
from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import Invalid, Unavailable
from chassis.routing import new_router
from chassis.state import state_of
from chassis.transactions import AnonymousSession, AnonymousTransactions, CallerTransactions, Session
from gateway.accounts.passwords.rules import CommonPassword, PasswordNamesPerson
from gateway.accounts.rules import (
    AlreadyMember,
    OrganisationNotFound,
    RoleNotGiven,
    SupplierIdMisplaced,
    UsernameTaken,
)
from gateway.invitations import actions, queries, views
from gateway.invitations.acceptance import actions as acceptance
from gateway.invitations.rules import (
    InvitationAccepted,
    InvitationNotFound,
    InvitationWaits,
    InvitesForItself,
    InvitesItself,
    OperatorsStayOutside,
    UnknownSupplier,
)
from gateway.invitations.schemas import (
    AcceptIn,
    InvitationIn,
    InvitationItem,
    InvitationMade,
    InvitationOut,
    JoinIn,
    Membership,
)
from gateway.limits.rules import TooManySignIns
from gateway.links.rules import BothSides, SupplierAdmitsItsPeople
from gateway.permissions import CanReadInvitations, CanReadMe, CanWriteInvitations
from gateway.tokens.credentials.clients import PasswordsOfClient

router = new_router("/v1/invitations", "accounts")

InvitationId = Annotated[UUID, Path(description="The id of the invitation.")]


@router.post(
    "",
    status_code=201,
    response_model=InvitationMade,
    dependencies=[Depends(refuse_idempotency_key)],
    responses=raises(
        Invalid,
        RoleNotGiven,
        SupplierIdMisplaced,
        InvitesItself,
        InvitesForItself,
        SupplierAdmitsItsPeople,
        OrganisationNotFound,
        UnknownSupplier,
        SecretNotRepeatable,
        Unavailable,
    ),
)
async def invite(
    body: InvitationIn, caller: CanWriteInvitations, begin: CallerTransactions, request: Request, response: Response
) -> InvitationMade:
    """Invite a colleague, or the first person of a supplier.

    The first person of a supplier who accepts founds the supplier's organisation and becomes its administrator.
    From then on only that organisation invites its people.

    The platform invites the first member of another organisation, who becomes its administrator. If the
    organisation has members already, the platform can only offer it an administrator. The event
    `administrator.offered` tells this to all members and, for a supplier, to its buyers. The organisation can
    refuse the offer for seven days; only then can it be accepted.

    The answer contains a one-time token, shown in this answer only. Give it to the invited person.
    """
    response.headers["Cache-Control"] = "no-store"
    created = await actions.invite(begin, caller, body, state_of(request).clients)
    response.headers["Location"] = f"/v1/invitations/{created.row.id}"
    return views.invitation_made(created.row, created.token)


@list_route(router, "", item=InvitationItem)
async def list_invitations(caller: CanReadInvitations, reads: Reads, query: ListQuery) -> Response:
    """List the invitations that your organisation made, and those of the platform into it, newest first."""
    return await reads.page(queries.INVITATIONS, caller, query)


@router.get(
    "/{invitation_id}",
    response_model=InvitationOut,
    responses=raises(InvitationNotFound),
)
async def read_invitation(
    invitation_id: InvitationId, caller: CanReadInvitations, session: Session
) -> InvitationOut:
    """Read one invitation."""
    return views.invitation_out(await queries.invitation(session, caller, invitation_id))


@router.delete("/{invitation_id}", status_code=204, responses=raises(InvitationNotFound, InvitationAccepted))
async def withdraw_invitation(
    invitation_id: InvitationId, caller: CanWriteInvitations, session: Session, read: VersionIfSent
) -> None:
    """Withdraw an invitation that was not accepted yet, or refuse an administrator that the platform offers you.

    The token of the invitation stops working.
    """
    await actions.withdraw(session, caller, invitation_id, read=read)


@router.post(
    "/accept",
    status_code=201,
    response_model=Membership,
    openapi_extra={"x-permission": "public"},
    responses=raises(
        InvitationNotFound, InvitationWaits, InvitesForItself, SupplierAdmitsItsPeople, UsernameTaken, Invalid
    )
    | raises(CommonPassword, PasswordNamesPerson, TooManySignIns),
)
async def accept_invitation(
    body: AcceptIn,
    awaited: AwaitsFollowers,
    passwords: PasswordsOfClient,
    begin: AnonymousTransactions,
    session: AnonymousSession,
) -> Membership:
    """Accept an invitation and create your account. The token of the invitation is the only credential you need."""
    password_hash = await acceptance.hashed_password(begin, passwords, body)
    return views.membership(await acceptance.accept(session, awaited, body, password_hash=password_hash))


@router.post(
    "/join",
    status_code=201,
    response_model=Membership,
    responses=raises(
        InvitationNotFound,
        InvitationWaits,
        InvitesForItself,
        SupplierAdmitsItsPeople,
        AlreadyMember,
        BothSides,
        OperatorsStayOutside,
        Invalid,
    ),
)
async def join_by_invitation(
    body: JoinIn, caller: CanReadMe, awaited: AwaitsFollowers, session: Session
) -> Membership:
    """Accept an invitation with the account that you have.

    To act for the new organisation, sign in again and name it in `organisation`."""
    return views.membership(await acceptance.join(session, awaited, caller, body.token))
