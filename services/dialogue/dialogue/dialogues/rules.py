"""What a dialogue is, how it moves, and what its clock says."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound

ANSWER_DAYS = 30
"""Days a supplier has to answer a proposed dialogue before it counts as no response."""

STALLED_DAYS = 120
"""Days without an event after which an active dialogue is flagged."""

EDITORS = ("buyer_manager", "buyer_officer")
SUPPLIER = "supplier_contact"
MANAGER = "buyer_manager"
RECORD = "first_record"
"""Not a person: the first sent questionnaire or held meeting."""
SYSTEM = "system"


class DialogueBasis(StrEnum):
    """Why the two sides talk: a clause of a contract, their own will, or a law."""

    CLAUSE = "clause"
    VOLUNTARY = "voluntary"
    LEGAL_DUTY = "legal_duty"


class Phase(StrEnum):
    """Where in a purchase the dialogue stands (Directive 2014/24/EU: equal treatment of candidates)."""

    MARKET_CONSULTATION = "market_consultation"
    TENDER = "tender"
    EXECUTION = "execution"
    POST_CONTRACT = "post_contract"


class DialogueStatus(StrEnum):
    """`no_response` is what the clock makes of `proposed`."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    ESCALATED = "escalated"
    CONCLUDED = "concluded"
    DECLINED = "declined"
    NO_RESPONSE = "no_response"


S = DialogueStatus

MOVES: Machine[DialogueStatus] = {
    (S.PROPOSED, S.ACCEPTED): by(SUPPLIER),
    (S.PROPOSED, S.DECLINED): by(SUPPLIER, needs=["reason"]),
    (S.PROPOSED, S.NO_RESPONSE): by(SYSTEM),
    (S.PROPOSED, S.ACTIVE): by(RECORD),
    (S.NO_RESPONSE, S.PROPOSED): by(*EDITORS),
    (S.NO_RESPONSE, S.ACCEPTED): by(SUPPLIER),
    (S.NO_RESPONSE, S.ACTIVE): by(RECORD),
    (S.DECLINED, S.PROPOSED): by(*EDITORS),
    (S.ACCEPTED, S.ACTIVE): by(*EDITORS, RECORD),
    (S.ACTIVE, S.ON_HOLD): by(*EDITORS, needs=["reason"]),
    (S.ON_HOLD, S.ACTIVE): by(*EDITORS),
    (S.ACTIVE, S.ESCALATED): by(MANAGER, needs=["reason"]),
    (S.ESCALATED, S.ACTIVE): by(MANAGER),
    (S.ACTIVE, S.CONCLUDED): by(MANAGER, needs=["closing_summary"]),
    (S.ON_HOLD, S.CONCLUDED): by(MANAGER, needs=["closing_summary"]),
    (S.ESCALATED, S.CONCLUDED): by(MANAGER, needs=["closing_summary"]),
}

VERBS: dict[DialogueStatus, str] = {
    S.PROPOSED: "dialogue.proposed",
    S.ACCEPTED: "dialogue.accepted",
    S.ACTIVE: "dialogue.resumed",
    S.ON_HOLD: "dialogue.paused",
    S.ESCALATED: "dialogue.escalated",
    S.CONCLUDED: "dialogue.concluded",
    S.DECLINED: "dialogue.declined",
}
"""What the journal calls a move; the first time a dialogue becomes active it is `dialogue.activated`."""

CLOSED = frozenset({S.DECLINED, S.CONCLUDED})
"""Nothing more is recorded on a dialogue that is declined or concluded."""


class DialogueNotFound(NotFound):
    """No dialogue with this id among those your organisation is a party of."""

    title = "Dialogue not found"


class UnknownReference(Invalid):
    """A thing this request names does not exist, or is not yours to know; `errors` points at each."""

    title = "Unknown reference"


class ContractOfAnotherSupplier(Invalid):
    """A dialogue speaks with one supplier about contracts with that supplier alone."""

    title = "Contract of another supplier"


class NoDialogueClause(Invalid):
    """A dialogue on the basis of a clause names a contract whose clauses oblige the supplier to one (DIALOGUE)."""

    title = "No contract obliges to this dialogue"


class DialogueClosed(Conflict):
    """Nothing is recorded on a dialogue that is declined or concluded; propose it anew, or open another."""

    title = "The dialogue is closed"


class TenderLocked(Conflict):
    """During a tender no candidate is spoken to alone; the notes of a market consultation go to all of them."""

    title = "Locked during the tender"


class NoParticipant(Invalid):
    """A seat is for a monitoring organisation or an expert that has an account; the two sides have theirs."""

    title = "Not an organisation that can take a seat"


class DepthUnproven(Invalid):
    """The depth of a dialogue rises only with the id of a reviewed answer that shows it (`depth_reference`)."""

    title = "Depth needs a reference"


def status_on(stored: DialogueStatus, *, answer_by: date, today: date) -> DialogueStatus:
    """What the status is on a day; twin of the SQL function `dialogue_status`."""
    return S.NO_RESPONSE if stored is S.PROPOSED and today > answer_by else stored


def is_stalled(status: DialogueStatus, *, last_event_at: datetime, now: datetime) -> bool:
    return status is S.ACTIVE and now - last_event_at > timedelta(days=STALLED_DAYS)


def answer_by(proposed_on: date) -> date:
    return proposed_on + timedelta(days=ANSWER_DAYS)


def is_made_active_by_a_record(basis: DialogueBasis, status: DialogueStatus) -> bool:
    """A clause already binds the supplier to talk; where none does, it first accepts."""
    return status is S.ACCEPTED or (basis is DialogueBasis.CLAUSE and status in {S.PROPOSED, S.NO_RESPONSE})


def demand_open(status: DialogueStatus, phase: Phase, *, is_consultation: bool = False) -> None:
    """Raises DialogueClosed, TenderLocked."""
    if status in CLOSED:
        raise DialogueClosed(f"The dialogue is {status}.")
    if phase is Phase.TENDER and not is_consultation:
        raise TenderLocked


def demand_duty(basis: DialogueBasis, duties: Collection[str]) -> None:
    """Raises NoDialogueClause where the basis is a clause and no contract carries the duty DIALOGUE."""
    if basis is DialogueBasis.CLAUSE and "DIALOGUE" not in duties:
        raise NoDialogueClause(pointer="/contract_ids")
