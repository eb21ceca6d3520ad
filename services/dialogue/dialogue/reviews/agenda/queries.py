"""Reading an agenda: its entries as things are today, or as they were stored."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.listing import binds
from dialogue import visibility
from dialogue.dialogues.queries import dialogue as find_dialogue
from dialogue.findings.references.queries import known_findings
from dialogue.reviews import queries
from dialogue.reviews.agenda.schemas import AgendaEntry
from dialogue.reviews.agenda.sources import SOURCES, AgendaContext, TitledEntry
from dialogue.reviews.rules import ACTIONS, TITLES, AgendaKind
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import ActionPoint, AnnualReview, ReviewAnnexItem

K = AgendaKind


async def entries_today(
    session: AsyncSession, caller: Caller, suppliers: SuppliersApi, review: AnnualReview
) -> list[TitledEntry]:
    """The entries of a review's agenda as things are today, in the order of the kinds."""
    dialogue = await find_dialogue(session, caller, review.dossier_id)
    contracts = await queries.contracts_of(suppliers, dialogue)
    context = AgendaContext(
        session=session,
        caller=caller,
        suppliers=suppliers,
        review=review,
        dialogue=dialogue,
        contract_ids=tuple(contract.id for contract in contracts),
        today=today(),
    )
    return in_order([entry for source in SOURCES for entry in await source(context)])


def in_order(entries: list[TitledEntry]) -> list[TitledEntry]:
    """In the order of the kinds; within a kind as their source gave them."""
    places = {kind: place for place, kind in enumerate(AgendaKind)}
    return sorted(entries, key=lambda item: places[item.entry.kind])


async def stored_entries(
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
    known = await known_findings(session, caller, finding_ids)
    titles |= {finding_id: f"{TITLES[K.FINDING]}: {finding.facility_name}" for finding_id, finding in known.items()}
    return titles
