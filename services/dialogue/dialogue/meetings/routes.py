"""`/v1/meetings`: meetings of both sides, and their minutes."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.clock import today
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import (
    IllegalTransition,
    Invalid,
    PreconditionRequired,
    Stale,
)
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.dialogues.rules import DialogueClosed, DialogueNotFound, TenderLocked
from dialogue.meetings import actions, queries
from dialogue.meetings.participants.rules import NameNotAllowed
from dialogue.meetings.rules import (
    MeetingAhead,
    MeetingNotFound,
    MeetingNotHeld,
    MinutesAreFixed,
    NoMinutesYet,
)
from dialogue.meetings.schemas import (
    AddendumIn,
    MeetingIn,
    MeetingItem,
    MeetingOut,
    MeetingPatch,
    MeetingQuery,
    MeetingTransition,
)
from dialogue.meetings.views import meeting_out
from dialogue.permissions import CanMoveMeetings, CanReadMeetings, CanWriteMeetings

router = new_router("/v1/meetings", "meetings")

MeetingId = Annotated[UUID, Path(description="The meeting.")]


@router.post(
    "",
    status_code=201,
    responses=raises(DialogueNotFound, DialogueClosed, TenderLocked, Invalid, NameNotAllowed, MeetingAhead),
)
async def log_meeting(
    body: MeetingIn, caller: CanWriteMeetings, session: Session, response: Response
) -> MeetingOut:
    """Record a meeting.

    Its status is `planned` if it starts later, else `held`; with minutes it is `minutes_draft`.

    `warnings` say, for example, that only salespeople took part for the supplier.
    """
    row = await actions.log_meeting(session, caller, body)
    response.headers["Location"] = f"/v1/meetings/{row.id}"
    return meeting_out(row, caller, today=today())


@list_route(router, "", item=MeetingItem)
async def list_meetings(caller: CanReadMeetings, reads: Reads, query: MeetingQuery) -> Response:
    """The meetings of your dialogues, newest entry first."""
    return await reads.page(queries.MEETINGS, caller, query)


@router.get("/{meeting_id}", responses=raises(MeetingNotFound))
async def read_meeting(meeting_id: MeetingId, caller: CanReadMeetings, session: Session) -> MeetingOut:
    """One meeting; the supplier sees its minutes when they are shared."""
    return meeting_out(await queries.meeting(session, caller, meeting_id), caller, today=today())


@router.patch(
    "/{meeting_id}",
    responses=raises(
        MeetingNotFound,
        Stale,
        PreconditionRequired,
        MinutesAreFixed,
        MeetingNotHeld,
        MeetingAhead,
        Invalid,
        NameNotAllowed,
    ),
)
async def amend_meeting(
    meeting_id: MeetingId,
    body: MeetingPatch,
    caller: CanWriteMeetings,
    session: Session,
    expected: ExpectedVersion,
) -> MeetingOut:
    """Change a meeting or write its minutes (RFC 7396). Shared minutes cannot be changed."""
    return meeting_out(
        await actions.amend_meeting(session, caller, meeting_id, body, expected=expected), caller, today=today()
    )


@router.post(
    "/{meeting_id}/transitions",
    responses=raises(MeetingNotFound, IllegalTransition, MoveIncomplete, MeetingAhead),
)
async def move_meeting(
    meeting_id: MeetingId, body: MeetingTransition, caller: CanMoveMeetings, session: Session, read: VersionIfSent
) -> MeetingOut:
    """Confirm, postpone, hold, share minutes (buyer); confirm, postpone, agree or dispute (supplier).

    Shared minutes are agreed after ten working days without a dispute.
    """
    row = await actions.move_meeting(session, caller, meeting_id, body, read=read)
    return meeting_out(row, caller, today=today())


@router.post("/{meeting_id}/addenda", status_code=201, responses=raises(MeetingNotFound, NoMinutesYet, Invalid))
async def add_addendum(
    meeting_id: MeetingId, body: AddendumIn, caller: CanMoveMeetings, session: Session, read: VersionIfSent
) -> MeetingOut:
    """Add a correction to agreed minutes; both sides can."""
    row = await actions.add_addendum(session, caller, meeting_id, body, read=read)
    return meeting_out(row, caller, today=today())
