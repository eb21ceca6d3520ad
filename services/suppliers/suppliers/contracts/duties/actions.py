"""What buyers do about the duties of a contract."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.preconditions import demand_if_sent
from suppliers.contracts import queries
from suppliers.contracts.duties.rules import check_in_force
from suppliers.obligations import queries as obligation_queries
from suppliers.obligations.escalations.actions import Escalated
from suppliers.obligations.escalations.actions import escalate as escalate_obligation
from suppliers.obligations.escalations.schemas import EscalationIn
from suppliers.obligations.instances import actions as instance_actions
from suppliers.obligations.instances.schemas import ObligationIn
from suppliers.tables import Contract, Escalation, Obligation


async def ask_for_obligation(
    session: AsyncSession, caller: Caller, contract_id: UUID, body: ObligationIn
) -> tuple[Contract, Obligation]:
    """Raises ContractNotFound, NotInForce, and what asking for a duty raises."""
    contract = await queries.contract(session, caller, contract_id, lock=True)
    check_in_force(contract.status)
    return contract, await instance_actions.ask_for_obligation(session, caller, contract, body)


async def escalate(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], body: EscalationIn, *, read: int | None
) -> Escalation:
    """`ids` are those of the contract and the obligation.

    Raises ContractNotFound, ObligationNotFound, Stale, and what escalating raises.
    """
    contract = await queries.contract(session, caller, ids[0])
    row = await obligation_queries.obligation(session, *ids, lock=True)
    demand_if_sent(row.version, read)
    vacancy = await queries.vacancy(session, contract, today())
    return await escalate_obligation(session, caller, Escalated(row, contract), body, vacancy=vacancy)
