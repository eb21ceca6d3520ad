"""`/v1/targets`: what a buyer wants to reach, and how far it is; only its own people see it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.clock import today
from chassis.dates import Day
from chassis.figures import Period
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.periods import DayToCome
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.permissions import CanReadTargets, CanWriteTargets
from suppliers.spend.history.rules import AsOfInFuture, known_until
from suppliers.targets import actions, queries
from suppliers.targets.progress import queries as progress_queries
from suppliers.targets.progress.rules import progress
from suppliers.targets.progress.schemas import TargetProgress
from suppliers.targets.progress.views import progress_out
from suppliers.targets.rules import BaselineIncomplete, BaselineNotBefore, TargetNotFound
from suppliers.targets.schemas import TargetIn, TargetItem, TargetOut, TargetPatch, TargetQuery, TargetTransition
from suppliers.targets.views import target_out

router = new_router("/v1/targets", "targets")

TargetId = Annotated[UUID, Path(description="The target.")]


@router.post("", status_code=201, responses=raises(BaselineIncomplete, BaselineNotBefore, DayToCome))
async def adopt_target(body: TargetIn, caller: CanWriteTargets, session: Session, response: Response) -> TargetOut:
    """Adopt a target. It never changes: a target that is given up is withdrawn, with the reason."""
    row = await actions.adopt_target(session, caller, body)
    response.headers["Location"] = f"/v1/targets/{row.id}"
    return target_out(row, caller)


@list_route(router, "", item=TargetItem)
async def list_targets(caller: CanReadTargets, reads: Reads, query: TargetQuery) -> Response:
    """The targets of your organisation, newest first."""
    return await reads.page(queries.TARGETS, caller, query)


@router.get("/{target_id}", responses=raises(TargetNotFound))
async def read_target(target_id: TargetId, caller: CanReadTargets, session: Session) -> TargetOut:
    """A target."""
    return target_out(await queries.target(session, caller, target_id), caller)


@router.patch("/{target_id}", responses=raises(TargetNotFound, Stale, PreconditionRequired))
async def amend_target(
    target_id: TargetId, body: TargetPatch, caller: CanWriteTargets, session: Session, expected: ExpectedVersion
) -> TargetOut:
    """Change what is said about a target (JSON Merge Patch, RFC 7396)."""
    row = await actions.describe_target(session, caller, target_id, body, expected=expected)
    return target_out(row, caller)


@router.post("/{target_id}/transitions", responses=raises(TargetNotFound, IllegalTransition, MoveIncomplete))
async def move_target(
    target_id: TargetId, body: TargetTransition, caller: CanWriteTargets, session: Session, read: VersionIfSent
) -> TargetOut:
    """Withdraw a target, with the reason; a buyer_manager does."""
    return target_out(await actions.move_target(session, caller, target_id, body, read=read), caller)


@router.get("/{target_id}/progress", responses=raises(TargetNotFound, AsOfInFuture))
async def read_target_progress(
    target_id: TargetId,
    caller: CanReadTargets,
    session: Session,
    as_of: Annotated[
        Day | None, Query(description="The day, today or earlier; today where it is left out.")
    ] = None,
) -> TargetProgress:
    """How far a target is on a day: the share of contracts, and of what was spent under them in that year."""
    day = known_until(as_of, today=today())
    row = await queries.target(session, caller, target_id)
    first = date(day.year, 1, 1)
    contracts, excluded = await progress_queries.counted(session, row, first, day)
    spend = await progress_queries.spent(session, row, first, day)
    period = Period(start=first, end=day)
    return progress_out(row, progress(contracts, spend), excluded=excluded, period=period)
