"""An agenda as the caller may see it: collected today for the buyer, else as it was shared or held."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.listing import binds
from chassis.vocabulary import OrgKind
from dialogue import visibility
from dialogue.reviews import queries
from dialogue.reviews.agenda.queries import TitledEntry, entries_today, in_order
from dialogue.reviews.agenda.schemas import AgendaEntry, AgendaItem, BuyersAgenda, SharedAgenda
from dialogue.reviews.outcomes.schemas import OutcomeOut
from dialogue.reviews.rules import (
    ACTIONS,
    AGENDA_KNOWN_TO_SUPPLIER,
    HELD,
    OUTCOMES_KNOWN_TO_SUPPLIER,
    TITLES,
    AgendaKind,
    AgendaNotShared,
    effective_status,
)
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import ActionPoint, AnnualReview, Finding, ReviewAnnexItem

K = AgendaKind
Outcomes = Mapping[tuple[AgendaKind, UUID], OutcomeOut]
"""What became of the items of an agenda, by kind and subject."""


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
        entries = await _stored(session, caller, row, row.agenda_held or row.agenda_shared or [])
        is_settled = row.status in OUTCOMES_KNOWN_TO_SUPPLIER
        outcomes = await _outcomes(session, row) if is_settled else {}
        return SharedAgenda(**head, items=_items(entries, outcomes))
    if row.status not in HELD:
        entries, outcomes = await entries_today(session, caller, suppliers, row), {}
    else:
        entries = await _stored(session, caller, row, row.agenda_held or [])
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


async def _stored(
    session: AsyncSession, caller: Caller, row: AnnualReview, snapshot: Sequence[dict[str, Any]]
) -> list[TitledEntry]:
    """A stored agenda as this caller may read it today, with what it may see of the annex.

    The annex is internal for the buyer; what a supplier may see of it by now is a part of the agenda.
    """
    is_buyer = caller.org == await queries.buyer_of(session, row)
    entries = [AgendaEntry.model_validate(item) for item in snapshot]
    annexed = [
        AgendaEntry(kind=K.FINDING, subject_id=item.finding_id)
        for item in (
            await session.exec(select(ReviewAnnexItem).where(col(ReviewAnnexItem.review_id) == row.id))
        ).all()
    ]
    titles = await _titles(session, caller, [*entries, *annexed])
    kept = [TitledEntry(entry, titles[entry.subject_id]) for entry in entries if entry.subject_id in titles]
    kept += [
        TitledEntry(entry, titles[entry.subject_id], is_internal=is_buyer)
        for entry in annexed
        if entry.subject_id in titles
    ]
    return in_order(kept)


async def _titles(session: AsyncSession, caller: Caller, entries: Sequence[AgendaEntry]) -> dict[UUID, str]:
    """Title by subject; a finding or an action the caller may not see has none, and so is left out."""
    titles = {entry.subject_id: TITLES[entry.kind] for entry in entries if entry.kind not in {*ACTIONS, K.FINDING}}
    action_ids = [entry.subject_id for entry in entries if entry.kind in ACTIONS]
    actions = select(ActionPoint.id, ActionPoint.title).where(
        col(ActionPoint.id).in_(action_ids), visibility.ACTIONS[caller.org_kind]
    )
    titles |= dict((await session.exec(actions, params=binds(caller))).all())
    finding_ids = [entry.subject_id for entry in entries if entry.kind is K.FINDING]
    findings = select(Finding.id, Finding.facility_name).where(
        col(Finding.id).in_(finding_ids), visibility.FINDINGS[caller.org_kind]
    )
    for finding_id, site in (await session.exec(findings, params=binds(caller))).all():
        titles[finding_id] = f"{TITLES[K.FINDING]}: {site}"
    return titles


async def _outcomes(session: AsyncSession, row: AnnualReview) -> Outcomes:
    return {
        (outcome.kind, outcome.subject_id): OutcomeOut.model_validate(outcome)
        for outcome in await queries.outcomes(session, row.id)
    }
