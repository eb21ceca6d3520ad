"""`/v1/me`, `/v1/organisations`, `/v1/members`."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.list_routes import Reads, list_route
from chassis.pages import ListQuery
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import Invalid, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from gateway.accounts import actions, queries, views
from gateway.accounts.rules import (
    LastAdministrator,
    MemberNotFound,
    OrganisationNotFound,
    RoleNotGiven,
    SupplierHasOrganisation,
    SupplierIdMisplaced,
)
from gateway.accounts.schemas import (
    MemberItem,
    MemberOut,
    MemberPatch,
    MeOut,
    OrganisationIn,
    OrganisationItem,
    OrganisationOut,
    OrganisationQuery,
)
from gateway.permissions import (
    CanReadMe,
    CanReadMembers,
    CanReadOrganisations,
    CanWriteMembers,
    CanWriteOrganisations,
)

me_router = new_router("/v1/me", "accounts")
organisations_router = new_router("/v1/organisations", "accounts")
members_router = new_router("/v1/members", "accounts")

OrganisationId = Annotated[UUID, Path(description="The id of the organisation.")]
MemberId = Annotated[UUID, Path(description="The id of the membership (not of the person).")]


@me_router.get("", response_model=MeOut)
async def read_me(caller: CanReadMe, session: Session) -> MeOut:
    """The person, organisation and roles that your credential stands for."""
    person = await queries.person(session, caller.person)
    return views.me_out(caller, person, await queries.memberships(session, caller.person))


@organisations_router.post(
    "",
    status_code=201,
    response_model=OrganisationOut,
    responses=raises(Invalid, SupplierIdMisplaced, SupplierHasOrganisation),
)
async def create_organisation(
    body: OrganisationIn, caller: CanWriteOrganisations, session: Session, response: Response
) -> OrganisationOut:
    """Create an organisation. Invite its first member with `organisation_id`.

    One of a supplier gets a link to the platform (`GET /v1/supplier-links`). Confirm it: then buyers can ask for
    links of their own.
    """
    row = await actions.create_organisation(session, caller, body)
    response.headers["Location"] = f"/v1/organisations/{row.id}"
    return views.organisation_out(row)


@list_route(organisations_router, "", item=OrganisationItem)
async def list_organisations(caller: CanReadOrganisations, reads: Reads, query: OrganisationQuery) -> Response:
    """List the organisations that you can see, newest first.

    You see your own. Buyers also see all monitors and the organisations of their suppliers; monitors see all
    buyers; suppliers see the buyers that they are linked with. The platform sees all organisations.
    """
    return await reads.page(queries.ORGANISATIONS, caller, query)


@organisations_router.get(
    "/{organisation_id}",
    response_model=OrganisationOut,
    responses=raises(OrganisationNotFound),
)
async def read_organisation(
    organisation_id: OrganisationId, caller: CanReadOrganisations, session: Session
) -> OrganisationOut:
    """Read one organisation."""
    return views.organisation_out(await queries.organisation(session, caller, organisation_id))


@list_route(members_router, "", item=MemberItem)
async def list_members(caller: CanReadMembers, reads: Reads, query: ListQuery) -> Response:
    """List the members of your organisation, newest first."""
    return await reads.page(queries.MEMBERS, caller, query)


@members_router.get("/{member_id}", response_model=MemberOut, responses=raises(MemberNotFound))
async def read_member(member_id: MemberId, caller: CanReadMembers, session: Session) -> MemberOut:
    """Read one member of your organisation."""
    row = await queries.member(session, caller, member_id)
    return views.member_out(row, await queries.person(session, row.person_id))


@members_router.patch(
    "/{member_id}",
    response_model=MemberOut,
    responses=raises(MemberNotFound, RoleNotGiven, LastAdministrator, Stale, PreconditionRequired),
)
async def change_member(
    member_id: MemberId,
    body: MemberPatch,
    caller: CanWriteMembers,
    session: Session,
    expected: ExpectedVersion,
) -> MemberOut:
    """Change a member's roles. Takes effect within 5 seconds, also for open sessions and streams."""
    row = await actions.change_roles(session, caller, member_id, body.roles, expected=expected)
    return views.member_out(row, await queries.person(session, row.person_id))


@members_router.delete(
    "/{member_id}", status_code=204, responses=raises(MemberNotFound, RoleNotGiven, LastAdministrator)
)
async def end_membership(
    member_id: MemberId, caller: CanWriteMembers, session: Session, read: VersionIfSent
) -> None:
    """End a membership and revoke its API keys and sign-ins. Takes effect within 5 seconds."""
    await actions.end_membership(session, caller, member_id, read=read)
