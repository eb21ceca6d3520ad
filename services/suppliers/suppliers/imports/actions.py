"""Importing lists, short ones at once and long ones by a job, and deciding on doubtful rows."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from sqlmodel import col, insert, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.bulk_insert import insert_many
from chassis.callers import Caller
from chassis.ids import uuid7s
from chassis.journal import Entry, record
from chassis.preconditions import demand_if_sent
from chassis.rows import stamps, touch
from suppliers.disclosures.drafts import actions as draft_actions
from suppliers.disclosures.rows.rules import Tier
from suppliers.disclosures.rows.sites import StatedSite
from suppliers.disclosures.rows.values import Values, row_values
from suppliers.facilities import queries as facility_queries
from suppliers.facilities.rules import SiteDetails
from suppliers.imports import queries
from suppliers.imports.outcomes.queries import outcomes_of
from suppliers.imports.outcomes.rules import DryRun, RowOutcome, counts
from suppliers.imports.reading.pieces import ReadList
from suppliers.imports.reading.rows import ParsedRow
from suppliers.imports.rules import FacilityOrNew, ImportStatus, NothingToDecide, RowStatus
from suppliers.imports.schemas import ImportTerms, RowDecisionIn
from suppliers.matching.normalisation.sites import SITE_FIELDS
from suppliers.tables import Disclosure, DisclosureImport, DisclosureRow, ImportChunk, ImportRow

REMARKS = ("process", "product", "material", "sector", "local_name", "remarks")
LONGEST_TEXT = 200


async def import_list(
    session: AsyncSession, caller: Caller, terms: ImportTerms, uploaded: ReadList
) -> DisclosureImport | DryRun:
    """Return the import, `done` where the list is short. All comparing comes before the first write.

    Raises what `drafts.actions.draft` raises.
    """
    await draft_actions.check_terms(session, caller, terms.disclosure)
    if terms.dry_run:
        rows = await asyncio.to_thread(uploaded.rows)
        outcomes = await outcomes_of(session, rows, caller)
        return DryRun(terms.disclosure.supplier_id, uploaded.filename, uploaded.reading, outcomes)
    outcomes = await outcomes_of(session, uploaded.rows(), caller) if uploaded.is_short else []
    draft = await draft_actions.draft(session, caller, terms.disclosure)
    row = DisclosureImport(
        owner_id=caller.org,
        supplier_id=draft.supplier_id,
        disclosure_id=draft.id,
        filename=uploaded.filename[:200],
        tier=terms.tier,
        total=uploaded.total,
        reading=dict(uploaded.reading),
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    if uploaded.is_short:
        await store_outcomes(session, row, draft, outcomes)
        row.status = ImportStatus.DONE
    else:
        await _store_pieces(session, row, uploaded)
    payload = {"disclosure_id": str(draft.id), "total": uploaded.total}
    await record(
        session,
        caller,
        Entry("list.imported", ("disclosure_import", row.id), audience=[caller.org], payload=payload),
    )
    return row


async def _store_pieces(session: AsyncSession, parent: DisclosureImport, uploaded: ReadList) -> None:
    """One after the other: a long list is larger than what a service should hold in memory."""
    for place, piece in enumerate(uploaded.pieces()):
        await session.exec(insert(ImportChunk), params=[{"import_id": parent.id, "place": place, "rows": piece}])


async def store_outcomes(
    session: AsyncSession, parent: DisclosureImport, draft: Disclosure, outcomes: Sequence[RowOutcome]
) -> None:
    """Write the outcomes of some rows, and the valid ones as rows of the draft."""
    ids = uuid7s(len(outcomes))
    rows = [_import_row(parent, outcome) | {"id": row_id} for outcome, row_id in zip(outcomes, ids, strict=True)]
    await insert_many(session, ImportRow, rows)
    await draft_actions.add_rows(
        session,
        [_draft_row(parent, draft, outcome, outcome.row.parsed) for outcome in outcomes if outcome.row.parsed],
    )
    for status, number in counts(outcomes).items():
        setattr(parent, status, getattr(parent, status) + number)


def _import_row(parent: DisclosureImport, outcome: RowOutcome) -> Values:
    return {
        "owner_id": parent.owner_id,
        "import_id": parent.id,
        "number": outcome.row.number,
        "sheet": outcome.row.sheet,
        "sheet_row": outcome.row.sheet_row,
        "status": outcome.status,
        "facility_id": outcome.facility_id,
        "candidates": [asdict(candidate) for candidate in outcome.candidates],
        "reasons": [asdict(reason) for reason in outcome.reasons],
        "raw": outcome.row.raw,
    }


def _draft_row(parent: DisclosureImport, draft: Disclosure, outcome: RowOutcome, parsed: ParsedRow) -> Values:
    """The row of the draft; the import's tier is that of rows that name none."""
    return row_values(
        draft,
        outcome.row.number,
        Tier(parsed.tier or parent.tier),
        **{name: getattr(parsed, name) or None for name in SITE_FIELDS},
        facility_id=outcome.facility_id,
        possible_duplicate_of=outcome.candidates[0].facility_id if outcome.candidates else None,
        site=StatedSite(
            identifiers=parsed.identifiers,
            details=_details(parsed),
            said={name: text for name in REMARKS if (text := getattr(parsed, name))},
        ),
        relation=parsed.relation,
        component=parsed.component[:LONGEST_TEXT] or None,
        share_pct=parsed.share_pct,
        valid_from=parsed.valid_from,
        valid_to=parsed.valid_to,
    )


def _details(parsed: ParsedRow) -> SiteDetails:
    workers = parsed.workers
    return SiteDetails(
        lat=parsed.latitude,
        lon=parsed.longitude,
        types=[parsed.facility_type] if parsed.facility_type else [],
        workers_total=workers[0] if workers and workers[0] == workers[1] else None,
        parent_company=parsed.parent_company[:LONGEST_TEXT] or None,
    )


async def decide_row(  # noqa: PLR0913
    session: AsyncSession, caller: Caller, import_id: UUID, number: int, *, body: RowDecisionIn, read: int | None
) -> ImportRow:
    """Record which facility a doubtful row is, or that it is a new site; the row of the draft follows.

    Raises ImportNotFound, Stale, ImportRowNotFound, FacilityOrNew, FacilityNotFound, NothingToDecide, NotADraft.
    """
    if body.new is (body.facility_id is not None):
        raise FacilityOrNew(pointer="/facility_id")
    parent = await queries.disclosure_import(session, caller, import_id, lock=True)
    demand_if_sent(parent.version, read)
    draft = await draft_actions.own_draft(session, caller, parent.disclosure_id)
    row = await queries.row(session, import_id, number)
    if row.status is not RowStatus.REVIEW:
        raise NothingToDecide
    facility_id = None
    if body.facility_id:
        facility_id = (await facility_queries.canonical_facility(session, caller, body.facility_id)).id
    row.status = RowStatus.MATCHED if facility_id else RowStatus.NEW
    row.facility_id, row.decided_by = facility_id, caller.person
    touch(parent, caller, review=parent.review - 1, **{row.status: getattr(parent, row.status) + 1})
    draft_row = (
        update(DisclosureRow)
        .where(col(DisclosureRow.disclosure_id) == draft.id, col(DisclosureRow.number) == number)
        .values(facility_id=facility_id, possible_duplicate_of=None, is_decided=True)
    )
    await session.exec(draft_row)
    await record(
        session,
        caller,
        Entry(
            "list_row.decided",
            ("disclosure_import", import_id),
            audience=[caller.org],
            payload={"row": number, "facility_id": facility_id and str(facility_id)},
        ),
    )
    return row
