"""Meetings: their vocabulary, their state machine, and when minutes are agreed."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from chassis.calendar_arithmetic import working_days_after
from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import BUYER_EDITORS, OrgKind, Role
from dialogue.dialogues.rules import UnknownReference

COMMENT_DAYS = 10
"""Working days a supplier has to comment on shared minutes; after them the minutes are agreed."""

EDITORS = BUYER_EDITORS
SUPPLIER = Role.SUPPLIER_CONTACT
SYSTEM = Role.SYSTEM


class MeetingKind(StrEnum):
    """What a meeting is for.

    `kick_off`: the start of the dialogue. `deepening`: more about one subject. `auditor_session`: with the auditor
    of the supplier. `annual_review`: the yearly review. `escalation`: a problem that others could not solve.
    `market_consultation`: before a tender; its notes go to all candidates.
    """

    KICK_OFF = "kick_off"
    DEEPENING = "deepening"
    AUDITOR_SESSION = "auditor_session"
    ANNUAL_REVIEW = "annual_review"
    ESCALATION = "escalation"
    MARKET_CONSULTATION = "market_consultation"


class Mode(StrEnum):
    """How people meet: `on_site` in one place, `online`, or `hybrid` (both)."""

    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class MeetingStatus(StrEnum):
    """The status of a meeting.

    `planned`: waits for the other side. `confirmed`: will take place. `postponed`: no date. `cancelled`: will not
    take place. `held`: took place. `minutes_draft`: the buyer writes the minutes. `minutes_shared`: the supplier
    can comment. `minutes_disputed`: the supplier does not agree. `minutes_agreed`: both agree, or the supplier did
    not dispute them in time.
    """

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
    """How minutes were agreed: `explicit` by the supplier, `tacit` because it did not dispute them in time."""

    EXPLICIT = "explicit"
    TACIT = "tacit"


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
"""States in which the buyer can write the minutes."""
MINUTES_KNOWN_TO_SUPPLIER = frozenset({M.MINUTES_SHARED, M.MINUTES_DISPUTED, M.MINUTES_AGREED})
"""States in which the supplier reads minutes; disputed ones as they were shared."""

NOTES = frozenset({"internal_notes"})
"""Fields that only the buyer reads, and can change in any state."""
WITH_MINUTES = frozenset({"minutes", "decisions", "follow_up_questions"})
"""Fields that the supplier reads from the day the minutes are shared."""


class MeetingNotFound(NotFound):
    """There is no meeting with this id in your dialogues."""

    title = "Meeting not found"


class MinutesAreFixed(Conflict):
    """Shared or agreed minutes cannot be changed; add an addendum to agreed ones."""

    title = "The minutes are fixed"


class MeetingNotHeld(Conflict):
    """Minutes need a meeting that was held; move it to `confirmed` and `held` first."""

    title = "The meeting is not held yet"


class MeetingAhead(Invalid):
    """A meeting that lies ahead is not held and has no minutes yet; give a start that has passed, or plan it."""

    title = "The meeting lies ahead"


class NoMinutesYet(Conflict):
    """An addendum needs agreed minutes; until then, change the minutes themselves."""

    title = "There are no agreed minutes"


def demand_begun(starts_at: datetime, *, today: date, pointer: str = "/starts_at") -> None:
    """Raises MeetingAhead: nobody meets before the day of the meeting."""
    if starts_at.date() > today:
        detail = f"The meeting is on {starts_at.date()}; it cannot be held before that day."
        raise MeetingAhead(detail, pointer=pointer)


def first_status(*, starts_at: datetime, has_minutes: bool, now: datetime) -> MeetingStatus:
    """Raises MeetingAhead for minutes of a meeting that lies ahead."""
    if has_minutes:
        demand_begun(starts_at, today=now.date())
        return M.MINUTES_DRAFT
    return M.PLANNED if starts_at > now else M.HELD


def status_on(stored: MeetingStatus, *, comment_until: date | None, today: date) -> MeetingStatus:
    """The status on a day; the SQL function `meeting_status` says the same."""
    silent = stored is M.MINUTES_SHARED and comment_until is not None and today > comment_until
    return M.MINUTES_AGREED if silent else stored


def hidden_from_supplier(status: MeetingStatus) -> frozenset[str]:
    """The fields that only the buyer reads while the meeting has this status."""
    return NOTES if status in MINUTES_KNOWN_TO_SUPPLIER else NOTES | WITH_MINUTES


def unseen_by_supplier(status: MeetingStatus) -> frozenset[str]:
    """The fields whose changes only the buyer sees while the meeting has this status."""
    is_redrafted = status is M.MINUTES_DISPUTED
    return NOTES | WITH_MINUTES if is_redrafted else hidden_from_supplier(status)


def hidden_fields(reader: OrgKind, status: MeetingStatus) -> frozenset[str]:
    """The fields that an organisation of this kind does not read while the meeting has this status."""
    return frozenset() if reader is OrgKind.BUYER else hidden_from_supplier(status)


def version_for(reader: OrgKind, *, version: int, unseen_changes: int) -> int:
    """The version that a side reads: a change that the other side cannot see does not count for it."""
    return version + (unseen_changes if reader is OrgKind.BUYER else 0)


def demand_meeting(meeting_id: UUID | None, *, is_known: bool) -> None:
    """Raises UnknownReference where a `meeting_id` is given and the dialogue has no such meeting."""
    if meeting_id is not None and not is_known:
        raise UnknownReference(f'This dialogue has no meeting with the id "{meeting_id}".', pointer="/meeting_id")


def comment_until(shared_on: date) -> date:
    """The last day for comments: ten working days (Monday to Friday) after the minutes were shared."""
    return working_days_after(shared_on, COMMENT_DAYS)


def agreement_of(stored: MeetingStatus, effective: MeetingStatus) -> Agreement | None:
    """Explicit where the stored status says so, tacit where only the date does."""
    if effective is not M.MINUTES_AGREED:
        return None
    return Agreement.EXPLICIT if stored is M.MINUTES_AGREED else Agreement.TACIT
