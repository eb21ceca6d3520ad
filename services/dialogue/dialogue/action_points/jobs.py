"""Events of action points that a date brings: the due date has passed."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.expiries import Expiry
from dialogue.action_points.rules import RUNNING, ShownTo
from dialogue.dialogues.participants.queries import parties_of
from dialogue.tables import ActionPoint, Dialogue


async def _audience(session: AsyncSession, row: ActionPoint) -> Sequence[UUID]:
    """Both sides, or only the buyer where the supplier does not read the action point."""
    if row.shown_to is not ShownTo.BUYER_ONLY:
        return await parties_of(session, row)
    statement = select(Dialogue.buyer_id).where(col(Dialogue.id) == row.dossier_id)
    return (await session.exec(statement)).all()


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
