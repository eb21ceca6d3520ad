"""An action point as the caller may see it."""

from datetime import date

from chassis.callers import Caller
from chassis.stored_values import as_stored
from dialogue.action_points.references.rules import knows_origin
from dialogue.action_points.rules import is_overdue
from dialogue.action_points.schemas import ActionPointOut
from dialogue.action_points.sides.permissions import transitions
from dialogue.action_points.sides.rules import Standing, side_of
from dialogue.tables import ActionPoint


def action_point_out(row: ActionPoint, caller: Caller, standing: Standing, *, today: date) -> ActionPointOut:
    """Without the finding that led to it and the reviews it was in, where the caller may not know of them.

    Who takes no part in the dialogue sees no other thing of it, and can change nothing.
    """
    is_side = side_of(caller.org_kind) is not None
    knows_finding = row.origin_id is None or standing.monitor_id is not None
    is_shown = knows_origin(row.origin_kind, is_side=is_side, knows_finding=knows_finding)
    fields = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "carried_over_from": row.carried_over_from if is_side else None,
        "origin": {"kind": row.origin_kind, "id": row.origin_id} if is_shown else None,
        "is_overdue": is_overdue(row.status, due_date=row.due_date, today=today),
        "allowed_transitions": transitions(row, caller, standing.monitor_id),
    }
    if not standing.takes_part:
        fields |= {"meeting_id": None, "facility_ids": [], "evidence_ids": [], "allowed_transitions": []}
    return as_stored(ActionPointOut, fields)
