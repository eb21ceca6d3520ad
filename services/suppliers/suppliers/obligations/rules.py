"""Obligations: their states, and the transitions that people and events make; `states` adds what the date makes."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Protocol

from chassis.moves import Machine, by
from chassis.problems import Invalid, NotFound
from chassis.vocabulary import Role
from suppliers.clauses.rules import Recurrence


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

ASSESSED = (S.FULFILLED, S.FULFILLED_BY_DUE_DILIGENCE, S.CURED)
CONTINUOUS_MOVES: Machine[ObligationStatus] = {
    **MOVES,
    **{(origin, S.SUBMITTED): by(*SUBMITTERS) for origin in ASSESSED},
    **{(origin, S.BREACHED): by(Role.BUYER_MANAGER, needs=["reason"]) for origin in ASSESSED},
}
"""A continuous duty runs as long as the contract: it is handed in and assessed again, or broken later."""


def moves_of(recurrence: str) -> Machine[ObligationStatus]:
    """The transitions of an obligation with this recurrence."""
    return CONTINUOUS_MOVES if recurrence == Recurrence.CONTINUOUS.value else MOVES


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
