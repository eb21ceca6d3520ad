"""Agreeing on other deadlines than those of a clause."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.preconditions import demand
from chassis.rows import touch
from suppliers.clauses import queries as clause_queries
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.actions import journal_contract
from suppliers.contracts.rules import BEFORE_AWARD
from suppliers.contracts.terms import queries
from suppliers.contracts.terms.rules import ClauseInherited, check_agreed, check_duties
from suppliers.contracts.terms.schemas import ClausePatch
from suppliers.obligations.instances.actions import schedule_obligations
from suppliers.tables import Contract, ContractClause

NAMES = {"type", "recurrence"}


async def amend_clause(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], body: ClausePatch, *, expected: int
) -> tuple[Contract, ContractClause]:
    """`ids` are those of the contract and the clause. Obligations without any work get the new deadlines.

    Raises ContractNotFound, ClauseNotFound, Stale, ClauseInherited, UnknownDuty, TermsNotAgreed.
    """
    contract = await contract_queries.contract(session, caller, ids[0], lock=True)
    demand(contract.version, expected)
    clause = await queries.clause(session, *ids)
    if clause.inherited:
        raise ClauseInherited
    if body.duties is not None:
        known = {duty.key for duty in clause_queries.duties(clause)}
        check_duties([duty.key for duty in body.duties], known)
        check_agreed(contract.status, is_agreed=body.agreed_on is not None and body.agreed_on <= today())
        clause.terms = {duty.key: duty.model_dump(exclude=NAMES, exclude_none=True) for duty in body.duties}
        clause.terms_agreed_on = body.agreed_on
        await session.flush()
    touch(contract, caller)
    if contract.status not in BEFORE_AWARD:
        await schedule_obligations(session, caller, contract)
    await journal_contract(session, caller, contract, "amended")
    return contract, clause
