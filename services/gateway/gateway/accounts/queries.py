"""Reading organisations, people and members."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import join
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, contains, equals
from chassis.rows import find
from chassis.vocabulary import OrgKind
from gateway import visibility
from gateway.accounts.rules import MemberNotFound, OrganisationNotFound
from gateway.tables import Member, Organisation, Person
from gateway.transactions.statements import rows

ORGANISATIONS = Listing(
    name="organisations",
    columns=(
        col(Organisation.id),
        col(Organisation.version),
        col(Organisation.created_at),
        col(Organisation.updated_at),
        col(Organisation.name),
        col(Organisation.kind),
        col(Organisation.country),
        col(Organisation.supplier_id),
    ),
    key=col(Organisation.id),
    visible=visibility.ORGANISATIONS,
    filters={"kind": equals(col(Organisation.kind)), "q": contains(col(Organisation.name))},
)

MEMBERS = Listing(
    name="members",
    columns=(
        col(Member.id),
        col(Member.version),
        col(Member.created_at),
        col(Member.updated_at),
        col(Member.person_id),
        col(Person.username),
        col(Person.name),
        col(Member.roles),
    ),
    key=col(Member.id),
    visible=visibility.MEMBERS,
    source=join(Member, Person, col(Person.id) == col(Member.person_id)),
)


async def organisation(session: AsyncSession, caller: Caller, organisation_id: UUID) -> Organisation:
    """Raises OrganisationNotFound."""
    return await find(
        session, Organisation, organisation_id, caller, visibility.ORGANISATIONS, missing=OrganisationNotFound
    )


async def platforms(session: AsyncSession) -> Sequence[UUID]:
    """The organisations that operate this installation."""
    return (await session.exec(select(Organisation.id).where(Organisation.kind == OrgKind.PLATFORM))).all()


async def member(session: AsyncSession, caller: Caller, member_id: UUID, *, lock: bool = False) -> Member:
    """Raises MemberNotFound."""
    return await find(session, Member, member_id, caller, visibility.MEMBERS, lock=lock, missing=MemberNotFound)


async def person(session: AsyncSession, person_id: UUID) -> Person:
    return (await session.exec(select(Person).where(Person.id == person_id))).one()


async def person_named(session: AsyncSession, username: str) -> Person | None:
    """Somebody who may still sign in."""
    statement = select(Person).where(Person.username == username, col(Person.disabled_at).is_(None))
    return (await session.exec(statement)).first()


async def memberships(session: AsyncSession, person_id: UUID) -> Sequence[Any]:
    """The organisations a person is a member of (id, name, kind), first joined first."""
    return await rows(session, "select id, name, kind from memberships_of(:who)", who=person_id)


END_CREDENTIALS = (
    "update api_keys set revoked_at = platform_now() where owner_id = :tenant and person_id = :who"
    " and revoked_at is null",
    "update refresh_tokens set revoked_at = platform_now() where organisation_id = :tenant and person_id = :who"
    " and revoked_at is null and used_at is null",
)


async def end_credentials(session: AsyncSession, *, person_id: UUID, organisation_id: UUID) -> None:
    """Revoke what lets a person in here, for good: somebody who comes back begins anew."""
    for statement in END_CREDENTIALS:
        await rows(session, statement, tenant=organisation_id, who=person_id)
