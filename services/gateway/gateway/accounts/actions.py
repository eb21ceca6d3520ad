"""Taking organisations in, giving and taking roles."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.journal import Entry, record
from chassis.preconditions import demand
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind, Role
from gateway.accounts import queries
from gateway.accounts.rules import SupplierIdMisplaced, check_given
from gateway.accounts.schemas import MemberOut, MeOut, OrganisationIn, OrganisationRef, PersonOut
from gateway.tables import Member, Organisation, Person


async def register_organisation(session: AsyncSession, caller: Caller, body: OrganisationIn) -> Organisation:
    """Raises SupplierIdMisplaced."""
    if (body.kind is OrgKind.SUPPLIER) != (body.supplier_id is not None):
        raise SupplierIdMisplaced(pointer="/supplier_id")
    row = Organisation(**body.model_dump(), **stamps(caller))
    session.add(row)
    await announce_organisation(session, caller, row)
    return row


async def announce_organisation(session: AsyncSession, caller: Caller, row: Organisation) -> UUID:
    """Tell the other services of a new tenant; gives the journal entry."""
    payload = {
        "organisation_id": str(row.id),
        "name": row.name,
        "kind": row.kind.value,
        "country": row.country,
        "supplier_id": str(row.supplier_id) if row.supplier_id else None,
    }
    return await record(
        session, caller, Entry("organisation.registered", ("organisation", row.id), followed=True, payload=payload)
    )


async def me(session: AsyncSession, caller: Caller) -> MeOut:
    person = await queries.person(session, caller.person)
    memberships = await queries.memberships(session, caller.person)
    return MeOut(
        person=PersonOut.model_validate(person),
        organisation=OrganisationRef(id=caller.org, name=caller.org_name, kind=caller.org_kind),
        roles=sorted(caller.roles),
        supplier_id=caller.supplier_id,
        affiliated_to=sorted(caller.affiliated_to),
        memberships=[OrganisationRef.model_validate(row) for row in memberships],
    )


async def admit(
    session: AsyncSession, caller: Caller, *, person: Person, organisation_id: UUID, roles: Sequence[Role]
) -> Member:
    """Make somebody a member; the transaction must act for that organisation."""
    row = Member(owner_id=organisation_id, person_id=person.id, roles=sorted(map(str, roles)), **stamps(caller))
    session.add(row)
    await session.flush()
    payload = {"person_id": str(person.id), "roles": row.roles}
    await record(
        session, caller, Entry("member.joined", ("member", row.id), audience=[organisation_id], payload=payload)
    )
    return row


async def read_member(session: AsyncSession, caller: Caller, member_id: UUID) -> MemberOut:
    """Raises MemberNotFound."""
    return await _shown(session, await queries.member(session, caller, member_id))


async def change_roles(
    session: AsyncSession, caller: Caller, member_id: UUID, roles: Sequence[Role], expected: int
) -> MemberOut:
    """Raises MemberNotFound, Stale, RoleNotGiven."""
    row = await queries.member(session, caller, member_id, lock=True)
    demand(row.version, expected)
    changed = set(roles) ^ {Role(role) for role in row.roles}
    check_given(changed, holder=caller.roles, kind=caller.org_kind, pointer="/roles")
    touch(row, caller, roles=sorted(map(str, roles)))
    await record(
        session,
        caller,
        Entry("member.changed", ("member", row.id), audience=[caller.org], payload={"roles": row.roles}),
    )
    return await _shown(session, row)


async def end_membership(session: AsyncSession, caller: Caller, member_id: UUID) -> None:
    """Raises MemberNotFound, RoleNotGiven: who could not have given a role does not take it either."""
    row = await queries.member(session, caller, member_id, lock=True)
    check_given([Role(role) for role in row.roles], holder=caller.roles, kind=caller.org_kind, pointer="")
    touch(row, caller, ended_at=now())
    await queries.end_credentials(session, person_id=row.person_id, organisation_id=row.owner_id)
    await record(session, caller, Entry("member.left", ("member", row.id), audience=[caller.org]))


async def _shown(session: AsyncSession, row: Member) -> MemberOut:
    person = await queries.person(session, row.person_id)
    facts = row.model_dump(include={"id", "version", "created_at", "updated_at", "person_id", "roles"})
    return MemberOut(**facts, username=person.username, name=person.name)
