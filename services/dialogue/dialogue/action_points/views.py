"""An action point as the caller may see it, and on which side of it the caller is."""

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from chassis.vocabulary import OrgKind
from dialogue.action_points.rules import MOVES, ActionStatus, OriginKind, Side, actors, is_overdue
from dialogue.action_points.schemas import ActionPointOut
from dialogue.tables import ActionPoint

SIDE_OF: dict[OrgKind, Side] = {OrgKind.BUYER: Side.BUYER, OrgKind.SUPPLIER: Side.SUPPLIER}


def side_of(caller: Caller) -> Side | None:
    """None for a third party."""
    return SIDE_OF.get(caller.org_kind)


def actors_of(row: ActionPoint, caller: Caller) -> frozenset[str]:
    return actors(
        owner_side=row.owner_side,
        proposed_by=row.proposed_by,
        claimed_by=row.claimed_by,
        side=side_of(caller),
        roles=frozenset(caller.roles),
        is_from_finding=row.origin_kind == OriginKind.FINDING,
    )


def transitions_of(row: ActionPoint, caller: Caller) -> list[ActionStatus]:
    """The states this caller can move it to; a side that has proposed to drop it waits for the other side."""
    reachable = allowed(MOVES, row.status, actors_of(row, caller))
    waits = row.drop_proposed_by is not None and row.drop_proposed_by == side_of(caller)
    return [status for status in reachable if not (waits and status == ActionStatus.DROPPED)]


def action_point_out(row: ActionPoint, caller: Caller) -> ActionPointOut:
    fields = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "origin": {"kind": row.origin_kind, "id": row.origin_id} if row.origin_kind else None,
        "is_overdue": is_overdue(row.status, due_date=row.due_date, today=today()),
        "allowed_transitions": transitions_of(row, caller),
    }
    return ActionPointOut.model_validate(fields)
