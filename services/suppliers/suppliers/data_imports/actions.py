"""Importing workbooks, repairing rows, and trying them again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.bulk_insert import insert_many
from chassis.callers import Caller
from chassis.ids import uuid7s
from chassis.journal import Entry, record
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import stamps, touch
from suppliers.data_imports import queries
from suppliers.data_imports.columns.sheets import sheets
from suppliers.data_imports.outcomes.rows import Candidate, Change, DryRun, WorkbookRow
from suppliers.data_imports.reading.pieces import ReadWorkbook
from suppliers.data_imports.reading.rows import ReadRow
from suppliers.data_imports.records.answers import answer_of, answered
from suppliers.data_imports.records.application import apply
from suppliers.data_imports.records.references import Book, Context
from suppliers.data_imports.retention.rules import ABOUT_PEOPLE
from suppliers.data_imports.rules import (
    AT_ONCE,
    REPAIRABLE,
    SETTLED,
    DataImportStatus,
    DataRowStatus,
    RecordOrNew,
    RowIsSettled,
    SheetName,
    UnknownColumn,
)
from suppliers.data_imports.schemas import DataRowPatch
from suppliers.data_imports.values.texts import Message
from suppliers.tables import DataImport, DataImportRow


class _TakenBack(Exception):
    """Ends a dry run."""


async def import_workbook(session: AsyncSession, caller: Caller, uploaded: ReadWorkbook) -> DataImport | DryRun:
    """Apply a short workbook at once, leave a long one to the job, and take back what a dry run did."""
    rows = [_workbook_row(number, row) for number, row in enumerate(uploaded.rows(), 1)]
    if uploaded.dry_run:
        await _try_out(session, caller, rows)
        return DryRun(uploaded.filename, uploaded.reading, rows)
    is_short = len(rows) <= AT_ONCE
    if is_short:
        await apply(Context(session, caller, Book(rows)), rows)
    parent = DataImport(
        owner_id=caller.org,
        filename=uploaded.filename[:200],
        status=DataImportStatus.DONE if is_short else DataImportStatus.PROCESSING,
        total=len(rows),
        reading=dict(uploaded.reading),
        roles=sorted(caller.roles),
        affiliated_to=sorted(caller.affiliated_to, key=str),
        **stamps(caller),
    )
    session.add(parent)
    await session.flush()
    await insert_many(session, DataImportRow, _stored(parent, caller, rows))
    parent.outcomes = await queries.outcomes(session, parent.id)
    entry = Entry(
        "workbook.imported", ("data_import", parent.id), audience=[caller.org], payload={"total": len(rows)}
    )
    await record(session, caller, entry)
    return parent


async def _try_out(session: AsyncSession, caller: Caller, rows: Sequence[WorkbookRow]) -> None:
    try:
        async with session.begin_nested():
            await apply(Context(session, caller, Book(rows)), rows)
            raise _TakenBack
    except _TakenBack:
        return


def _workbook_row(number: int, row: ReadRow) -> WorkbookRow:
    notes = [Message(note.column, note.code, note.detail, row.cells.get(note.column, "")) for note in row.notes]
    return WorkbookRow(number, SheetName(row.sheet), row.title, row.sheet_row, row.cells, notes)


def _stored(parent: DataImport, caller: Caller, rows: Sequence[WorkbookRow]) -> list[dict[str, Any]]:
    return [
        DataImportRow(
            id=row_id,
            owner_id=parent.owner_id,
            import_id=parent.id,
            number=row.number,
            sheet=row.sheet,
            title=row.title,
            sheet_row=row.sheet_row,
            **_outcome(row),
            notes=[asdict(note) for note in row.notes],
            **stamps(caller),
        ).model_dump()
        for row, row_id in zip(rows, uuid7s(len(rows)), strict=True)
    ]


def _outcome(row: WorkbookRow) -> dict[str, Any]:
    """What is kept of a settled row about a person is which record it is, and which columns it changed."""
    hides = row.is_settled and row.sheet in ABOUT_PEOPLE
    changes = [Change(change.column, "", "") for change in row.changes] if hides else row.changes
    return {
        "status": row.status,
        "record_id": row.record_id,
        "cells": {} if hides else row.cells,
        "messages": [] if hides else [asdict(message) for message in row.messages],
        "changes": [asdict(change) for change in changes],
        "candidates": [asdict(candidate) | {"record_id": str(candidate.record_id)} for candidate in row.candidates],
    }


def _taken_up(row: DataImportRow) -> WorkbookRow:
    return WorkbookRow(
        number=row.number,
        sheet=row.sheet,
        title=row.title,
        sheet_row=row.sheet_row,
        cells=row.cells,
        notes=[Message(**note) for note in row.notes],
        chosen_id=row.chosen_id,
        as_new=row.as_new,
        status=row.status,
        record_id=row.record_id,
        messages=[Message(**message) for message in row.messages],
        candidates=[Candidate(UUID(each["record_id"]), each["label"]) for each in row.candidates],
    )


def _of_book(row: Any) -> WorkbookRow:
    """What other rows need of a row."""
    return WorkbookRow(
        number=row.number,
        sheet=row.sheet,
        title=row.title,
        sheet_row=row.sheet_row,
        cells=row.cells,
        status=row.status,
        record_id=row.record_id,
    )


async def apply_rows(session: AsyncSession, caller: Caller, parent: DataImport, *, numbers: Sequence[int]) -> None:
    """Apply these rows of an import."""
    rows = {each.number: _of_book(each) for each in await queries.book(session, parent.id)}
    stored = {row.number: row for row in await queries.rows_to_apply(session, parent.id, numbers)}
    rows |= {number: _taken_up(row) for number, row in stored.items()}
    chosen = [rows[number] for number in stored]
    await apply(Context(session, caller, Book(list(rows.values()))), chosen)
    for row in chosen:
        touch(stored[row.number], caller, **_outcome(row))
    await session.flush()
    touch(parent, caller, outcomes=await queries.outcomes(session, parent.id))


async def repair_row(  # noqa: PLR0913
    session: AsyncSession, caller: Caller, import_id: UUID, number: int, *, body: DataRowPatch, expected: int
) -> DataImportRow:
    """Raises DataImportNotFound, DataRowNotFound, Stale, RowIsSettled, UnknownColumn, RecordOrNew."""
    parent = await queries.data_import(session, caller, import_id, lock=True)
    row = await queries.row(session, import_id, number, lock=True)
    demand(row.version, expected)
    _demand_repairable(row)
    await _repair(session, caller, row, body)
    await session.flush()
    if (outcomes := await queries.outcomes(session, import_id)) != parent.outcomes:
        touch(parent, caller, outcomes=outcomes)
    payload = {"row": number, "columns": sorted(body.cells)}
    entry = Entry("workbook_row.repaired", ("data_import", import_id), audience=[caller.org], payload=payload)
    await record(session, caller, entry)
    return row


async def _repair(session: AsyncSession, caller: Caller, row: DataImportRow, body: DataRowPatch) -> None:
    """Raises UnknownColumn, RecordOrNew."""
    if body.as_new and body.record_id:
        raise RecordOrNew(pointer="/record_id")
    known = {column.key for column in sheets()[row.sheet].columns}
    if unknown := sorted(body.cells.keys() - known):
        raise UnknownColumn(f'The sheet {row.sheet} has no column "{unknown[0]}".', pointer=f"/cells/{unknown[0]}")
    cells = {key: text for key, text in {**row.cells, **body.cells}.items() if text and text.strip()}
    notes = [note for note in row.notes if note["column"] not in body.cells]
    changes: dict[str, Any] = {"cells": cells, "notes": notes}
    if body.record_id and (given := await _answered(session, caller, row, cells, record_id=body.record_id)):
        changes["cells"] = given
    elif body.model_fields_set & {"record_id", "as_new"}:
        changes |= {"chosen_id": body.record_id, "as_new": body.as_new}
    touch(row, caller, **changes)


async def _answered(
    session: AsyncSession, caller: Caller, row: DataImportRow, cells: Mapping[str, str], *, record_id: UUID
) -> dict[str, str] | None:
    """The cells with the record in place of the name that it answers; None where it answers none.

    Rows that wait with the same question get the same answer, and are tried again with this row.
    """
    book = Book([_of_book(each) for each in await queries.book(session, row.import_id)])
    answer = await answer_of(Context(session, caller, book), row.sheet, cells, record_id)
    if answer is None:
        return None
    detail = f"What this names was answered in {row.title}, row {row.sheet_row}; it is tried again with that row."
    for other in await queries.asking(session, row.import_id, answer.name, besides=row.number):
        given = answered(other.sheet, other.cells, answer)
        changed = [key for key, text in given.items() if text != other.cells[key]]
        waits = [asdict(Message(key, "row_waits", detail, answer.name)) for key in changed]
        if changed:
            touch(other, caller, cells=given, status=DataRowStatus.BLOCKED, messages=waits, candidates=[])
    return answered(row.sheet, cells, answer)


async def retry_row(
    session: AsyncSession, caller: Caller, import_id: UUID, number: int, *, read: int | None
) -> DataImportRow:
    """Raises DataImportNotFound, DataRowNotFound, Stale, RowIsSettled."""
    parent = await queries.data_import(session, caller, import_id, lock=True)
    row = await queries.row(session, import_id, number, lock=True)
    demand_if_sent(row.version, read)
    _demand_repairable(row)
    blocked = [
        each for _, each in await queries.numbers(session, import_id, DataRowStatus.BLOCKED) if each != number
    ]
    await apply_rows(session, caller, parent, numbers=[number, *blocked[:AT_ONCE]])
    if row.status in SETTLED and blocked[AT_ONCE:]:
        await _go_on(session, caller, parent)
    payload = {"row": number, "status": row.status.value}
    entry = Entry("workbook_row.retried", ("data_import", import_id), audience=[caller.org], payload=payload)
    await record(session, caller, entry)
    return row


async def _go_on(session: AsyncSession, caller: Caller, parent: DataImport) -> None:
    """Leave the rows that are still blocked to the job: they are too many for a request."""
    await queries.leave_to_the_job(session, parent.id)
    outcomes = await queries.outcomes(session, parent.id)
    touch(parent, caller, status=DataImportStatus.PROCESSING, failure=None, outcomes=outcomes)


def _demand_repairable(row: DataImportRow) -> None:
    if row.status not in REPAIRABLE:
        raise RowIsSettled
