"""Drafting, amending and discarding versions."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.bulk_insert import insert_many
from chassis.callers import Caller
from chassis.ids import uuid7s
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.periods import check_period
from chassis.preconditions import demand, demand_if_sent
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.disclosures import queries
from suppliers.disclosures.rows.rules import DisclosureSource, check_consent, check_shares, default_level
from suppliers.disclosures.rows.schemas import RowIn
from suppliers.disclosures.rows.values import Values, typed_row_values
from suppliers.disclosures.rules import (
    DisclosureStatus,
    ImportStillRunning,
    NotADraft,
    ProductOrFamily,
    RowsInUse,
    subject_of,
)
from suppliers.disclosures.schemas import DisclosureIn, DisclosurePatch
from suppliers.disclosures.statements.actions import standing_of
from suppliers.facilities import queries as facility_queries
from suppliers.products import queries as product_queries
from suppliers.suppliers import queries as supplier_queries
from suppliers.tables import Disclosure, DisclosureImport, DisclosureRow, Facility, ImportRow


async def draft(session: AsyncSession, caller: Caller, terms: DisclosureIn) -> Disclosure:
    """Create the next version about its subject, without rows.

    Raises SupplierNotFound, ProductNotFound, ProductOrFamily, PeriodReversed, ConsentMissing.
    """
    await check_terms(session, caller, terms)
    subject = subject_of(terms.product_id, terms.product_family)
    await hold(session, Lock.DISCLOSURE_SUBJECT, caller.org, terms.supplier_id, subject)
    highest = await queries.last_number(session, caller, terms.supplier_id, subject)
    row = Disclosure(
        owner_id=caller.org,
        supplier_id=terms.supplier_id,
        product_id=terms.product_id,
        product_family=terms.product_family,
        subject=subject,
        version_no=highest + 1,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        source=terms.source,
        default_confidentiality=default_level(terms.source, terms.confidentiality),
        entered_by_buyer=caller.org_kind is OrgKind.BUYER,
        addressed_to=terms.addressed_to,
        gaps=[gap.model_dump(mode="json") for gap in terms.gaps],
        standing=await standing_of(session, caller, terms.supplier_id),
        speaker_id=caller.org if caller.org_kind is OrgKind.SUPPLIER else None,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    row.supersedes = await queries.predecessor(session, caller, row.id)
    payload = {"supplier_id": str(row.supplier_id), "version_no": row.version_no}
    await record(
        session, caller, Entry("disclosure.drafted", ("disclosure", row.id), audience=[caller.org], payload=payload)
    )
    return row


async def check_terms(session: AsyncSession, caller: Caller, terms: DisclosureIn) -> None:
    """Check what must hold before a list is read.

    Raises SupplierNotFound, ProductNotFound, ProductOrFamily, PeriodReversed, ConsentMissing, Forbidden.
    """
    await supplier_queries.supplier(session, caller, terms.supplier_id)
    if terms.product_id is not None:
        await product_queries.product(session, caller, terms.product_id)
    if terms.product_id is not None and terms.product_family is not None:
        raise ProductOrFamily(pointer="/product_family")
    check_period(terms.valid_from, terms.valid_to, pointer="/valid_to")
    if caller.org_kind is OrgKind.PLATFORM and terms.source is not DisclosureSource.PUBLIC:
        raise Forbidden("The platform can only enter lists with the source `public`.")
    levels = {f"/rows/{index}/confidentiality": row.confidentiality for index, row in enumerate(terms.rows)}
    check_consent(
        {"/confidentiality": default_level(terms.source, terms.confidentiality), **levels},
        has_consent=_has_consent(caller, terms.source),
    )


async def add_rows(session: AsyncSession, rows: Sequence[Values]) -> None:
    """Insert rows (see `rows.values`) in the order given."""
    ids = uuid7s(len(rows))
    await insert_many(
        session, DisclosureRow, [{**row, "id": row_id} for row, row_id in zip(rows, ids, strict=True)]
    )


async def enter_disclosure(session: AsyncSession, caller: Caller, body: DisclosureIn) -> Disclosure:
    """Draft a version with rows entered by hand.

    Raises what `draft` raises, FacilityNotFound, SharesExceedWhole.
    """
    _check_rows(body.rows)
    version = await draft(session, caller, body)
    await _enter_rows(session, caller, version, body.rows)
    return version


def _check_rows(rows: Sequence[RowIn]) -> None:
    """Raises PeriodReversed, SharesExceedWhole."""
    for index, row in enumerate(rows):
        if row.valid_from is not None:
            check_period(row.valid_from, row.valid_to, pointer=f"/rows/{index}/valid_to")
    check_shares((row.component, float(row.share_pct or 0)) for row in rows)


async def _enter_rows(session: AsyncSession, caller: Caller, version: Disclosure, rows: Sequence[RowIn]) -> None:
    """Raises FacilityNotFound."""
    facilities = await _facilities(session, caller, rows)
    await add_rows(
        session,
        [
            typed_row_values(version, number, row, facilities.get(row.facility_id) if row.facility_id else None)
            for number, row in enumerate(rows, 1)
        ],
    )


async def _replace_rows(session: AsyncSession, caller: Caller, version: Disclosure, rows: Sequence[RowIn]) -> None:
    """Raises ConsentMissing, PeriodReversed, SharesExceedWhole, ImportStillRunning, RowsInUse, FacilityNotFound."""
    check_consent(
        {f"/rows/{index}/confidentiality": row.confidentiality for index, row in enumerate(rows)},
        has_consent=_has_consent(caller, version.source),
    )
    _check_rows(rows)
    if await queries.is_being_imported(session, version.id):
        raise ImportStillRunning
    if await queries.has_accepted_rows(session, version.id):
        raise RowsInUse
    await session.exec(delete(DisclosureRow).where(col(DisclosureRow.disclosure_id) == version.id))
    await _enter_rows(session, caller, version, rows)


def _has_consent(caller: Caller, source: DisclosureSource) -> bool:
    return caller.org_kind is OrgKind.SUPPLIER or source is DisclosureSource.PUBLIC


async def _facilities(session: AsyncSession, caller: Caller, rows: Iterable[RowIn]) -> dict[UUID, Facility]:
    """The facilities that rows name; raises FacilityNotFound."""
    facilities: dict[UUID, Facility] = {}
    for facility_id in {row.facility_id for row in rows if row.facility_id}:
        facilities[facility_id] = await facility_queries.canonical_facility(session, caller, facility_id)
    return facilities


async def amend_disclosure(
    session: AsyncSession, caller: Caller, disclosure_id: UUID, body: DisclosurePatch, *, expected: int
) -> Disclosure:
    """Raises DisclosureNotFound, Forbidden, NotADraft, Stale, PeriodReversed, and what `_replace_rows` raises."""
    row = await own_draft(session, caller, disclosure_id)
    demand(row.version, expected)
    changes = body.model_dump(mode="json", exclude_unset=True, exclude={"rows"})
    days: dict[str, Any] = {name: getattr(body, name) for name in ("valid_from", "valid_to") if name in changes}
    first, last = days.get("valid_from", row.valid_from), days.get("valid_to", row.valid_to)
    check_period(first, last, pointer="/valid_to")
    if body.addressed_to is not None:
        changes["addressed_to"] = body.addressed_to
    changes |= days
    touch(row, caller, **changes)
    if body.rows is not None:
        await _replace_rows(session, caller, row, body.rows)
    payload = {"fields": sorted(body.model_fields_set)}
    await record(
        session, caller, Entry("disclosure.amended", ("disclosure", row.id), audience=[caller.org], payload=payload)
    )
    return row


async def discard_draft(session: AsyncSession, caller: Caller, disclosure_id: UUID, *, read: int | None) -> None:
    """Delete a draft, with the imports that were read into it.

    Raises DisclosureNotFound, Forbidden, NotADraft, Stale, ImportStillRunning.
    """
    row = await own_draft(session, caller, disclosure_id)
    demand_if_sent(row.version, read)
    if await queries.is_being_imported(session, row.id):
        raise ImportStillRunning
    imports = select(DisclosureImport.id).where(col(DisclosureImport.disclosure_id) == row.id)
    await session.exec(delete(ImportRow).where(col(ImportRow.import_id).in_(imports)))
    await session.exec(delete(DisclosureImport).where(col(DisclosureImport.disclosure_id) == row.id))
    await session.exec(delete(DisclosureRow).where(col(DisclosureRow.disclosure_id) == row.id))
    await session.delete(row)
    await record(session, caller, Entry("disclosure.discarded", ("disclosure", row.id), audience=[caller.org]))


async def own_draft(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> Disclosure:
    """Locked; raises DisclosureNotFound, Forbidden, NotADraft."""
    row = await queries.disclosure(session, caller, disclosure_id, lock=True)
    if row.owner_id != caller.org:
        raise Forbidden("Only the organisation that wrote this version can change it.")
    if row.status is not DisclosureStatus.DRAFT:
        raise NotADraft
    return row
