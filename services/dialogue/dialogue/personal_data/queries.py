"""Finding the meetings of a buyer that name a person."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, false, func, literal, or_
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.folded_text import folded
from chassis.listing import Clause
from dialogue.personal_data.rules import Mention
from dialogue.tables import Dialogue, Meeting

MOST = 200
TEXTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "dialogue": (
        Dialogue,
        ("title", "topics", "objectives", "next_step", "status_reason", "closing_summary"),
    ),
    "meeting": (
        Meeting,
        (
            *("agenda", "minutes", "decisions", "follow_up_questions", "internal_notes"),
            *("disputed_minutes", "addenda", "status_reason"),
        ),
    ),
}
"""Texts that the buyer reads. Answers and the like depend on their state, so they are not searched."""


@dataclass(frozen=True, slots=True)
class Attended:
    """A meeting with the places, from 0, of the participants of that name."""

    row: Meeting
    supplier_id: UUID
    places: Sequence[int]


async def attended(
    session: AsyncSession, caller: Caller, name: str, *, meeting_ids: Sequence[UUID] | None = None
) -> list[Attended]:
    """The meetings of the caller's own dialogues with a participant of this name; those that are named, locked."""
    places = await _places(session, caller, name)
    asked = [row_id for row_id in places if meeting_ids is None or row_id in meeting_ids]
    statement = (
        select(Meeting, Dialogue.supplier_id)
        .join(Dialogue, col(Dialogue.id) == col(Meeting.dossier_id))
        .where(col(Meeting.id).in_(asked[:MOST]))
        .order_by(col(Meeting.id))
    )
    if meeting_ids is not None:
        statement = statement.with_for_update(of=Meeting, key_share=True)
    rows = (await session.exec(statement)).all()
    return [Attended(row, supplier_id, places[row.id]) for row, supplier_id in rows]


async def mentions(session: AsyncSession, caller: Caller, name: str) -> list[Mention]:
    """Dialogues of the caller, and their meetings, whose texts have the name."""
    connection = await session.connection()
    own = select(Dialogue.id).where(col(Dialogue.buyer_id) == caller.org)
    found: list[Mention] = []
    for kind, (table, names) in TEXTS.items():
        said = {each: _says(getattr(table, each), name) for each in names}
        columns = [func.coalesce(clause, false()).label(each) for each, clause in said.items()]
        statement = select_columns(table.id, *columns).where(table.dossier_id.in_(own), or_(*said.values()))
        for row in (await connection.execute(statement.order_by(table.id).limit(MOST))).mappings():
            found.append(Mention(kind, row["id"], [each for each in names if row[each]]))
    return found


async def _places(session: AsyncSession, caller: Caller, name: str) -> dict[UUID, list[int]]:
    elements = func.jsonb_array_elements(col(Meeting.participants))
    participant = elements.table_valued("value", with_ordinality="place", name="participant").render_derived()
    said = func.jsonb_extract_path_text(cast(participant.c.value, JSONB), "name")
    statement = (
        select_columns(col(Meeting.id), participant.c.place)
        .select_from(Meeting)
        .join(Dialogue, col(Dialogue.id) == col(Meeting.dossier_id))
        .join(participant, literal(True))
        .where(col(Dialogue.buyer_id) == caller.org, folded(said) == folded(literal(name)))
        .order_by(col(Meeting.id), participant.c.place)
    )
    places: dict[UUID, list[int]] = defaultdict(list)
    for meeting_id, place in (await (await session.connection()).execute(statement)).all():
        places[meeting_id].append(place - 1)
    return places


def _says(column: Any, term: str) -> Clause:
    """Whether the text of a column, also one of JSON or of a list, contains this."""
    return func.strpos(folded(cast(column, Text)), folded(literal(term))) > 0
