"""Whom a link lets into which dossiers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.auth import machine
from chassis.clock import today
from chassis.feed import Event
from chassis.journal import record
from dialogue.tables import Dialogue, FindingReader, Grant, Party


async def let_in(session: AsyncSession, event: Event, *, buyer_id: UUID, supplier_id: UUID, org_id: UUID) -> None:
    """Make the organisation a party of the buyer's dossiers with the supplier, and tell it of each.

    The caller holds the pair (`hold_pair`), so that no dialogue opens unseen meanwhile.
    """
    statement = select(Dialogue.dossier_id).where(
        col(Dialogue.buyer_id) == buyer_id, col(Dialogue.supplier_id) == supplier_id
    )
    for dossier_id in (await session.exec(statement)).all():
        seat = insert(Party).values(dossier_id=dossier_id, org_id=org_id)
        taken: Any = seat.on_conflict_do_update(
            index_elements=["dossier_id", "org_id"], set_={"until": None}, where=col(Party.until).is_not(None)
        )
        if (await session.exec(taken)).rowcount:
            await _tell(session, event, "dossier.opened", dossier_id, [buyer_id, org_id])


async def see_out(session: AsyncSession, event: Event, *, buyer_id: UUID, supplier_id: UUID, org_id: UUID) -> None:
    """End the organisation's seats in the buyer's dossiers with the supplier, and what findings it was shown."""
    theirs = select(Dialogue.dossier_id).where(
        col(Dialogue.buyer_id) == buyer_id, col(Dialogue.supplier_id) == supplier_id
    )
    seats = update(Party).where(
        col(Party.org_id) == org_id, col(Party.dossier_id).in_(theirs), col(Party.until).is_(None)
    )
    yesterday = today() - timedelta(days=1)
    left: Any = await session.exec(seats.values(until=yesterday).returning(col(Party.dossier_id)))
    for (dossier_id,) in left.all():
        await _tell(session, event, "dossier.closed", dossier_id, [buyer_id, org_id])
    await session.exec(delete(Grant).where(col(Grant.org_id) == org_id))
    await session.exec(delete(FindingReader).where(col(FindingReader.org_id) == org_id))


async def _tell(session: AsyncSession, event: Event, verb: str, dossier_id: UUID, audience: list[UUID]) -> None:
    by = machine("dialogue", person=event.actor, org=event.actor_org)
    await record(session, by, verb, ("dialogue", dossier_id), audience=audience)
