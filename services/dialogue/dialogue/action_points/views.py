"""An action point as the caller may see it."""

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from dialogue.action_points.queries import actors_of
from dialogue.action_points.rules import MOVES, ActionStatus, is_overdue
from dialogue.action_points.schemas import ActionPointOut
from dialogue.action_points.sides.rules import side_of
from dialogue.tables import ActionPoint


def _transitions(row: ActionPoint, caller: Caller) -> list[ActionStatus]:
    """The states this caller can move it to; a side that has proposed to drop it waits for the other side."""
    reachable = allowed(MOVES, row.status, actors_of(row, caller))
    waits = row.drop_proposed_by is not None and row.drop_proposed_by is side_of(caller.org_kind)
    return [status for status in reachable if not (waits and status is ActionStatus.DROPPED)]


def action_point_out(row: ActionPoint, caller: Caller) -> ActionPointOut:
    fields = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "origin": {"kind": row.origin_kind, "id": row.origin_id} if row.origin_kind else None,
        "is_overdue": is_overdue(row.status, due_date=row.due_date, today=today()),
        "allowed_transitions": _transitions(row, caller),
    }
    return ActionPointOut.model_validate(fields)
