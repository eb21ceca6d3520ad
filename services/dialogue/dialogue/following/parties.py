"""Whom a link lets into which dossiers."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.auth import Caller, OrgKind, Role
from chassis.feed import Event
from chassis.journal import record
from dialogue.tables import Dialogue, Party


def machine(event: Event) -> Caller:
    """This service at work on an event: the journal names whoever caused it."""
    return Caller(
        person=event.actor,
        org=event.actor_org,
        org_kind=OrgKind.SYSTEM,
        org_name="dialogue",
        roles=frozenset({Role.SYSTEM}),
        supplier_id=None,
        affiliated_to=frozenset(),
        groups=frozenset(),
        token="",
        issuer="dialogue",
    )


async def let_in(session: AsyncSession, event: Event, *, buyer_id: UUID, supplier_id: UUID, org_id: UUID) -> None:
    """Make the organisation a party of the buyer's dossiers with the supplier, and tell it of each.

    The caller holds the pair (`hold_pair`), so that no dialogue opens unseen meanwhile.
    """
    statement = select(Dialogue.dossier_id).where(
        col(Dialogue.buyer_id) == buyer_id, col(Dialogue.supplier_id) == supplier_id
    )
    for dossier_id in (await session.exec(statement)).all():
        seat: Any = insert(Party).values(dossier_id=dossier_id, org_id=org_id).on_conflict_do_nothing()
        if (await session.exec(seat)).rowcount:
            await record(
                session, machine(event), "dossier.opened", ("dialogue", dossier_id), audience=[buyer_id, org_id]
            )
