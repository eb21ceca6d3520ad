"""Reading action points."""

from uuid import UUID

from sqlalchemy import Boolean, case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from chassis.sql_time import TODAY
from chassis.vocabulary import OrgKind
from dialogue import visibility
from dialogue.action_points.rules import ActionPointNotFound, OriginKind
from dialogue.action_points.schemas import ActionPointQuery
from dialogue.action_points.sides.rules import Standing
from dialogue.dialogues.participants.queries import parties
from dialogue.findings.references.queries import known_findings
from dialogue.tables import ActionPoint

known_meeting = case(
    (visibility.in_a_dossier_of_the_caller(col(ActionPoint.dossier_id)), col(ActionPoint.meeting_id)), else_=None
)
"""Not for the monitor that has no seat in the dialogue: it reads what its finding led to, and nothing else."""

overdue_now = func.action_is_overdue(col(ActionPoint.status), col(ActionPoint.due_date), TODAY, type_=Boolean)

ACTION_POINTS = Listing(
    name="action_points",
    columns=(
        col(ActionPoint.id),
        col(ActionPoint.version),
        col(ActionPoint.created_at),
        col(ActionPoint.updated_at),
        col(ActionPoint.dossier_id).label("dialogue_id"),
        known_meeting.label("meeting_id"),
        col(ActionPoint.owner_side),
        col(ActionPoint.proposed_by),
        col(ActionPoint.title),
        col(ActionPoint.kind),
        col(ActionPoint.priority),
        col(ActionPoint.success_criterion),
        col(ActionPoint.due_date),
        col(ActionPoint.progress_pct),
        col(ActionPoint.carry_count),
        col(ActionPoint.is_escalated),
        col(ActionPoint.status),
        overdue_now.label("is_overdue"),
    ),
    key=col(ActionPoint.id),
    visible=visibility.ACTIONS,
    query=ActionPointQuery,
    filters={
        "dialogue_id": equals(col(ActionPoint.dossier_id)),
        "meeting_id": equals(known_meeting),
        "owner_side": equals(col(ActionPoint.owner_side)),
        "status": equals(col(ActionPoint.status)),
        "overdue": equals(overdue_now),
        "is_escalated": equals(col(ActionPoint.is_escalated)),
    },
)


async def action_point(
    session: AsyncSession, caller: Caller, action_point_id: UUID, *, lock: bool = False
) -> ActionPoint:
    """Raises ActionPointNotFound."""
    return await find(
        session,
        ActionPoint,
        action_point_id,
        caller,
        visible=visibility.ACTIONS,
        lock=lock,
        missing=ActionPointNotFound,
    )


async def of_dossier(session: AsyncSession, dossier_id: UUID, action_point_id: UUID) -> ActionPoint:
    """An action point that is known to be in the dossier, locked."""
    statement = select(ActionPoint).where(
        col(ActionPoint.id) == action_point_id, col(ActionPoint.dossier_id) == dossier_id
    )
    return (await session.exec(statement.with_for_update(key_share=True))).one()


async def monitor_of_origin(session: AsyncSession, caller: Caller, row: ActionPoint) -> UUID | None:
    """The monitor whose finding led to the action point; None where none did, or the caller cannot read it."""
    if row.origin_kind is not OriginKind.FINDING or row.origin_id is None:
        return None
    finding = (await known_findings(session, caller, [row.origin_id])).get(row.origin_id)
    return finding.owner_id if finding else None


async def standing_of(session: AsyncSession, caller: Caller, row: ActionPoint) -> Standing:
    """How the caller stands to an action point that it may read."""
    monitor_id = await monitor_of_origin(session, caller, row)
    takes_part = caller.org_kind is not OrgKind.MONITOR or caller.org in await parties(session, row.dossier_id)
    return Standing(monitor_id, takes_part=takes_part)
