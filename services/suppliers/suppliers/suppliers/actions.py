"""Registering, changing and activating market parties."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.preconditions import demand
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind, Role
from suppliers.links import queries as link_queries
from suppliers.links.rules import IDENTITY
from suppliers.matching.normalisation.names import name_words
from suppliers.suppliers import queries
from suppliers.suppliers.rules import (
    IdentifierTaken,
    SupplierKnown,
    SupplierNamesItself,
    SupplierStatus,
    canonical_identifiers,
    equivalents,
)
from suppliers.suppliers.schemas import SupplierIn, SupplierPatch
from suppliers.tables import Supplier, SupplierIdentifier

MOST_CANDIDATES = 10
NAMES = ("name", "legal_name", "country")
"""What tells that two market parties may be one."""

CHANGED_BY = (
    "Only the organisation that registered this supplier, its own people with a confirmed organisation, and the"
    " platform can change it."
)


async def register_supplier(
    session: AsyncSession, caller: Caller, body: SupplierIn, *, allow_duplicate: bool
) -> Supplier:
    """Raises InvalidIdentifier, IdentifierTaken, SupplierKnown."""
    identifiers = canonical_identifiers([(item.scheme, item.value) for item in body.identifiers])
    await hold(session, Lock.SUPPLIER_NAMES, body.country)
    await _refuse_taken(session, caller, identifiers, by=None)
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
    """Raises SupplierNotFound, Stale, Forbidden, SupplierNamesItself, InvalidIdentifier, IdentifierTaken,
    SupplierKnown."""
    row = await queries.supplier(session, caller, supplier_id, lock=True)
    speaks_for_it = await _speaks_for(session, caller, row)
    if row.registered_by != caller.org and not speaks_for_it:
        raise Forbidden(CHANGED_BY)
    demand(row.version, expected)
    changes = body.model_dump(exclude_unset=True)
    if body.identifiers is not None:
        changes["identifiers"] = canonical_identifiers([(item.scheme, item.value) for item in body.identifiers])
    if not speaks_for_it:
        await _refuse_new_identity(session, row, changes)
    if body.identifiers is not None:
        await _replace_identifiers(session, caller, row, changes["identifiers"])
    touch(row, caller, **changes)
    if not changes.keys().isdisjoint(NAMES):
        await hold(session, Lock.SUPPLIER_NAMES, row.country)
    if not allow_duplicate and not changes.keys().isdisjoint(NAMES):
        await _refuse_known(session, caller, (row.name, row.legal_name), row.country, by=row.id)
    await _record_change(session, caller, row, changes)
    return row


async def _record_change(session: AsyncSession, caller: Caller, row: Supplier, changes: Mapping[str, Any]) -> None:
    """`is_renamed`: the platform has confirmed it as somebody else, and has to confirm it again."""
    await session.flush()
    waits = await link_queries.waits_for_confirmation(session, row.id)
    payload = {
        "fields": sorted(changes),
        "name": row.name,
        "is_renamed": waits and not changes.keys().isdisjoint(IDENTITY),
    }
    audience = await link_queries.orgs_of(session, row.id)
    entry = Entry("supplier.amended", ("supplier", row.id), audience=audience, followed=True, payload=payload)
    await record(session, caller, entry)


async def _speaks_for(session: AsyncSession, caller: Caller, row: Supplier) -> bool:
    """Whether the caller is the platform, or one of the supplier's people whose organisation it has confirmed."""
    if caller.is_any(Role.PLATFORM_ADMIN):
        return True
    is_own = caller.org_kind is OrgKind.SUPPLIER and caller.supplier_id == row.id
    return is_own and await link_queries.was_confirmed(session, org_id=caller.org, supplier_id=row.id)


async def _refuse_new_identity(session: AsyncSession, row: Supplier, changes: Mapping[str, Any]) -> None:
    """Nobody gives another name to a supplier whose people the platform knows; raises SupplierNamesItself."""
    changed = [name for name in IDENTITY if name in changes and changes[name] != getattr(row, name)]
    if changed and await link_queries.has_confirmed_org(session, row.id):
        raise SupplierNamesItself(pointer=f"/{changed[0]}")


async def _replace_identifiers(
    session: AsyncSession, caller: Caller, row: Supplier, identifiers: list[dict[str, str]]
) -> None:
    """Raises IdentifierTaken."""
    await _refuse_taken(session, caller, identifiers, by=row.id)
    await session.exec(delete(SupplierIdentifier).where(col(SupplierIdentifier.supplier_id) == row.id))
    session.add_all(SupplierIdentifier(supplier_id=row.id, **item) for item in equivalents(identifiers))


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


async def _refuse_taken(
    session: AsyncSession, caller: Caller, identifiers: list[dict[str, str]], *, by: UUID | None
) -> None:
    others = await queries.owners_of(session, equivalents(identifiers)) - {by}
    if others:
        visible = await queries.known(session, caller, others)
        raise IdentifierTaken(pointer="/identifiers", candidates=sorted(map(str, visible)))
