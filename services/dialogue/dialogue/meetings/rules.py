"""Meetings: how they move, who sat there, and when minutes count as agreed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Fault, Invalid, NotFound

COMMENT_DAYS = 10
"""Working days a supplier has to comment on shared minutes; after them silence counts as agreement."""

EDITORS = ("buyer_manager", "buyer_officer")
SUPPLIER = "supplier_contact"
SYSTEM = "system"


class MeetingKind(StrEnum):
    """What a meeting is for; notes of a market consultation go to all candidates."""

    KICK_OFF = "kick_off"
    DEEPENING = "deepening"
    AUDITOR_SESSION = "auditor_session"
    ANNUAL_REVIEW = "annual_review"
    ESCALATION = "escalation"
    MARKET_CONSULTATION = "market_consultation"


class Mode(StrEnum):
    """Where people meet."""

    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class ParticipantRole(StrEnum):
    """In which role somebody sits at the table."""

    BUYER = "buyer"
    SUPPLIER_CONTACT = "supplier_contact"
    SUPPLIER_AUDITOR = "supplier_auditor"
    SUPPLIER_SALES = "supplier_sales"
    EXPERT = "expert"
    MONITOR = "monitor"
    WORKER_REPRESENTATIVE = "worker_representative"


class FunctionArea(StrEnum):
    """What a person works on in their organisation."""

    HUMAN_RIGHTS = "human_rights"
    SUSTAINABILITY = "sustainability"
    PROCUREMENT_SUPPLY_CHAIN = "procurement_supply_chain"
    AUDIT = "audit"
    LEGAL_COMPLIANCE = "legal_compliance"
    QUALITY = "quality"
    EXECUTIVE = "executive"
    SALES = "sales"
    ACCOUNT_MANAGEMENT = "account_management"
    MARKETING = "marketing"
    OTHER = "other"


class MeetingStatus(StrEnum):
    """Minutes that were shared and not answered in time are agreed by the clock."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    HELD = "held"
    MINUTES_DRAFT = "minutes_draft"
    MINUTES_SHARED = "minutes_shared"
    MINUTES_DISPUTED = "minutes_disputed"
    MINUTES_AGREED = "minutes_agreed"


class Agreement(StrEnum):
    """How minutes came to be agreed: by a word, or by silence until the last day for comments."""

    EXPLICIT = "explicit"
    TACIT = "tacit"


class Caution(StrEnum):
    """What a reader should know about a meeting; nothing is refused for it."""

    SALES_ONLY = "sales_is_the_only_supplier_voice"
    NO_OTHER_VOICE = "no_supplier_participant_beyond_sales"
    MAY_NAME_A_WORKER = "minutes_may_name_a_worker"


CAUTIONS: dict[Caution, str] = {
    Caution.SALES_ONLY: "Only salespeople spoke for the supplier; ask for somebody who works on human rights.",
    Caution.NO_OTHER_VOICE: "A deepening or a yearly review needs somebody of the supplier who does not sell.",
    Caution.MAY_NAME_A_WORKER: "A name seems to follow the word worker; leave names of workers out.",
}

M = MeetingStatus

MOVES: Machine[MeetingStatus] = {
    (M.PLANNED, M.CONFIRMED): by(*EDITORS, SUPPLIER),
    (M.PLANNED, M.POSTPONED): by(*EDITORS, SUPPLIER, needs=["reason"]),
    (M.PLANNED, M.CANCELLED): by(*EDITORS, needs=["reason"]),
    (M.CONFIRMED, M.HELD): by(*EDITORS),
    (M.CONFIRMED, M.POSTPONED): by(*EDITORS, SUPPLIER, needs=["reason"]),
    (M.CONFIRMED, M.CANCELLED): by(*EDITORS, needs=["reason"]),
    (M.POSTPONED, M.PLANNED): by(*EDITORS, SUPPLIER, needs=["starts_at"]),
    (M.HELD, M.MINUTES_DRAFT): by(*EDITORS, needs=["minutes"]),
    (M.MINUTES_DRAFT, M.MINUTES_SHARED): by(*EDITORS),
    (M.MINUTES_SHARED, M.MINUTES_AGREED): by(SUPPLIER, SYSTEM),
    (M.MINUTES_SHARED, M.MINUTES_DISPUTED): by(SUPPLIER, needs=["reason"]),
    (M.MINUTES_DISPUTED, M.MINUTES_SHARED): by(*EDITORS),
}

VERBS: dict[MeetingStatus, str] = {
    M.CONFIRMED: "meeting.confirmed",
    M.POSTPONED: "meeting.postponed",
    M.PLANNED: "meeting.planned",
    M.CANCELLED: "meeting.cancelled",
    M.HELD: "meeting.held",
    M.MINUTES_DRAFT: "meeting.minuted",
    M.MINUTES_SHARED: "meeting.minutes_shared",
    M.MINUTES_AGREED: "meeting.minutes_agreed",
    M.MINUTES_DISPUTED: "meeting.minutes_disputed",
}

AHEAD = frozenset({M.PLANNED, M.CONFIRMED, M.POSTPONED, M.CANCELLED})
MINUTES_OPEN = frozenset({M.PLANNED, M.CONFIRMED, M.POSTPONED, M.HELD, M.MINUTES_DRAFT, M.MINUTES_DISPUTED})
"""States in which the buyer may still write."""
MINUTES_KNOWN_TO_SUPPLIER = frozenset({M.MINUTES_SHARED, M.MINUTES_DISPUTED, M.MINUTES_AGREED})

SUPPLIER_ROLES = frozenset(
    {ParticipantRole.SUPPLIER_CONTACT, ParticipantRole.SUPPLIER_AUDITOR, ParticipantRole.SUPPLIER_SALES}
)
SALES_AREAS = frozenset({FunctionArea.SALES, FunctionArea.ACCOUNT_MANAGEMENT, FunctionArea.MARKETING})
NEED_OTHER_VOICE = frozenset({MeetingKind.ANNUAL_REVIEW, MeetingKind.DEEPENING})

WORKER_AND_NAME = re.compile(
    r"\b(?:[Ww]orkers?|[Ww]erkneme(?:r|rs)|[Aa]rbeiders?|[Aa]rbeidster|[Oo]uvri(?:er|ère)s?)\b"
    r"[^.\n]{0,20}?\s[A-Z][\w'’-]+ [A-Z][\w'’-]+"
)


class MeetingNotFound(NotFound):
    """No meeting with this id in a dialogue your organisation is a party of."""

    title = "Meeting not found"


class NameNotAllowed(Invalid):
    """Who speaks for workers is never named: a name in a file can cost somebody a job, or more."""

    title = "A name is not allowed here"


class MinutesAreFixed(Conflict):
    """Minutes that are shared wait for the other side, and agreed ones are final; add an addendum."""

    title = "The minutes are fixed"


class MeetingNotHeld(Conflict):
    """Minutes are of a meeting that was held; confirm it, and say that it was held, first."""

    title = "The meeting was not held yet"


class NoMinutesYet(Conflict):
    """An addendum corrects minutes that both sides have agreed."""

    title = "There are no agreed minutes"


@dataclass(frozen=True, slots=True)
class Seat:
    """One participant, as far as the rules look."""

    role: ParticipantRole
    function_area: FunctionArea | None
    is_named: bool

    @property
    def is_sales(self) -> bool:
        return self.role is ParticipantRole.SUPPLIER_SALES or self.function_area in SALES_AREAS


def first_status(*, starts_at: datetime, has_minutes: bool, now: datetime) -> MeetingStatus:
    if has_minutes:
        return M.MINUTES_DRAFT
    return M.PLANNED if starts_at > now else M.HELD


def status_on(stored: MeetingStatus, *, comment_until: date | None, today: date) -> MeetingStatus:
    """What the status is on a day; twin of the SQL function `meeting_status`."""
    silent = stored is M.MINUTES_SHARED and comment_until is not None and today > comment_until
    return M.MINUTES_AGREED if silent else stored


def comment_until(shared_on: date) -> date:
    """The last day for comments: ten working days (Monday to Friday) after the minutes were shared."""
    day, left = shared_on, COMMENT_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def agreement_of(stored: MeetingStatus, effective: MeetingStatus) -> Agreement | None:
    """By a word where the stored status says so, by silence where the clock does."""
    if effective is not M.MINUTES_AGREED:
        return None
    return Agreement.EXPLICIT if stored is M.MINUTES_AGREED else Agreement.TACIT


def refuse_named_workers(seats: Sequence[Seat]) -> None:
    """Raises NameNotAllowed."""
    faults = [
        Fault(f"/participants/{index}/name", "name_not_allowed", "A worker's representative has no name here.")
        for index, seat in enumerate(seats)
        if seat.role is ParticipantRole.WORKER_REPRESENTATIVE and seat.is_named
    ]
    if faults:
        raise NameNotAllowed(errors=faults)


def cautions(kind: MeetingKind, seats: Sequence[Seat], texts: Sequence[str]) -> list[Caution]:
    """A help, not a guarantee: the pattern for names sees some, never all."""
    voices = [seat for seat in seats if seat.role in SUPPLIER_ROLES]
    has_other = any(not seat.is_sales for seat in voices)
    found: list[Caution] = []
    if voices and not has_other:
        found.append(Caution.SALES_ONLY)
    if kind in NEED_OTHER_VOICE and not has_other:
        found.append(Caution.NO_OTHER_VOICE)
    if any(WORKER_AND_NAME.search(text) for text in texts):
        found.append(Caution.MAY_NAME_A_WORKER)
    return found
