"""Proposing, changing and moving action points, and what an annual review decides about them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from dialogue.action_points import queries
from dialogue.action_points.references.queries import is_known_origin, source_finding
from dialogue.action_points.references.rules import SourceFinding, demand_facilities, demand_origin, readers_for
from dialogue.action_points.rules import (
    CLOSED,
    MOVES,
    VERBS,
    ActionPointClosed,
    ActionStatus,
    DropWaits,
    OriginKind,
    ShownTo,
    at_least,
    demand_workers_input,
    due_change,
    raised,
)
from dialogue.action_points.schemas import ActionPointIn, ActionPointPatch, ActionPointTransition, Origin
from dialogue.action_points.sides.actions import to_change
from dialogue.action_points.sides.permissions import actors_of, demand_right
from dialogue.action_points.sides.rules import ACTOR_NAMES, SIDE_OF, Side, demand_group, side_of
from dialogue.action_points.timelines.rules import day_of_monitor, demand_timeline
from dialogue.dialogues.actions import open_for_record
from dialogue.dialogues.participants.queries import parties
from dialogue.dialogues.queries import dialogue
from dialogue.evidence.queries import of_dossier as evidence_of
from dialogue.evidence.rules import demand_evidence
from dialogue.findings.assessment.rules import check_provisions
from dialogue.meetings.queries import is_in_dossier as has_meeting
from dialogue.meetings.rules import demand_meeting
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import ActionPoint, AnnualReview, Dialogue

T = ActionStatus


async def propose_action_point(
    session: AsyncSession, caller: Caller, suppliers: SuppliersApi, body: ActionPointIn
) -> ActionPoint:
    """Raises WorkersInputRequired, UnknownProvision, NoGroup, and what `open_for_record` and references do."""
    demand_workers_input(body.kind, body.workers_input)
    check_provisions(body.provisions)
    demand_group(body.owner_side, is_in_group=bool(caller.groups))
    known = {item for item in body.facility_ids if await suppliers.facility(item) is not None}
    demand_facilities(body.facility_ids, known)
    dossier = await open_for_record(session, caller, body.dialogue_id)
    demand_meeting(body.meeting_id, is_known=await has_meeting(session, dossier.id, body.meeting_id))
    await _check_origin(session, caller, dossier, body.origin)
    origin_kind, origin_id = (body.origin.kind, body.origin.id) if body.origin else (None, None)
    row = ActionPoint(
        **body.model_dump(exclude={"dialogue_id", "origin", "shown_to"}),
        dossier_id=dossier.id,
        proposed_by=SIDE_OF[caller.org_kind],
        origin_kind=origin_kind,
        origin_id=origin_id,
        **stamps(caller),
    )
    finding = await _finding_of(session, caller, dossier, row)
    severity = finding.severity if finding else None
    demand_timeline(severity, row.due_date, since=today())
    row.priority = at_least(row.priority, severity)
    row.shown_to = readers_for(finding, side_of(caller.org_kind), body.shown_to)
    session.add(row)
    await _journal(session, caller, row, "action.proposed", moved=(None, T.PROPOSED))
    return row


async def _check_origin(session: AsyncSession, caller: Caller, dossier: Dialogue, origin: Origin | None) -> None:
    """Raises OriginUnknown."""
    if origin is not None and origin.id is not None:
        demand_origin(is_known=await is_known_origin(session, caller, dossier.id, origin.kind, origin_id=origin.id))


async def _finding_of(
    session: AsyncSession, caller: Caller, dossier: Dialogue, row: ActionPoint
) -> SourceFinding | None:
    finding_id = row.origin_id if row.origin_kind is OriginKind.FINDING else None
    return await source_finding(session, caller, dossier, finding_id)


async def amend_action_point(
    session: AsyncSession, caller: Caller, action_point_id: UUID, body: ActionPointPatch, *, expected: int
) -> ActionPoint:
    """Raises ActionPointNotFound, SeatNeeded, Stale, ActionPointClosed, NotYours, and what the parts raise."""
    row = await to_change(session, caller, action_point_id)
    demand(row.version, expected)
    if row.status in CLOSED:
        raise ActionPointClosed(f'The action point is "{row.status}" and cannot be changed.')
    changes = body.model_dump(exclude_unset=True)
    demand_right(row, caller, set(changes), await queries.monitor_of_origin(session, caller, row))
    await _check_evidence(session, row, body.evidence_ids or [])
    check_provisions(body.provisions or ())
    demand_workers_input(body.kind or row.kind, body.workers_input or row.workers_input)
    changes |= await _bound_changes(session, caller, row, body)
    changes.pop("reason", None)
    touch(row, caller, **changes)
    await _journal(session, caller, row, "action.amended", payload={"fields": sorted(changes)})
    return row


async def _bound_changes(
    session: AsyncSession, caller: Caller, row: ActionPoint, body: ActionPointPatch
) -> dict[str, Any]:
    """Changes that the finding behind it binds: its readers, its priority and its due date.

    The monitor of the finding can give more time than a critical finding leaves, or less; its reason says why.
    Raises OriginNotShared, ContactForbidden, DueDateNeedsReason, DueAfterTimeline.
    """
    changes: dict[str, Any] = {}
    side = side_of(caller.org_kind)
    finding = await _finding_of(session, caller, await dialogue(session, caller, row.dossier_id), row)
    severity = finding.severity if finding else None
    if body.shown_to is not None:
        readers_for(finding, side, body.shown_to)
    if body.priority is not None:
        changes["priority"] = at_least(body.priority, severity)
    if body.due_date is not None and body.due_date != row.due_date:
        if side is not None:
            given = day_of_monitor(row.due_history)
            demand_timeline(severity, body.due_date, since=row.created_at.date(), given=given)
        by = side or OrgKind.MONITOR
        change = due_change(row.due_date, body.due_date, reason=body.reason, on=today(), by=by)
        changes["due_history"] = [*row.due_history, change]
    return changes


async def _check_evidence(session: AsyncSession, row: ActionPoint, ids: list[UUID]) -> None:
    """Raises UnknownReference."""
    demand_evidence(ids, await evidence_of(session, row.dossier_id, ids), pointer="/evidence_ids")


async def move_action_point(
    session: AsyncSession, caller: Caller, action_point_id: UUID, body: ActionPointTransition, *, read: int | None
) -> ActionPoint:
    """Raises ActionPointNotFound, SeatNeeded, Stale, IllegalTransition, Forbidden, MoveIncomplete, DropWaits,
    UnknownReference.
    """
    row = await to_change(session, caller, action_point_id)
    demand_if_sent(row.version, read)
    before = row.status
    monitor_id = await queries.monitor_of_origin(session, caller, row)
    actors = actors_of(row, caller, monitor_id)
    after = step(MOVES, before, body.to, actors=actors, given=body.model_dump(), actor_names=ACTOR_NAMES)
    await _check_evidence(session, row, body.evidence_ids or [])
    if after is T.DROPPED and not _is_dropped_by_both(row, caller):
        touch(row, caller, drop_proposed_by=side_of(caller.org_kind), status_reason=body.reason)
        await _journal(session, caller, row, "action.drop_proposed")
        return row
    changes = {"status": after, "status_reason": body.reason, "drop_proposed_by": None}
    touch(row, caller, **changes, **_columns_of(row, caller, after, body))
    await _journal(session, caller, row, VERBS[after], moved=(before, after))
    return row


def _is_dropped_by_both(row: ActionPoint, caller: Caller) -> bool:
    """The other side must agree; without it the buyer drops only what the supplier never saw."""
    side = side_of(caller.org_kind)
    if row.drop_proposed_by is side:
        raise DropWaits
    return row.drop_proposed_by is not None or row.shown_to is ShownTo.BUYER_ONLY


def _columns_of(
    row: ActionPoint, caller: Caller, after: ActionStatus, body: ActionPointTransition
) -> dict[str, Any]:
    """The columns that a transition sets beside the status."""
    side = side_of(caller.org_kind)
    match after:
        case T.DONE_CLAIMED:
            evidence_ids = body.evidence_ids if body.evidence_ids is not None else row.evidence_ids
            return {"claimed_by": side, "progress_pct": 100, "evidence_ids": evidence_ids}
        case T.VERIFIED:
            return {"verified_on": today(), "verified_by": side.value if side else OrgKind.MONITOR.value}
        case T.BLOCKED:
            return {"obstacles": body.obstacles}
        case T.IN_PROGRESS:
            return {"claimed_by": None}
    return {}


async def carry_over_action_point(
    session: AsyncSession, caller: Caller, action_point_id: UUID, review: AnnualReview, *, due_date: date
) -> None:
    """Give it the new due date that an annual review decided, unless it was closed in the meantime.

    Reviews of earlier releases carried it over before their outcomes were shared: they do not count it again.
    """
    row = await queries.of_dossier(session, review.dossier_id, action_point_id)
    if row.status in CLOSED:
        return
    is_counted = row.carried_over_from == review.id
    if is_counted and row.due_date == due_date:
        return
    count = row.carry_count + (not is_counted)
    reason = f"annual review {review.year}"
    change = due_change(row.due_date, due_date, reason=reason, on=today(), by=Side.BUYER)
    touch(
        row,
        caller,
        carry_count=count,
        carried_over_from=review.id,
        due_date=due_date,
        due_history=[*row.due_history, change],
        priority=row.priority if is_counted else raised(row.priority, count),
    )
    await _journal(session, caller, row, "action.carried_over")


async def escalate_action_point(
    session: AsyncSession, caller: Caller, action_point_id: UUID, review: AnnualReview
) -> None:
    """Mark it as escalated by an annual review, unless it was closed in the meantime."""
    row = await queries.of_dossier(session, review.dossier_id, action_point_id)
    if row.status in CLOSED or row.is_escalated:
        return
    touch(row, caller, is_escalated=True)
    await _journal(session, caller, row, "action.escalated")


async def _journal(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    row: ActionPoint,
    verb: str,
    *,
    moved: tuple[str | None, str | None] = (None, None),
    payload: dict[str, Any] | None = None,
) -> None:
    """The event for all organisations that read the action point."""
    both = row.shown_to is ShownTo.PARTIES
    audience = await parties(session, row.dossier_id) if both else [caller.org]
    await record(
        session, caller, Entry(verb, ("action_point", row.id), moved=moved, audience=audience, payload=payload)
    )
