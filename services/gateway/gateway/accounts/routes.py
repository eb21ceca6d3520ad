"""`/v1/me`, `/v1/organisations`, `/v1/members`: who is who."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.list_routes import Paging, Reads
from chassis.paging import Page
from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Forbidden, Invalid, PreconditionRequired, Stale, Unauthenticated
from chassis.routing import new_router
from chassis.text import Line
from chassis.transactions import Session
from chassis.vocabulary import OrgKind
from gateway.accounts import actions, queries
from gateway.accounts.rules import MemberNotFound, OrganisationNotFound, RoleNotGiven, SupplierIdMisplaced
from gateway.accounts.schemas import (
    MemberItem,
    MemberOut,
    MemberPatch,
    MeOut,
    OrganisationIn,
    OrganisationItem,
    OrganisationOut,
)
from gateway.permissions import (
    CanReadMe,
    CanReadMembers,
    CanReadOrganisations,
    CanWriteMembers,
    CanWriteOrganisations,
)
from gateway.tables import Organisation

me_router = new_router("/v1/me", "accounts")
organisations_router = new_router("/v1/organisations", "accounts")
members_router = new_router("/v1/members", "accounts")

OrganisationId = Annotated[UUID, Path(description="The organisation.")]
MemberId = Annotated[UUID, Path(description="The membership, not the person.")]


@me_router.get("", response_model=MeOut, responses=raises(Unauthenticated))
async def read_me(caller: CanReadMe, session: Session) -> MeOut:
    """Who the credential stands for: person, organisation, roles, and the supplier it speaks for."""
    return await actions.me(session, caller)


@organisations_router.post(
    "",
    status_code=201,
    response_model=OrganisationOut,
    responses=raises(Unauthenticated, Forbidden, Invalid, SupplierIdMisplaced),
)
async def register_organisation(
    body: OrganisationIn, caller: CanWriteOrganisations, session: Session, response: Response
) -> Organisation:
    """Take in a tenant. Its first member is invited with `organisation_id`."""
    row = await actions.register_organisation(session, caller, body)
    response.headers["Location"] = f"/v1/organisations/{row.id}"
    return row


@organisations_router.get(
    "", response_model=Page[OrganisationItem], responses=raises(Unauthenticated, Forbidden, BadCursor)
)
async def list_organisations(
    caller: CanReadOrganisations,
    reads: Reads,
    paging: Paging,
    q: Annotated[Line | None, Query(description="part of the name")] = None,
    kind: OrgKind | None = None,
) -> Response:
    """The organisations this caller may know of: its own, and those it deals with."""
    return await reads.page(queries.ORGANISATIONS, caller, paging, {"q": q, "kind": kind})


@organisations_router.get(
    "/{organisation_id}",
    response_model=OrganisationOut,
    responses=raises(Unauthenticated, Forbidden, OrganisationNotFound),
)
async def read_organisation(
    organisation_id: OrganisationId, caller: CanReadOrganisations, session: Session
) -> Organisation:
    """One organisation."""
    return await queries.organisation(session, caller, organisation_id)


@members_router.get("", response_model=Page[MemberItem], responses=raises(Unauthenticated, Forbidden, BadCursor))
async def list_members(caller: CanReadMembers, reads: Reads, paging: Paging) -> Response:
    """The members of the caller's organisation, newest first."""
    return await reads.page(queries.MEMBERS, caller, paging, {})


@members_router.get(
    "/{member_id}", response_model=MemberOut, responses=raises(Unauthenticated, Forbidden, MemberNotFound)
)
async def read_member(member_id: MemberId, caller: CanReadMembers, session: Session) -> MemberOut:
    """One member of the caller's organisation."""
    return await actions.read_member(session, caller, member_id)


@members_router.patch(
    "/{member_id}",
    response_model=MemberOut,
    responses=raises(Unauthenticated, Forbidden, MemberNotFound, RoleNotGiven, Stale, PreconditionRequired),
)
async def change_member(
    member_id: MemberId,
    body: MemberPatch,
    caller: CanWriteMembers,
    session: Session,
    expected: ExpectedVersion,
) -> MemberOut:
    """Change a member's roles; who is signed in already feels it within half a minute."""
    return await actions.change_roles(session, caller, member_id, body.roles, expected)


@members_router.delete(
    "/{member_id}", status_code=204, responses=raises(Unauthenticated, Forbidden, MemberNotFound, RoleNotGiven)
)
async def end_membership(member_id: MemberId, caller: CanWriteMembers, session: Session) -> None:
    """End a membership; its API keys and sign-ins end with it, within half a minute."""
    await actions.end_membership(session, caller, member_id)
