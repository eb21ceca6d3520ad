"""How much time a critical finding leaves to an action point that it led to."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from dialogue.action_points import queries
from dialogue.action_points.references.queries import source_finding
from dialogue.action_points.rules import CLOSED, OriginKind
from dialogue.action_points.timelines.rules import day_of_monitor, demand_timeline
from dialogue.dialogues.queries import dialogue
from dialogue.tables import AnnualReview


async def demand_time_left(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    review: AnnualReview,
    action_point_id: UUID,
    *,
    due_date: date,
    pointer: str,
) -> None:
    """Whether a review may give an action point this day. Raises ActionPointNotFound, DueAfterTimeline."""
    row = await queries.of_dossier(session, review.dossier_id, action_point_id)
    if row.status in CLOSED or row.origin_kind is not OriginKind.FINDING:
        return
    finding = await source_finding(session, caller, await dialogue(session, caller, row.dossier_id), row.origin_id)
    severity = finding.severity if finding else None
    given = day_of_monitor(row.due_history)
    demand_timeline(severity, due_date, since=row.created_at.date(), given=given, pointer=pointer)
