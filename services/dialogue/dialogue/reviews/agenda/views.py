"""An agenda as the caller may see it: collected today for the buyer, else as it was shared or held."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.vocabulary import OrgKind
from dialogue.reviews import queries
from dialogue.reviews.agenda.queries import entries_today, stored_entries
from dialogue.reviews.agenda.schemas import AgendaItem, BuyersAgenda, SharedAgenda
from dialogue.reviews.agenda.sources import TitledEntry
from dialogue.reviews.outcomes.schemas import OutcomeOut
from dialogue.reviews.rules import (
    AGENDA_KNOWN_TO_SUPPLIER,
    HELD,
    OUTCOMES_KNOWN_TO_SUPPLIER,
    AgendaKind,
    AgendaNotShared,
    effective_status,
)
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import AnnualReview

Outcomes = Mapping[tuple[AgendaKind, UUID], OutcomeOut]
"""The outcomes of an agenda by kind and subject."""


async def agenda_out(
    session: AsyncSession, caller: Caller, suppliers: SuppliersApi, row: AnnualReview
) -> SharedAgenda | BuyersAgenda:
    """The buyer's agenda as it is today, or as it was held; the supplier's as it was shared with it.

    Raises AgendaNotShared.
    """
    status = effective_status(row.status, row.grace_ends, today())
    head: dict[str, Any] = {"review_id": row.id, "year": row.year, "status": status}
    if caller.org_kind is not OrgKind.BUYER:
        if row.status not in AGENDA_KNOWN_TO_SUPPLIER:
            raise AgendaNotShared
        entries = await stored_entries(session, caller, row, row.agenda_held or row.agenda_shared or [])
        is_settled = row.status in OUTCOMES_KNOWN_TO_SUPPLIER
        outcomes = await _outcomes(session, row) if is_settled else {}
        return SharedAgenda(**head, items=_items(entries, outcomes))
    if row.status not in HELD:
        entries, outcomes = await entries_today(session, caller, suppliers, row), {}
    else:
        entries = await stored_entries(session, caller, row, row.agenda_held or [])
        outcomes = await _outcomes(session, row)
    return BuyersAgenda(
        **head,
        items=_items([item for item in entries if not item.is_internal], outcomes),
        internal_annex=_items([item for item in entries if item.is_internal], {}),
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


async def _outcomes(session: AsyncSession, row: AnnualReview) -> Outcomes:
    return {
        (outcome.kind, outcome.subject_id): OutcomeOut.model_validate(outcome)
        for outcome in await queries.outcomes(session, row.id)
    }
