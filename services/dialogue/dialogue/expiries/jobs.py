"""Days that pass: a proposal nobody answered, an assignment or action past its date, minutes nobody disputed.

What such a day makes of a thing is computed when it is read; here its event is written, once for each date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.clock import today
from chassis.database import CALLER_ORG
from chassis.journal import Entry, record
from chassis.state import AppState
from dialogue.action_points.rules import RUNNING, ShownTo
from dialogue.assignments.rules import CLOCKED, AssignmentStatus
from dialogue.dialogues.participants.queries import parties
from dialogue.dialogues.rules import DialogueStatus
from dialogue.meetings.rules import MeetingStatus
from dialogue.permissions import SYSTEM_CALLER
from dialogue.tables import ActionPoint, Assignment, Dialogue, Meeting

AT_ONCE = 100


@dataclass(frozen=True)
class Expiry:
    """Rows of `table` in one of `statuses` whose `day` lies behind: what the journal says of each."""

    table: type[Any]
    statuses: frozenset[StrEnum]
    day: str
    verb: str
    subject: str
    outcome: StrEnum | None = None


EXPIRIES: tuple[Expiry, ...] = (
    Expiry(
        Dialogue,
        frozenset({DialogueStatus.PROPOSED}),
        "answer_by",
        "dialogue.unanswered",
        "dialogue",
        DialogueStatus.NO_RESPONSE,
    ),
    Expiry(Assignment, CLOCKED, "due_at", "assignment.became_overdue", "assignment", AssignmentStatus.OVERDUE),
    Expiry(
        Meeting,
        frozenset({MeetingStatus.MINUTES_SHARED}),
        "comment_until",
        "meeting.minutes_agreed",
        "meeting",
        MeetingStatus.MINUTES_AGREED,
    ),
    Expiry(ActionPoint, RUNNING, "due_date", "action.became_overdue", "action_point"),
)


async def announce_expiries(state: AppState) -> bool:
    """Write the events of what has expired; True where there may be more."""
    CALLER_ORG.set(None)
    is_full = False
    for expiry in EXPIRIES:
        async with state.worker_sessions() as session, session.begin():
            rows = await _untold(session, expiry)
            for row in rows:
                await _tell(session, expiry, row)
        is_full |= len(rows) == AT_ONCE
    return is_full


async def _untold(session: AsyncSession, expiry: Expiry) -> Sequence[Any]:
    table = expiry.table
    day = col(getattr(table, expiry.day))
    statement = (
        select(table)
        .where(
            col(table.status).in_(sorted(expiry.statuses)),
            day < today(),
            col(table.told_of).is_distinct_from(day),
        )
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return (await session.exec(statement)).all()


async def _tell(session: AsyncSession, expiry: Expiry, row: Any) -> None:
    passed: date = getattr(row, expiry.day)
    row.told_of = passed
    moved = (row.status, expiry.outcome) if expiry.outcome else (None, None)
    await record(
        session,
        SYSTEM_CALLER,
        Entry(
            expiry.verb,
            (expiry.subject, row.id),
            moved=moved,
            audience=await _hearers(session, row),
            payload={"on": passed + timedelta(days=1)},
        ),
    )


async def _hearers(session: AsyncSession, row: Any) -> list[UUID]:
    """Both sides, but of a point that is the buyer's alone."""
    if isinstance(row, ActionPoint) and row.shown_to == ShownTo.BUYER_ONLY:
        statement = select(Dialogue.buyer_id).where(col(Dialogue.id) == row.dossier_id)
        return list((await session.exec(statement)).all())
    return await parties(session, row.dossier_id)
