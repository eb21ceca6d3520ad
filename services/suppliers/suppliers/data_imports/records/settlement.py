"""Settling one row: what it is about, what differs, and doing that by the actions of the feature."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from chassis.database import Refusals
from chassis.problems import Problem
from suppliers.clauses.rules import ClauseIncluded
from suppliers.data_imports.columns.sheets import Sheet, sheets
from suppliers.data_imports.outcomes.rows import Candidate, Change, Unsettled, WorkbookRow, question
from suppliers.data_imports.records import references
from suppliers.data_imports.records.catalogue import KINDS
from suppliers.data_imports.records.kinds import Kind, Values
from suppliers.data_imports.records.references import Context
from suppliers.data_imports.rules import DataRowStatus, OwnNumberUsed
from suppliers.data_imports.values.cells import written
from suppliers.data_imports.values.texts import Message, read_cells
from suppliers.spend.rules import PeriodsOverlap
from suppliers.suppliers.rules import IdentifierTaken

S = DataRowStatus
REFUSALS = Refusals(
    {
        "ex_contract_spend_overlap": PeriodsOverlap,
        "uq_contract_clauses_contract_id_template": ClauseIncluded,
        "pk_supplier_identifiers": IdentifierTaken,
        "uq_supplier_numbers_owner_id_number": OwnNumberUsed,
        "uq_supplier_numbers_owner_id_supplier_id": OwnNumberUsed,
    }
)
HARMLESS = frozenset({"date_order_guessed"})
"""Notes about a cell that is used all the same."""


async def settle(context: Context, row: WorkbookRow) -> None:
    """Apply a row, in a savepoint of its own: a row that is refused leaves nothing behind."""
    row.status, row.record_id = S.WAITING, None
    row.messages, row.changes, row.candidates = list(row.notes), [], []
    kind, sheet = KINDS[row.sheet], sheets()[row.sheet]
    try:
        async with context.session.begin_nested():
            outcome = await _apply(context, row, kind, sheet)
            await context.session.flush()
    except Unsettled as error:
        _refuse(row, error)
    except Problem as problem:
        _refuse(row, _unsettled(problem, kind, row))
    except IntegrityError as error:
        refusal = REFUSALS.translate(error)
        if refusal is None:
            raise
        _refuse(row, _unsettled(refusal, kind, row))
    else:
        row.status, row.record_id, row.changes = outcome
        context.book.claim(row)


def _refuse(row: WorkbookRow, error: Unsettled) -> None:
    row.status, row.candidates = error.status, error.candidates
    row.messages += error.messages


async def _apply(
    context: Context, row: WorkbookRow, kind: Kind, sheet: Sheet
) -> tuple[DataRowStatus, UUID, list[Change]]:
    values, messages = read_cells(sheet, row.cells)
    if messages or any(note.code not in HARMLESS for note in row.notes):
        raise Unsettled(S.INVALID, messages)
    values = await referred(context, sheet, values)
    record = await _record(context, row, kind, values)
    if record is None:
        _demand_required(sheet, values)
        record = await kind.create(context, values, row.as_new)
        return S.NEW, record.id, []
    row.record_id = record_id = record.id  # others may refer to it, also where this row is refused
    current = await kind.shown(context, record)
    changed = differing(kind, values, current)
    if not changed:
        return S.UNCHANGED, record_id, []
    _refuse_fixed(kind, changed, row)
    changes = [Change(key, _text(sheet, key, current.get(key)), row.cells.get(key, "")) for key in changed]
    await kind.amend(context, record, {key: values[key] for key in changed}, row.as_new)
    return S.UPDATED, record_id, changes


async def referred(context: Context, sheet: Sheet, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with the ids of what they name; raises Unsettled with all that is unknown or open."""
    found = dict(values)
    troubles: list[Unsettled] = []
    for column in sheet.columns:
        if column.key not in values:
            continue
        try:
            match column.kind:
                case "supplier":
                    found[column.key] = await references.supplier(context, column.key, values[column.key])
                case "suppliers":
                    names = values[column.key]
                    found[column.key] = [await references.supplier(context, column.key, name) for name in names]
                case "contract":
                    found[column.key] = await references.contract(context, column.key, values[column.key])
                case "product":
                    brand = found.pop("brand", None)
                    found[column.key] = await references.product(context, column.key, values[column.key], brand)
        except Unsettled as trouble:
            troubles.append(trouble)
    if troubles:
        raise _together(troubles)
    return found


def _together(troubles: Sequence[Unsettled]) -> Unsettled:
    """The worst of them decides: what is invalid must be changed, whatever else waits."""
    order = (S.INVALID, S.QUESTION, S.BLOCKED)
    worst = min(troubles, key=lambda trouble: order.index(trouble.status)).status
    messages = [message for trouble in troubles for message in trouble.messages]
    return Unsettled(worst, messages, [each for trouble in troubles for each in trouble.candidates])


async def _record(context: Context, row: WorkbookRow, kind: Kind, values: Values) -> Any:
    """The record that the row is about; None for a new one. Raises Unsettled where only a person can say."""
    if row.as_new:
        return None
    for given in (row.chosen_id, values.get("id")):
        if given and (record := await kind.by_id(context, given)):
            return record
    found = await kind.find(context, values)
    claimants = {record.id: context.book.claimant(row.sheet, record.id) for record in found}
    free = [record for record in found if claimants[record.id] in (None, row)]
    if found and not free and (other := claimants[found[0].id]):
        detail = (
            f"This is about the same record as {other.place}. Correct one of them, or say that this is another."
        )
        raise question("", "same_as_row", detail, candidates=[kind.label(found[0])])
    if len(free) < 2:
        return free[0] if free else None
    for record in free:
        if not differing(kind, values, await kind.shown(context, record)):
            return record
    detail = "Several records have this key. Choose the one that is meant, or say that this is a new one."
    raise question("", "several_records", detail, candidates=list(map(kind.label, free)))


def differing(kind: Kind, values: Values, current: Values) -> list[str]:
    """The columns in which a row says something else than the record; an empty cell says nothing."""
    return [
        key for key, value in values.items() if key != "id" and not _is_same(kind, key, value, current.get(key))
    ]


def _is_same(kind: Kind, key: str, value: Any, current: Any) -> bool:
    if current is None:
        return value in ([], None)
    same = kind.same.get(key)
    return same(value, current) if same else bool(value == current)


def _refuse_fixed(kind: Kind, changed: Sequence[str], row: WorkbookRow) -> None:
    """Raises Unsettled where the row changes what cannot be changed."""
    detail = "This cannot be changed here: the platform has another value. Correct the cell, or leave it empty."
    messages = [
        Message(key, "cannot_be_changed", detail, row.cells.get(key, "")) for key in changed if key in kind.fixed
    ]
    if messages:
        raise Unsettled(S.INVALID, messages)


def _demand_required(sheet: Sheet, values: Values) -> None:
    """Raises Unsettled, naming every required cell that is empty."""
    missing = [column.key for column in sheet.columns if column.is_required and column.key not in values]
    if missing:
        raise Unsettled(S.INVALID, [Message(key, "missing", "A new row needs this.") for key in missing])


def _text(sheet: Sheet, key: str, value: Any) -> str:
    column = sheet.column(key)
    return written(column, value, "en") if column else ""


def _unsettled(problem: Problem, kind: Kind, row: WorkbookRow) -> Unsettled:
    """What a refusal of an action means for the row: with candidates it is a question."""
    faults = problem.errors
    messages = [
        Message(column, fault.code, fault.detail, row.cells.get(column, "")[:200])
        for fault in faults
        if (column := _column(kind, fault.pointer)) is not None
    ] or [Message("", problem.code(), problem.detail)]
    candidates = [Candidate(UUID(each), "") for each in problem.extensions.get("candidates") or ()]
    return Unsettled(S.QUESTION if candidates else S.INVALID, messages, candidates)


def _column(kind: Kind, pointer: str) -> str:
    """The column of a pointer into the body of a request."""
    columns = {column.key for column in sheets()[kind.sheet].columns}
    for part in reversed(pointer.strip("/").split("/")):
        name = kind.columns.get(part, part)
        if name in columns:
            return name
    return ""
