"""The sides of a dialogue, and what each may be to an action point. Neither side confirms its own."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from chassis.problems import Forbidden, Invalid
from chassis.vocabulary import OrgKind, Role

OWNER = "owner"
COUNTER = "counter_side"
OTHER_THAN_PROPOSER = "other_side"
BUYER_MANAGER = Role.BUYER_MANAGER
SUPPLIER_CONTACT = Role.SUPPLIER_CONTACT
MONITOR_EDITOR = Role.MONITOR_EDITOR

ACTOR_NAMES = {
    OWNER: "the side that owns it",
    COUNTER: "the side that does not own it",
    OTHER_THAN_PROPOSER: "the side that did not propose it",
}
"""The actors that are no roles, as callers read them."""


class Side(StrEnum):
    """The two sides of a dialogue."""

    BUYER = "buyer"
    SUPPLIER = "supplier"


SIDE_OF: dict[OrgKind, Side] = {OrgKind.BUYER: Side.BUYER, OrgKind.SUPPLIER: Side.SUPPLIER}


class OwnerSide(StrEnum):
    """Who carries out the action.

    `supplier`: the supplier. `buyer`: the buyer. `group`: a group of buyers, which counts as the buyer's side.
    `joint`: both sides together.
    """

    SUPPLIER = "supplier"
    BUYER = "buyer"
    GROUP = "group"
    JOINT = "joint"


SIDES: dict[OwnerSide, frozenset[Side]] = {
    OwnerSide.SUPPLIER: frozenset({Side.SUPPLIER}),
    OwnerSide.BUYER: frozenset({Side.BUYER}),
    OwnerSide.GROUP: frozenset({Side.BUYER}),
    OwnerSide.JOINT: frozenset(Side),
}


class Standing(NamedTuple):
    """How a caller stands to an action point that it reads.

    `monitor_id`: whose finding led to it, as far as the caller can read that finding. `takes_part`: in its
    dialogue; without a seat a monitor reads what its own finding led to, and nothing else.
    """

    monitor_id: UUID | None
    takes_part: bool


class SeatNeeded(Forbidden):
    """You read this action point because your finding led to it. To change it, you need a seat in its dialogue; the
    buyer gives it."""

    title = "A seat in the dialogue is needed"


class NoGroup(Invalid):
    """Your organisation is in no group of buyers that could carry out the action; the buyer alone can (`buyer`)."""

    title = "There is no group"


def demand_group(owner_side: OwnerSide, *, is_in_group: bool) -> None:
    """Raises NoGroup."""
    if owner_side is OwnerSide.GROUP and not is_in_group:
        raise NoGroup(pointer="/owner_side")


def side_of(kind: OrgKind) -> Side | None:
    """The side of an organisation of this kind; None for a third party."""
    return SIDE_OF.get(kind)


def actors(  # noqa: PLR0913
    *,
    owner_side: OwnerSide,
    proposed_by: Side,
    claimed_by: Side | None,
    side: Side | None,
    roles: frozenset[str],
    is_from_own_finding: bool,
) -> frozenset[str]:
    """The actors of the state machine that a caller is; `side` is None for a third party.

    `is_from_own_finding`: a finding of the caller's own monitor led to the action point.

    A joint action has no other side until one side claims that it is done: then it is the other one.
    """
    acting_as: set[str] = set()
    if side is not None:
        acting_as |= roles & {BUYER_MANAGER, SUPPLIER_CONTACT}
        if side is not proposed_by:
            acting_as.add(OTHER_THAN_PROPOSER)
        if side in SIDES[owner_side]:
            acting_as.add(OWNER)
        is_judged_by_other_owner = owner_side is OwnerSide.JOINT and claimed_by is not None
        if side is not claimed_by and (side not in SIDES[owner_side] or is_judged_by_other_owner):
            acting_as.add(COUNTER)
    if is_from_own_finding and MONITOR_EDITOR in roles:
        acting_as.add(MONITOR_EDITOR)
    return frozenset(acting_as)
