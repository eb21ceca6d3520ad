"""A questionnaire asked of a supplier: how it moves, what an answer and its review must bring, what comes next."""

from datetime import date
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound

EDITORS = ("buyer_manager", "buyer_officer")
SUPPLIER = "supplier_contact"
FIRST_SAVE = "first_save"
FIRST_REVIEW = "first_review"
NEXT_ROUND = "next_round"
SYSTEM = "system"


class AssignmentStatus(StrEnum):
    """`overdue` is what the clock makes of an open assignment after its due date."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    EXTENSION_REQUESTED = "extension_requested"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    REVIEW_SHARED = "review_shared"
    FOLLOW_UP_OPEN = "follow_up_open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


A = AssignmentStatus

MOVES: Machine[AssignmentStatus] = {
    (A.SENT, A.ACKNOWLEDGED): by(SUPPLIER),
    (A.SENT, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.ACKNOWLEDGED, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.EXTENSION_GRANTED, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.EXTENSION_REFUSED, A.IN_PROGRESS): by(FIRST_SAVE),
    (A.IN_PROGRESS, A.SUBMITTED): by(SUPPLIER),
    (A.EXTENSION_REQUESTED, A.SUBMITTED): by(SUPPLIER),
    (A.OVERDUE, A.SUBMITTED): by(SUPPLIER),
    (A.SENT, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.ACKNOWLEDGED, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.IN_PROGRESS, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.OVERDUE, A.EXTENSION_REQUESTED): by(SUPPLIER, needs=["reason", "due_at"]),
    (A.EXTENSION_REQUESTED, A.EXTENSION_GRANTED): by(*EDITORS, needs=["due_at"]),
    (A.EXTENSION_REQUESTED, A.EXTENSION_REFUSED): by(*EDITORS, needs=["reason"]),
    (A.SENT, A.OVERDUE): by(SYSTEM),
    (A.ACKNOWLEDGED, A.OVERDUE): by(SYSTEM),
    (A.IN_PROGRESS, A.OVERDUE): by(SYSTEM),
    (A.EXTENSION_GRANTED, A.OVERDUE): by(SYSTEM),
    (A.EXTENSION_REFUSED, A.OVERDUE): by(SYSTEM),
    (A.SUBMITTED, A.UNDER_REVIEW): by(*EDITORS, FIRST_REVIEW),
    (A.UNDER_REVIEW, A.REVIEW_SHARED): by(*EDITORS),
    (A.REVIEW_SHARED, A.FOLLOW_UP_OPEN): by(NEXT_ROUND),
    (A.REVIEW_SHARED, A.CLOSED): by(*EDITORS),
    (A.FOLLOW_UP_OPEN, A.CLOSED): by(*EDITORS),
    (A.SENT, A.CANCELLED): by(*EDITORS, needs=["reason"]),
}

VERBS: dict[AssignmentStatus, str] = {
    A.ACKNOWLEDGED: "assignment.acknowledged",
    A.EXTENSION_REQUESTED: "assignment.extension_requested",
    A.EXTENSION_GRANTED: "assignment.extension_granted",
    A.EXTENSION_REFUSED: "assignment.extension_refused",
    A.SUBMITTED: "report.submitted",
    A.UNDER_REVIEW: "assignment.review_started",
    A.REVIEW_SHARED: "assignment.review_shared",
    A.CLOSED: "assignment.closed",
    A.CANCELLED: "assignment.cancelled",
}

CLOCKED = frozenset({A.SENT, A.ACKNOWLEDGED, A.IN_PROGRESS, A.EXTENSION_GRANTED, A.EXTENSION_REFUSED})
"""States in which the due date runs; while an extension is asked for, it waits for the buyer."""

REMINDER_DAYS = 7
"""So many days before the due date the supplier is reminded of what is still open."""

ANSWERABLE = CLOCKED | {A.EXTENSION_REQUESTED}
REVIEWABLE = frozenset({A.SUBMITTED, A.UNDER_REVIEW})
WITH_SUPPLIER = ANSWERABLE | {A.CANCELLED}
"""Until it is submitted, what a supplier has saved is its own draft."""
SHARED_REVIEW = frozenset({A.REVIEW_SHARED, A.FOLLOW_UP_OPEN, A.CLOSED})


class AssignmentNotFound(NotFound):
    """No assignment with this id in a dialogue your organisation is a party of."""

    title = "Assignment not found"


class QuestionNotAsked(NotFound):
    """The assignment asks no question with this code."""

    title = "Question not asked"


class AnswersAreFixed(Conflict):
    """Answers change until they are submitted, and not afterwards; a next round asks anew."""

    title = "The answers are fixed"


class RoundsExhausted(Conflict):
    """The most rounds of follow-up have been asked; park what is still generic as an action point."""

    title = "No more rounds"


class NothingToFollowUp(Conflict):
    """No answer of this round was reviewed at level 0 or 1, so there is nothing to ask again."""

    title = "Nothing to follow up"


class AnswerRequired(Invalid):
    """A required question is answered, declared not applicable, or refused with a reason before submission."""

    title = "A required answer is missing"


class ExtensionTooShort(Invalid):
    """An extension moves the due date later."""

    title = "The new date is not later"


def status_on(stored: AssignmentStatus, *, due_at: date, today: date) -> AssignmentStatus:
    """What the status is on a day; twin of the SQL function `assignment_status`."""
    return A.OVERDUE if stored in CLOCKED and today > due_at else stored


def next_round_of(round_no: int, *, most: int) -> int:
    """Raises RoundsExhausted."""
    if round_no >= most:
        raise RoundsExhausted(f"{most} rounds have been asked.")
    return round_no + 1
