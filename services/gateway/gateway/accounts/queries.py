"""Read organisations, people and members."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, text
from sqlalchemy.orm import join
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, contains, equals
from chassis.rows import fetch_rows, find
from chassis.vocabulary import OrgKind, Role
from gateway import visibility
from gateway.accounts.rules import MemberNotFound, OrganisationNotFound
from gateway.accounts.schemas import OrganisationQuery
from gateway.tables import Member, Organisation, Person, SupplierLink
from gateway.tables.links import NOT_OVER

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
    query=OrganisationQuery,
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
        session,
        Organisation,
        organisation_id,
        caller,
        visible=visibility.ORGANISATIONS,
        missing=OrganisationNotFound,
    )


async def platform_ids(session: AsyncSession) -> Sequence[UUID]:
    """The organisations that operate this installation, the first one first."""
    statement = select(Organisation.id).where(Organisation.kind == OrgKind.PLATFORM).order_by(col(Organisation.id))
    return (await session.exec(statement)).all()


async def has_link(session: AsyncSession, organisation_id: UUID, supplier_id: UUID) -> bool:
    """Whether an organisation has a link that is not over to one of this supplier."""
    statement = select(SupplierLink.id).where(
        SupplierLink.owner_id == organisation_id, SupplierLink.supplier_id == supplier_id, text(NOT_OVER)
    )
    return (await session.exec(statement)).first() is not None


async def member(session: AsyncSession, caller: Caller, member_id: UUID, *, lock: bool = False) -> Member:
    """Raises MemberNotFound."""
    return await find(
        session, Member, member_id, caller, visible=visibility.MEMBERS, lock=lock, missing=MemberNotFound
    )


async def has_member(
    session: AsyncSession, organisation_id: UUID, *, role: Role | None = None, besides: UUID | None = None
) -> bool:
    """Whether the organisation has a member, with this role where one is given, besides that membership.

    The transaction's tenant must be that organisation.
    """
    statement = (
        select(Member.id)
        .join(Person, col(Person.id) == col(Member.person_id))
        .where(
            col(Member.owner_id) == organisation_id,
            col(Member.ended_at).is_(None),
            col(Person.disabled_at).is_(None),
            col(Member.id).is_distinct_from(besides),
        )
    )
    if role is not None:
        statement = statement.where(func.array_position(col(Member.roles), role.value).is_not(None))
    return (await session.exec(statement.limit(1))).first() is not None


async def is_address_of_member(session: AsyncSession, organisation_id: UUID, address: str) -> bool:
    """Whether this is the e-mail address or user name of a member; the tenant must be that organisation."""
    statement = (
        select(Member.id)
        .join(Person, col(Person.id) == col(Member.person_id))
        .where(
            col(Member.owner_id) == organisation_id,
            col(Member.ended_at).is_(None),
            or_(func.lower(col(Person.email)) == address.lower(), col(Person.username) == address.lower()),
        )
    )
    return (await session.exec(statement.limit(1))).first() is not None


async def people_of(session: AsyncSession, organisation_id: UUID) -> set[UUID]:
    """The ids of an organisation's people; the transaction's tenant must be that organisation."""
    statement = select(Member.person_id).where(
        col(Member.owner_id) == organisation_id, col(Member.ended_at).is_(None)
    )
    return set((await session.exec(statement)).all())


async def lock_organisation(session: AsyncSession, organisation_id: UUID) -> Organisation:
    """The organisation, locked: until the end of the transaction no other one changes its members."""
    statement = select(Organisation).where(col(Organisation.id) == organisation_id)
    return (await session.exec(statement.with_for_update(key_share=True))).one()


async def person(session: AsyncSession, person_id: UUID) -> Person:
    return (await session.exec(select(Person).where(Person.id == person_id))).one()


async def memberships(session: AsyncSession, person_id: UUID) -> Sequence[Any]:
    """The organisations a person belongs to (id, name, kind), the first one joined first."""
    statement = "select id, name, kind from memberships_of(:person)"
    return await fetch_rows(session, statement, person=person_id)
