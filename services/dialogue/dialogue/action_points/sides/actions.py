"""Loading an action point to change it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from dialogue.action_points import queries
from dialogue.action_points.rules import ActionPointNotFound
from dialogue.action_points.sides.rules import SeatNeeded
from dialogue.tables import ActionPoint


async def to_change(session: AsyncSession, caller: Caller, action_point_id: UUID) -> ActionPoint:
    """The action point, locked. Raises ActionPointNotFound, and SeatNeeded where the caller may only read it."""
    try:
        return await queries.action_point(session, caller, action_point_id, lock=True)
    except ActionPointNotFound:
        await queries.action_point(session, caller, action_point_id)
        raise SeatNeeded from None
