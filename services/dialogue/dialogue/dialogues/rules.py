"""Dialogues: their vocabulary, their state machine, and what follows from dates."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import BUYER_EDITORS, Role

ANSWER_DAYS = 30
"""Days a supplier has to answer a proposed dialogue; after them the status is `no_response`."""

STALLED_DAYS = 120
"""Days without an event after which an active dialogue is flagged."""

EDITORS = BUYER_EDITORS
SUPPLIER = Role.SUPPLIER_CONTACT
MANAGER = Role.BUYER_MANAGER
RECORD = "first_record"
"""Not a role: the first sent questionnaire or held meeting."""
SYSTEM = Role.SYSTEM


class DialogueBasis(StrEnum):
    """Why there is a dialogue.

    `clause`: a clause of a contract requires it. `voluntary`: both sides want it. `legal_duty`: a law requires it.
    """

    CLAUSE = "clause"
    VOLUNTARY = "voluntary"
    LEGAL_DUTY = "legal_duty"


class Phase(StrEnum):
    """The phase of the purchase; in a tender all candidates are treated equally (Directive 2014/24/EU).

    `market_consultation`: before the tender. `tender`: between the publication and the award. `execution`: while
    the contract runs. `post_contract`: after its end.
    """

    MARKET_CONSULTATION = "market_consultation"
    TENDER = "tender"
    EXECUTION = "execution"
    POST_CONTRACT = "post_contract"


class DialogueStatus(StrEnum):
    """The status of a dialogue.

    `proposed`: waits for the supplier. `accepted`: the supplier agreed, nothing is recorded yet. `active`: both
    sides work on it. `on_hold`: paused by the buyer. `escalated`: taken up by the buyer's manager. `concluded`:
    ended with a summary. `declined`: refused by the supplier. `no_response`: proposed, and not answered by
    `answer_by`; it is calculated from that date.
    """

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
"""The event of each transition; the first time a dialogue becomes active it is `dialogue.activated`."""

CLOSED = frozenset({S.DECLINED, S.CONCLUDED})
"""States in which nothing more can be recorded."""


class DialogueNotFound(NotFound):
    """There is no dialogue with this id in which your organisation takes part."""

    title = "Dialogue not found"


class UnknownReference(Invalid):
    """The request refers to something that does not exist, or that you may not see; `errors` points at each one."""

    title = "Unknown reference"


class ContractOfAnotherSupplier(Invalid):
    """A dialogue can name contracts with its own supplier only."""

    title = "Contract of another supplier"


class NoDialogueClause(Invalid):
    """The basis `clause` needs a contract with the obligation DIALOGUE; none of the given contracts has it."""

    title = "No contract requires this dialogue"


class DialogueClosed(Conflict):
    """Nothing can be recorded on a declined or concluded dialogue; propose it again, or open another one."""

    title = "The dialogue is closed"


class TenderLocked(Conflict):
    """In the phase `tender` only market consultations can be recorded: all candidates are treated equally."""

    title = "Locked during the tender"


class NoParticipant(Invalid):
    """Only a monitor or an expert with an account can be added; the buyer and the supplier already take part."""

    title = "The organisation cannot take part"


class DepthUnproven(Invalid):
    """To raise `depth_level`, give the id of a review of an answer in this dialogue as `depth_reference`."""

    title = "Depth needs a reference"


def status_on(stored: DialogueStatus, *, answer_by: date, today: date) -> DialogueStatus:
    """The status on a day; the SQL function `dialogue_status` says the same."""
    return S.NO_RESPONSE if stored is S.PROPOSED and today > answer_by else stored


def is_stalled(status: DialogueStatus, *, last_event_at: datetime, now: datetime) -> bool:
    return status is S.ACTIVE and now - last_event_at > timedelta(days=STALLED_DAYS)


def answer_by(proposed_on: date) -> date:
    return proposed_on + timedelta(days=ANSWER_DAYS)


def is_made_active_by_a_record(basis: DialogueBasis, status: DialogueStatus) -> bool:
    """A clause binds the supplier already; without a clause the supplier must accept first."""
    return status is S.ACCEPTED or (basis is DialogueBasis.CLAUSE and status in {S.PROPOSED, S.NO_RESPONSE})


def demand_open(status: DialogueStatus, phase: Phase, *, is_consultation: bool = False) -> None:
    """Raises DialogueClosed, TenderLocked."""
    if status in CLOSED:
        raise DialogueClosed(f'The dialogue is "{status}"; nothing more can be recorded on it.')
    if phase is Phase.TENDER and not is_consultation:
        raise TenderLocked


def demand_duty(basis: DialogueBasis, duties: Collection[str]) -> None:
    """Raises NoDialogueClause where the basis is a clause and no contract has the obligation DIALOGUE."""
    if basis is DialogueBasis.CLAUSE and "DIALOGUE" not in duties:
        raise NoDialogueClause(pointer="/contract_ids")
