"""Reading contracts and spend as they were known at the end of a day."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CTE, Subquery, Uuid, and_, any_, cast, exists, false, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Clause, binds
from chassis.sql_time import day_of
from suppliers import visibility
from suppliers.contracts.rules import ContractKind, ContractStatus, is_hardware
from suppliers.spend.history.rules import (
    Asked,
    Counted,
    Days,
    KnownContract,
    KnownSpend,
    Selection,
    days_of,
    split,
)
from suppliers.spend.rules import SpendKind
from suppliers.tables import Contract, ContractRevision, SpendRevision, Supplier


async def counted(session: AsyncSession, caller: Caller, asked: Asked) -> Counted:
    """The caller's contracts and spend, as they were known at the end of the day."""
    contracts = await known_contracts(session, caller, asked.as_of, asked.selection)
    records, partly = split(await known_spend(session, caller, asked.as_of, contracts), asked.days)
    return Counted(asked, [each for each in contracts.values() if each.ran_in(asked.days)], records, partly)


async def known_contracts(
    session: AsyncSession, caller: Caller, as_of: date, selection: Selection
) -> dict[UUID, KnownContract]:
    """The caller's contracts by their ids; those that were registered later are unknown."""
    tops, known, top = _tops(caller), _known_contracts(caller, as_of), aliased(Contract)
    is_framework = or_(tops.c.top_id != col(Contract.id), known.c.kind == ContractKind.FRAMEWORK)
    statement = (
        select(
            *(col(Contract.id), col(Contract.reference), col(Contract.supplier_id), col(Supplier.name)),
            *(
                col(top.id).label("top_id"),
                col(top.reference).label("top_reference"),
                is_framework.label("in_framework"),
            ),
            *(known.c.status, known.c.starts_on, known.c.ends_on, known.c.terminated_on),
            *(known.c.product_categories, known.c.monitored_by),
        )
        .select_from(Contract)
        .join(known, known.c.contract_id == col(Contract.id))
        .join(tops, tops.c.contract_id == col(Contract.id))
        .join(top, col(top.id) == tops.c.top_id)
        .join(Supplier, col(Supplier.id) == col(Contract.supplier_id))
        .where(*_selected(selection, tops, is_framework))
        .order_by(col(Contract.id))
    )
    rows = (await (await session.connection()).execute(statement, binds(caller))).all()
    return {row.id: _contract(row) for row in rows}


async def known_spend(
    session: AsyncSession, caller: Caller, as_of: date, contracts: dict[UUID, KnownContract]
) -> list[KnownSpend]:
    """What was recorded of spend under these contracts, earliest period first."""
    known = _known_spend(caller, as_of, contracts)
    statement = select(known).order_by(known.c.period_start, known.c.spend_id)
    rows = (await (await session.connection()).execute(statement, binds(caller))).all()
    return [
        KnownSpend(
            contract=contracts[row.contract_id],
            kind=SpendKind(row.kind),
            currency=row.currency,
            vat_included=row.vat_included,
            amount=row.amount,
            is_complete=row.complete,
            days=Days(row.period_start, row.period_end),
        )
        for row in rows
    ]


def _tops(caller: Caller) -> CTE:
    """For each of the caller's contracts the one at the top: its own framework, or itself."""
    mine: Clause = visibility.CONTRACTS.get(caller.org_kind, false())
    above = aliased(Contract)
    has_own_parent = exists().where(
        col(above.id) == col(Contract.parent_contract_id), col(above.owner_id) == col(Contract.owner_id)
    )
    tops = (
        select(col(Contract.id).label("contract_id"), col(Contract.id).label("top_id"))
        .where(mine, ~has_own_parent)
        .cte("tops", recursive=True)
    )
    below = select(col(Contract.id), tops.c.top_id).where(
        mine, col(Contract.parent_contract_id) == tops.c.contract_id
    )
    return tops.union_all(below)


def _known_contracts(caller: Caller, as_of: date) -> Subquery:
    key = col(ContractRevision.contract_id)
    return (
        select(ContractRevision)
        .ext(distinct_on(key))
        .where(
            visibility.CONTRACT_REVISIONS.get(caller.org_kind, false()),
            day_of(col(ContractRevision.recorded_at)) <= as_of,
        )
        .order_by(key, col(ContractRevision.version).desc())
        .subquery("known")
    )


def _known_spend(caller: Caller, as_of: date, contract_ids: Collection[UUID]) -> Subquery:
    key = col(SpendRevision.spend_id)
    return (
        select(SpendRevision)
        .ext(distinct_on(key))
        .where(
            visibility.SPEND_REVISIONS.get(caller.org_kind, false()),
            col(SpendRevision.contract_id) == any_(cast(literal(list(contract_ids), ARRAY(Uuid)), ARRAY(Uuid))),
            day_of(col(SpendRevision.recorded_at)) <= as_of,
        )
        .order_by(key, col(SpendRevision.version).desc())
        .subquery("known")
    )


def _selected(selection: Selection, tops: CTE, is_framework: Any) -> list[Clause]:
    clauses: list[Clause] = []
    if selection.contract_id is not None:
        clauses.append(col(Contract.id) == selection.contract_id)
    if selection.supplier_id is not None:
        clauses.append(col(Contract.supplier_id) == selection.supplier_id)
    if selection.framework_id is not None:
        clauses.append(and_(tops.c.top_id == selection.framework_id, is_framework))
    return clauses


def _contract(row: Any) -> KnownContract:
    return KnownContract(
        contract_id=row.id,
        reference=row.reference or "",
        supplier_id=row.supplier_id,
        supplier_name=row.name,
        framework_id=row.top_id if row.in_framework else None,
        framework_reference=row.top_reference if row.in_framework else None,
        status=ContractStatus(row.status),
        days=days_of(row.starts_on, row.ends_on, row.terminated_on),
        is_hardware=is_hardware(row.product_categories),
        is_monitored=bool(row.monitored_by),
    )
