"""Recording, changing and moving meetings."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now, today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import stamps, touch
from dialogue.dialogues.actions import activate_by_record, open_for_record
from dialogue.dialogues.participants.queries import parties
from dialogue.dialogues.queries import dialogue
from dialogue.meetings import queries
from dialogue.meetings.participants.rules import attendees_of, refuse_named_workers
from dialogue.meetings.rules import (
    AHEAD,
    MINUTES_OPEN,
    MOVES,
    NOTES,
    VERBS,
    WITH_MINUTES,
    MeetingKind,
    MeetingNotHeld,
    MeetingStatus,
    MinutesAreFixed,
    NoMinutesYet,
    comment_until,
    demand_begun,
    first_status,
    status_on,
    unseen_by_supplier,
    version_for,
)
from dialogue.meetings.schemas import AddendumIn, MeetingIn, MeetingPatch, MeetingTransition
from dialogue.tables import Meeting

M = MeetingStatus


async def log_meeting(session: AsyncSession, caller: Caller, body: MeetingIn) -> Meeting:
    """Raises DialogueNotFound, DialogueClosed, TenderLocked, NameNotAllowed, MeetingAhead."""
    columns = _checked(body.model_dump(exclude={"dialogue_id"}))
    is_consultation = body.kind is MeetingKind.MARKET_CONSULTATION
    dossier = await open_for_record(session, caller, body.dialogue_id, is_consultation=is_consultation)
    status = first_status(starts_at=body.starts_at, has_minutes=body.minutes is not None, now=now())
    row = Meeting(dossier_id=dossier.id, status=status, **columns, **stamps(caller))
    session.add(row)
    if status not in AHEAD:
        await activate_by_record(session, caller, dossier)
    await _journal(session, caller, row, VERBS[status], moved=(None, status))
    return row


def _checked(changes: dict[str, Any]) -> dict[str, Any]:
    """Raises NameNotAllowed."""
    refuse_named_workers(attendees_of(changes.get("participants") or []))
    return changes


async def amend_meeting(
    session: AsyncSession, caller: Caller, meeting_id: UUID, body: MeetingPatch, *, expected: int
) -> Meeting:
    """Raises MeetingNotFound, Stale, MinutesAreFixed, MeetingNotHeld, MeetingAhead, NameNotAllowed."""
    row = await queries.meeting(session, caller, meeting_id, lock=True)
    demand(_version_for(row, caller), expected)
    changes = _checked(body.model_dump(exclude_unset=True))
    status = _status_of(row)
    if status not in MINUTES_OPEN and set(changes) - NOTES:
        raise MinutesAreFixed(f'The meeting is "{status}"; its minutes cannot be changed now.')
    if "minutes" in changes:
        if row.status in AHEAD:
            raise MeetingNotHeld
        changes |= {"status": M.MINUTES_DRAFT} if row.status is M.HELD else {}
    if "starts_at" in changes and row.status not in AHEAD:
        demand_begun(changes["starts_at"], today=today())
    if set(changes) <= unseen_by_supplier(status):
        _change_unseen(row, caller, changes)
        await record(session, caller, Entry("meeting.amended", ("meeting", row.id), audience=[caller.org]))
    else:
        touch(row, caller, **changes)
        await _journal(session, caller, row, "meeting.amended")
    return row


def _status_of(row: Meeting) -> MeetingStatus:
    return status_on(row.status, comment_until=row.comment_until, today=today())


def _change_unseen(row: Meeting, caller: Caller, changes: dict[str, Any]) -> None:
    """Version and time of the row stay: they would show the other side that something was written."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_by, row.unseen_changes = caller.person, row.unseen_changes + 1


def _version_for(row: Meeting, caller: Caller) -> int:
    return version_for(caller.org_kind, version=row.version, unseen_changes=row.unseen_changes)


async def move_meeting(
    session: AsyncSession, caller: Caller, meeting_id: UUID, body: MeetingTransition, *, read: int | None
) -> Meeting:
    """Raises MeetingNotFound, Stale, IllegalTransition, Forbidden, MoveIncomplete, MeetingAhead."""
    row = await queries.meeting(session, caller, meeting_id, lock=True)
    demand_if_sent(_version_for(row, caller), read)
    before = _status_of(row)
    fields = body.model_dump() | {"minutes": body.minutes or row.minutes}
    after = step(MOVES, before, body.to, actors=caller.roles, given=fields)
    if after is M.HELD:
        demand_begun(row.starts_at, today=today(), pointer="/to")
    touch(row, caller, status=after, status_reason=body.reason, **_columns_of(row, after, body))
    if after is M.HELD:
        dossier = await dialogue(session, caller, row.dossier_id, lock=True)
        await activate_by_record(session, caller, dossier)
    await _journal(session, caller, row, VERBS[after], moved=(before, after))
    return row


def _columns_of(row: Meeting, after: MeetingStatus, body: MeetingTransition) -> dict[str, object]:
    """The columns that a transition sets beside the status."""
    match after:
        case M.PLANNED:
            return {"starts_at": body.starts_at}
        case M.MINUTES_DRAFT if body.minutes:
            return {"minutes": body.minutes}
        case M.MINUTES_SHARED:
            days = {"minutes_shared_on": today(), "comment_until": comment_until(today())}
            return {**days, "disputed_minutes": None}
        case M.MINUTES_DISPUTED:
            return {"disputed_minutes": {name: getattr(row, name) for name in sorted(WITH_MINUTES)}}
        case M.MINUTES_AGREED:
            return {"minutes_agreed_on": today()}
    return {}


async def add_addendum(
    session: AsyncSession, caller: Caller, meeting_id: UUID, body: AddendumIn, *, read: int | None
) -> Meeting:
    """Raises MeetingNotFound, Stale, NoMinutesYet."""
    row = await queries.meeting(session, caller, meeting_id, lock=True)
    demand_if_sent(_version_for(row, caller), read)
    status = _status_of(row)
    if status is not M.MINUTES_AGREED:
        raise NoMinutesYet(f'The meeting is "{status}"; an addendum needs agreed minutes.')
    addendum = {"at": now().isoformat(), "by_org": str(caller.org), "text": body.text}
    touch(row, caller, addenda=[*row.addenda, addendum])
    await _journal(session, caller, row, "meeting.addendum_added")
    return row


async def _journal(
    session: AsyncSession,
    caller: Caller,
    row: Meeting,
    verb: str,
    *,
    moved: tuple[str | None, str | None] = (None, None),
) -> None:
    """The event for both sides."""
    readers = await parties(session, row.dossier_id)
    await record(session, caller, Entry(verb, ("meeting", row.id), moved=moved, audience=readers))
