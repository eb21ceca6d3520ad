"""Registering, changing and activating market parties."""

from uuid import UUID

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.preconditions import demand
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from chassis.vocabulary import Role
from suppliers.matching.normalisation.names import name_words
from suppliers.suppliers import queries
from suppliers.suppliers.rules import (
    IdentifierTaken,
    SupplierKnown,
    SupplierStatus,
    canonical_identifiers,
    equivalents,
)
from suppliers.suppliers.schemas import SupplierIn, SupplierPatch
from suppliers.tables import Supplier, SupplierIdentifier

MOST_CANDIDATES = 10


async def register_supplier(
    session: AsyncSession, caller: Caller, body: SupplierIn, *, allow_duplicate: bool
) -> Supplier:
    """Raises InvalidIdentifier, IdentifierTaken, SupplierKnown."""
    identifiers = canonical_identifiers([(item.scheme, item.value) for item in body.identifiers])
    await _refuse_taken(session, identifiers, by=None)
    if not allow_duplicate:
        await _refuse_known(session, caller, (body.name, body.legal_name), body.country, by=None)
    row = Supplier(
        **body.model_dump(exclude={"identifiers"}),
        identifiers=identifiers,
        registered_by=caller.org,
        **stamps(caller),
    )
    session.add(row)
    if identifiers:
        await session.flush()
        session.add_all(SupplierIdentifier(supplier_id=row.id, **item) for item in equivalents(identifiers))
    await record(session, caller, Entry("supplier.registered", ("supplier", row.id), followed=True))
    return row


async def amend_supplier(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    supplier_id: UUID,
    body: SupplierPatch,
    *,
    expected: int,
    allow_duplicate: bool,
) -> Supplier:
    """Raises SupplierNotFound, Stale, Forbidden, InvalidIdentifier, IdentifierTaken, SupplierKnown."""
    row = await queries.supplier(session, caller, supplier_id, lock=True)
    if row.registered_by != caller.org and not caller.is_any(Role.PLATFORM_ADMIN):
        raise Forbidden("Only the organisation that registered this supplier or the platform can change it.")
    demand(row.version, expected)
    changes = body.model_dump(exclude_unset=True)
    if body.identifiers is not None:
        identifiers = canonical_identifiers([(item.scheme, item.value) for item in body.identifiers])
        await _refuse_taken(session, identifiers, by=row.id)
        await session.exec(delete(SupplierIdentifier).where(col(SupplierIdentifier.supplier_id) == row.id))
        session.add_all(SupplierIdentifier(supplier_id=row.id, **item) for item in equivalents(identifiers))
        changes["identifiers"] = identifiers
    touch(row, caller, **changes)
    if not allow_duplicate and not changes.keys().isdisjoint({"name", "legal_name", "country"}):
        await _refuse_known(session, caller, (row.name, row.legal_name), row.country, by=row.id)
    payload = {"fields": sorted(changes), "name": row.name}
    await record(session, caller, Entry("supplier.amended", ("supplier", row.id), followed=True, payload=payload))
    return row


async def activate(session: AsyncSession, caller: Caller, supplier_id: UUID) -> None:
    """Make a prospect active, with its first contract or dialogue."""
    row = await queries.supplier(session, caller, supplier_id, lock=True)
    if row.status is SupplierStatus.PROSPECT:
        touch(row, caller, status=SupplierStatus.ACTIVE)
        moved = (SupplierStatus.PROSPECT, SupplierStatus.ACTIVE)
        await record(session, caller, Entry("supplier.activated", ("supplier", row.id), moved=moved, followed=True))


async def _refuse_known(
    session: AsyncSession, caller: Caller, names: tuple[str, str | None], country: str, *, by: UUID | None
) -> None:
    """Names are compared without legal forms, case and accents."""
    wanted = {name_words(name) for name in names if name}
    known = [
        supplier_id
        for supplier_id, *others in await queries.names_in(session, caller, country)
        if supplier_id != by and wanted & {name_words(name) for name in others if name}
    ]
    if known:
        raise SupplierKnown(pointer="/name", candidates=sorted(map(str, known))[:MOST_CANDIDATES])


async def _refuse_taken(session: AsyncSession, identifiers: list[dict[str, str]], *, by: UUID | None) -> None:
    others = await queries.owners_of(session, equivalents(identifiers)) - {by}
    if others:
        raise IdentifierTaken(pointer="/identifiers", candidates=sorted(map(str, others)))
