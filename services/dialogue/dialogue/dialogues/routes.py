"""`/v1/dialogues`: dialogues of a buyer with one supplier about the people who make the hardware."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.clock import now
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.pages import ListQuery, Page
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import (
    BadCursor,
    IllegalTransition,
    Invalid,
    PreconditionRequired,
    Stale,
    Unavailable,
)
from chassis.routing import new_router
from chassis.transactions import CallerTransactions, Session
from dialogue.dialogues import actions, queries
from dialogue.dialogues.rules import (
    ContractOfAnotherSupplier,
    DepthUnproven,
    DialogueNotFound,
    NoDialogueClause,
    UnknownReference,
)
from dialogue.dialogues.schemas import (
    DialogueIn,
    DialogueItem,
    DialogueOut,
    DialoguePatch,
    DialogueQuery,
    DialogueTransition,
    TimelineEntry,
)
from dialogue.dialogues.views import dialogue_out
from dialogue.permissions import CanMoveDialogues, CanReadDialogues, CanWriteDialogues
from dialogue.suppliers_api.dependencies import Suppliers

router = new_router("/v1/dialogues", "dialogues")

DialogueId = Annotated[UUID, Path(description="The dialogue.")]

REFERENCES = (UnknownReference, ContractOfAnotherSupplier, NoDialogueClause)


@router.post(
    "",
    status_code=201,
    responses=raises(Invalid, *REFERENCES, Unavailable),
)
async def open_dialogue(
    body: DialogueIn, caller: CanWriteDialogues, session: Session, suppliers: Suppliers, response: Response
) -> DialogueOut:
    """Propose a dialogue to a supplier.

    With the basis `clause` it becomes active with the first sent questionnaire or held meeting. With another
    basis the supplier must accept it first.
    """
    row = await actions.open_dialogue(session, caller, suppliers, body)
    response.headers["Location"] = f"/v1/dialogues/{row.id}"
    return dialogue_out(row, caller, now=now())


@list_route(router, "", item=DialogueItem)
async def list_dialogues(caller: CanReadDialogues, reads: Reads, query: DialogueQuery) -> Response:
    """The dialogues in which your organisation takes part, newest first."""
    return await reads.page(queries.DIALOGUES, caller, query)


@router.get("/{dialogue_id}", responses=raises(DialogueNotFound))
async def read_dialogue(dialogue_id: DialogueId, caller: CanReadDialogues, session: Session) -> DialogueOut:
    """One dialogue, with the transitions that you can make."""
    return dialogue_out(await queries.dialogue(session, caller, dialogue_id), caller, now=now())


@router.patch(
    "/{dialogue_id}",
    responses=raises(
        DialogueNotFound, Stale, PreconditionRequired, Invalid, DepthUnproven, *REFERENCES, Unavailable
    ),
)
async def amend_dialogue(
    dialogue_id: DialogueId,
    body: DialoguePatch,
    caller: CanWriteDialogues,
    begin: CallerTransactions,
    suppliers: Suppliers,
    expected: ExpectedVersion,
) -> DialogueOut:
    """Change a dialogue's title, contracts, topics, next step or depth (RFC 7396)."""
    changes = await actions.checked_changes(begin, caller, suppliers, dialogue_id, body=body)
    return dialogue_out(
        await actions.amend_dialogue(begin, caller, dialogue_id, changes, expected=expected), caller, now=now()
    )


@router.post(
    "/{dialogue_id}/transitions",
    responses=raises(DialogueNotFound, IllegalTransition, MoveIncomplete),
)
async def move_dialogue(
    dialogue_id: DialogueId,
    body: DialogueTransition,
    caller: CanMoveDialogues,
    session: Session,
    read: VersionIfSent,
) -> DialogueOut:
    """Accept or decline a proposed dialogue (supplier); pause, escalate or conclude one (buyer)."""
    row = await actions.move_dialogue(session, caller, dialogue_id, body, read=read)
    return dialogue_out(row, caller, now=now())


@router.get(
    "/{dialogue_id}/timeline",
    response_model=Page[TimelineEntry],
    responses=raises(DialogueNotFound, BadCursor),
)
async def read_timeline(
    dialogue_id: DialogueId,
    caller: CanReadDialogues,
    session: Session,
    reads: Reads,
    query: Annotated[ListQuery, Query()],
) -> Response:
    """What happened in the dialogue, newest first, as far as your organisation took part at that time."""
    await queries.dialogue(session, caller, dialogue_id)
    return await reads.page(queries.TIMELINE, caller, query, {"dialogue_id": dialogue_id})
