"""Agendas of annual reviews on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from dialogue.action_points.sides.rules import OwnerSide
from dialogue.reviews.agenda.rules import AgendaKind
from dialogue.reviews.outcomes.schemas import OutcomeOut
from dialogue.reviews.rules import ReviewStatus


class AgendaEntry(BaseModel):
    """Ids, codes and figures of one item: all that is stored of it."""

    kind: AgendaKind = Field(description="What sort of item it is.")
    subject_id: UUID = Field(description="The thing it is about; the review itself for items without another one.")
    contract_id: UUID | None = Field(default=None, description="The contract it is about. Null: none.")
    owner_side: OwnerSide | None = Field(default=None, description="Who has to do it. Null: neither side.")
    code: str | None = Field(
        default=None,
        description="More about it, by kind: severity of a finding, priority of an action, code of a question or a"
        " duty, kind of a gap, outcome of a decision, state of the contact point. Null: nothing more.",
    )
    due_date: date | None = Field(default=None, description="When it is due. Null: it has no date.")
    overdue_days: int | None = Field(default=None, description="Days since it was due. Null: not overdue.")
    carry_count: int | None = Field(
        default=None, description="How often a review carried the action over. Null: it is no action."
    )


class AgendaItem(AgendaEntry):
    """One item of an agenda."""

    position: int = Field(description="Its place on the agenda, from 1.", examples=[1])
    title: str = Field(description="What it is about, in words.", examples=["Overdue action of the supplier"])
    outcome: OutcomeOut | None = Field(
        default=None, description="The outcome. Null: none yet; for the supplier also until outcomes are shared."
    )


class SharedAgenda(BaseModel):
    """The agenda that both sides see."""

    review_id: UUID = Field(description="The annual review.")
    year: int = Field(description="The calendar year of the review.", examples=[2026])
    status: ReviewStatus = Field(description="The status of the review today.")
    items: list[AgendaItem] = Field(description="The items, in order.")


class BuyersAgenda(SharedAgenda):
    """The agenda that the buyer sees."""

    internal_annex: list[AgendaItem] = Field(description="Items that the supplier may not see. Empty: none.")
