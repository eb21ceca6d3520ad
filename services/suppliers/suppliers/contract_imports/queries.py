"""Reading imports of notices."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.clauses import queries as clause_queries
from suppliers.clauses.rules import ClauseTemplate, UnknownClauseTemplate
from suppliers.contract_imports.rules import ContractImportNotFound
from suppliers.contract_imports.schemas import ContractImportQuery
from suppliers.contracts.rules import ContractStatus
from suppliers.tables import Contract, ContractImport, ContractImportLot, ContractImportWinner

TEMPLATE = "/clause_template"


def _about(contract_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    return exists().where(
        col(ContractImportLot.import_id) == col(ContractImport.id),
        col(ContractImportLot.contract_id) == contract_id,
    )


CONTRACT_IMPORTS = Listing(
    name="contract_imports",
    columns=(
        col(ContractImport.id),
        col(ContractImport.version),
        col(ContractImport.created_at),
        col(ContractImport.updated_at),
        col(ContractImport.filename),
        col(ContractImport.notice_id),
        col(ContractImport.notice_version),
        col(ContractImport.procedure_id),
        col(ContractImport.publication_number),
        col(ContractImport.form_type),
        col(ContractImport.notice_type),
        col(ContractImport.drafted),
        col(ContractImport.unchanged),
        col(ContractImport.different),
    ),
    key=col(ContractImport.id),
    visible=visibility.CONTRACT_IMPORTS,
    query=ContractImportQuery,
    filters={
        "notice_id": equals(col(ContractImport.notice_id)),
        "procedure_id": equals(col(ContractImport.procedure_id)),
        "publication_number": equals(col(ContractImport.publication_number)),
        "contract_id": _about,
    },
)


@dataclass(frozen=True, slots=True)
class StoredImport:
    """An import with its lots and their winners by lot; `new` are the lots that became drafts."""

    row: ContractImport
    lots: Sequence[ContractImportLot]
    winners: Mapping[UUID, Sequence[ContractImportWinner]]
    new: Collection[UUID]


@dataclass(frozen=True, slots=True)
class KnownContract:
    """A contract of a lot that was imported before, and what the latest notice said of it."""

    contract: Contract
    lot: ContractImportLot


def templates(code: str | None) -> list[ClauseTemplate]:
    """The clause that is asked for, else all in their latest versions; raises UnknownClauseTemplate."""
    current = clause_queries.current()
    if code is None:
        return list(current.values())
    if code not in current:
        detail = f'Unknown clause template "{code}"; see GET /v1/clause-templates.'
        raise UnknownClauseTemplate(detail, pointer=TEMPLATE)
    return [current[code]]


async def contract_import(session: AsyncSession, caller: Caller, import_id: UUID) -> StoredImport:
    """Raises ContractImportNotFound."""
    row = await find(
        session,
        ContractImport,
        import_id,
        caller,
        visible=visibility.CONTRACT_IMPORTS,
        missing=ContractImportNotFound,
    )
    return await _with_lots(session, row)


async def same_notice(session: AsyncSession, caller: Caller, *, notice_id: str, digest: str) -> StoredImport | None:
    """The caller's import of a notice that says exactly the same."""
    statement = select(ContractImport).where(
        col(ContractImport.owner_id) == caller.org,
        col(ContractImport.notice_id) == notice_id,
        col(ContractImport.digest) == digest,
    )
    row = (await session.exec(statement)).first()
    return await _with_lots(session, row) if row else None


async def _with_lots(session: AsyncSession, row: ContractImport) -> StoredImport:
    lots = (
        await session.exec(
            select(ContractImportLot)
            .where(col(ContractImportLot.import_id) == row.id)
            .order_by(col(ContractImportLot.place))
        )
    ).all()
    statement = (
        select(ContractImportWinner)
        .where(col(ContractImportWinner.lot_id).in_([lot.id for lot in lots]))
        .order_by(col(ContractImportWinner.lot_id), col(ContractImportWinner.place))
    )
    winners: dict[UUID, list[ContractImportWinner]] = {}
    for winner in (await session.exec(statement)).all():
        winners.setdefault(winner.lot_id, []).append(winner)
    return StoredImport(row, lots, winners, ())


async def known_contracts(
    session: AsyncSession, caller: Caller, *, notice_id: str, procedure_id: str | None
) -> dict[str, KnownContract]:
    """The caller's contracts of lots of this notice or procedure, by lot; cancelled ones do not count."""
    same = [col(ContractImportLot.notice_id) == notice_id]
    if procedure_id is not None:
        same.append(col(ContractImportLot.procedure_id) == procedure_id)
    statement = (
        select(Contract, ContractImportLot)
        .join(ContractImportLot, col(ContractImportLot.contract_id) == col(Contract.id))
        .where(
            col(ContractImportLot.owner_id) == caller.org,
            or_(*same),
            col(Contract.status) != ContractStatus.CANCELLED,
        )
        .order_by(col(ContractImportLot.id))
    )
    rows = (await session.exec(statement)).all()
    return {lot.lot: KnownContract(contract, lot) for contract, lot in rows}
