"""The yearly review of a dialogue: when it is due, how it moves, in which order its agenda stands.

Due twelve months after the last one was held, or after the contract began, with sixty days of grace. That a
review was missed is computed from its dates (`effective_status`); the clock only writes the event of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from chassis.months import same_day
from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound


class ReviewStatus(StrEnum):
    """`agreed` takes a word of each side; `missed` is never stored."""

    SCHEDULED = "scheduled"
    AGENDA_DRAFT = "agenda_draft"
    AGENDA_SHARED = "agenda_shared"
    HELD = "held"
    OUTCOMES_DRAFT = "outcomes_draft"
    OUTCOMES_SHARED = "outcomes_shared"
    AGREED = "agreed"
    CLOSED = "closed"
    POSTPONED = "postponed"
    MISSED = "missed"


class AgendaKind(StrEnum):
    """What stands on an agenda; the order of the members is the order of the agenda."""

    PREVIOUS_DECISION = "previous_decision"
    OVERDUE_SUPPLIER_ACTION = "overdue_supplier_action"
    OVERDUE_BUYER_ACTION = "overdue_buyer_action"
    OPEN_ACTION = "open_action"
    FINDING = "finding"
    AUDIT_REPORT = "audit_report"
    DISCLOSURE_GAP = "disclosure_gap"
    GENERIC_ANSWER = "generic_answer"
    OBLIGATION_DUE = "obligation_due"
    CONTACT_POINT = "contact_point"
    STANDING_QUESTION = "standing_question"
    NEW_ACTION = "new_action"
    NEXT_DATE = "next_date"


class Outcome(StrEnum):
    """What became of an agenda item."""

    COMPLETED = "completed"
    PROGRESS_OK = "progress_ok"
    CARRY_OVER = "carry_over"
    ESCALATE = "escalate"
    DROP = "drop"
    NEW_ACTION = "new_action"
    NOTED = "noted"


ACTIONS = frozenset({AgendaKind.OVERDUE_SUPPLIER_ACTION, AgendaKind.OVERDUE_BUYER_ACTION, AgendaKind.OPEN_ACTION})
"""Items that may not be left without an outcome."""

TITLES: Mapping[AgendaKind, str] = MappingProxyType(
    {
        AgendaKind.PREVIOUS_DECISION: "Decision of the previous review",
        AgendaKind.OVERDUE_SUPPLIER_ACTION: "Overdue action of the supplier",
        AgendaKind.OVERDUE_BUYER_ACTION: "Overdue action of the buyer",
        AgendaKind.OPEN_ACTION: "Open action",
        AgendaKind.FINDING: "Finding of a monitor",
        AgendaKind.AUDIT_REPORT: "Audit report",
        AgendaKind.DISCLOSURE_GAP: "Gap in the disclosure",
        AgendaKind.GENERIC_ANSWER: "Answer that is still generic",
        AgendaKind.OBLIGATION_DUE: "Duty under the contract",
        AgendaKind.CONTACT_POINT: "Is the contact point still right?",
        AgendaKind.STANDING_QUESTION: "What can the buyer do to reduce pressure on the chain?",
        AgendaKind.NEW_ACTION: "New action points",
        AgendaKind.NEXT_DATE: "Date of the next review",
    }
)
"""What an item is called where its own name is not the reader's to see."""

WAITING_DUTIES = frozenset({"due", "submitted", "overdue", "partially_fulfilled", "rejected", "breached"})
"""States of a contract's duty in which it is on the agenda."""

S = ReviewStatus
BUYER = ("buyer_officer", "buyer_manager", "group_coordinator")

MOVES: Machine[ReviewStatus] = {
    (S.SCHEDULED, S.AGENDA_DRAFT): by(*BUYER),
    (S.SCHEDULED, S.POSTPONED): by(*BUYER, needs=["reason"]),
    (S.SCHEDULED, S.MISSED): by("system"),
    (S.AGENDA_DRAFT, S.AGENDA_SHARED): by(*BUYER),
    (S.AGENDA_DRAFT, S.POSTPONED): by(*BUYER, needs=["reason"]),
    (S.AGENDA_DRAFT, S.MISSED): by("system"),
    (S.AGENDA_SHARED, S.HELD): by(*BUYER),
    (S.AGENDA_SHARED, S.POSTPONED): by(*BUYER, needs=["reason"]),
    (S.AGENDA_SHARED, S.MISSED): by("system"),
    (S.POSTPONED, S.SCHEDULED): by(*BUYER, needs=["planned_date"]),
    (S.POSTPONED, S.MISSED): by("system"),
    (S.MISSED, S.SCHEDULED): by(*BUYER, needs=["planned_date"]),
    (S.HELD, S.OUTCOMES_DRAFT): by(*BUYER),
    (S.OUTCOMES_DRAFT, S.OUTCOMES_SHARED): by(*BUYER),
    (S.OUTCOMES_SHARED, S.AGREED): by(*BUYER, "supplier_contact"),
    (S.AGREED, S.CLOSED): by("buyer_manager"),
}

NOT_YET_HELD = frozenset({S.SCHEDULED, S.AGENDA_DRAFT, S.AGENDA_SHARED, S.POSTPONED})
HELD = frozenset({S.HELD, S.OUTCOMES_DRAFT, S.OUTCOMES_SHARED, S.AGREED, S.CLOSED})
TAKES_OUTCOMES = frozenset({S.HELD, S.OUTCOMES_DRAFT})
AGENDA_KNOWN_TO_SUPPLIER = frozenset({S.AGENDA_SHARED}) | HELD
OUTCOMES_KNOWN_TO_SUPPLIER = frozenset({S.OUTCOMES_SHARED, S.AGREED, S.CLOSED})

GRACE = timedelta(days=60)
MOST_POSTPONEMENTS = 2


class ReviewNotFound(NotFound):
    """No annual review with this id that you may see."""

    title = "Annual review not found"


class AgendaNotShared(NotFound):
    """The buyer has not shared this agenda; until then there is none for you."""

    title = "Agenda not shared"


class ReviewExists(Conflict):
    """A dialogue has one review a year."""

    title = "There is a review for this year"


class PostponedTooOften(Conflict):
    """A review is postponed twice at most; hold it, or let it be missed."""

    title = "Postponed too often"


class OutcomesMissing(Conflict):
    """Every action on the agenda needs an outcome before the review is agreed; `missing` names the others."""

    title = "Actions without an outcome"


class OutcomesClosed(Conflict):
    """Outcomes are written between the meeting and their sharing."""

    title = "Outcomes are not open"


class NotOnTheAgenda(Invalid):
    """An outcome speaks of something that did not stand on this review's agenda."""

    title = "Not on the agenda"


class DueDateRequired(Invalid):
    """What is carried over gets a new date."""

    title = "A new due date is required"


class HeldInTheFuture(Invalid):
    """A review is held today or was held before."""

    title = "Held in the future"


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How a review that was held stands to its due date."""

    on_time: bool
    late_days: int


def due_on(year: int, *, began: date, last_held: date | None) -> date:
    """When the review of a year is due.

    Twelve months after the last one was held; where none was, the anniversary of the contract's beginning that
    falls in that year, and never before its first.
    """
    if last_held is not None:
        return same_day(last_held, last_held.year + 1)
    return same_day(began, max(year, began.year + 1))


def grace_until(due: date, planned_on: date) -> date:
    """The last day on which it is not yet missed; one planned after its due date counts from its planning."""
    return max(due, planned_on) + GRACE


def effective_status(status: ReviewStatus, grace_ends: date, today: date) -> ReviewStatus:
    """The state as the clock has it; its twin in the database is `review_status(text, date, date)`."""
    return S.MISSED if status in NOT_YET_HELD and today > grace_ends else status


def punctuality(due: date, held: date) -> Punctuality:
    """On time within the grace, with the days it was late all the same."""
    late = max((held - due).days, 0)
    return Punctuality(on_time=late <= GRACE.days, late_days=late)


def without_outcome(agenda: Collection[tuple[str, str]], settled: Collection[tuple[str, str]]) -> list[str]:
    """Ids of the actions on an agenda that have none; both as (kind, subject id)."""
    return sorted(subject for kind, subject in agenda if kind in ACTIONS and (kind, subject) not in settled)
