"""`/v1/action-points`: what both sides will do; neither side confirms its own."""

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
    Unavailable,
)
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.action_points import actions, queries
from dialogue.action_points.rules import (
    ActionPointClosed,
    ActionPointNotFound,
    ContactForbidden,
    DropWaits,
    DueAfterTimeline,
    DueDateNeedsReason,
    NotYours,
    OriginNotShared,
    OriginUnknown,
    WorkersInputRequired,
)
from dialogue.action_points.schemas import (
    ActionPointIn,
    ActionPointItem,
    ActionPointOut,
    ActionPointPatch,
    ActionPointQuery,
    ActionPointTransition,
)
from dialogue.action_points.sides.rules import NoGroup, SeatNeeded
from dialogue.action_points.views import action_point_out
from dialogue.dialogues.rules import DialogueClosed, DialogueNotFound, TenderLocked, UnknownReference
from dialogue.findings.assessment.rules import UnknownProvision
from dialogue.permissions import (
    CanAmendActionPoints,
    CanMoveActionPoints,
    CanReadActionPoints,
    CanWriteActionPoints,
)
from dialogue.suppliers_api.dependencies import Suppliers

router = new_router("/v1/action-points", "action points")

ActionPointId = Annotated[UUID, Path(description="The action point.")]


@router.post(
    "",
    status_code=201,
    responses=raises(
        DialogueNotFound,
        DialogueClosed,
        TenderLocked,
        Invalid,
        NoGroup,
        WorkersInputRequired,
        UnknownReference,
        UnknownProvision,
        OriginUnknown,
        OriginNotShared,
        ContactForbidden,
        DueAfterTimeline,
        Unavailable,
    ),
)
async def propose_action_point(
    body: ActionPointIn, caller: CanWriteActionPoints, session: Session, suppliers: Suppliers, response: Response
) -> ActionPointOut:
    """Propose what the supplier, the buyer or both will do by a date. The other side then agrees or refuses."""
    row = await actions.propose_action_point(session, caller, suppliers, body)
    response.headers["Location"] = f"/v1/action-points/{row.id}"
    return action_point_out(row, caller, await queries.standing_of(session, caller, row), today=today())


@list_route(router, "", item=ActionPointItem)
async def list_action_points(caller: CanReadActionPoints, reads: Reads, query: ActionPointQuery) -> Response:
    """The action points of your dialogues, newest first."""
    return await reads.page(queries.ACTION_POINTS, caller, query)


@router.get("/{action_point_id}", responses=raises(ActionPointNotFound))
async def read_action_point(
    action_point_id: ActionPointId, caller: CanReadActionPoints, session: Session
) -> ActionPointOut:
    """One action point, with the transitions that you can make."""
    row = await queries.action_point(session, caller, action_point_id)
    return action_point_out(row, caller, await queries.standing_of(session, caller, row), today=today())


@router.patch(
    "/{action_point_id}",
    responses=raises(
        ActionPointNotFound,
        SeatNeeded,
        Stale,
        PreconditionRequired,
        ActionPointClosed,
        NotYours,
        Invalid,
        DueDateNeedsReason,
        WorkersInputRequired,
        UnknownReference,
        UnknownProvision,
        OriginNotShared,
        ContactForbidden,
        DueAfterTimeline,
    ),
)
async def amend_action_point(
    action_point_id: ActionPointId,
    body: ActionPointPatch,
    caller: CanAmendActionPoints,
    session: Session,
    expected: ExpectedVersion,
) -> ActionPointOut:
    """Change a proposal, report progress, or change the due date with a reason (RFC 7396)."""
    row = await actions.amend_action_point(session, caller, action_point_id, body, expected=expected)
    return action_point_out(row, caller, await queries.standing_of(session, caller, row), today=today())


@router.post(
    "/{action_point_id}/transitions",
    responses=raises(
        ActionPointNotFound, SeatNeeded, IllegalTransition, DropWaits, MoveIncomplete, UnknownReference
    ),
)
async def move_action_point(
    action_point_id: ActionPointId,
    body: ActionPointTransition,
    caller: CanMoveActionPoints,
    session: Session,
    read: VersionIfSent,
) -> ActionPointOut:
    """Agree (the side that did not propose it), work on it and claim it done (owner), verify it (the other side).

    To drop it, both sides are needed: one proposes it, the other one agrees.
    """
    row = await actions.move_action_point(session, caller, action_point_id, body, read=read)
    return action_point_out(row, caller, await queries.standing_of(session, caller, row), today=today())
