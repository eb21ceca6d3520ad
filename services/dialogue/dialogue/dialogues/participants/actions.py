"""Who takes part in a dialogue: monitors and experts that the buyer admits, and the supplier's organisations."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.grants import admit_party
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from dialogue.dialogues import queries
from dialogue.dialogues.participants.queries import parties
from dialogue.dialogues.participants.schemas import ParticipantIn
from dialogue.dialogues.rules import NoParticipant
from dialogue.organisations.queries import may_be_participant
from dialogue.tables import Dialogue, Party


async def add_participant(
    session: AsyncSession, caller: Caller, dialogue_id: UUID, body: ParticipantIn
) -> Dialogue:
    """Give access to a monitor or an expert, or end it. Raises DialogueNotFound, NoParticipant."""
    row = await queries.dialogue(session, caller, dialogue_id)
    if not await may_be_participant(session, body.organisation_id):
        raise NoParticipant(pointer="/organisation_id")
    await admit_party(session, row.dossier_id, body.organisation_id, until=body.until)
    audience = {*await parties(session, row.dossier_id), body.organisation_id}
    payload = {"organisation_id": body.organisation_id, "until": body.until}
    await record(
        session, caller, Entry("participant.seated", ("dialogue", row.id), audience=audience, payload=payload)
    )
    return row


async def hold_pair(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> None:
    """Lock the pair until the end of the transaction: no link and no dialogue of the two is made meanwhile.

    Otherwise a link that is made while a dialogue opens could miss it, and the supplier would never see it.
    """
    await hold(session, Lock.DIALOGUE_PARTIES, buyer_id, supplier_id)


async def admit_supplier(
    session: AsyncSession, actor: Caller, *, buyer_id: UUID, supplier_id: UUID, org_id: UUID
) -> None:
    """Make the organisation a party of the buyer's dossiers with the supplier, with an event for each.

    The caller has locked the pair (`hold_pair`), so that no dialogue opens meanwhile.
    """
    statement = select(Dialogue.dossier_id).where(
        col(Dialogue.buyer_id) == buyer_id, col(Dialogue.supplier_id) == supplier_id
    )
    for dossier_id in (await session.exec(statement)).all():
        party = insert(Party).values(dossier_id=dossier_id, org_id=org_id)
        opened: Any = party.on_conflict_do_update(
            index_elements=["dossier_id", "org_id"], set_={"until": None}, where=col(Party.until).is_not(None)
        )
        if (await session.exec(opened)).rowcount:
            await _journal(session, actor, "dossier.opened", dossier_id, audience=[buyer_id, org_id])


async def remove_supplier(
    session: AsyncSession, actor: Caller, *, buyer_id: UUID, supplier_id: UUID, org_id: UUID
) -> None:
    """End the organisation's access to the buyer's dossiers with the supplier."""
    theirs = select(Dialogue.dossier_id).where(
        col(Dialogue.buyer_id) == buyer_id, col(Dialogue.supplier_id) == supplier_id
    )
    ending = update(Party).where(
        col(Party.org_id) == org_id, col(Party.dossier_id).in_(theirs), col(Party.until).is_(None)
    )
    yesterday = today() - timedelta(days=1)
    ended: Any = await session.exec(ending.values(until=yesterday).returning(col(Party.dossier_id)))
    for (dossier_id,) in ended.all():
        await _journal(session, actor, "dossier.closed", dossier_id, audience=[buyer_id, org_id])


async def _journal(
    session: AsyncSession, actor: Caller, verb: str, dossier_id: UUID, *, audience: list[UUID]
) -> None:
    await record(session, actor, Entry(verb, ("dialogue", dossier_id), audience=audience))
