"""Action points: what each side promised, and who may say that it was done. Neither side closes its own."""

from datetime import date
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Forbidden, Invalid, NotFound
from chassis.vocabulary import OrgKind

OWNER = "owner"
COUNTER = "counter_side"
OTHER_THAN_PROPOSER = "other_side"
ACTOR_NAMES = {
    OWNER: "the side that owns it",
    COUNTER: "the side that does not own it",
    OTHER_THAN_PROPOSER: "the side that did not propose it",
}
"""For people to read."""
BUYER_MANAGER = "buyer_manager"
SUPPLIER_CONTACT = "supplier_contact"
MONITOR_EDITOR = "monitor_editor"

CHRONIC = 2
"""Carried over so often, a point gains priority and goes to the escalation list."""


class Side(StrEnum):
    """The two sides of a dialogue."""

    BUYER = "buyer"
    SUPPLIER = "supplier"


SIDE_OF: dict[OrgKind, Side] = {OrgKind.BUYER: Side.BUYER, OrgKind.SUPPLIER: Side.SUPPLIER}


class OwnerSide(StrEnum):
    """Who answers for an action; a group of buyers stands on the buyer's side."""

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


class ActionKind(StrEnum):
    """What sort of thing is to be done."""

    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"
    REMEDY = "remedy"
    TRANSPARENCY = "transparency"
    PROCESS = "process"
    PURCHASING_PRACTICE = "purchasing_practice"
    INFORMATION = "information"


class OriginKind(StrEnum):
    """What an action comes from."""

    MEETING = "meeting"
    ANSWER = "answer"
    FINDING = "finding"
    REVIEW = "review"
    OBLIGATION = "obligation"
    IDEA = "idea"


class Priority(StrEnum):
    """In order of urgency, the least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class ShownTo(StrEnum):
    """Both sides, or the buyer's people alone while the supplier may not know of the point's origin."""

    PARTIES = "parties"
    BUYER_ONLY = "buyer_only"


class WorkersInput(StrEnum):
    """Whether the workers concerned had a say in a remedy; never who they were."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ActionStatus(StrEnum):
    """Whether an action is late is a flag computed from its date, not a state."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REJECTED = "rejected"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE_CLAIMED = "done_claimed"
    VERIFIED = "verified"
    DROPPED = "dropped"


T = ActionStatus

MOVES: Machine[ActionStatus] = {
    (T.PROPOSED, T.AGREED): by(OTHER_THAN_PROPOSER),
    (T.PROPOSED, T.REJECTED): by(OWNER, needs=["reason"]),
    (T.AGREED, T.IN_PROGRESS): by(OWNER),
    (T.AGREED, T.BLOCKED): by(OWNER, needs=["obstacles"]),
    (T.IN_PROGRESS, T.DONE_CLAIMED): by(OWNER),
    (T.IN_PROGRESS, T.BLOCKED): by(OWNER, needs=["obstacles"]),
    (T.BLOCKED, T.IN_PROGRESS): by(OWNER),
    (T.DONE_CLAIMED, T.VERIFIED): by(COUNTER, MONITOR_EDITOR),
    (T.DONE_CLAIMED, T.IN_PROGRESS): by(COUNTER, MONITOR_EDITOR, needs=["reason"]),
    (T.PROPOSED, T.DROPPED): by(BUYER_MANAGER, SUPPLIER_CONTACT, needs=["reason"]),
    (T.AGREED, T.DROPPED): by(BUYER_MANAGER, SUPPLIER_CONTACT, needs=["reason"]),
    (T.IN_PROGRESS, T.DROPPED): by(BUYER_MANAGER, SUPPLIER_CONTACT, needs=["reason"]),
    (T.BLOCKED, T.DROPPED): by(BUYER_MANAGER, SUPPLIER_CONTACT, needs=["reason"]),
}

VERBS: dict[ActionStatus, str] = {
    T.AGREED: "action.agreed",
    T.REJECTED: "action.rejected",
    T.IN_PROGRESS: "action.started",
    T.BLOCKED: "action.blocked",
    T.DONE_CLAIMED: "action.claimed_done",
    T.VERIFIED: "action.verified",
    T.DROPPED: "action.dropped",
}

CLOSED = frozenset({T.REJECTED, T.VERIFIED, T.DROPPED})
OPEN = frozenset(T) - CLOSED
RUNNING = frozenset({T.AGREED, T.IN_PROGRESS, T.BLOCKED})
"""States in which the due date runs."""


class ActionPointNotFound(NotFound):
    """No action point with this id in a dialogue your organisation is a party of."""

    title = "Action point not found"


class ActionPointClosed(Conflict):
    """A rejected, verified or dropped action point no longer changes."""

    title = "The action point is closed"


class DropWaits(Conflict):
    """Your side has proposed to drop it; the other side decides."""

    title = "The other side decides"


class DueDateNeedsReason(Invalid):
    """A promise that moves says why; the history keeps every date it had."""

    title = "A new due date needs a reason"


class WorkersInputRequired(Invalid):
    """A remedy says whether the workers concerned had a say in it: yes, no or unknown, never who."""

    title = "Workers' input is required"


class OriginUnknown(Invalid):
    """What the action point comes from is not in this dialogue, or not yours to know."""

    title = "Unknown origin"


class OriginNotShared(Invalid):
    """The supplier does not know of the finding behind this point; it stays `buyer_only` until it does."""

    title = "The origin is not shared"


class ContactForbidden(Conflict):
    """The monitor says that nobody speaks to the site about this finding: the people there could suffer for it.

    A point about it stays `buyer_only` until the monitor lifts that; ask the monitor first.
    """

    title = "Contact would do harm"


class NotYours(Forbidden):
    """Once agreed, progress and obstacles are the owner's to tell."""

    title = "Not yours to tell"


def side_of(kind: OrgKind) -> Side | None:
    """The side of an organisation of this kind; None for a third party."""
    return SIDE_OF.get(kind)


def actors(
    *,
    owner_side: OwnerSide,
    proposed_by: Side,
    claimed_by: Side | None,
    side: Side | None,
    roles: frozenset[str],
    is_from_finding: bool,
) -> frozenset[str]:
    """What a caller is to an action point, in the machine's words; `side` is None for a third party.

    A joint action has no other side until one of the two claims that it is done: then it is the other of them.
    """
    found: set[str] = set()
    if side is not None:
        found |= roles & {BUYER_MANAGER, SUPPLIER_CONTACT}
        if side != proposed_by:
            found.add(OTHER_THAN_PROPOSER)
        if side in SIDES[owner_side]:
            found.add(OWNER)
        is_judged_by_other_owner = owner_side is OwnerSide.JOINT and claimed_by is not None
        if side != claimed_by and (side not in SIDES[owner_side] or is_judged_by_other_owner):
            found.add(COUNTER)
    if is_from_finding and MONITOR_EDITOR in roles:
        found.add(MONITOR_EDITOR)
    return frozenset(found)


def is_overdue(status: ActionStatus, *, due_date: date, today: date) -> bool:
    """Twin of the SQL function `action_is_overdue`."""
    return status in RUNNING and today > due_date


def raised(priority: Priority, carry_count: int) -> Priority:
    """One step up, once a point is carried over for the second time and each time after."""
    steps = list(Priority)
    return steps[min(steps.index(priority) + 1, len(steps) - 1)] if carry_count >= CHRONIC else priority


def demand_workers_input(kind: ActionKind, given: WorkersInput | None) -> None:
    """Raises WorkersInputRequired."""
    if kind is ActionKind.REMEDY and given is None:
        raise WorkersInputRequired(pointer="/workers_input")
