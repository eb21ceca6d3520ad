"""Recording, changing and deleting label requirements of contracts."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.periods import check_past
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import stamps, touch
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.criteria.rules import PartAwarded, PartInherited
from suppliers.contracts.labels import queries
from suppliers.contracts.labels.rules import check_equivalent, check_levels
from suppliers.contracts.labels.schemas import LabelRequirementIn, LabelRequirementPatch
from suppliers.contracts.rules import BEFORE_AWARD
from suppliers.tables import Contract, LabelRequirement

Found = tuple[LabelRequirement, Contract]


async def record_requirement(
    session: AsyncSession, caller: Caller, contract_id: UUID, body: LabelRequirementIn
) -> Found:
    """Raises ContractNotFound, EquivalentRefused, UnknownLevel, DayToCome."""
    contract = await contract_queries.contract(session, caller, contract_id)
    values = _checked(body)
    row = LabelRequirement(**values, contract_id=contract.id, owner_id=contract.owner_id, **stamps(caller))
    session.add(row)
    await session.flush()
    await _journal(session, caller, row, "label_requirement.recorded", contract=contract)
    return row, contract


async def amend_requirement(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], body: LabelRequirementPatch, *, expected: int
) -> Found:
    """`ids` are those of the contract and the requirement.

    Raises ContractNotFound, LabelRequirementNotFound, Stale, PartInherited, and what recording one raises.
    """
    contract = await contract_queries.contract(session, caller, ids[0])
    row = await queries.requirement(session, caller, *ids, lock=True)
    demand(row.version, expected)
    if row.inherited:
        raise PartInherited
    touch(row, caller, **_checked(body))
    if contract.status in BEFORE_AWARD:
        row.shared_version = 1
    await session.flush()
    await _journal(session, caller, row, "label_requirement.amended", contract=contract)
    return row, contract


async def delete_requirement(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], *, read: int | None
) -> None:
    """Raises ContractNotFound, LabelRequirementNotFound, Stale, PartInherited, PartAwarded."""
    contract = await contract_queries.contract(session, caller, ids[0], lock=True)
    row = await queries.requirement(session, caller, *ids, lock=True)
    demand_if_sent(row.version, read)
    if row.inherited:
        raise PartInherited
    if contract.status not in BEFORE_AWARD:
        raise PartAwarded
    await _journal(session, caller, row, "label_requirement.deleted", contract=contract)
    await session.delete(row)


def _checked(body: LabelRequirementIn | LabelRequirementPatch) -> dict[str, Any]:
    """The fields that were given, as they are stored; raises EquivalentRefused, UnknownLevel, DayToCome."""
    check_equivalent(or_equivalent=body.or_equivalent is not False)
    check_levels((label.scheme, label.min_level) for label in body.labels or ())
    check_past(today=today(), agreed_on=body.agreed_on, ended_on=body.ended_on)
    given = body.model_fields_set if isinstance(body, LabelRequirementPatch) else set(type(body).model_fields)
    return body.model_dump(include=given - {"or_equivalent"})


async def _journal(
    session: AsyncSession, caller: Caller, row: LabelRequirement, verb: str, *, contract: Contract
) -> None:
    readers = await contract_queries.readers(session, contract)
    payload = {"contract_id": row.contract_id}
    entry = Entry(verb, ("label_requirement", row.id), audience=[row.owner_id, *readers], payload=payload)
    await record(session, caller, entry)
