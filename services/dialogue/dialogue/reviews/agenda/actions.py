"""Collecting and reading agendas, and storing the annex of one that is shared or held.

The suppliers service is asked between transactions.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.transactions import Begin
from dialogue.dialogues.queries import dialogue as find_dialogue
from dialogue.exposures.rules import MARGIN_MONTHS, lookup_of
from dialogue.findings.references.queries import known_findings
from dialogue.reviews import queries as reviews
from dialogue.reviews.agenda import queries
from dialogue.reviews.agenda.entries.views import (
    OpenItems,
    TitledEntry,
    annex_entries,
    entries_today,
    in_order,
    stored_entries,
    titled,
)
from dialogue.reviews.agenda.rules import ACTIONS, AgendaKind, demand_shared, is_collected
from dialogue.reviews.agenda.views import Agenda
from dialogue.reviews.rules import knows_outcomes
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import AnnualReview, Finding, ReviewAnnexItem

AT_ONCE = 4
"""So many sites are asked about at the same time."""


async def read_agenda(begin: Begin, caller: Caller, suppliers: SuppliersApi, review_id: UUID) -> Agenda:
    """The buyer's agenda as it is today, or as it was held; the supplier's as it was shared with it.

    Raises ReviewNotFound, AgendaNotShared.
    """
    async with begin() as session:
        row = await reviews.review(session, caller, review_id)
        demand_shared(caller.org_kind, row.status)
        if not is_collected(caller.org_kind, row.status):
            return await _stored_agenda(session, caller, row)
    return Agenda(row, await collect_entries(begin, caller, suppliers, row))


async def collect_entries(
    begin: Begin, caller: Caller, suppliers: SuppliersApi, review: AnnualReview
) -> list[TitledEntry]:
    """The entries of a review's agenda as things are today, in the order of the kinds."""
    async with begin() as session:
        here = await _open_here(session, caller, review)
    dialogue = here.dialogue
    contracts = await suppliers.contracts_of(dialogue.contract_ids, supplier_id=dialogue.supplier_id)
    contract_ids = [contract.id for contract in contracts]
    items = replace(
        here,
        findings=await _touching(suppliers, here.findings, contract_ids),
        gaps=await suppliers.disclosure_gaps(contract_ids),
        duties=[
            (contract_id, duty) for contract_id in contract_ids for duty in await suppliers.obligations(contract_id)
        ],
        contact_points=await suppliers.contact_points(dialogue.supplier_id),
    )
    async with begin() as session:
        known = await queries.known_to_supplier(session, dialogue, [row.id for row in items.findings])
    return entries_today(replace(items, known_to_supplier=known))


async def _open_here(session: AsyncSession, caller: Caller, review: AnnualReview) -> OpenItems:
    """What this service holds; its findings may touch other contracts than those of the review."""
    before = await reviews.previous(session, review)
    return OpenItems(
        review=review,
        dialogue=await find_dialogue(session, caller, review.dossier_id),
        today=today(),
        decisions=await reviews.outcomes(session, before.id) if before else (),
        action_points=await queries.open_action_points(session, review.dossier_id),
        levels=await queries.last_levels(session, review.dossier_id),
        findings=await queries.open_findings(session, caller),
    )


async def _touching(
    suppliers: SuppliersApi, rows: Sequence[Finding], contract_ids: Collection[UUID]
) -> list[Finding]:
    """The findings that touch one of the contracts; each site and period is looked up once."""
    gate = asyncio.Semaphore(AT_ONCE)
    lookups = [lookup_of(row.facility_id, row.period_from, row.period_to) for row in rows]
    once = list(dict.fromkeys(lookups))

    async def touches(index: int) -> bool:
        async with gate:
            links = await suppliers.exposures(*once[index], margin_months=MARGIN_MONTHS)
        return any(link.contract_id in contract_ids for link in links.items)

    answers = dict(zip(once, await asyncio.gather(*map(touches, range(len(once)))), strict=True))
    return [row for row, lookup in zip(rows, lookups, strict=True) if answers[lookup]]


async def _stored_agenda(session: AsyncSession, caller: Caller, row: AnnualReview) -> Agenda:
    """A stored agenda as this caller may read it today, with what it may see of the annex.

    The annex is internal for the buyer; what a supplier may see of it by now is a part of the agenda.
    """
    entries = stored_entries(row.agenda_held or row.agenda_shared or [])
    annex = annex_entries(await queries.annexed_findings(session, row.id))
    both = [*entries, *annex]
    actions = [entry.subject_id for entry in both if entry.kind in ACTIONS]
    findings = [entry.subject_id for entry in both if entry.kind is AgendaKind.FINDING]
    titles = await queries.action_titles(session, caller, actions)
    known = await known_findings(session, caller, findings)
    sites = {finding_id: finding.facility_name for finding_id, finding in known.items()}
    is_buyer = caller.org == await reviews.buyer_of(session, row)
    shown = titled(entries, titles, sites) + titled(annex, titles, sites, is_internal=is_buyer)
    knows = knows_outcomes(caller.org_kind, row.status)
    return Agenda(row, in_order(shown), await reviews.outcomes(session, row.id) if knows else ())


async def store_annex(
    session: AsyncSession, row: AnnualReview, owner_id: UUID, entries: Iterable[TitledEntry]
) -> None:
    """Remember which findings the supplier could not see; those of an earlier sharing stay remembered."""
    before = set(await queries.annexed_findings(session, row.id))
    findings = {
        item.entry.subject_id for item in entries if item.is_internal and item.entry.kind is AgendaKind.FINDING
    }
    session.add_all(
        ReviewAnnexItem(review_id=row.id, finding_id=finding_id, owner_id=owner_id)
        for finding_id in sorted(findings - before)
    )
