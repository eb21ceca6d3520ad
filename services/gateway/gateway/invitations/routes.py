"""`/v1/invitations`: how people come in."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import Response

from chassis.list_routes import Paging, Reads
from chassis.paging import Page
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Forbidden, Invalid, Unauthenticated, Unavailable
from chassis.routing import new_router
from chassis.state import state_of
from chassis.transactions import Session
from gateway.accounts.rules import AlreadyMember, RoleNotGiven, SupplierIdMisplaced, UsernameTaken
from gateway.accounts.schemas import Membership
from gateway.invitations import actions, queries
from gateway.invitations.propagation.wait import Announces
from gateway.invitations.rules import BothSides, InvitationNotFound, InvitesForItself, UnknownSupplier
from gateway.invitations.schemas import (
    AcceptIn,
    InvitationIn,
    InvitationItem,
    InvitationMade,
    InvitationOut,
    JoinIn,
)
from gateway.permissions import CanReadInvitations, CanReadMe, CanWriteInvitations
from gateway.tables import Invitation
from gateway.tokens.routes import refuse_repeats
from gateway.tokens.rules import SecretNotRepeatable
from gateway.transactions.anonymous import AnonymousSession

router = new_router("/v1/invitations", "accounts")

InvitationId = Annotated[UUID, Path(description="The invitation.")]


@router.post(
    "",
    status_code=201,
    response_model=InvitationMade,
    dependencies=[Depends(refuse_repeats)],
    responses=raises(
        Unauthenticated,
        Forbidden,
        Invalid,
        RoleNotGiven,
        SupplierIdMisplaced,
        InvitesForItself,
        UnknownSupplier,
        SecretNotRepeatable,
        Unavailable,
    ),
)
async def invite(
    body: InvitationIn, caller: CanWriteInvitations, session: Session, request: Request, response: Response
) -> InvitationMade:
    """Keep a place for somebody: a colleague, or the person with whom a supplier answers this buyer.

    The answer holds a one-time token, shown this once, to be handed to the person invited.
    """
    response.headers["Cache-Control"] = "no-store"
    made = await actions.invite(session, caller, body, state_of(request).clients["suppliers"])
    response.headers["Location"] = f"/v1/invitations/{made.id}"
    return made


@router.get("", response_model=Page[InvitationItem], responses=raises(Unauthenticated, Forbidden, BadCursor))
async def list_invitations(caller: CanReadInvitations, reads: Reads, paging: Paging) -> Response:
    """The organisation's invitations, newest first."""
    return await reads.page(queries.INVITATIONS, caller, paging, {})


@router.get(
    "/{invitation_id}",
    response_model=InvitationOut,
    responses=raises(Unauthenticated, Forbidden, InvitationNotFound),
)
async def read_invitation(invitation_id: InvitationId, caller: CanReadInvitations, session: Session) -> Invitation:
    """One invitation."""
    return await queries.invitation(session, caller, invitation_id)


@router.delete(
    "/{invitation_id}", status_code=204, responses=raises(Unauthenticated, Forbidden, InvitationNotFound)
)
async def withdraw_invitation(invitation_id: InvitationId, caller: CanWriteInvitations, session: Session) -> None:
    """Withdraw an invitation; its token opens nothing any more."""
    await actions.withdraw(session, caller, invitation_id)


@router.post(
    "/accept",
    status_code=201,
    response_model=Membership,
    openapi_extra={"x-permission": "public"},
    responses=raises(InvitationNotFound, UsernameTaken, Invalid),
)
async def accept_invitation(body: AcceptIn, announcement: Announces, session: AnonymousSession) -> Membership:
    """Take the place kept for you and make your account; no credential is needed but the token."""
    return await actions.accept(session, announcement, body)


@router.post(
    "/join",
    status_code=201,
    response_model=Membership,
    responses=raises(Unauthenticated, InvitationNotFound, AlreadyMember, BothSides, Invalid),
)
async def join_by_invitation(
    body: JoinIn, caller: CanReadMe, announcement: Announces, session: Session
) -> Membership:
    """Take a further place with the account you have; sign in for it with `organisation`."""
    return await actions.join(session, announcement, caller, body.token)
