"""What a caller is to an action point, and what it may do with it."""

from uuid import UUID

from chassis.callers import Caller
from chassis.moves import allowed
from dialogue.action_points.rules import MOVES, ActionStatus, NotYours
from dialogue.action_points.sides.rules import SIDES, Side, actors, side_of
from dialogue.permissions import Permission, access
from dialogue.tables import ActionPoint

OF_THE_OWNER = {"progress_pct", "obstacles", "evidence_ids"}
"""Fields that the owner changes."""
OF_THE_BUYER = {"shown_to"}
OF_BOTH = {"due_date", "reason"}
"""Fields that both sides may change while the action point is open."""


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
    if not access.allows(caller, Permission.ACTION_MOVE):
        return []
    reachable = allowed(MOVES, row.status, actors_of(row, caller, monitor_id))
    waits = row.drop_proposed_by is not None and row.drop_proposed_by is side_of(caller.org_kind)
    return [status for status in reachable if not (waits and status is ActionStatus.DROPPED)]


def demand_right(row: ActionPoint, caller: Caller, fields: set[str], monitor_id: UUID | None) -> None:
    """Each field belongs to its owner, its proposer, the buyer or both sides. Raises NotYours.

    `monitor_id`: whose finding led to it; that monitor changes the due date.
    """
    side = side_of(caller.org_kind)
    if side is None and monitor_id != caller.org:
        raise NotYours("A monitor can change only action points that one of its own findings led to.")
    proposal = fields - OF_THE_OWNER - OF_BOTH - OF_THE_BUYER
    if proposal and (row.status is not ActionStatus.PROPOSED or side is not row.proposed_by):
        raise NotYours(f"Only the side that proposed it can change {_listed(proposal)}, until it is agreed.")
    if fields & OF_THE_OWNER and side not in SIDES[row.owner_side]:
        raise NotYours(f"Only the owner can change {_listed(fields & OF_THE_OWNER)}.")
    if fields & OF_THE_BUYER and side is not Side.BUYER:
        raise NotYours(f"Only the buyer can change {_listed(fields & OF_THE_BUYER)}.")


def _listed(fields: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(fields))
