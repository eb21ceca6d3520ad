"""Counting contracts, as they stood on a day."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, and_, cast, exists, func, literal, not_, or_, true
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.figures import Figure, Scope, share
from chassis.listing import Clause, binds
from suppliers import visibility
from suppliers.contacts.rules import ContactStatus, Purpose
from suppliers.contracts.rules import HUMAN_RIGHTS, NOT_HARDWARE, RUNNING
from suppliers.figures.schemas import HardwareSupplier, ReviewDue
from suppliers.obligations.rules import ANNUAL_REVIEW, ObligationStatus, obligation_state
from suppliers.tables import ContactPoint, Contract, ContractClause, Obligation

_categories = cast(literal(sorted(NOT_HARDWARE), ARRAY(Text)), ARRAY(Text))
HARDWARE: Clause = not_(col(Contract.product_categories).op("<@", is_comparison=True)(_categories))


def _running(day: date) -> Clause:
    state: ColumnElement[str] = func.contract_state(
        col(Contract.status), col(Contract.starts_on), col(Contract.ends_on), col(Contract.terminated_on), day
    )
    return state.in_(sorted(RUNNING))


def _with_clause(day: date) -> Clause:
    return exists().where(
        col(ContractClause.contract_id) == col(Contract.id),
        col(ContractClause.kind) == HUMAN_RIGHTS,
        func.coalesce(col(ContractClause.agreed_on), day) <= day,
    )


def _with_contact(day: date) -> Clause:
    """Whoever was ended on a day no longer held the post on it; whose time ran out held it on the last day."""
    ended = and_(col(ContactPoint.status) == ContactStatus.ENDED, col(ContactPoint.active_to) > day)
    accepted = and_(
        col(ContactPoint.status) == ContactStatus.ACCEPTED, func.coalesce(col(ContactPoint.active_to), day) >= day
    )
    return exists().where(
        col(ContactPoint.owner_id) == col(Contract.owner_id),
        col(ContactPoint.supplier_id) == col(Contract.supplier_id),
        col(ContactPoint.purpose) == Purpose.CLAUSE_CONTACT,
        col(ContactPoint.active_from) <= day,
        or_(accepted, ended),
    )


async def contract_figures(session: AsyncSession, caller: Caller, as_of: date) -> list[Figure]:
    """C1, hardware contracts with a human-rights clause, and P1, clause contracts with somebody who answers."""
    clause, contact = _with_clause(as_of), _with_contact(as_of)
    counted = [HARDWARE, and_(HARDWARE, clause), clause, and_(clause, contact), true()]
    statement = (
        select_columns(*(func.count().filter(each) for each in counted))
        .select_from(Contract)
        .where(visibility.CONTRACTS[caller.org_kind], _running(as_of))
    )
    row = (await (await session.connection()).execute(statement, binds(caller))).one()
    hardware, with_clause, clause_contracts, with_contact, all_ = tuple(row)
    facts: dict[str, Any] = {"as_of": as_of, "scope": Scope(kind=caller.org_kind.value, id=caller.org)}
    return [
        share(
            "contracts_with_clause",
            "C1",
            (with_clause, hardware),
            excluded={"not_hardware": all_ - hardware},
            **facts,
        ),
        share(
            "contact_coverage",
            "P1",
            (with_contact, clause_contracts),
            excluded={"no_clause": all_ - clause_contracts},
            **facts,
        ),
    ]


async def hardware_suppliers(session: AsyncSession, caller: Caller) -> list[HardwareSupplier]:
    """Suppliers with active hardware contracts, and which yearly reviews those ask for."""
    day = today()
    statement = (
        select(col(Contract.supplier_id), col(Contract.id), _with_clause(day))
        .where(visibility.CONTRACTS[caller.org_kind], HARDWARE, _running(day))
        .order_by(col(Contract.supplier_id), col(Contract.id))
    )
    rows = (await session.exec(statement, params=binds(caller))).all()
    due = await _reviews_due(session, [contract_id for _, contract_id, _ in rows], day)
    return [
        HardwareSupplier(
            supplier_id=supplier_id,
            contract_ids=[contract_id for _, contract_id, _ in contracts],
            clause_contract_ids=[contract_id for _, contract_id, has_clause in contracts if has_clause],
            annual_review_due=[review for _, contract_id, _ in contracts for review in due.get(contract_id, [])],
        )
        for supplier_id, contracts in ((key, list(group)) for key, group in groupby(rows, lambda row: row[0]))
    ]


async def _reviews_due(session: AsyncSession, contract_ids: list[UUID], day: date) -> dict[UUID, list[ReviewDue]]:
    statement = (
        select(Obligation)
        .where(
            col(Obligation.contract_id).in_(contract_ids),
            col(Obligation.type) == ANNUAL_REVIEW,
            col(Obligation.status) != ObligationStatus.NOT_TRACKED,
        )
        .order_by(col(Obligation.due_at))
    )
    due: dict[UUID, list[ReviewDue]] = {}
    for row in (await session.exec(statement)).all():
        status = obligation_state(
            row.status, row.due_at, grace_days=row.grace_days, notice_days=row.notice_days, today=day
        )
        review = ReviewDue(
            contract_id=row.contract_id,
            due_at=row.due_at,
            missed_after=row.due_at + timedelta(days=row.grace_days),
            status=status,
        )
        due.setdefault(row.contract_id, []).append(review)
    return due
