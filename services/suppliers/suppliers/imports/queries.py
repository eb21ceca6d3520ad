"""Reading imports and their rows."""

from itertools import chain
from uuid import UUID

from sqlalchemy import func, literal
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.imports.rules import ImportNotFound, ImportRowNotFound, ImportStatus, RowStatus
from suppliers.imports.schemas import ImportQuery, ImportRowQuery
from suppliers.tables import DisclosureImport, ImportChunk, ImportRow

_counts = chain.from_iterable((status.value, getattr(DisclosureImport, status)) for status in RowStatus)
"""The columns of how many rows have each outcome, by their names."""

IMPORTS = Listing(
    name="disclosure_imports",
    columns=(
        col(DisclosureImport.id),
        col(DisclosureImport.version),
        col(DisclosureImport.created_at),
        col(DisclosureImport.updated_at),
        col(DisclosureImport.status),
        col(DisclosureImport.supplier_id),
        col(DisclosureImport.disclosure_id),
        literal(False).label("dry_run"),
        col(DisclosureImport.filename),
        col(DisclosureImport.total),
        func.jsonb_build_object(*_counts, type_=JSONB).label("rows"),
        col(DisclosureImport.failure),
    ),
    key=col(DisclosureImport.id),
    visible=visibility.DISCLOSURE_IMPORTS,
    query=ImportQuery,
    filters={
        "supplier_id": equals(col(DisclosureImport.supplier_id)),
        "disclosure_id": equals(col(DisclosureImport.disclosure_id)),
        "status": equals(col(DisclosureImport.status)),
    },
)

IMPORT_ROWS = Listing(
    name="import_rows",
    columns=(
        col(ImportRow.id),
        col(ImportRow.number).label("row"),
        col(ImportRow.sheet),
        col(ImportRow.sheet_row),
        col(ImportRow.status),
        col(ImportRow.facility_id),
        col(ImportRow.candidates),
        col(ImportRow.reasons),
        col(ImportRow.raw),
    ),
    key=col(ImportRow.id),
    visible=visibility.IMPORT_ROWS,
    query=ImportRowQuery,
    filters={"status": equals(col(ImportRow.status))},
    within={"import_id": equals(col(ImportRow.import_id))},
    oldest_first=True,
)


async def disclosure_import(
    session: AsyncSession, caller: Caller, import_id: UUID, *, lock: bool = False
) -> DisclosureImport:
    """Raises ImportNotFound."""
    return await find(
        session,
        DisclosureImport,
        import_id,
        caller,
        visible=visibility.DISCLOSURE_IMPORTS,
        lock=lock,
        missing=ImportNotFound,
    )


async def row(session: AsyncSession, import_id: UUID, number: int) -> ImportRow:
    """A row of an import, locked; raises ImportRowNotFound."""
    statement = select(ImportRow).where(col(ImportRow.import_id) == import_id, col(ImportRow.number) == number)
    match = (await session.exec(statement.with_for_update())).first()
    if match is None:
        raise ImportRowNotFound
    return match


async def next_piece(session: AsyncSession, import_id: UUID) -> ImportChunk | None:
    """The first piece of a long list that was not compared yet."""
    statement = (
        select(ImportChunk).where(col(ImportChunk.import_id) == import_id).order_by(col(ImportChunk.place)).limit(1)
    )
    return (await session.exec(statement)).first()


async def unfinished(session: AsyncSession) -> UUID | None:
    """The oldest import that is not finished."""
    statement = (
        select(DisclosureImport.id)
        .where(col(DisclosureImport.status) == ImportStatus.PROCESSING)
        .order_by(col(DisclosureImport.id))
        .limit(1)
    )
    return (await session.exec(statement)).first()
