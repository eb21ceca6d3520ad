"""`/v1/dialogues/{dialogue_id}/participants`: the organisations that share a dialogue."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.clock import now
from chassis.list_routes import Reads
from chassis.pages import ListQuery, Page
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.dialogues.participants import actions, queries
from dialogue.dialogues.participants.schemas import ParticipantIn, ParticipantOut
from dialogue.dialogues.queries import dialogue
from dialogue.dialogues.rules import DialogueNotFound, NoParticipant
from dialogue.dialogues.schemas import DialogueOut
from dialogue.dialogues.views import dialogue_out
from dialogue.permissions import CanReadDialogues, CanWriteDialogues

router = new_router("/v1/dialogues", "dialogues")

DialogueId = Annotated[UUID, Path(description="The dialogue.")]


@router.post(
    "/{dialogue_id}/participants",
    status_code=201,
    responses=raises(DialogueNotFound, Invalid, NoParticipant),
)
async def add_participant(
    dialogue_id: DialogueId, body: ParticipantIn, caller: CanWriteDialogues, session: Session
) -> DialogueOut:
    """Let a monitor or an expert take part, or end its access. It reads what both sides share."""
    return dialogue_out(await actions.add_participant(session, caller, dialogue_id, body), caller, now=now())


@router.get(
    "/{dialogue_id}/participants",
    response_model=Page[ParticipantOut],
    responses=raises(DialogueNotFound, BadCursor),
)
async def list_participants(
    dialogue_id: DialogueId,
    caller: CanReadDialogues,
    session: Session,
    reads: Reads,
    query: Annotated[ListQuery, Query()],
) -> Response:
    """Every organisation that takes part or took part: the two sides, experts and monitors."""
    await dialogue(session, caller, dialogue_id)
    return await reads.page(queries.PARTICIPANTS, caller, query, {"dialogue_id": dialogue_id})
