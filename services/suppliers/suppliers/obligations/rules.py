"""Obligations: their states and transitions, and the state on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from chassis.moves import Machine, by
from chassis.problems import Invalid, NotFound
from chassis.vocabulary import Role
from suppliers.clauses.rules import ObligationType


class ObligationStatus(StrEnum):
    """State of an obligation.

    `not_tracked`: due before the contract was registered here; `scheduled`: due later; `due`: due soon;
    `submitted`: waits for the buyer's assessment, however long that takes; `fulfilled`: by the outcome;
    `fulfilled_by_due_diligence`: by a formal request; `partially_fulfilled`: something is missing, with a new due
    date; `rejected`: not accepted, to be submitted again; `overdue`: not submitted in time; `breached`: declared a
    breach of contract; `cured`: fulfilled after a breach; `waived`: the buyer does not require it. `due` and
    `overdue` follow from the date.
    """

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
    """On what a fulfilment is based (after Electronics Watch's contract conditions).

    `none`: not fulfilled; `outcome`: what was required was delivered; `due_diligence_evidence`: the supplier proved
    that it formally requested it.
    """

    NONE = "none"
    OUTCOME = "outcome"
    DUE_DILIGENCE_EVIDENCE = "due_diligence_evidence"


class EvidenceKind(StrEnum):
    """What a piece of evidence is; `event` is something that happened on this platform."""

    DOCUMENT = "document"
    REPORT = "report"
    MEETING = "meeting"
    DIALOGUE = "dialogue"
    DISCLOSURE = "disclosure"
    CONTACT_POINT = "contact_point"
    EVENT = "event"
    OTHER = "other"


class ObligationFlag(StrEnum):
    """A warning beside the state.

    `at_risk`: the supplier has no clause contact; `late`: it was submitted after the days of grace.
    """

    AT_RISK = "at_risk"
    LATE = "late"


S = ObligationStatus
OFFICE = (Role.BUYER_OFFICER, Role.BUYER_MANAGER)
SUBMITTERS = (Role.SUPPLIER_CONTACT, *OFFICE, Role.SYSTEM)

OPEN = (S.SCHEDULED, S.DUE, S.OVERDUE, S.SUBMITTED, S.PARTIALLY_FULFILLED, S.REJECTED, S.BREACHED)
"""States in which something still has to be done."""

MOVES: Machine[ObligationStatus] = {
    **{
        (origin, S.SUBMITTED): by(*SUBMITTERS)
        for origin in (S.SCHEDULED, S.DUE, S.OVERDUE, S.PARTIALLY_FULFILLED, S.REJECTED)
    },
    (S.SUBMITTED, S.FULFILLED): by(*OFFICE, needs=["evidence"]),
    (S.SUBMITTED, S.FULFILLED_BY_DUE_DILIGENCE): by(*OFFICE, needs=["formal_request"]),
    (S.SUBMITTED, S.PARTIALLY_FULFILLED): by(*OFFICE, needs=["gaps", "due_at"]),
    (S.SUBMITTED, S.REJECTED): by(*OFFICE, needs=["reason"]),
    (S.OVERDUE, S.BREACHED): by(Role.BUYER_MANAGER, needs=["reason"]),
    (S.PARTIALLY_FULFILLED, S.BREACHED): by(Role.BUYER_MANAGER, needs=["reason"]),
    (S.BREACHED, S.CURED): by(*OFFICE, needs=["evidence"]),
    **{(origin, S.WAIVED): by(Role.BUYER_MANAGER, needs=["reason"]) for origin in OPEN},
}
"""Transitions that people and events make; those that the date makes are in `obligation_state`.

What was submitted stays `submitted` until the buyer assesses it: a slow buyer must not make the supplier overdue.
"""

JUDGED = frozenset(
    {S.FULFILLED, S.FULFILLED_BY_DUE_DILIGENCE, S.PARTIALLY_FULFILLED, S.REJECTED, S.CURED, S.BREACHED}
)
"""States in which the buyer has assessed what was submitted, or that nothing was."""

BASES: Mapping[ObligationStatus, FulfilmentBasis] = {
    **dict.fromkeys(ObligationStatus, FulfilmentBasis.NONE),
    S.FULFILLED: FulfilmentBasis.OUTCOME,
    S.CURED: FulfilmentBasis.OUTCOME,
    S.FULFILLED_BY_DUE_DILIGENCE: FulfilmentBasis.DUE_DILIGENCE_EVIDENCE,
}

UNANSWERED = frozenset({S.SCHEDULED, S.PARTIALLY_FULFILLED, S.REJECTED})
SOON_DAYS = 30
"""So many days before its due date an obligation is due soon."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A running contract has no clause contact: since when, and by when a new one must be named.

    Both are None where there never was one; then the obligation to name a contact keeps its own date.
    """

    vacated_on: date | None
    replace_by: date | None


def obligation_state(
    stored: ObligationStatus, due_at: date, *, grace_days: int, notice_days: int, today: date
) -> ObligationStatus:
    """The state on a day: `due` from the notice date on, `overdue` from the day after the days of grace."""
    if stored in UNANSWERED and today > due_at + timedelta(days=grace_days):
        return S.OVERDUE
    if stored is S.SCHEDULED and today >= due_at - timedelta(days=notice_days):
        return S.DUE
    return stored


def vacant_state(
    stored: ObligationStatus, due_at: date, *, grace_days: int, replace_by: date | None, today: date
) -> tuple[ObligationStatus, date]:
    """State and due date of the obligation to name a contact while there is none.

    If it was fulfilled before, it is due again by `replace_by`, else by its own date. Other decisions (waived,
    breached) stay as they are.
    """
    if stored is not S.FULFILLED and stored is not S.SCHEDULED:
        return stored, due_at
    last_day = replace_by or due_at
    return (S.OVERDUE if today > last_day + timedelta(days=grace_days) else S.DUE), last_day


class Instance(Protocol):
    """An instance of a duty, as far as it decides which act answers it."""

    @property
    def type(self) -> str: ...
    @property
    def status(self) -> ObligationStatus: ...
    @property
    def due_at(self) -> date: ...
    @property
    def grace_days(self) -> int: ...


class StoredObligation(Instance, Protocol):
    """An obligation as it is stored, as far as its state on a day depends on it."""

    @property
    def id(self) -> UUID: ...
    @property
    def notice_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class EffectiveState:
    """The state and the due date of an obligation on a day."""

    status: ObligationStatus
    due_at: date
    is_vacant: bool


def state_on(today: date, row: StoredObligation, vacancy: Vacancy | None) -> EffectiveState:
    """The obligation's state and due date on a day; `vacancy` is that of its contract."""
    if row.type == ObligationType.CONTACT.value and vacancy is not None:
        status, due_at = vacant_state(
            row.status, row.due_at, grace_days=row.grace_days, replace_by=vacancy.replace_by, today=today
        )
        return EffectiveState(status, due_at, is_vacant=True)
    status = obligation_state(
        row.status, row.due_at, grace_days=row.grace_days, notice_days=row.notice_days, today=today
    )
    return EffectiveState(status, row.due_at, is_vacant=False)


def unsettled(today: date, rows: Iterable[StoredObligation], vacancy: Vacancy | None) -> list[UUID]:
    """Those of a contract's obligations that are due, overdue or being assessed on a day."""
    states = [(row.id, state_on(today, row, vacancy).status) for row in rows]
    return [row_id for row_id, status in states if status in OPEN and status is not S.SCHEDULED]


def flags(*, vacant: bool, missed_on: date, submitted_on: date | None, registered_on: date) -> list[ObligationFlag]:
    """The warnings beside the state. Whether it was late before the contract was registered here is not known."""
    late = submitted_on is not None and registered_on <= missed_on <= submitted_on
    return [
        *([ObligationFlag.AT_RISK] if vacant else []),
        *([ObligationFlag.LATE] if late else []),
    ]


def first_tracked(dates: Sequence[date], *, yearly: bool, grace_days: int, registered_on: date) -> int:
    """Index of the first instance that is tracked: a contract registered late starts with its current period.

    A duty that is not yearly is tracked whatever its date, because it still applies.
    """
    if not yearly:
        return 0
    for index, day in enumerate(dates):
        if registered_on <= day + timedelta(days=grace_days):
            return index
    return len(dates)


class ObligationNotFound(NotFound):
    """There is no obligation with this id in this contract."""

    title = "Obligation not found"


class NoDueDiligenceAlternative(Invalid):
    """Proof of due diligence does not fulfil this obligation; see `dd_alternative`."""

    title = "No due-diligence alternative"


def check_alternative(duty: str, to: ObligationStatus, *, allowed: bool) -> None:
    """Raises NoDueDiligenceAlternative where only the outcome fulfils the obligation."""
    if to is S.FULFILLED_BY_DUE_DILIGENCE and not allowed:
        detail = f"Only the outcome fulfils {duty}; proof of due diligence does not."
        raise NoDueDiligenceAlternative(detail, pointer="/to")
