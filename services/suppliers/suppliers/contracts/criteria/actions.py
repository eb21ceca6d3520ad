"""Recording, changing and deleting criteria of contracts."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.periods import check_past
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import stamps, touch
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.criteria import queries
from suppliers.contracts.criteria.rules import (
    PartAwarded,
    PartInherited,
    check_agreed,
    check_weight,
)
from suppliers.contracts.criteria.schemas import CriterionIn, CriterionPatch
from suppliers.contracts.rules import BEFORE_AWARD
from suppliers.tables import Contract, ContractCriterion


async def record_criterion(
    session: AsyncSession, caller: Caller, contract_id: UUID, body: CriterionIn
) -> ContractCriterion:
    """Raises ContractNotFound, WeightWithoutAward, WeightsExceeded, OnlyPerformanceChanges, DayToCome."""
    contract = await contract_queries.contract(session, caller, contract_id, lock=True)
    row = ContractCriterion(
        **body.model_dump(exclude={"weight_pct"}),
        weight_pct=body.weight_pct,
        contract_id=contract.id,
        owner_id=contract.owner_id,
        **stamps(caller),
    )
    await _check(session, row)
    session.add(row)
    await session.flush()
    await _journal(session, caller, row, "criterion.recorded", contract=contract)
    return row


async def amend_criterion(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], body: CriterionPatch, *, expected: int
) -> ContractCriterion:
    """`ids` are those of the contract and the criterion.

    Raises ContractNotFound, CriterionNotFound, Stale, PartInherited, and what recording one raises.
    """
    contract = await contract_queries.contract(session, caller, ids[0], lock=True)
    row = await queries.criterion(session, caller, *ids, lock=True)
    demand(row.version, expected)
    if row.inherited:
        raise PartInherited
    given = body.model_fields_set
    with session.no_autoflush:
        touch(row, caller, **{name: getattr(body, name) for name in given})
        await _check(session, row)
    if contract.status in BEFORE_AWARD:
        row.shared_version = 1
    await session.flush()
    await _journal(session, caller, row, "criterion.amended", contract=contract)
    return row


async def delete_criterion(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], *, read: int | None
) -> None:
    """Raises ContractNotFound, CriterionNotFound, Stale, PartInherited, PartAwarded."""
    contract = await contract_queries.contract(session, caller, ids[0], lock=True)
    row = await queries.criterion(session, caller, *ids, lock=True)
    demand_if_sent(row.version, read)
    if row.inherited:
        raise PartInherited
    if contract.status not in BEFORE_AWARD:
        raise PartAwarded
    await _journal(session, caller, row, "criterion.deleted", contract=contract)
    await session.delete(row)


async def _check(session: AsyncSession, row: ContractCriterion) -> None:
    check_agreed(row.role, row.agreed_on)
    check_past(today=today(), agreed_on=row.agreed_on, ended_on=row.ended_on)
    check_weight(row.role, row.weight_pct, await queries.weights(session, row.contract_id, but=row.id))


async def _journal(
    session: AsyncSession, caller: Caller, row: ContractCriterion, verb: str, *, contract: Contract
) -> None:
    readers = await contract_queries.readers(session, contract)
    payload = {"contract_id": row.contract_id, "topic": row.topic, "role": row.role}
    entry = Entry(verb, ("criterion", row.id), audience=[row.owner_id, *readers], payload=payload)
    await record(session, caller, entry)
