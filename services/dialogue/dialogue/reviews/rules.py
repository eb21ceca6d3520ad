"""Annual reviews: when they are due, their state machine, and the order of their agenda.

Due twelve months after the last one was held, or after the contract began, with sixty days of grace. That a
review was missed is calculated from its dates (`effective_status`); a job only writes the event.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from chassis.calendar_arithmetic import same_day
from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound


class ReviewStatus(StrEnum):
    """The status of an annual review.

    `scheduled`: planned. `agenda_draft`: the buyer prepares the agenda. `agenda_shared`: the supplier sees it.
    `held`: took place. `outcomes_draft`: the buyer writes the outcomes. `outcomes_shared`: the supplier sees them.
    `agreed`: both sides agreed to them. `closed`: finished. `postponed`: no day. `missed`: not held by the last day
    of grace; it is calculated from that day.
    """

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
    """The kind of an agenda item, in the order of the agenda.

    `previous_decision`: an outcome of the last review. `overdue_supplier_action`, `overdue_buyer_action`,
    `open_action`: action points. `finding`: a finding of a monitor. `audit_report`: an audit. `disclosure_gap`:
    something is not disclosed. `generic_answer`: an answer with level 0 or 1. `obligation_due`: a duty under a
    contract. `contact_point`: whether the contact is still right. `standing_question`: what the buyer can do to
    reduce pressure on the chain. `new_action`: new action points. `next_date`: the date of the next review.
    """

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
    """What was decided on an agenda item.

    `completed`: it is done. `progress_ok`: it goes as planned. `carry_over`: it gets a new date. `escalate`: it
    goes to the escalation list. `drop`: it is given up. `new_action`: a new action point follows. `noted`: it is
    only noted.
    """

    COMPLETED = "completed"
    PROGRESS_OK = "progress_ok"
    CARRY_OVER = "carry_over"
    ESCALATE = "escalate"
    DROP = "drop"
    NEW_ACTION = "new_action"
    NOTED = "noted"


ACTIONS = frozenset({AgendaKind.OVERDUE_SUPPLIER_ACTION, AgendaKind.OVERDUE_BUYER_ACTION, AgendaKind.OPEN_ACTION})
"""Kinds of items that must have an outcome."""

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
"""The title of an item that has no name of its own, or whose name the reader may not see."""

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
    """There is no annual review with this id in your dialogues."""

    title = "Annual review not found"


class AgendaNotShared(NotFound):
    """The buyer has not shared this agenda yet."""

    title = "Agenda not shared"


class ReviewExists(Conflict):
    """This dialogue already has a review for this year; a dialogue has one review a year."""

    title = "A review for this year already exists"


class PostponedTooOften(Conflict):
    """A review can be postponed at most twice; hold it, or it will count as missed."""

    title = "Postponed too often"


class OutcomesMissing(Conflict):
    """Every action on the agenda needs an outcome first; `missing` lists the ids of those without one."""

    title = "Actions without an outcome"


class OutcomesClosed(Conflict):
    """Outcomes can be written after the review was held and before they are shared."""

    title = "Outcomes cannot be written now"


class NotOnTheAgenda(Invalid):
    """The agenda that was held has no item of this kind with this `subject_id`."""

    title = "Not on the agenda"


class DueDateRequired(Invalid):
    """Give `new_due_date` for the outcome `carry_over`."""

    title = "A new due date is required"


class HeldInTheFuture(Invalid):
    """`held_on` is in the future; give today or an earlier day."""

    title = "Held in the future"


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Whether a review was held on time."""

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
    """The last day of grace; for a review that is planned after its due date, it counts from the planned day."""
    return max(due, planned_on) + GRACE


def effective_status(status: ReviewStatus, grace_ends: date, today: date) -> ReviewStatus:
    """The status on a day; the SQL function `review_status(text, date, date)` says the same."""
    return S.MISSED if status in NOT_YET_HELD and today > grace_ends else status


def punctuality(due: date, held: date) -> Punctuality:
    """On time within the grace; the days after the due date are counted also then."""
    late = max((held - due).days, 0)
    return Punctuality(on_time=late <= GRACE.days, late_days=late)


def without_outcome(agenda: Collection[tuple[str, str]], settled: Collection[tuple[str, str]]) -> list[str]:
    """Ids of the actions on an agenda that have none; both as (kind, subject id)."""
    return sorted(subject for kind, subject in agenda if kind in ACTIONS and (kind, subject) not in settled)
