"""Taking lists in: short ones at once, long ones piece by piece afterwards; and deciding on doubtful rows."""

import asyncio
from collections.abc import Sequence
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID

from sqlmodel import col, insert, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.bulk import insert_many
from chassis.callers import Caller
from chassis.ids import uuid7s
from chassis.journal import Entry, record
from chassis.rows import stamps, touch
from suppliers.disclosures import actions as disclosures
from suppliers.disclosures.drafting import row_of_line
from suppliers.facilities import queries as facilities
from suppliers.imports import queries
from suppliers.imports.examining import Finding, counts, examine
from suppliers.imports.rules import (
    AT_ONCE,
    MOST_ROWS_DRY,
    FacilityOrNew,
    ImportStatus,
    NothingToDecide,
    RowStatus,
)
from suppliers.imports.schemas import ImportTerms, RowDecisionIn
from suppliers.imports.staging import lines_of, stage
from suppliers.tables import Disclosure, DisclosureImport, DisclosureRow, ImportChunk, ImportRow

READING = asyncio.Semaphore(2)
"""A large list keeps a core and much memory busy: more at once would only slow each other, and everybody else."""


class Upload(NamedTuple):
    file: BinaryIO
    filename: str
    content_type: str


async def rehearse(session: AsyncSession, caller: Caller, terms: ImportTerms, upload: Upload) -> list[Finding]:
    """What an import would find; writes nothing.

    Raises what `import_list` raises, and TooManyRows.
    """
    await disclosures.check_terms(session, caller, terms.disclosure)
    async with READING:
        staged = await asyncio.to_thread(stage, *upload, most=MOST_ROWS_DRY)
    return await examine(session, lines_of(staged.pieces), caller)


async def import_list(
    session: AsyncSession, caller: Caller, terms: ImportTerms, upload: Upload
) -> DisclosureImport:
    """The import, `done` where the list is short. All comparing comes before the first write.

    Raises UnsupportedList, UnreadableList and what `disclosures.draft` raises.
    """
    await disclosures.check_terms(session, caller, terms.disclosure)
    async with READING:
        staged = await asyncio.to_thread(stage, *upload)
    is_short = staged.total <= AT_ONCE
    findings = await examine(session, lines_of(staged.pieces), caller) if is_short else []
    draft = await disclosures.draft(session, caller, terms.disclosure)
    row = DisclosureImport(
        owner_id=caller.org,
        supplier_id=draft.supplier_id,
        disclosure_id=draft.id,
        filename=upload.filename[:200],
        tier=terms.tier,
        total=staged.total,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    if is_short:
        await keep_findings(session, row, draft, findings)
        row.status = ImportStatus.DONE
    else:
        pieces = [{"import_id": row.id, "place": n, "rows": piece} for n, piece in enumerate(staged.pieces)]
        await session.exec(insert(ImportChunk), params=pieces)
    payload = {"disclosure_id": str(draft.id), "total": staged.total}
    await record(
        session,
        caller,
        Entry("list.imported", ("disclosure_import", row.id), audience=[caller.org], payload=payload),
    )
    return row


async def keep_findings(
    session: AsyncSession, row: DisclosureImport, draft: Disclosure, findings: Sequence[Finding]
) -> None:
    """Write what some lines turned out to be, and their rows of the draft."""
    ids = uuid7s(len(findings))
    kept = [_kept(row, finding) | {"id": row_id} for finding, row_id in zip(findings, ids, strict=True)]
    await insert_many(session, ImportRow, kept)
    await disclosures.add_rows(session, [_drafted(row, draft, each) for each in findings if each.line["parsed"]])
    for status, number in counts(findings).items():
        setattr(row, status, getattr(row, status) + number)


def _kept(row: DisclosureImport, finding: Finding) -> dict[str, Any]:
    return {
        "owner_id": row.owner_id,
        "import_id": row.id,
        "number": finding.line["number"],
        "status": finding.status,
        "facility_id": finding.facility_id,
        "candidates": finding.candidates,
        "reasons": finding.reasons,
        "raw": finding.line["raw"],
    }


def _drafted(row: DisclosureImport, draft: Disclosure, finding: Finding) -> dict[str, Any]:
    values = row_of_line(draft, finding.line["number"], finding.line["parsed"], row.tier)
    resembles = UUID(finding.candidates[0]["facility_id"]) if finding.candidates else None
    return values | {"facility_id": finding.facility_id, "possible_duplicate_of": resembles}


async def decide_row(
    session: AsyncSession, caller: Caller, import_id: UUID, number: int, body: RowDecisionIn
) -> ImportRow:
    """A person says which site a doubtful row is; its row of the draft follows.

    Raises ImportNotFound, ImportRowNotFound, FacilityOrNew, FacilityNotFound, NothingToDecide, NotADraft.
    """
    if body.new is (body.facility_id is not None):
        raise FacilityOrNew(pointer="/facility_id")
    parent = await queries.disclosure_import(session, caller, import_id, lock=True)
    draft = await disclosures.own_draft(session, caller, parent.disclosure_id)
    row = await queries.row(session, import_id, number)
    if row.status is not RowStatus.REVIEW:
        raise NothingToDecide
    site = await facilities.canonical_facility(session, caller, body.facility_id) if body.facility_id else None
    row.status = RowStatus.MATCHED if site else RowStatus.NEW
    row.facility_id, row.decided_by = (site.id if site else None), caller.person
    touch(parent, caller, review=parent.review - 1, **{row.status: getattr(parent, row.status) + 1})
    followed = (
        update(DisclosureRow)
        .where(col(DisclosureRow.disclosure_id) == draft.id, col(DisclosureRow.number) == number)
        .values(facility_id=row.facility_id, possible_duplicate_of=None, is_decided=True)
    )
    await session.exec(followed)
    payload = {"row": number, "facility_id": row.facility_id and str(row.facility_id)}
    await record(
        session,
        caller,
        Entry(
            "list_row.decided",
            ("disclosure_import", import_id),
            audience=[caller.org],
            payload=payload,
        ),
    )
    return row
