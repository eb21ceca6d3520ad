"""`/v1/assignments`: questionnaires sent to a supplier, and their next rounds."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import Response

from chassis.callers import Caller
from chassis.clock import today
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition, Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.assignments import actions, queries
from dialogue.assignments.rules import (
    AnswerRequired,
    AssignmentNotFound,
    ExtensionTooShort,
    NothingToFollowUp,
    RoundsExhausted,
)
from dialogue.assignments.schemas import (
    AssignmentIn,
    AssignmentItem,
    AssignmentOut,
    AssignmentQuery,
    AssignmentTransition,
    RoundIn,
)
from dialogue.assignments.views import assignment_out
from dialogue.dialogues.rules import DialogueClosed, DialogueNotFound, TenderLocked, UnknownReference
from dialogue.permissions import (
    CanMoveAssignments,
    CanReadAssignments,
    CanWriteAssignments,
)
from dialogue.state import state_of
from dialogue.tables import Assignment

router = new_router("/v1/assignments", "assignments")

AssignmentId = Annotated[UUID, Path(description="The assignment.")]


async def _shown(session: Session, caller: Caller, row: Assignment) -> AssignmentOut:
    answers = await queries.answers_for(session, caller, row)
    reviews = await queries.reviews_for(session, caller, row)
    return assignment_out(row, caller, answers, reviews, today=today())


@router.post(
    "",
    status_code=201,
    responses=raises(DialogueNotFound, DialogueClosed, TenderLocked, Invalid, UnknownReference),
)
async def send_assignment(
    body: AssignmentIn, caller: CanWriteAssignments, session: Session, response: Response
) -> AssignmentOut:
    """Send the latest published version of a questionnaire to the supplier of a dialogue."""
    row = await actions.send_assignment(session, caller, body)
    response.headers["Location"] = f"/v1/assignments/{row.id}"
    return await _shown(session, caller, row)


@list_route(router, "", item=AssignmentItem)
async def list_assignments(caller: CanReadAssignments, reads: Reads, query: AssignmentQuery) -> Response:
    """The assignments of your dialogues, newest first."""
    return await reads.page(queries.ASSIGNMENTS, caller, query)


@router.get("/{assignment_id}", responses=raises(AssignmentNotFound))
async def read_assignment(
    assignment_id: AssignmentId, caller: CanReadAssignments, session: Session
) -> AssignmentOut:
    """One assignment; the buyer sees answers once they are submitted, the supplier sees reviews once they are
    shared.
    """
    row = await queries.assignment(session, caller, assignment_id)
    return await _shown(session, caller, row)


@router.post(
    "/{assignment_id}/transitions",
    responses=raises(AssignmentNotFound, IllegalTransition, MoveIncomplete, AnswerRequired, ExtensionTooShort),
)
async def move_assignment(
    assignment_id: AssignmentId,
    body: AssignmentTransition,
    caller: CanMoveAssignments,
    session: Session,
    read: VersionIfSent,
) -> AssignmentOut:
    """Acknowledge, submit, ask for more time (supplier); grant it, share the review, close (buyer)."""
    row = await actions.move_assignment(session, caller, assignment_id, body, read=read)
    return await _shown(session, caller, row)


@router.post(
    "/{assignment_id}/rounds",
    status_code=201,
    responses=raises(
        AssignmentNotFound,
        IllegalTransition,
        RoundsExhausted,
        NothingToFollowUp,
        DialogueClosed,
        TenderLocked,
        Invalid,
    ),
)
async def start_next_round(
    assignment_id: AssignmentId,
    body: RoundIn,
    caller: CanWriteAssignments,
    session: Session,
    request: Request,
    response: Response,
    read: VersionIfSent,
) -> AssignmentOut:
    """Start the next round with the questions that have level 0 or 1. The answer is the new assignment."""
    most = state_of(request).settings.most_rounds
    row = await actions.start_next_round(session, caller, assignment_id, body, most_rounds=most, read=read)
    response.headers["Location"] = f"/v1/assignments/{row.id}"
    return await _shown(session, caller, row)
