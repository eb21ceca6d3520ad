"""Events of assignments that a date brings: a reminder before the due date, and that it has passed."""

from sqlmodel import col

from chassis.expiries import Expiry
from chassis.sql_time import day_of
from dialogue.assignments.rules import CLOCKED, REMINDER_DAYS, AssignmentStatus
from dialogue.dialogues.participants.queries import parties_of
from dialogue.tables import Assignment

_reminder_day = col(Assignment.due_at) - REMINDER_DAYS
_is_open = col(Assignment.status).in_(sorted(CLOCKED))

EXPIRIES = (
    Expiry(
        verb="assignment.reminder_due",
        subject="assignment",
        model=Assignment,
        day=_reminder_day,
        where=(_is_open, _reminder_day > day_of(col(Assignment.sent_at))),
        audience=parties_of,
        payload=lambda row, _: {"due_at": row.due_at},
    ),
    Expiry(
        verb="assignment.became_overdue",
        subject="assignment",
        model=Assignment,
        day=col(Assignment.due_at) + 1,
        where=(_is_open,),
        audience=parties_of,
        moved=lambda row: (row.status, AssignmentStatus.OVERDUE),
    ),
)
