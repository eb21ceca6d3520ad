"""Recording and changing spend."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.periods import check_period
from chassis.preconditions import demand
from chassis.rows import stamps, touch
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.rules import check_within
from suppliers.spend import queries
from suppliers.spend.rules import check_over
from suppliers.spend.schemas import SpendIn, SpendPatch
from suppliers.tables import ContractSpend

DAYS = ("/period_start", "/period_end")


async def record_spend(session: AsyncSession, caller: Caller, contract_id: UUID, body: SpendIn) -> ContractSpend:
    """Raises ContractNotFound, ContractIsDraft, PeriodReversed, OutsideContract, PeriodNotOver.

    The database raises PeriodsOverlap.
    """
    contract = await contract_queries.contract(session, caller, contract_id)
    check_period(body.period_start, body.period_end, pointer="/period_end")
    check_within(body.period_start, body.period_end, contract.days, pointers=DAYS)
    check_over(body.period_end, kind=body.kind, is_complete=body.complete, today=today())
    row = ContractSpend(**_columns(body), contract_id=contract.id, owner_id=contract.owner_id, **stamps(caller))
    session.add(row)
    await session.flush()
    await _journal(session, caller, row, "spend.recorded")
    return row


async def amend_spend(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], body: SpendPatch, *, expected: int
) -> ContractSpend:
    """`ids` are those of the contract and the record.

    Raises ContractNotFound, ContractIsDraft, SpendNotFound, Stale, PeriodReversed, OutsideContract, PeriodNotOver;
    the database raises PeriodsOverlap.
    """
    contract = await contract_queries.contract(session, caller, ids[0])
    row = await queries.spend(session, caller, *ids)
    demand(row.version, expected)
    touch(row, caller, **_columns(body))
    check_period(row.period_start, row.period_end, pointer="/period_end")
    if {"period_start", "period_end"} & body.model_fields_set:
        check_within(row.period_start, row.period_end, contract.days, pointers=DAYS)
    if {"period_end", "complete"} & body.model_fields_set:
        check_over(row.period_end, kind=row.kind, is_complete=row.complete, today=today())
    await session.flush()
    await _journal(session, caller, row, "spend.amended")
    return row


def _columns(body: SpendIn | SpendPatch) -> dict[str, Any]:
    """The table has the amount, the currency and the VAT flag as columns of their own."""
    values: dict[str, Any] = body.model_dump(exclude_unset=isinstance(body, SpendPatch))
    money: dict[str, Any] = values.pop("money", {})
    return values | money


async def _journal(session: AsyncSession, caller: Caller, row: ContractSpend, verb: str) -> None:
    payload = {"contract_id": row.contract_id}
    await record(session, caller, Entry(verb, ("spend", row.id), audience=[row.owner_id], payload=payload))
