"""Reading imports of workbooks and their rows."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.data_imports.rules import (
    DataImportNotFound,
    DataImportStatus,
    DataRowNotFound,
    DataRowStatus,
    SheetName,
)
from suppliers.data_imports.schemas import DataImportQuery, DataRowQuery
from suppliers.tables import DataImport, DataImportRow

DATA_IMPORTS = Listing(
    name="data_imports",
    columns=(
        col(DataImport.id),
        col(DataImport.version),
        col(DataImport.created_at),
        col(DataImport.updated_at),
        col(DataImport.status),
        col(DataImport.filename),
        col(DataImport.total),
        col(DataImport.outcomes).label("rows"),
        col(DataImport.failure),
    ),
    key=col(DataImport.id),
    visible=visibility.DATA_IMPORTS,
    query=DataImportQuery,
    filters={"status": equals(col(DataImport.status))},
)

DATA_ROWS = Listing(
    name="data_import_rows",
    columns=(
        col(DataImportRow.id),
        col(DataImportRow.version),
        col(DataImportRow.created_at),
        col(DataImportRow.updated_at),
        col(DataImportRow.number).label("row"),
        col(DataImportRow.sheet),
        col(DataImportRow.title),
        col(DataImportRow.sheet_row),
        col(DataImportRow.status),
        col(DataImportRow.record_id),
        col(DataImportRow.messages),
        col(DataImportRow.changes),
        col(DataImportRow.candidates),
        col(DataImportRow.cells),
    ),
    key=col(DataImportRow.id),
    visible=visibility.DATA_IMPORT_ROWS,
    query=DataRowQuery,
    filters={"status": equals(col(DataImportRow.status)), "sheet": equals(col(DataImportRow.sheet))},
    within={"import_id": equals(col(DataImportRow.import_id))},
    oldest_first=True,
)


async def data_import(session: AsyncSession, caller: Caller, import_id: UUID, *, lock: bool = False) -> DataImport:
    """Raises DataImportNotFound."""
    return await find(
        session,
        DataImport,
        import_id,
        caller,
        visible=visibility.DATA_IMPORTS,
        lock=lock,
        missing=DataImportNotFound,
    )


async def row(session: AsyncSession, import_id: UUID, number: int, *, lock: bool = False) -> DataImportRow:
    """A row of an import; raises DataRowNotFound."""
    statement = select(DataImportRow).where(
        col(DataImportRow.import_id) == import_id, col(DataImportRow.number) == number
    )
    found = (await session.exec(statement.with_for_update() if lock else statement)).first()
    if found is None:
        raise DataRowNotFound
    return found


async def rows(session: AsyncSession, import_id: UUID) -> Sequence[DataImportRow]:
    """All rows of an import, in the order of the workbook."""
    statement = select(DataImportRow).where(col(DataImportRow.import_id) == import_id)
    return (await session.exec(statement.order_by(col(DataImportRow.number)))).all()


async def book(session: AsyncSession, import_id: UUID) -> Sequence[Any]:
    """What rows need to know of each other: place, cells, status and record of every row."""
    statement = select_columns(
        col(DataImportRow.number),
        col(DataImportRow.sheet),
        col(DataImportRow.title),
        col(DataImportRow.sheet_row),
        col(DataImportRow.cells),
        col(DataImportRow.status),
        col(DataImportRow.record_id),
    ).where(col(DataImportRow.import_id) == import_id)
    return (await (await session.connection()).execute(statement)).all()


async def rows_to_apply(
    session: AsyncSession, import_id: UUID, numbers: Collection[int]
) -> Sequence[DataImportRow]:
    """These rows, in the order of the workbook."""
    statement = select(DataImportRow).where(
        col(DataImportRow.import_id) == import_id, col(DataImportRow.number).in_(numbers)
    )
    return (await session.exec(statement.order_by(col(DataImportRow.number)))).all()


async def asking(session: AsyncSession, import_id: UUID, name: str, *, besides: int) -> Sequence[DataImportRow]:
    """The other rows that ask which record is meant by this name."""
    statement = select(DataImportRow).where(
        col(DataImportRow.import_id) == import_id,
        col(DataImportRow.status) == DataRowStatus.QUESTION,
        col(DataImportRow.number) != besides,
        col(DataImportRow.messages).contains([{"value": name}]),
    )
    return (await session.exec(statement.order_by(col(DataImportRow.number)).with_for_update())).all()


async def numbers(session: AsyncSession, import_id: UUID, status: DataRowStatus) -> list[tuple[SheetName, int]]:
    """The sheets and numbers of the rows with a status, in the order in which sheets depend on each other."""
    statement = select(DataImportRow.sheet, DataImportRow.number).where(
        col(DataImportRow.import_id) == import_id, col(DataImportRow.status) == status
    )
    found = [(SheetName(sheet), number) for sheet, number in (await session.exec(statement)).all()]
    return sorted(found, key=lambda row: (list(SheetName).index(row[0]), row[1]))


async def leave_to_the_job(session: AsyncSession, import_id: UUID) -> None:
    """Let all rows that are blocked be looked at again."""
    blocked = (col(DataImportRow.import_id) == import_id, col(DataImportRow.status) == DataRowStatus.BLOCKED)
    await session.exec(update(DataImportRow).where(*blocked).values(status=DataRowStatus.WAITING))


async def outcomes(session: AsyncSession, import_id: UUID) -> dict[str, int]:
    """How many rows have each status."""
    statement = (
        select(DataImportRow.status, func.count())
        .where(col(DataImportRow.import_id) == import_id)
        .group_by(col(DataImportRow.status))
    )
    counted = {each[0]: each[1] for each in (await session.exec(statement)).all()}
    return {status.value: counted.get(status, 0) for status in DataRowStatus}


async def unfinished(session: AsyncSession) -> UUID | None:
    """The oldest import whose rows have not all been looked at."""
    statement = (
        select(DataImport.id)
        .where(col(DataImport.status) == DataImportStatus.PROCESSING)
        .order_by(col(DataImport.id))
        .limit(1)
    )
    return (await session.exec(statement)).first()
