"""`/v1/annual-reviews`: once a year both sides review the dialogue."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Path
from fastapi.responses import Response

from chassis.clock import today
from chassis.costs import HEAVY
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import (
    IllegalTransition,
    Invalid,
    Stale,
    Unavailable,
)
from chassis.routing import new_router
from chassis.transactions import CallerTransactions, RequestTransactions, Session
from dialogue.action_points.rules import DueAfterTimeline
from dialogue.dialogues.rules import DialogueClosed, DialogueNotFound, UnknownReference
from dialogue.permissions import CanMoveReviews, CanReadReviews, CanWriteReviews
from dialogue.reviews import actions, queries
from dialogue.reviews.agenda import actions as agendas
from dialogue.reviews.agenda.rules import AgendaNotShared
from dialogue.reviews.agenda.schemas import BuyersAgenda, SharedAgenda
from dialogue.reviews.agenda.views import agenda_out
from dialogue.reviews.outcomes import actions as outcomes
from dialogue.reviews.outcomes.schemas import OutcomeIn
from dialogue.reviews.rules import (
    DueDateRequired,
    HeldInTheFuture,
    NotOnTheAgenda,
    OutcomesClosed,
    OutcomesMissing,
    PostponedTooOften,
    ReviewExists,
    ReviewNotFound,
)
from dialogue.reviews.schemas import ReviewIn, ReviewItem, ReviewOut, ReviewQuery, ReviewTransition
from dialogue.reviews.views import review_out
from dialogue.suppliers_api.dependencies import Suppliers

router = new_router("/v1/annual-reviews", "annual reviews")

ReviewId = Annotated[UUID, Path(description="The annual review.")]


@router.post(
    "",
    status_code=201,
    responses=raises(DialogueNotFound, DialogueClosed, ReviewExists, Invalid, Unavailable),
)
async def schedule_review(
    body: ReviewIn, caller: CanWriteReviews, begin: RequestTransactions, suppliers: Suppliers, response: Response
) -> ReviewOut:
    """Plan the review of a year. It is due a year after the last one, or after the start of the contract."""
    row = await actions.schedule_review(begin, caller, suppliers, body)
    response.headers["Location"] = f"/v1/annual-reviews/{row.id}"
    return review_out(row, caller, today=today())


@list_route(router, "", item=ReviewItem)
async def list_reviews(caller: CanReadReviews, reads: Reads, query: ReviewQuery) -> Response:
    """The annual reviews of your dialogues, newest first."""
    return await reads.page(queries.REVIEWS, caller, query)


@router.get("/{review_id}", responses=raises(ReviewNotFound))
async def read_review(review_id: ReviewId, caller: CanReadReviews, session: Session) -> ReviewOut:
    """One annual review."""
    return review_out(await queries.review(session, caller, review_id), caller, today=today())


@router.post(
    "/{review_id}/transitions",
    responses=raises(
        ReviewNotFound,
        IllegalTransition,
        Stale,
        MoveIncomplete,
        HeldInTheFuture,
        UnknownReference,
        PostponedTooOften,
        OutcomesMissing,
        DueAfterTimeline,
        Unavailable,
    ),
)
async def move_review(
    review_id: ReviewId,
    body: ReviewTransition,
    caller: CanMoveReviews,
    begin: RequestTransactions,
    suppliers: Suppliers,
    read: VersionIfSent,
) -> ReviewOut:
    """Move a review. Each side gives `agreed` for itself; the status changes when both have given it."""
    row = await actions.move_review(begin, caller, suppliers, review_id, body=body, read=read)
    return review_out(row, caller, today=today())


@router.get(
    "/{review_id}/agenda",
    openapi_extra=HEAVY,
    response_model=BuyersAgenda | SharedAgenda,
    responses=raises(ReviewNotFound, AgendaNotShared, Unavailable),
)
async def read_agenda(
    review_id: ReviewId, caller: CanReadReviews, begin: CallerTransactions, suppliers: Suppliers
) -> SharedAgenda | BuyersAgenda:
    """The agenda: the buyer sees it as it is today or as it was held, the supplier as it was shared.

    What the supplier may not see is in `internal_annex`, which only the buyer's answer has.
    """
    return agenda_out(await agendas.read_agenda(begin, caller, suppliers, review_id), caller, today=today())


@router.post(
    "/{review_id}/outcomes",
    responses=raises(ReviewNotFound, OutcomesClosed, NotOnTheAgenda, DueDateRequired, DueAfterTimeline, Invalid),
)
async def write_outcomes(
    review_id: ReviewId,
    body: Annotated[list[OutcomeIn], Body(min_length=1, max_length=200)],
    caller: CanWriteReviews,
    session: Session,
    read: VersionIfSent,
) -> ReviewOut:
    """Write the outcomes of the agenda that was held. They take effect when they are shared."""
    row = await outcomes.write_outcomes(session, caller, review_id, body, read=read)
    return review_out(row, caller, today=today())
