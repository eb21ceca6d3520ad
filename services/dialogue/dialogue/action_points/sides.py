"""On which side of an action point a caller stands."""

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.vocabulary import OrgKind
from dialogue.action_points.rules import MOVES, ActionStatus, OriginKind, Side, actors
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


def moves_of(row: ActionPoint, caller: Caller) -> list[ActionStatus]:
    """What this caller can make of it; who has proposed to drop it waits for the other side."""
    found = allowed(MOVES, row.status, actors_of(row, caller))
    waits = row.drop_proposed_by is not None and row.drop_proposed_by == side_of(caller)
    return [status for status in found if not (waits and status == ActionStatus.DROPPED)]
