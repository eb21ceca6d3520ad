"""Events of the dialogue service that answer obligations of contracts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import machine
from chassis.feed import Event
from chassis.followers import Handler
from suppliers.clauses.rules import ObligationType
from suppliers.contracts import queries
from suppliers.obligations import actions as obligation_actions
from suppliers.obligations.rules import EvidenceKind
from suppliers.obligations.schemas import Evidence

MACHINE = machine("suppliers")
"""The caller in whose name an event changes rows here."""

DUTY_OF_EVENT = {
    "dialogue.accepted": ObligationType.DIALOGUE,
    "dialogue.activated": ObligationType.DIALOGUE,
    "report.submitted": ObligationType.REPORT,
    "review.held": ObligationType.ANNUAL_REVIEW,
    "review.agreed": ObligationType.ANNUAL_REVIEW,
}
"""The type of obligation that each event can answer."""


class DialogueEvent(BaseModel):
    """Payload of these events, as far as it is used: the contracts of the dialogue, and the day of the act."""

    contract_ids: list[UUID]
    on: Annotated[date, BeforeValidator(lambda written: str(written)[:10])]
    """The day, also where the event names the moment."""
    year: int | None = None
    """The year that a review is about; None in other events, and in those of releases that did not say so."""
    obligation_types: list[str] | None = None
    """The duties that it says it answers; None in events of releases that did not say so."""


async def submit_obligations(session: AsyncSession, event: Event) -> None:
    """Submit the obligation that the event answers, with the event as evidence; the buyer assesses it."""
    act = DialogueEvent.model_validate(event.payload)
    duty = DUTY_OF_EVENT[event.verb]
    if act.obligation_types is not None and duty not in act.obligation_types:
        return
    evidence = Evidence(
        kind=EvidenceKind.EVENT, title=event.verb, reference=f"{event.subject_type}/{event.subject_id}"
    )
    for row in await queries.contracts(session, act.contract_ids):
        await obligation_actions.submit_obligation(
            session, MACHINE, row, duty, on=act.on, year=act.year, evidence=evidence
        )


HANDLERS: dict[str, Handler] = dict.fromkeys(DUTY_OF_EVENT, submit_obligations)
