"""The notebook on the wire."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.pages import ListQuery
from chassis.rows import StampedOut
from chassis.text import Line
from support.notebook.tables import Mood


class NoteIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"title": "Buy ink"}]})

    title: Line
    amount: Annotated[Decimal, Field(max_digits=12, decimal_places=2)] | None = None
    due: date | None = None
    read_at: datetime | None = None
    facts: dict[str, Any] = {}
    readers: Annotated[list[UUID], Field(max_length=20)] = []
    follows: UUID | None = None


class NotePatch(BaseModel):
    title: Line


class Transition(BaseModel):
    to: Mood
    reason: Line | None = None


class NoteItem(StampedOut):
    title: str
    amount: Decimal | None
    due: date | None
    read_at: datetime | None
    facts: dict[str, Any]
    readers: list[UUID]
    mood: Mood
    follows: UUID | None


class NoteQuery(ListQuery):
    """Which notes a list holds."""

    q: Line | None = Field(None, description="Only notes with this text in their title.")
    mood: Mood | None = Field(None, description="Only notes in this mood.")
    follows: UUID | None = Field(None, description="Only notes that follow this one.")


class NoteOut(NoteItem):
    """A note."""


class RemarkIn(BaseModel):
    words: Line
    with_orgs: Annotated[list[UUID], Field(max_length=20)] = []


class RemarkOut(StampedOut):
    dossier_id: UUID
    words: str
