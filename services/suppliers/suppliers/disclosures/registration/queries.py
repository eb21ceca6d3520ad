"""Reading which rows of accepted versions are in the register, and which still wait."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers import visibility
from suppliers.tables import DisclosureAcceptance, DisclosureRow


async def waiting_rows(session: AsyncSession, disclosure_id: UUID, *, most: int) -> list[DisclosureRow]:
    """Rows whose sites are not in the register yet, in the order of the list."""
    statement = (
        select(DisclosureRow)
        .where(col(DisclosureRow.disclosure_id) == disclosure_id, ~col(DisclosureRow.is_entered))
        .order_by(col(DisclosureRow.number))
        .limit(most)
    )
    return list((await session.exec(statement)).all())


async def registered_facilities(session: AsyncSession, disclosure_id: UUID) -> list[UUID]:
    """The facilities of this version's rows that are in the register."""
    statement = (
        select(DisclosureRow.facility_id)
        .where(
            col(DisclosureRow.disclosure_id) == disclosure_id,
            col(DisclosureRow.is_entered),
            visibility.of_the_register,
        )
        .distinct()
    )
    return sorted(facility_id for facility_id in (await session.exec(statement)).all() if facility_id)


async def unfinished(session: AsyncSession) -> UUID | None:
    """An acceptance whose sites are still being registered."""
    statement = select(DisclosureAcceptance.id).where(col(DisclosureAcceptance.is_entering)).limit(1)
    return (await session.exec(statement)).first()
