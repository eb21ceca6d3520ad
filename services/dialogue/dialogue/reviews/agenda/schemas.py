"""Agendas of annual reviews on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from dialogue.reviews.outcomes.schemas import OutcomeOut
from dialogue.reviews.rules import AgendaKind, ReviewStatus


class AgendaEntry(BaseModel):
    """Ids, codes and figures of one item: all that a snapshot keeps."""

    kind: AgendaKind
    subject_id: UUID
    contract_id: UUID | None = None
    owner_side: str | None = None
    code: str | None = Field(default=None, description="severity, priority, question, duty or gap, by kind")
    due_date: date | None = None
    overdue_days: int | None = None
    carry_count: int | None = None


class AgendaItem(AgendaEntry):
    """One item of an agenda."""

    position: int = Field(description="from 1, in the order to go through")
    title: str
    outcome: OutcomeOut | None = None


class SharedAgenda(BaseModel):
    """The agenda of both sides."""

    review_id: UUID
    year: int
    status: ReviewStatus
    items: list[AgendaItem]


class BuyersAgenda(SharedAgenda):
    """The agenda with the buyer's own annex: what the supplier may not see, for now or ever."""

    internal_annex: list[AgendaItem]
