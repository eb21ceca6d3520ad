"""An action point as the caller may see it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from dialogue.action_points.queries import KnownOrigin, actors_of, known_origin, may_read_reviews
from dialogue.action_points.rules import MOVES, ActionStatus, is_overdue
from dialogue.action_points.schemas import ActionPointOut
from dialogue.action_points.sides.rules import side_of
from dialogue.tables import ActionPoint


def _transitions(row: ActionPoint, caller: Caller, origin: KnownOrigin | None) -> list[ActionStatus]:
    """The states this caller can move it to; a side that has proposed to drop it waits for the other side."""
    reachable = allowed(MOVES, row.status, actors_of(row, caller, origin))
    waits = row.drop_proposed_by is not None and row.drop_proposed_by is side_of(caller.org_kind)
    return [status for status in reachable if not (waits and status is ActionStatus.DROPPED)]


async def action_point_out(session: AsyncSession, row: ActionPoint, caller: Caller) -> ActionPointOut:
    """Without the finding that led to it and the reviews it was in, where the caller may not know of them."""
    await session.flush()
    origin = await known_origin(session, caller, row)
    fields = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "carried_over_from": row.carried_over_from if may_read_reviews(caller) else None,
        "origin": {"kind": origin.kind, "id": origin.id} if origin else None,
        "is_overdue": is_overdue(row.status, due_date=row.due_date, today=today()),
        "allowed_transitions": _transitions(row, caller, origin),
    }
    return ActionPointOut.model_validate(fields)
