"""`/v1/contracts/{id}/obligations`: what the clauses of a contract require of its supplier."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.clock import today
from chassis.moves import MoveIncomplete
from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.clauses.rules import ObligationType
from suppliers.contracts import queries
from suppliers.contracts.duties import actions
from suppliers.contracts.duties.rules import NotInForce
from suppliers.contracts.routes import ContractId
from suppliers.contracts.rules import ContractNotFound
from suppliers.obligations import actions as obligation_actions
from suppliers.obligations import queries as obligation_queries
from suppliers.obligations.escalations import queries as escalation_queries
from suppliers.obligations.escalations.rules import LevelsMissing, NothingToEscalate, StepSkipped
from suppliers.obligations.escalations.schemas import EscalationIn, EscalationList, EscalationOut
from suppliers.obligations.escalations.views import escalation_list, escalation_out
from suppliers.obligations.instances.rules import CauseMissing, NoBreach, NotOnDemand, SeveralDuties
from suppliers.obligations.instances.schemas import ObligationIn
from suppliers.obligations.rules import NoDueDiligenceAlternative, ObligationNotFound
from suppliers.obligations.schemas import ObligationList, ObligationOut, ObligationTransition
from suppliers.obligations.views import obligation_list, obligation_out
from suppliers.permissions import CanReadContracts, CanWorkOnObligations, CanWriteContracts

obligations = new_router("/v1/contracts", "obligations")

ObligationId = Annotated[UUID, Path(description="The obligation.")]


@obligations.get("/{contract_id}/obligations", responses=raises(ContractNotFound))
async def list_obligations(
    contract_id: ContractId,
    caller: CanReadContracts,
    session: Session,
    type: Annotated[ObligationType | None, Query(description="Only obligations of this type.")] = None,
) -> ObligationList:
    """The obligations of a contract in their state today, earliest due first."""
    contract = await queries.contract(session, caller, contract_id)
    rows = await obligation_queries.obligations(session, contract_id, duty_type=type)
    day = today()
    vacancy = await queries.vacancy(session, contract, day)
    return obligation_list(rows, contract, vacancy, today=day)


@obligations.get(
    "/{contract_id}/obligations/{obligation_id}",
    responses=raises(ContractNotFound, ObligationNotFound),
)
async def read_obligation(
    contract_id: ContractId, obligation_id: ObligationId, caller: CanReadContracts, session: Session
) -> ObligationOut:
    """An obligation in its state today."""
    contract = await queries.contract(session, caller, contract_id)
    row = await obligation_queries.obligation(session, contract_id, obligation_id)
    day = today()
    vacancy = await queries.vacancy(session, contract, day)
    return obligation_out(row, contract, vacancy, caller, today=day)


@obligations.post(
    "/{contract_id}/obligations/{obligation_id}/transitions",
    responses=raises(
        ContractNotFound, ObligationNotFound, IllegalTransition, MoveIncomplete, NoDueDiligenceAlternative
    ),
)
async def move_obligation(
    contract_id: ContractId,
    obligation_id: ObligationId,
    body: ObligationTransition,
    caller: CanWorkOnObligations,
    session: Session,
    read: VersionIfSent,
) -> ObligationOut:
    """Submit an obligation (supplier), assess it (buyer), declare a breach or waive it (buyer_manager)."""
    contract = await queries.contract(session, caller, contract_id)
    day = today()
    vacancy = await queries.vacancy(session, contract, day)
    row = await obligation_actions.move_obligation(
        session, caller, contract, obligation_id, body=body, vacancy=vacancy, read=read
    )
    return obligation_out(row, contract, vacancy, caller, today=day)


@obligations.post(
    "/{contract_id}/obligations",
    status_code=201,
    responses=raises(ContractNotFound, NotInForce, NotOnDemand, SeveralDuties, CauseMissing, NoBreach),
)
async def ask_for_obligation(
    contract_id: ContractId, body: ObligationIn, caller: CanWriteContracts, session: Session, response: Response
) -> ObligationOut:
    """Ask the supplier for what a clause of the contract provides for: on request, after a breach or a change."""
    contract, row = await actions.ask_for_obligation(session, caller, contract_id, body)
    response.headers["Location"] = f"/v1/contracts/{contract_id}/obligations/{row.id}"
    day = today()
    vacancy = await queries.vacancy(session, contract, day)
    return obligation_out(row, contract, vacancy, caller, today=day)


@obligations.get(
    "/{contract_id}/obligations/{obligation_id}/escalations",
    responses=raises(ContractNotFound, ObligationNotFound),
)
async def list_escalations(
    contract_id: ContractId, obligation_id: ObligationId, caller: CanReadContracts, session: Session
) -> EscalationList:
    """The steps on the ladder of escalation that an obligation has taken, oldest first; both sides see them."""
    await queries.contract(session, caller, contract_id)
    row = await obligation_queries.obligation(session, contract_id, obligation_id)
    return escalation_list(await escalation_queries.escalations(session, contract_id, row.id))


@obligations.post(
    "/{contract_id}/obligations/{obligation_id}/escalations",
    status_code=201,
    responses=raises(ContractNotFound, ObligationNotFound, NothingToEscalate, StepSkipped, LevelsMissing),
)
async def escalate_obligation(
    contract_id: ContractId,
    obligation_id: ObligationId,
    body: EscalationIn,
    caller: CanWriteContracts,
    session: Session,
    read: VersionIfSent,
) -> EscalationOut:
    """Escalate an obligation that is not met, one level at a time; from formal notice on, a buyer_manager does.

    The escalation ends by itself when the obligation is fulfilled, cured or waived. Level 5 says that the contract
    is to be terminated; the contract itself is terminated by its own transition.
    """
    return escalation_out(await actions.escalate(session, caller, (contract_id, obligation_id), body, read=read))
