"""Drafting versions: who may say what, about which product, for which days."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.bulk import insert_many
from chassis.callers import Caller
from chassis.ids import uuid7s
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.preconditions import demand
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.disclosures import queries
from suppliers.disclosures.drafting import row_as_typed
from suppliers.disclosures.rules import (
    Confidentiality,
    ConsentMissing,
    DisclosureSource,
    DisclosureStatus,
    ImportStillRunning,
    NotADraft,
    PeriodOutOfOrder,
    ProductOrFamily,
    check_shares,
    subject_of,
)
from suppliers.disclosures.schemas import DisclosureIn, DisclosurePatch, RowIn
from suppliers.facilities import queries as facilities
from suppliers.imports.rules import ImportStatus
from suppliers.products import queries as products
from suppliers.suppliers import queries as suppliers
from suppliers.tables import Disclosure, DisclosureImport, DisclosureRow, Facility, ImportRow


async def draft(session: AsyncSession, caller: Caller, terms: DisclosureIn) -> Disclosure:
    """The next version about its subject, without rows.

    Raises SupplierNotFound, ProductNotFound, ProductOrFamily, PeriodOutOfOrder, ConsentMissing.
    """
    await check_terms(session, caller, terms)
    subject = subject_of(terms.product_id, terms.product_family)
    await hold(session, Lock.DISCLOSURE_SUBJECT, caller.org, terms.supplier_id, subject)
    version_no, earlier = await _last_version(session, caller, terms.supplier_id, subject)
    row = Disclosure(
        owner_id=caller.org,
        supplier_id=terms.supplier_id,
        product_id=terms.product_id,
        product_family=terms.product_family,
        subject=subject,
        version_no=version_no + 1,
        supersedes=earlier,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        source=terms.source,
        default_confidentiality=usual_confidentiality(terms),
        entered_by_buyer=caller.org_kind is OrgKind.BUYER,
        addressed_to=terms.addressed_to,
        gaps=[gap.model_dump(mode="json") for gap in terms.gaps],
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    payload = {"supplier_id": str(row.supplier_id), "version_no": row.version_no}
    await record(
        session, caller, Entry("disclosure.drafted", ("disclosure", row.id), audience=[caller.org], payload=payload)
    )
    return row


async def check_terms(session: AsyncSession, caller: Caller, terms: DisclosureIn) -> None:
    """What must hold before a list is even read."""
    await suppliers.supplier(session, caller, terms.supplier_id)
    if terms.product_id is not None:
        await products.product(session, caller, terms.product_id)
    if terms.product_id is not None and terms.product_family is not None:
        raise ProductOrFamily(pointer="/product_family")
    check_days(terms.valid_from, terms.valid_to)
    if caller.org_kind is OrgKind.PLATFORM and terms.source is not DisclosureSource.PUBLIC:
        raise Forbidden("The platform enters lists from public sources alone.")
    levels = [usual_confidentiality(terms), *(row.confidentiality for row in terms.rows)]
    _check_consent(caller, terms.source, levels)


def usual_confidentiality(terms: DisclosureIn) -> Confidentiality:
    is_public = terms.source is DisclosureSource.PUBLIC
    return terms.confidentiality or (Confidentiality.PUBLIC if is_public else Confidentiality.PARTIES)


def check_days(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise PeriodOutOfOrder(pointer="/valid_to")


def _check_consent(caller: Caller, source: DisclosureSource, levels: Iterable[Confidentiality | None]) -> None:
    is_own_word = caller.org_kind is OrgKind.SUPPLIER or source is DisclosureSource.PUBLIC
    if not is_own_word and Confidentiality.PUBLIC in levels:
        raise ConsentMissing(pointer="/confidentiality")


async def _last_version(
    session: AsyncSession, caller: Caller, supplier_id: UUID, subject: str
) -> tuple[int, UUID | None]:
    """The highest number given out, and the last version that was handed in."""
    about = (
        col(Disclosure.owner_id) == caller.org,
        col(Disclosure.supplier_id) == supplier_id,
        col(Disclosure.subject) == subject,
    )
    highest = (await session.exec(select(func.max(Disclosure.version_no)).where(*about))).one()
    handed_in = (
        select(Disclosure.id)
        .where(*about, col(Disclosure.status) == DisclosureStatus.SUBMITTED)
        .order_by(col(Disclosure.version_no).desc())
        .limit(1)
    )
    return highest or 0, (await session.exec(handed_in)).first()


async def add_rows(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write whole rows (see `drafting`) in the order given."""
    ids = uuid7s(len(rows))
    numbered = [{**row, "id": row_id} for row, row_id in zip(rows, ids, strict=True)]
    await insert_many(session, DisclosureRow, numbered)


async def enter_disclosure(session: AsyncSession, caller: Caller, body: DisclosureIn) -> Disclosure:
    """A draft with the rows somebody typed; raises what `draft` raises, FacilityNotFound, SharesExceedWhole."""
    check_shares((row.component, float(row.share_pct or 0)) for row in body.rows)
    row = await draft(session, caller, body)
    known = await _known_sites(session, caller, body.rows)
    typed = [
        row_as_typed(row, number, each, known.get(each.facility_id) if each.facility_id else None)
        for number, each in enumerate(body.rows, 1)
    ]
    await add_rows(session, typed)
    return row


async def _known_sites(session: AsyncSession, caller: Caller, rows: Iterable[RowIn]) -> dict[UUID, Facility]:
    known: dict[UUID, Facility] = {}
    for facility_id in {row.facility_id for row in rows if row.facility_id}:
        known[facility_id] = await facilities.canonical_facility(session, caller, facility_id)
    return known


async def amend_disclosure(
    session: AsyncSession, caller: Caller, disclosure_id: UUID, body: DisclosurePatch, expected: int
) -> Disclosure:
    """Raises DisclosureNotFound, Forbidden, NotADraft, Stale, PeriodOutOfOrder."""
    row = await own_draft(session, caller, disclosure_id)
    demand(row.version, expected)
    changes = body.model_dump(mode="json", exclude_unset=True)
    days: dict[str, Any] = {name: getattr(body, name) for name in ("valid_from", "valid_to") if name in changes}
    check_days(days.get("valid_from", row.valid_from), days.get("valid_to", row.valid_to))
    if body.addressed_to is not None:
        changes["addressed_to"] = body.addressed_to
    changes |= days
    touch(row, caller, **changes)
    payload = {"fields": sorted(changes)}
    await record(
        session, caller, Entry("disclosure.amended", ("disclosure", row.id), audience=[caller.org], payload=payload)
    )
    return row


async def discard_draft(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> None:
    """Delete a version that nobody but its writer has seen, with the lists that were read into it.

    Raises DisclosureNotFound, Forbidden, NotADraft, ImportStillRunning.
    """
    row = await own_draft(session, caller, disclosure_id)
    imports = select(DisclosureImport.id).where(col(DisclosureImport.disclosure_id) == row.id)
    reading = imports.where(col(DisclosureImport.status) == ImportStatus.PROCESSING)
    if (await session.exec(reading)).first() is not None:
        raise ImportStillRunning
    await session.exec(delete(ImportRow).where(col(ImportRow.import_id).in_(imports)))
    await session.exec(delete(DisclosureImport).where(col(DisclosureImport.disclosure_id) == row.id))
    await session.exec(delete(DisclosureRow).where(col(DisclosureRow.disclosure_id) == row.id))
    await session.delete(row)
    await record(session, caller, Entry("disclosure.discarded", ("disclosure", row.id), audience=[caller.org]))


async def own_draft(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> Disclosure:
    """Locked; raises DisclosureNotFound, Forbidden, NotADraft."""
    row = await queries.disclosure(session, caller, disclosure_id, lock=True)
    if row.owner_id != caller.org:
        raise Forbidden("Only the organisation that wrote a version changes it.")
    if row.status is not DisclosureStatus.DRAFT:
        raise NotADraft
    return row
