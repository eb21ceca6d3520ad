"""Annual reviews: when they are due, and their state machine.

Due twelve months after the last one was held, or after the contract began, with sixty days of grace. That a
review was missed is calculated from its dates (`effective_status`); a job only writes the event.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.calendar_arithmetic import same_day
from chassis.moves import Machine, allowed, by
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import BUYER_EDITORS, OrgKind, Role


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


S = ReviewStatus
BUYER = BUYER_EDITORS

MOVES: Machine[ReviewStatus] = {
    (S.SCHEDULED, S.AGENDA_DRAFT): by(*BUYER),
    (S.SCHEDULED, S.POSTPONED): by(*BUYER, needs=["reason"]),
    (S.SCHEDULED, S.MISSED): by(Role.SYSTEM),
    (S.AGENDA_DRAFT, S.AGENDA_SHARED): by(*BUYER),
    (S.AGENDA_DRAFT, S.POSTPONED): by(*BUYER, needs=["reason"]),
    (S.AGENDA_DRAFT, S.MISSED): by(Role.SYSTEM),
    (S.AGENDA_SHARED, S.HELD): by(*BUYER),
    (S.AGENDA_SHARED, S.POSTPONED): by(*BUYER, needs=["reason"]),
    (S.AGENDA_SHARED, S.MISSED): by(Role.SYSTEM),
    (S.POSTPONED, S.SCHEDULED): by(*BUYER, needs=["planned_date"]),
    (S.POSTPONED, S.MISSED): by(Role.SYSTEM),
    (S.MISSED, S.SCHEDULED): by(*BUYER, needs=["planned_date"]),
    (S.HELD, S.OUTCOMES_DRAFT): by(*BUYER),
    (S.OUTCOMES_DRAFT, S.OUTCOMES_SHARED): by(*BUYER),
    (S.OUTCOMES_SHARED, S.OUTCOMES_DRAFT): by(*BUYER, needs=["reason"]),
    (S.OUTCOMES_SHARED, S.AGREED): by(*BUYER, Role.SUPPLIER_CONTACT),
    (S.AGREED, S.CLOSED): by(Role.BUYER_MANAGER),
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


def signed_off(buyer_signed_at: datetime | None, supplier_signed_at: datetime | None) -> list[OrgKind]:
    """The sides that have agreed to the outcomes of a review."""
    signatures = {OrgKind.BUYER: buyer_signed_at, OrgKind.SUPPLIER: supplier_signed_at}
    return [side for side, at in signatures.items() if at is not None]


def knows_outcomes(reader: OrgKind, status: ReviewStatus) -> bool:
    """The buyer always; the supplier when they are shared."""
    return reader is OrgKind.BUYER or status in OUTCOMES_KNOWN_TO_SUPPLIER


def transitions(
    status: ReviewStatus, roles: Collection[str], side: OrgKind, signed: Collection[OrgKind]
) -> list[ReviewStatus]:
    """The states to which a caller of this side can move a review; each side agrees once."""
    return [to for to in allowed(MOVES, status, roles) if to is not S.AGREED or side not in signed]
