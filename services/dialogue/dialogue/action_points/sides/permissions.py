"""What a caller is to an action point, and what it may do with it."""

from uuid import UUID

from chassis.callers import Caller
from chassis.moves import allowed
from dialogue.action_points.rules import MOVES, ActionStatus
from dialogue.action_points.sides.rules import actors, side_of
from dialogue.tables import ActionPoint


def actors_of(row: ActionPoint, caller: Caller, monitor_id: UUID | None) -> frozenset[str]:
    """The actors of the state machine that the caller is; `monitor_id`: whose finding led to the action point."""
    return actors(
        owner_side=row.owner_side,
        proposed_by=row.proposed_by,
        claimed_by=row.claimed_by,
        side=side_of(caller.org_kind),
        roles=frozenset(caller.roles),
        is_from_own_finding=monitor_id == caller.org,
    )


def transitions(row: ActionPoint, caller: Caller, monitor_id: UUID | None) -> list[ActionStatus]:
    """The states to which the caller can move it; a side that has proposed to drop it waits for the other side."""
    reachable = allowed(MOVES, row.status, actors_of(row, caller, monitor_id))
    waits = row.drop_proposed_by is not None and row.drop_proposed_by is side_of(caller.org_kind)
    return [status for status in reachable if not (waits and status is ActionStatus.DROPPED)]
