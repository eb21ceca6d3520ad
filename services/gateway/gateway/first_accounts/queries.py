"""What exists already of the first accounts."""

from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.vocabulary import OrgKind
from gateway.tables import Affiliation, Organisation, Person


async def organisation_named(session: AsyncSession, name: str, kind: OrgKind) -> Organisation | None:
    statement = select(Organisation).where(Organisation.name == name, Organisation.kind == kind)
    return (await session.exec(statement)).first()


async def person_exists(session: AsyncSession, username: str) -> bool:
    return (await session.exec(select(Person.id).where(Person.username == username))).first() is not None


async def is_affiliated(session: AsyncSession, *, buyer: UUID, monitor: UUID) -> bool:
    """Whether there is an affiliation, of any period."""
    statement = select(Affiliation.id).where(Affiliation.buyer_id == buyer, Affiliation.owner_id == monitor)
    return (await session.exec(statement)).first() is not None
