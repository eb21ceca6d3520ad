"""Reading meetings."""

from uuid import UUID

from sqlalchemy import Text, case, exists, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import ORG, Listing, equals
from chassis.rows import find
from chassis.sql_time import TODAY
from dialogue import visibility
from dialogue.meetings.rules import MeetingNotFound
from dialogue.meetings.schemas import MeetingQuery
from dialogue.tables import Dialogue, Meeting

status_now = func.meeting_status(col(Meeting.status), col(Meeting.comment_until), TODAY, type_=Text)

_is_the_buyers = exists().where(col(Dialogue.id) == col(Meeting.dossier_id), col(Dialogue.buyer_id) == ORG)

# Minutes and decisions are not in the list: who may see them depends on the state.
MEETINGS = Listing(
    name="meetings",
    columns=(
        col(Meeting.id),
        (col(Meeting.version) + case((_is_the_buyers, col(Meeting.unseen_changes)), else_=0)).label("version"),
        col(Meeting.created_at),
        col(Meeting.updated_at),
        col(Meeting.dossier_id).label("dialogue_id"),
        col(Meeting.kind),
        col(Meeting.starts_at),
        col(Meeting.duration_min),
        col(Meeting.mode),
        col(Meeting.participants),
        col(Meeting.agenda),
        status_now.label("status"),
    ),
    key=col(Meeting.id),
    visible=visibility.MEETINGS,
    query=MeetingQuery,
    filters={
        "dialogue_id": equals(col(Meeting.dossier_id)),
        "kind": equals(col(Meeting.kind)),
        "status": equals(status_now),
    },
)


async def meeting(session: AsyncSession, caller: Caller, meeting_id: UUID, *, lock: bool = False) -> Meeting:
    """Raises MeetingNotFound."""
    return await find(
        session, Meeting, meeting_id, caller, visible=visibility.MEETINGS, lock=lock, missing=MeetingNotFound
    )


async def is_in_dossier(session: AsyncSession, dossier_id: UUID, meeting_id: UUID | None) -> bool:
    """Whether the meeting belongs to the dossier."""
    if meeting_id is None:
        return False
    statement = select(Meeting.id).where(col(Meeting.dossier_id) == dossier_id, col(Meeting.id) == meeting_id)
    return (await session.exec(statement)).first() is not None
