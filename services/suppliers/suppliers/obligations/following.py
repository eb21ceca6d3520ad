"""Duties met in a dialogue, taken in from the dialogue service's feed."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import machine
from chassis.feed import Event
from chassis.followers import Handler
from suppliers.obligations import actions
from suppliers.obligations.schemas import Evidence, EvidenceKind
from suppliers.tables import Contract

MACHINE = machine("suppliers")
"""On whose behalf a followed event changes something here."""

ANSWERS = {
    "dialogue.accepted": "DIALOGUE",
    "dialogue.activated": "DIALOGUE",
    "report.submitted": "REPORT",
    "review.held": "ANNUAL_REVIEW",
    "review.agreed": "ANNUAL_REVIEW",
}
"""Which duty each event answers."""


async def note_answer(session: AsyncSession, event: Event) -> None:
    """The event is the evidence; whether it suffices is for the buyer to say."""
    contract_ids = [UUID(contract_id) for contract_id in event.payload["contract_ids"]]
    evidence = Evidence(
        kind=EvidenceKind.EVENT, title=event.verb, reference=f"{event.subject_type}/{event.subject_id}"
    )
    statement = select(Contract).where(col(Contract.id).in_(contract_ids)).order_by(col(Contract.id))
    for contract in (await session.exec(statement.with_for_update(key_share=True))).all():
        on = date.fromisoformat(event.payload["on"][:10])
        await actions.hand_in(session, MACHINE, contract, ANSWERS[event.verb], on=on, evidence=evidence)


HANDLERS: dict[str, Handler] = dict.fromkeys(ANSWERS, note_answer)
