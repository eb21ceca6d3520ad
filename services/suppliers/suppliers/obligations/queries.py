"""Reading obligations, as a day makes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from suppliers.contacts.queries import Post
from suppliers.contracts.queries import replace_by, status_of
from suppliers.contracts.rules import RUNNING
from suppliers.obligations.rules import (
    CONTACT,
    MOVES,
    ObligationNotFound,
    ObligationStatus,
    flags,
    obligation_state,
    vacant_state,
)
from suppliers.obligations.schemas import ObligationItem, ObligationOut
from suppliers.tables import Contract, Obligation


@dataclass(frozen=True, slots=True)
class Standing:
    """What a day makes of one obligation."""

    status: ObligationStatus
    due_at: date
    is_vacant: bool


async def obligations(session: AsyncSession, contract_id: UUID, *, kind: str | None = None) -> list[Obligation]:
    """A contract's obligations, earliest due first."""
    statement = select(Obligation).where(col(Obligation.contract_id) == contract_id)
    if kind is not None:
        statement = statement.where(col(Obligation.type) == kind)
    order = (col(Obligation.due_at), col(Obligation.type), col(Obligation.id))
    return list((await session.exec(statement.order_by(*order))).all())


async def obligation(
    session: AsyncSession, contract_id: UUID, obligation_id: UUID, *, lock: bool = False
) -> Obligation:
    """Raises ObligationNotFound."""
    statement = select(Obligation).where(
        col(Obligation.id) == obligation_id, col(Obligation.contract_id) == contract_id
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    row = (await session.exec(statement)).first()
    if row is None:
        raise ObligationNotFound
    return row


def standing(row: Obligation, contract: Contract, post: Post) -> Standing:
    """An obligation's state and date today."""
    vacant = row.type == CONTACT and post.is_vacant and status_of(contract) in RUNNING
    if vacant:
        status, due_at = vacant_state(
            row.status,
            row.due_at,
            grace_days=row.grace_days,
            replace_by=replace_by(contract, post),
            today=today(),
        )
        return Standing(status, due_at, is_vacant=True)
    status = obligation_state(
        row.status, row.due_at, grace_days=row.grace_days, notice_days=row.notice_days, today=today()
    )
    return Standing(status, row.due_at, is_vacant=False)


def _wire(row: Obligation, contract: Contract, post: Post) -> dict[str, Any]:
    now = standing(row, contract, post)
    marks = flags(
        vacant=now.is_vacant,
        missed_on=row.due_at + timedelta(days=row.grace_days + 1),
        submitted_on=row.submitted_on,
        registered_on=contract.created_at.date(),
    )
    return row.model_dump() | {"status": now.status, "due_at": now.due_at, "flags": marks}


def shown(row: Obligation, contract: Contract, post: Post, caller: Caller) -> ObligationOut:
    """One obligation as this caller sees it today."""
    wire = _wire(row, contract, post)
    return ObligationOut.model_validate(
        wire | {"allowed_transitions": allowed(MOVES, wire["status"], caller.roles)}
    )


def listed(rows: Sequence[Obligation], contract: Contract, post: Post) -> list[ObligationItem]:
    return [ObligationItem.model_validate(_wire(row, contract, post)) for row in rows]
