"""Reading dialogues and their timelines."""

from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid, and_, bindparam, column, func, text, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals, in_source
from chassis.rows import find
from chassis.sql_time import NOW, TODAY
from chassis.vocabulary import OrgKind
from dialogue import visibility
from dialogue.dialogues.rules import STALLED_DAYS, DialogueNotFound, DialogueStatus
from dialogue.dialogues.schemas import DialogueQuery
from dialogue.tables import AnswerReview, Dialogue

status_now = func.dialogue_status(col(Dialogue.status), col(Dialogue.answer_by), TODAY, type_=Text)
stalled_now = and_(
    status_now == DialogueStatus.ACTIVE.value,
    col(Dialogue.last_event_at) < NOW - text(f"interval '{STALLED_DAYS} days'"),
)

DIALOGUES = Listing(
    name="dialogues",
    columns=(
        col(Dialogue.id),
        col(Dialogue.version),
        col(Dialogue.created_at),
        col(Dialogue.updated_at),
        col(Dialogue.supplier_id),
        col(Dialogue.supplier_name),
        col(Dialogue.buyer_id),
        col(Dialogue.buyer_name),
        col(Dialogue.contract_ids),
        col(Dialogue.contracts),
        col(Dialogue.title),
        col(Dialogue.basis),
        col(Dialogue.phase),
        col(Dialogue.topics),
        col(Dialogue.next_step),
        col(Dialogue.next_step_due),
        col(Dialogue.depth_level),
        status_now.label("status"),
        stalled_now.label("is_stalled"),
    ),
    key=col(Dialogue.id),
    visible=visibility.DIALOGUES,
    query=DialogueQuery,
    filters={
        "supplier_id": equals(col(Dialogue.supplier_id)),
        "contract_id": lambda contract: contract == func.any(col(Dialogue.contract_ids)),
        "status": equals(status_now),
        "basis": equals(col(Dialogue.basis)),
    },
)

_entries = func.dossier_timeline(bindparam("f_dialogue_id")).table_valued(
    column("id", Uuid),
    column("at", DateTime(timezone=True)),
    column("verb", Text),
    column("subject_type", Text),
    column("subject_id", Uuid),
    column("origin", Text),
    column("outcome", Text),
    column("actor_org", Uuid),
    column("actor_org_name", Text),
)

# The function returns only entries that had the caller's organisation in their audience.
TIMELINE = Listing(
    name="timeline",
    columns=tuple(_entries.c),
    key=_entries.c.id,
    visible=dict.fromkeys((OrgKind.BUYER, OrgKind.SUPPLIER, OrgKind.MONITOR, OrgKind.EXPERT), true()),
    within={"dialogue_id": in_source},
    source=_entries,
)


async def dialogue(session: AsyncSession, caller: Caller, dialogue_id: UUID, *, lock: bool = False) -> Dialogue:
    """Raises DialogueNotFound."""
    return await find(
        session, Dialogue, dialogue_id, caller, visible=visibility.DIALOGUES, lock=lock, missing=DialogueNotFound
    )


async def is_reviewed(session: AsyncSession, dossier_id: UUID, review_id: UUID) -> bool:
    """Whether the dossier has a review of an answer with this id."""
    statement = select(AnswerReview.id).where(
        col(AnswerReview.dossier_id) == dossier_id, col(AnswerReview.id) == review_id
    )
    return (await session.exec(statement)).first() is not None
