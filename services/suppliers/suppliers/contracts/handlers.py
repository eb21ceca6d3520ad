"""Events of the dialogue service that answer obligations of contracts."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import machine
from chassis.feed import Event
from chassis.followers import Handler
from suppliers.clauses.rules import DutyType
from suppliers.contracts import queries
from suppliers.obligations import actions as obligation_actions
from suppliers.obligations.rules import EvidenceKind
from suppliers.obligations.schemas import Evidence

MACHINE = machine("suppliers")
"""The caller in whose name an event changes rows here."""

DUTY_OF_EVENT = {
    "dialogue.accepted": DutyType.DIALOGUE,
    "dialogue.activated": DutyType.DIALOGUE,
    "report.submitted": DutyType.REPORT,
    "review.held": DutyType.ANNUAL_REVIEW,
    "review.agreed": DutyType.ANNUAL_REVIEW,
}
"""The type of obligation that each event answers."""


async def submit_obligations(session: AsyncSession, event: Event) -> None:
    """Submit the obligation that the event answers, with the event as evidence; the buyer assesses it."""
    contract_ids = [UUID(contract_id) for contract_id in event.payload["contract_ids"]]
    evidence = Evidence(
        kind=EvidenceKind.EVENT, title=event.verb, reference=f"{event.subject_type}/{event.subject_id}"
    )
    on = date.fromisoformat(event.payload["on"][:10])
    for row in await queries.contracts(session, contract_ids):
        await obligation_actions.submit_obligation(
            session, MACHINE, row, DUTY_OF_EVENT[event.verb], on=on, evidence=evidence
        )


HANDLERS: dict[str, Handler] = dict.fromkeys(DUTY_OF_EVENT, submit_obligations)
