"""Applying long workbooks step by step after their upload, and removing what was kept about people long enough."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Text, cast
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.database import switch_tenant
from chassis.expiries import Expiry
from chassis.jobs import Backlog, Open
from chassis.sql_time import day_of
from chassis.vocabulary import OrgKind, Role
from suppliers.data_imports import queries
from suppliers.data_imports.actions import apply_rows
from suppliers.data_imports.retention.actions import empty
from suppliers.data_imports.retention.rules import ABOUT_PEOPLE, DAYS_KEPT, UNSETTLED
from suppliers.data_imports.rules import NAMES_ITS_OWN, STEP, DataImportStatus, DataRowStatus
from suppliers.tables import DataImport, DataImportRow

FAILURE = "An internal error stopped the import. What was applied stays; import the workbook again for the rest."


async def apply_next(opened: Open, import_id: UUID) -> bool:
    """Apply the next rows, in the order in which sheets depend on each other; each step is committed as a whole."""
    async with opened() as session, session.begin():
        parent = await session.get_one(DataImport, import_id, with_for_update=True)
        waiting = await queries.numbers(session, import_id, DataRowStatus.WAITING)
        if not waiting:
            parent.status = DataImportStatus.DONE
            parent.updated_at, parent.version = now(), parent.version + 1
            return False
        await switch_tenant(session, parent.owner_id)
        step = waiting[0][0]
        numbers = [number for sheet, number in waiting if sheet is step][:STEP]
        if step in NAMES_ITS_OWN:
            blocked = await queries.numbers(session, import_id, DataRowStatus.BLOCKED)
            numbers += [number for sheet, number in blocked if sheet is step]
        await apply_rows(session, _importer(parent), parent, numbers=numbers)
    return True


def _importer(row: DataImport) -> Caller:
    """The person that uploaded the workbook, with the roles of that moment."""
    return Caller(
        person=row.created_by,
        org=row.owner_id,
        org_kind=OrgKind.BUYER,
        org_name="",
        roles=frozenset(map(Role, row.roles)),
        issuer="suppliers",
        affiliated_to=frozenset(row.affiliated_to),
    )


async def give_up(session: AsyncSession, import_id: UUID, _: Exception) -> None:
    parent = await session.get_one(DataImport, import_id, with_for_update=True)
    parent.status, parent.failure = DataImportStatus.FAILED, FAILURE
    parent.updated_at, parent.version = now(), parent.version + 1


WORKBOOKS = Backlog("imported workbooks", queries.unfinished, apply_next, give_up)


async def _owner(_: AsyncSession, row: DataImportRow) -> Iterable[UUID]:
    return [row.owner_id]


EXPIRIES = (
    Expiry(
        verb="workbook_row.emptied",
        subject="data_import_row",
        model=DataImportRow,
        day=day_of(col(DataImportRow.updated_at)) + DAYS_KEPT + 1,
        where=(
            col(DataImportRow.sheet).in_(sorted(ABOUT_PEOPLE)),
            col(DataImportRow.status).in_(sorted(UNSETTLED)),
            cast(col(DataImportRow.cells), Text) != "{}",
        ),
        audience=_owner,
        payload=lambda row, _: {"import_id": row.import_id, "row": row.number, "cause": "retention"},
        then=empty,
    ),
)
