"""An agenda as its reader may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.callers import Caller
from dialogue.reviews.agenda.entries.views import TitledEntry
from dialogue.reviews.agenda.rules import AgendaKind, reads_annex
from dialogue.reviews.agenda.schemas import AgendaItem, BuyersAgenda, SharedAgenda
from dialogue.reviews.outcomes.schemas import OutcomeOut
from dialogue.reviews.rules import effective_status
from dialogue.tables import AnnualReview, ReviewOutcome

Outcomes = Mapping[tuple[AgendaKind, UUID], OutcomeOut]
"""The outcomes of an agenda by kind and subject."""


@dataclass(frozen=True)
class Agenda:
    """The entries and the outcomes of a review that one reader may see."""

    review: AnnualReview
    entries: Sequence[TitledEntry]
    outcomes: Sequence[ReviewOutcome] = ()


def agenda_out(agenda: Agenda, caller: Caller, *, today: date) -> SharedAgenda | BuyersAgenda:
    """The agenda; for the buyer with its annex."""
    row = agenda.review
    status = effective_status(row.status, row.grace_ends, today)
    head: dict[str, Any] = {"review_id": row.id, "year": row.year, "status": status}
    outcomes = {(row.kind, row.subject_id): OutcomeOut.model_validate(row) for row in agenda.outcomes}
    if not reads_annex(caller.org_kind):
        return SharedAgenda(**head, items=_items(agenda.entries, outcomes))
    return BuyersAgenda(
        **head,
        items=_items([item for item in agenda.entries if not item.is_internal], outcomes),
        internal_annex=_items([item for item in agenda.entries if item.is_internal], {}),
    )


def _items(entries: Iterable[TitledEntry], outcomes: Outcomes) -> list[AgendaItem]:
    """Numbered from 1."""
    return [
        AgendaItem(
            **item.entry.model_dump(),
            position=position,
            title=item.title,
            outcome=outcomes.get((item.entry.kind, item.entry.subject_id)),
        )
        for position, item in enumerate(entries, start=1)
    ]
