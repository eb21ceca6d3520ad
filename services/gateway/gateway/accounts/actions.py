"""Create organisations; add members, change their roles, end memberships."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.database import as_tenant
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import fetch_rows, stamps, touch
from chassis.vocabulary import OrgKind, Role
from gateway.accounts import queries
from gateway.accounts.rules import (
    ADMINISTRATOR_OF,
    LastAdministrator,
    SupplierHasOrganisation,
    SupplierIdMisplaced,
    check_givable,
)
from gateway.accounts.schemas import OrganisationIn
from gateway.tables import Member, Organisation, Person, SupplierLink


async def create_organisation(session: AsyncSession, caller: Caller, body: OrganisationIn) -> Organisation:
    """Raises SupplierIdMisplaced, SupplierHasOrganisation."""
    if (body.kind is OrgKind.SUPPLIER) != (body.supplier_id is not None):
        raise SupplierIdMisplaced(pointer="/supplier_id")
    row = Organisation(**body.model_dump(), **stamps(caller))
    session.add(row)
    await record_organisation(session, caller, row)
    if row.supplier_id is not None:
        await _link_to_platform(session, caller, row, row.supplier_id)
    return row


async def _link_to_platform(session: AsyncSession, caller: Caller, row: Organisation, supplier_id: UUID) -> None:
    """A link by which the platform can confirm the organisation before it works with a buyer. It opens nothing.

    The installation's own first accounts are made by no organisation: their link is that of the first platform, and
    there is none where nobody operates the installation yet. Raises SupplierHasOrganisation.
    """
    platforms = await queries.platform_ids(session)
    owner = caller.org if caller.org in platforms else next(iter(platforms), None)
    if owner is None:
        return
    async with as_tenant(session, owner, afterwards=caller.org):
        if await queries.has_link(session, owner, supplier_id):
            raise SupplierHasOrganisation(pointer="/supplier_id")
        link = SupplierLink(owner_id=owner, supplier_id=supplier_id, organisation_id=row.id, **stamps(caller))
        session.add(link)
        await session.flush()
        await grant_read(session, SupplierLink, [link.id], [row.id, *platforms])
        entry = Entry("supplier_link.made", ("supplier_link", link.id), audience=[owner, row.id])
        await record(session, caller, entry)


async def record_organisation(session: AsyncSession, caller: Caller, row: Organisation) -> UUID:
    """Write the journal entry by which the other services learn of a new organisation; gives its id."""
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


async def add_member(
    session: AsyncSession, caller: Caller, *, person: Person, organisation_id: UUID, roles: Sequence[Role]
) -> Member:
    """The transaction's tenant must be that organisation."""
    row = Member(owner_id=organisation_id, person_id=person.id, roles=sorted(map(str, roles)), **stamps(caller))
    session.add(row)
    await session.flush()
    payload = {"person_id": str(person.id), "roles": row.roles}
    await record(
        session, caller, Entry("member.joined", ("member", row.id), audience=[organisation_id], payload=payload)
    )
    return row


async def change_roles(
    session: AsyncSession, caller: Caller, member_id: UUID, roles: Sequence[Role], *, expected: int
) -> Member:
    """Raises MemberNotFound, Stale, RoleNotGiven, LastAdministrator."""
    row = await queries.member(session, caller, member_id, lock=True)
    demand(row.version, expected)
    changed = set(roles) ^ {Role(role) for role in row.roles}
    check_givable(changed, holder=caller.roles, kind=caller.org_kind, pointer="/roles")
    if ADMINISTRATOR_OF[caller.org_kind] not in roles:
        await _keep_an_administrator(session, caller, row)
    touch(row, caller, roles=sorted(map(str, roles)))
    await record(
        session,
        caller,
        Entry("member.changed", ("member", row.id), audience=[caller.org], payload={"roles": row.roles}),
    )
    return row


async def end_membership(session: AsyncSession, caller: Caller, member_id: UUID, *, read: int | None) -> None:
    """Raises MemberNotFound, Stale, LastAdministrator.

    Raises RoleNotGiven, as only who may give a role may take it away.
    """
    row = await queries.member(session, caller, member_id, lock=True)
    demand_if_sent(row.version, read)
    check_givable([Role(role) for role in row.roles], holder=caller.roles, kind=caller.org_kind, pointer="")
    await _keep_an_administrator(session, caller, row)
    touch(row, caller, ended_at=now())
    await revoke_credentials(session, person_id=row.person_id, organisation_id=row.owner_id)
    await record(session, caller, Entry("member.left", ("member", row.id), audience=[caller.org]))


async def _keep_an_administrator(session: AsyncSession, caller: Caller, leaving: Member) -> None:
    """Raises LastAdministrator if this member of the caller's organisation is its only administrator."""
    role = ADMINISTRATOR_OF[caller.org_kind]
    if role not in leaving.roles:
        return
    await queries.lock_organisation(session, caller.org)
    if not await queries.has_member(session, caller.org, role=role, besides=leaving.id):
        raise LastAdministrator


REVOKE_KEYS = (
    "update api_keys set revoked_at = platform_now() where owner_id = :organisation and person_id = :person"
    " and revoked_at is null"
)


async def revoke_credentials(session: AsyncSession, *, person_id: UUID, organisation_id: UUID) -> None:
    """Revoke a person's credentials for one organisation for good; a new membership needs new ones.

    The transaction's tenant must be that organisation.
    """
    await fetch_rows(session, REVOKE_KEYS, organisation=organisation_id, person=person_id)
    await fetch_rows(session, "select revoke_sessions(:person)", person=person_id)
