"""Reading the participants of a dialogue."""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, join, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.listing import Listing, equals
from chassis.sql_time import TODAY
from dialogue import visibility
from dialogue.tables import Dialogue, Organisation, Party, SupplierLink

PARTICIPANTS = Listing(
    name="participants",
    columns=(
        col(Party.org_id).label("organisation_id"),
        col(Organisation.name),
        col(Organisation.kind),
        col(Party.until),
    ),
    key=col(Party.org_id).label("organisation_id"),
    visible=visibility.PARTICIPANTS,
    within={"dialogue_id": equals(col(Party.dossier_id))},
    source=join(Party, Organisation, col(Party.org_id) == col(Organisation.id)),
)


async def parties(session: AsyncSession, dossier_id: UUID) -> list[UUID]:
    """The organisations that share a dossier today: the audience of what happens in it."""
    statement = select(Party.org_id).where(
        col(Party.dossier_id) == dossier_id, col(Party.until).is_(None) | (col(Party.until) >= TODAY)
    )
    return list((await session.exec(statement)).all())


async def parties_of(session: AsyncSession, row: Any) -> list[UUID]:
    """The organisations that share the dossier of a row."""
    return await parties(session, row.dossier_id)


async def sides(session: AsyncSession, dossier_id: UUID) -> list[UUID]:
    """The buyer and the organisations of the supplier that share a dossier today.

    They are the audience of what the monitors and experts that take part may not read.
    """
    is_of_supplier = exists().where(
        col(SupplierLink.buyer_id) == col(Dialogue.buyer_id),
        col(SupplierLink.supplier_id) == col(Dialogue.supplier_id),
        col(SupplierLink.org_id) == col(Party.org_id),
    )
    statement = (
        select(Party.org_id)
        .join(Dialogue, col(Dialogue.dossier_id) == col(Party.dossier_id))
        .where(
            col(Party.dossier_id) == dossier_id,
            col(Party.until).is_(None) | (col(Party.until) >= TODAY),
            or_(col(Party.org_id) == col(Dialogue.buyer_id), is_of_supplier),
        )
    )
    return list((await session.exec(statement)).all())


async def sides_of(session: AsyncSession, row: Any) -> list[UUID]:
    """The two sides of the dossier of a row."""
    return await sides(session, row.dossier_id)
