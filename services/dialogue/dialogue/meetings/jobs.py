"""Events of meetings that a date brings: minutes are agreed if they were not disputed in time."""

from sqlmodel import col

from chassis.expiries import Expiry
from dialogue.dialogues.participants.queries import parties_of
from dialogue.meetings.rules import MeetingStatus
from dialogue.tables import Meeting

EXPIRIES = (
    Expiry(
        verb="meeting.minutes_agreed",
        subject="meeting",
        model=Meeting,
        day=col(Meeting.comment_until) + 1,
        where=(col(Meeting.status) == MeetingStatus.MINUTES_SHARED,),
        audience=parties_of,
        moved=lambda row: (row.status, MeetingStatus.MINUTES_AGREED),
    ),
)
