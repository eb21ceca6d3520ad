"""Recording and changing life-cycle costs."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.preconditions import demand
from chassis.rows import stamps, touch
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.costs import queries
from suppliers.contracts.costs.rules import Cost, check_costs
from suppliers.contracts.costs.schemas import CostLine, LifeCycleCostIn, LifeCycleCostPatch
from suppliers.tables import LifeCycleCost


async def record_costs(
    session: AsyncSession, caller: Caller, contract_id: UUID, body: LifeCycleCostIn
) -> LifeCycleCost:
    """Raises ContractNotFound, YearOutside, NegativeCost; the database raises OfferRecorded."""
    contract = await contract_queries.contract(session, caller, contract_id)
    _check(body.costs, body.years)
    row = LifeCycleCost(**body.model_dump(), contract_id=contract.id, owner_id=contract.owner_id, **stamps(caller))
    session.add(row)
    await session.flush()
    await _journal(session, caller, row, "life_cycle_cost.recorded")
    return row


async def amend_costs(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], body: LifeCycleCostPatch, *, expected: int
) -> LifeCycleCost:
    """`ids` are those of the contract and the record.

    Raises ContractNotFound, LifeCycleCostNotFound, Stale, YearOutside, NegativeCost; the database raises
    OfferRecorded.
    """
    await contract_queries.contract(session, caller, ids[0])
    row = await queries.cost(session, caller, *ids, lock=True)
    demand(row.version, expected)
    touch(row, caller, **body.model_dump(include=body.model_fields_set))
    _check([CostLine.model_validate(each) for each in row.costs], row.years)
    await session.flush()
    await _journal(session, caller, row, "life_cycle_cost.amended")
    return row


def _check(costs: list[CostLine], years: int) -> None:
    check_costs((Cost(each.kind, each.amount, each.year) for each in costs), years)


async def _journal(session: AsyncSession, caller: Caller, row: LifeCycleCost, verb: str) -> None:
    entry = Entry(
        verb, ("life_cycle_cost", row.id), audience=[row.owner_id], payload={"contract_id": row.contract_id}
    )
    await record(session, caller, entry)
