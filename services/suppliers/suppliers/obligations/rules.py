"""Obligations: the machine by which a duty is met, missed or let go, and what a day makes of its state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from chassis.moves import Machine, by
from chassis.problems import Invalid, NotFound


class ObligationStatus(StrEnum):
    """Where one instance of a duty stands; `due` and `overdue` are never stored, a day makes them so."""

    NOT_TRACKED = "not_tracked"
    SCHEDULED = "scheduled"
    DUE = "due"
    SUBMITTED = "submitted"
    FULFILLED = "fulfilled"
    FULFILLED_BY_DUE_DILIGENCE = "fulfilled_by_due_diligence"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    REJECTED = "rejected"
    OVERDUE = "overdue"
    BREACHED = "breached"
    CURED = "cured"
    WAIVED = "waived"


class FulfilmentBasis(StrEnum):
    """What a fulfilment rests on (Electronics Watch contract conditions: outcomes, or proof of due diligence)."""

    NONE = "none"
    OUTCOME = "outcome"
    DUE_DILIGENCE_EVIDENCE = "due_diligence_evidence"


class EvidenceKind(StrEnum):
    """What shows that a duty was met."""

    DOCUMENT = "document"
    REPORT = "report"
    MEETING = "meeting"
    DIALOGUE = "dialogue"
    DISCLOSURE = "disclosure"
    CONTACT_POINT = "contact_point"
    EVENT = "event"
    OTHER = "other"


class ObligationFlag(StrEnum):
    """What its state alone does not say."""

    AT_RISK = "at_risk"
    LATE = "late"


S = ObligationStatus
OFFICE = ("buyer_officer", "buyer_manager")
SUBMITTERS = ("supplier_contact", *OFFICE, "system")

OPEN = (S.SCHEDULED, S.DUE, S.OVERDUE, S.SUBMITTED, S.PARTIALLY_FULFILLED, S.REJECTED, S.BREACHED)
"""States in which the duty still asks for something."""

MOVES: Machine[ObligationStatus] = {
    **{
        (origin, S.SUBMITTED): by(*SUBMITTERS)
        for origin in (S.SCHEDULED, S.DUE, S.OVERDUE, S.PARTIALLY_FULFILLED, S.REJECTED)
    },
    (S.SUBMITTED, S.FULFILLED): by(*OFFICE, needs=["evidence"]),
    (S.SUBMITTED, S.FULFILLED_BY_DUE_DILIGENCE): by(*OFFICE, needs=["formal_request"]),
    (S.SUBMITTED, S.PARTIALLY_FULFILLED): by(*OFFICE, needs=["gaps", "due_at"]),
    (S.SUBMITTED, S.REJECTED): by(*OFFICE, needs=["reason"]),
    (S.OVERDUE, S.BREACHED): by("buyer_manager", needs=["reason"]),
    (S.PARTIALLY_FULFILLED, S.BREACHED): by("buyer_manager", needs=["reason"]),
    (S.BREACHED, S.CURED): by(*OFFICE, needs=["evidence"]),
    **{(origin, S.WAIVED): by("buyer_manager", needs=["reason"]) for origin in OPEN},
}
"""The moves people and followed events make; the calendar's are in `obligation_state`.

What was handed in stays `submitted` until the buyer judges it, however late the buyer is: its own delay must not
show as the supplier's default.
"""

JUDGED = frozenset(
    {S.FULFILLED, S.FULFILLED_BY_DUE_DILIGENCE, S.PARTIALLY_FULFILLED, S.REJECTED, S.CURED, S.BREACHED}
)
"""States in which the buyer has said what it thinks of what was handed in, or of its absence."""

BASES: Mapping[ObligationStatus, FulfilmentBasis] = {
    **dict.fromkeys(ObligationStatus, FulfilmentBasis.NONE),
    S.FULFILLED: FulfilmentBasis.OUTCOME,
    S.CURED: FulfilmentBasis.OUTCOME,
    S.FULFILLED_BY_DUE_DILIGENCE: FulfilmentBasis.DUE_DILIGENCE_EVIDENCE,
}

UNANSWERED = frozenset({S.SCHEDULED, S.PARTIALLY_FULFILLED, S.REJECTED})
SOON_DAYS = 30
"""So many days before its due date an obligation is due soon."""

CONTACT = "CONTACT"
ANNUAL_REVIEW = "ANNUAL_REVIEW"


@dataclass(frozen=True, slots=True)
class DutyPeriod:
    """The days of a contract from which the due dates of its obligations are calculated.

    `ends_on` is the last day by the contract; `terminated_on` the first day after an early end.
    """

    contract_id: UUID
    starts_on: date
    ends_on: date
    terminated_on: date | None
    registered_on: date

    @property
    def last_day(self) -> date:
        if self.terminated_on is None:
            return self.ends_on
        return min(self.ends_on, self.terminated_on - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Nobody is the clause contact of a running contract: since when, and by when a new one must be named.

    Both are None where there never was one; then the obligation to name a contact keeps its own date.
    """

    vacated_on: date | None
    replace_by: date | None


@dataclass(frozen=True, slots=True)
class ContractToday:
    """What an obligation depends on in its contract, as of today."""

    contract_id: UUID
    buyer_id: UUID
    supplier_id: UUID
    registered_on: date
    vacancy: Vacancy | None


def obligation_state(
    stored: ObligationStatus, due_at: date, *, grace_days: int, notice_days: int, today: date
) -> ObligationStatus:
    """The state on a day: `due` from the notice on, `overdue` from the day after the grace."""
    if stored in UNANSWERED and today > due_at + timedelta(days=grace_days):
        return S.OVERDUE
    if stored is S.SCHEDULED and today >= due_at - timedelta(days=notice_days):
        return S.DUE
    return stored


def vacant_state(
    stored: ObligationStatus, due_at: date, *, grace_days: int, replace_by: date | None, today: date
) -> tuple[ObligationStatus, date]:
    """State and date of the duty to name a contact while nobody holds the post.

    Met before, it is due again by `replace_by`; never met, it stays due by its own date. What people decided
    otherwise (waived, breached) stands.
    """
    if stored is not S.FULFILLED and stored is not S.SCHEDULED:
        return stored, due_at
    last_day = replace_by or due_at
    return (S.OVERDUE if today > last_day + timedelta(days=grace_days) else S.DUE), last_day


def flags(*, vacant: bool, missed_on: date, submitted_on: date | None, registered_on: date) -> list[ObligationFlag]:
    """What to show beside the state. Lateness before the contract was registered here is not known, so not said."""
    late = submitted_on is not None and registered_on <= missed_on <= submitted_on
    return [
        *([ObligationFlag.AT_RISK] if vacant else []),
        *([ObligationFlag.LATE] if late else []),
    ]


def first_tracked(dates: Sequence[date], *, yearly: bool, grace_days: int, registered_on: date) -> int:
    """Which instance is the first this platform follows: a contract registered late starts with its current period.

    A duty that does not come back every year is followed whatever its date, for it still holds.
    """
    if not yearly:
        return 0
    for index, day in enumerate(dates):
        if registered_on <= day + timedelta(days=grace_days):
            return index
    return len(dates)


def answering(instances: Sequence[tuple[date, int]], on: date) -> int:
    """Which instance (due date, grace) of a duty an act on that day answers: the first not missed by then."""
    for index, (due_at, grace_days) in enumerate(instances):
        if on <= due_at + timedelta(days=grace_days):
            return index
    return len(instances) - 1


class ObligationNotFound(NotFound):
    """No obligation with this id on this contract."""

    title = "Obligation not found"


class NoDueDiligenceAlternative(Invalid):
    """This duty asks for its outcome; proof of due diligence does not fulfil it. The clause says which it does."""

    title = "No due-diligence alternative"


def check_alternative(duty: str, to: ObligationStatus, *, allowed: bool) -> None:
    """Raises NoDueDiligenceAlternative where the duty only knows outcomes."""
    if to is S.FULFILLED_BY_DUE_DILIGENCE and not allowed:
        detail = f"{duty} is fulfilled by its outcome alone."
        raise NoDueDiligenceAlternative(detail, pointer="/to")
