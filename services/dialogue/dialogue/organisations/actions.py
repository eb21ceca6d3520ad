"""Keeping the copies of the gateway's accounts: organisations, affiliations, and who represents a supplier."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from dialogue.organisations.rules import LinkStatus
from dialogue.tables import Affiliation, Dialogue, Organisation, SupplierLink


async def copy_organisation(session: AsyncSession, organisation_id: UUID, row: Mapping[str, Any]) -> None:
    """Copy the organisation, and keep its name in its dialogues the same."""
    await _upsert(session, Organisation, {"id": organisation_id, **row}, key=("id",))
    own_dialogues = update(Dialogue).where(col(Dialogue.buyer_id) == organisation_id)
    await session.exec(own_dialogues.values(buyer_name=row["name"]))


async def copy_affiliation(session: AsyncSession, row: Mapping[str, Any]) -> None:
    """Copy the affiliation with its first and last day."""
    await _upsert(session, Affiliation, row, key=("buyer_id", "monitor_id", "valid_from"))


async def link(
    session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID, org_id: UUID, status: LinkStatus
) -> None:
    """Record that the organisation represents the supplier towards the buyer, or that the platform knows it."""
    row = {"buyer_id": buyer_id, "supplier_id": supplier_id, "org_id": org_id, "status": status}
    await _upsert(session, SupplierLink, row, key=("buyer_id", "supplier_id", "org_id"))


async def unlink(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID, org_id: UUID) -> None:
    """Remove a link that was refused or ended."""
    refused = delete(SupplierLink).where(
        col(SupplierLink.buyer_id) == buyer_id,
        col(SupplierLink.supplier_id) == supplier_id,
        col(SupplierLink.org_id) == org_id,
    )
    await session.exec(refused)


async def _upsert(session: AsyncSession, table: Any, row: Mapping[str, Any], *, key: tuple[str, ...]) -> None:
    """Insert the row or update it: an event may repeat what an earlier one said."""
    statement = insert(table).values(**row)
    rest = {name: statement.excluded[name] for name in row if name not in key}
    await session.exec(statement.on_conflict_do_update(index_elements=list(key), set_=rest))
