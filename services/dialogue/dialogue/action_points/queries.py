"""Reading action points."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Boolean, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from chassis.sql_time import TODAY
from dialogue import visibility
from dialogue.action_points.rules import ActionPointNotFound, OriginKind
from dialogue.action_points.schemas import ActionPointQuery
from dialogue.action_points.sides.rules import actors, side_of
from dialogue.findings.references.queries import known_findings
from dialogue.tables import ActionPoint, AnnualReview, Answer, Finding, Meeting

overdue_now = func.action_is_overdue(col(ActionPoint.status), col(ActionPoint.due_date), TODAY, type_=Boolean)

ACTION_POINTS = Listing(
    name="action_points",
    columns=(
        col(ActionPoint.id),
        col(ActionPoint.version),
        col(ActionPoint.created_at),
        col(ActionPoint.updated_at),
        col(ActionPoint.dossier_id).label("dialogue_id"),
        col(ActionPoint.meeting_id),
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
        "meeting_id": equals(col(ActionPoint.meeting_id)),
        "owner_side": equals(col(ActionPoint.owner_side)),
        "status": equals(col(ActionPoint.status)),
        "overdue": equals(overdue_now),
        "is_escalated": equals(col(ActionPoint.is_escalated)),
    },
)


@dataclass(frozen=True, slots=True)
class KnownOrigin:
    """What led to an action point, as far as the caller may know; `is_finding_of_caller` for its monitor only."""

    kind: OriginKind
    id: UUID | None
    is_finding_of_caller: bool = False


HELD_HERE: dict[OriginKind, type[Meeting] | type[Answer] | type[AnnualReview]] = {
    OriginKind.MEETING: Meeting,
    OriginKind.ANSWER: Answer,
    OriginKind.REVIEW: AnnualReview,
}
"""The tables of origins that belong to a dossier."""


async def action_point(
    session: AsyncSession, caller: Caller, action_point_id: UUID, *, lock: bool = False
) -> ActionPoint:
    """Raises ActionPointNotFound."""
    return await find(
        session,
        ActionPoint,
        action_point_id,
        caller,
        visibility.ACTIONS,
        lock=lock,
        missing=ActionPointNotFound,
    )


async def of_dossier(session: AsyncSession, dossier_id: UUID, action_point_id: UUID) -> ActionPoint:
    """An action point that is known to be in the dossier, locked."""
    statement = select(ActionPoint).where(
        col(ActionPoint.id) == action_point_id, col(ActionPoint.dossier_id) == dossier_id
    )
    return (await session.exec(statement.with_for_update(key_share=True))).one()


async def is_in_dossier(session: AsyncSession, dossier_id: UUID, kind: OriginKind, row_id: UUID) -> bool:
    """Whether the dossier has a thing of this kind with this id."""
    table = HELD_HERE[kind]
    statement = select(table.id).where(col(table.id) == row_id, col(table.dossier_id) == dossier_id)
    return (await session.exec(statement)).first() is not None


async def forbids_contact(session: AsyncSession, finding_id: UUID) -> bool:
    """Whether the monitor asks not to contact the site about this finding."""
    statement = select(Finding.do_not_contact_factory).where(col(Finding.id) == finding_id)
    return bool((await session.exec(statement)).first())


def may_read_reviews(caller: Caller) -> bool:
    """Whether the caller is on a side of the dialogue: monitors and experts that take part read no reviews."""
    return caller.org_kind in visibility.REVIEWS


async def known_origin(session: AsyncSession, caller: Caller, row: ActionPoint) -> KnownOrigin | None:
    """What led to an action point; None where it is a finding or a review that the caller may not know of."""
    if row.origin_kind is OriginKind.REVIEW and not may_read_reviews(caller):
        return None
    if row.origin_kind is not OriginKind.FINDING or row.origin_id is None:
        return KnownOrigin(row.origin_kind, row.origin_id) if row.origin_kind else None
    finding = (await known_findings(session, caller, [row.origin_id])).get(row.origin_id)
    if finding is None:
        return None
    return KnownOrigin(row.origin_kind, row.origin_id, is_finding_of_caller=finding.owner_id == caller.org)


def actors_of(row: ActionPoint, caller: Caller, origin: KnownOrigin | None) -> frozenset[str]:
    """The actors of the state machine that the caller is to this action point."""
    return actors(
        owner_side=row.owner_side,
        proposed_by=row.proposed_by,
        claimed_by=row.claimed_by,
        side=side_of(caller.org_kind),
        roles=frozenset(caller.roles),
        is_from_own_finding=origin is not None and origin.is_finding_of_caller,
    )
