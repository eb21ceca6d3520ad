"""What a clock does with action points: the event that one is overdue, and the remedy that an agreed one begins."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import machine
from chassis.database import CALLER_ORG
from chassis.expiries import Expiry
from chassis.moves import step
from chassis.rows import touch
from chassis.state import AppState
from dialogue.action_points.rules import RUNNING, ActionStatus, OriginKind, ShownTo
from dialogue.action_points.sides.rules import OwnerSide
from dialogue.dialogues.participants.queries import parties_of
from dialogue.findings.copies.actions import record_finding, renew_copies
from dialogue.findings.rules import MOVES as FINDING_MOVES
from dialogue.findings.rules import FindingStatus, RemediationStatus
from dialogue.tables import ActionPoint, Dialogue, Finding


async def _audience(session: AsyncSession, row: ActionPoint) -> Sequence[UUID]:
    """Both sides, or only the buyer where the supplier does not read the action point."""
    if row.shown_to is not ShownTo.BUYER_ONLY:
        return await parties_of(session, row)
    statement = select(Dialogue.buyer_id).where(col(Dialogue.id) == row.dossier_id)
    return (await session.exec(statement)).all()


MACHINE = machine("dialogue")
PLANNED = RUNNING | {ActionStatus.DONE_CLAIMED}
"""States of an action that both sides have agreed to and that is not over."""


async def begin_remedies(state: AppState) -> None:
    """Move shared findings to `in_remediation` where a supplier has agreed to act because of them."""
    CALLER_ORG.set(None)
    agreed = select(ActionPoint.origin_id).where(
        col(ActionPoint.origin_kind) == OriginKind.FINDING,
        col(ActionPoint.status).in_(sorted(PLANNED)),
        col(ActionPoint.owner_side).in_((OwnerSide.SUPPLIER, OwnerSide.JOINT)),
        col(ActionPoint.shown_to) == ShownTo.PARTIES,
    )
    statement = select(Finding.id).where(col(Finding.status) == FindingStatus.SHARED, col(Finding.id).in_(agreed))
    async with state.worker_sessions() as session, session.begin():
        finding_ids = (await session.exec(statement)).all()
    for finding_id in finding_ids:
        async with state.worker_sessions() as session, session.begin():
            await _begin_remedy(session, finding_id)


async def _begin_remedy(session: AsyncSession, finding_id: UUID) -> None:
    """Locked as in the actions of the monitor, which may have changed it meanwhile."""
    row = await session.get_one(Finding, finding_id, with_for_update=True)
    if row.status is not FindingStatus.SHARED:
        return
    after = step(FINDING_MOVES, row.status, FindingStatus.IN_REMEDIATION, actors=MACHINE.roles)
    touch(row, MACHINE, status=after, remediation_status=RemediationStatus.PLAN_AGREED)
    await record_finding(session, MACHINE, row, after.value, before=FindingStatus.SHARED)
    await renew_copies(session, row)


EXPIRIES = (
    Expiry(
        verb="action.became_overdue",
        subject="action_point",
        model=ActionPoint,
        day=col(ActionPoint.due_date) + 1,
        where=(col(ActionPoint.status).in_(sorted(RUNNING)),),
        audience=_audience,
    ),
)
