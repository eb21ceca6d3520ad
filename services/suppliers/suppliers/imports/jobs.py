"""Comparing long lists with the register piece by piece, after the request that uploaded them."""

from uuid import UUID

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller, earlier_caller
from chassis.clock import now
from chassis.jobs import Backlog, Open
from chassis.vocabulary import OrgKind
from suppliers.imports import queries
from suppliers.imports.actions import store_outcomes
from suppliers.imports.outcomes.queries import outcomes_of
from suppliers.imports.reading.pieces import from_json
from suppliers.imports.rules import ImportStatus
from suppliers.links import queries as link_queries
from suppliers.tables import Disclosure, DisclosureImport, ImportChunk

FAILURE = "An internal error stopped the import. Import the list again, or ask the operator."


async def compare_next(opened: Open, import_id: UUID) -> bool:
    """Compare the next piece; its outcomes and its deletion are committed together."""
    async with opened() as session, session.begin():
        piece = await queries.next_piece(session, import_id)
        viewer = await _importer(session, await session.get_one(DisclosureImport, import_id))
        outcomes = await outcomes_of(session, from_json(piece.rows), viewer) if piece else []
    async with opened() as session, session.begin():
        parent = await session.get_one(DisclosureImport, import_id, with_for_update=True)
        parent.updated_at, parent.version = now(), parent.version + 1
        if piece is None:
            parent.status = ImportStatus.DONE
            return False
        draft = await session.get_one(Disclosure, parent.disclosure_id)
        await store_outcomes(session, parent, draft, outcomes)
        await session.exec(
            delete(ImportChunk).where(
                col(ImportChunk.import_id) == import_id, col(ImportChunk.place) == piece.place
            )
        )
    return True


async def _importer(session: AsyncSession, row: DisclosureImport) -> Caller:
    """The caller that imported the list: of a supplier where its organisation represents one, else of a buyer."""
    is_supplier = await link_queries.represents_a_supplier(session, row.owner_id)
    return earlier_caller(
        "suppliers",
        person=row.created_by,
        org=row.owner_id,
        org_kind=OrgKind.SUPPLIER if is_supplier else OrgKind.BUYER,
        supplier_id=row.supplier_id if is_supplier else None,
    )


async def give_up(session: AsyncSession, import_id: UUID, _: Exception) -> None:
    parent = await session.get_one(DisclosureImport, import_id, with_for_update=True)
    parent.status, parent.failure = ImportStatus.FAILED, FAILURE
    parent.updated_at, parent.version = now(), parent.version + 1


LISTS = Backlog("imported lists", queries.unfinished, compare_next, give_up)
