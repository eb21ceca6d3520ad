"""Action points: their vocabulary and their state machine. Neither side confirms its own."""

from datetime import date
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Forbidden, Invalid, NotFound
from chassis.vocabulary import OrgKind
from dialogue.action_points.sides.rules import (
    BUYER_MANAGER,
    COUNTER,
    MONITOR_EDITOR,
    OTHER_THAN_PROPOSER,
    OWNER,
    SUPPLIER_CONTACT,
    Side,
)
from dialogue.findings.assessment.rules import Severity

CHRONIC = 2
"""From this many carry-overs on, each one raises the priority."""


class ActionKind(StrEnum):
    """What sort of action it is.

    `corrective`: ends a problem. `preventive`: keeps one from coming back. `remedy`: makes good the harm to
    workers. `transparency`: discloses something. `process`: changes how something is done. `purchasing_practice`:
    changes how the buyer purchases. `information`: answers a question.
    """

    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"
    REMEDY = "remedy"
    TRANSPARENCY = "transparency"
    PROCESS = "process"
    PURCHASING_PRACTICE = "purchasing_practice"
    INFORMATION = "information"


class OriginKind(StrEnum):
    """What led to the action; `idea` means that none of the others did."""

    MEETING = "meeting"
    ANSWER = "answer"
    FINDING = "finding"
    REVIEW = "review"
    OBLIGATION = "obligation"
    IDEA = "idea"


class Priority(StrEnum):
    """How urgent it is, the least urgent first: `low`, `medium`, `high`, `critical`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class ShownTo(StrEnum):
    """Who reads it.

    `parties`: all parties of the dialogue. `buyer_only`: the buyer, while the supplier may not know its origin.
    """

    PARTIES = "parties"
    BUYER_ONLY = "buyer_only"


class WorkersInput(StrEnum):
    """Whether the affected workers were heard about the remedy; never who they are."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ActionStatus(StrEnum):
    """The status of an action point; whether it is late is a separate flag.

    `proposed`: waits for the other side. `agreed`: both sides want it. `rejected`: refused by its owner.
    `in_progress`: the owner works on it. `blocked`: obstacles stop the owner. `done_claimed`: the owner says that
    it is done. `verified`: the other side, or the monitor, confirms that. `dropped`: given up by both sides.
    """

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
    (T.DONE_CLAIMED, T.DROPPED): by(BUYER_MANAGER, SUPPLIER_CONTACT, needs=["reason"]),
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
    """There is no action point with this id in your dialogues."""

    title = "Action point not found"


class ActionPointClosed(Conflict):
    """A rejected, verified or dropped action point cannot be changed."""

    title = "The action point is closed"


class DropWaits(Conflict):
    """Your side has already proposed to drop this action point; the other side must agree."""

    title = "Waiting for the other side"


class DueDateNeedsReason(Invalid):
    """Give a `reason` for the new due date; the history keeps all dates."""

    title = "A new due date needs a reason"


class DueAfterTimeline(Invalid):
    """An action on a critical finding is due within the time for its remedy; the monitor can give more time."""

    title = "Due too late for a critical finding"


class WorkersInputRequired(Invalid):
    """A remedy needs `workers_input`: whether the affected workers were heard (yes, no or unknown)."""

    title = "Workers' input is required"


class OriginUnknown(Invalid):
    """The origin is not in this dialogue, or you may not see it."""

    title = "Unknown origin"


class OriginNotShared(Invalid):
    """The finding behind this action point is not released to the supplier; keep `shown_to` as `buyer_only`."""

    title = "The origin is not shared"


class ContactForbidden(Conflict):
    """The monitor asks not to contact the site about this finding, because workers could be harmed.

    Keep the action point `buyer_only`, or ask the monitor first.
    """

    title = "Contact is not allowed"


class NotYours(Forbidden):
    """This field of the action point can be changed by the other side only, or by the side that proposed it."""

    title = "Your side cannot change this field"


def is_overdue(status: ActionStatus, *, due_date: date, today: date) -> bool:
    """Whether it is late; the SQL function `action_is_overdue` says the same."""
    return status in RUNNING and today > due_date


def raised(priority: Priority, carry_count: int) -> Priority:
    """One level higher at the second carry-over and at each one after it."""
    steps = list(Priority)
    return steps[min(steps.index(priority) + 1, len(steps) - 1)] if carry_count >= CHRONIC else priority


def at_least(priority: Priority, severity: Severity | None) -> Priority:
    """An action is as urgent as the finding that led to it is severe, or more."""
    if severity is None:
        return priority
    steps = list(Priority)
    return max(priority, Priority(severity.value), key=steps.index)


def due_change(
    before: date, after: date, *, reason: str | None, on: date, by: Side | OrgKind
) -> dict[str, str | None]:
    """What the history says of a new due date; raises DueDateNeedsReason."""
    if not reason:
        raise DueDateNeedsReason(pointer="/reason")
    return {"from": str(before), "to": str(after), "reason": reason, "on": str(on), "by": by}


def demand_workers_input(kind: ActionKind, workers_input: WorkersInput | None) -> None:
    """Raises WorkersInputRequired."""
    if kind is ActionKind.REMEDY and workers_input is None:
        raise WorkersInputRequired(pointer="/workers_input")
