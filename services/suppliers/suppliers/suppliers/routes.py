"""`/v1/suppliers`: market parties, known to every signed-in buyer and monitor."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.dates import Instant
from chassis.list_routes import Paging, Reads
from chassis.paging import Page
from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Invalid, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.text import Country, Line
from chassis.transactions import Session
from suppliers.permissions import CanReadSuppliers, CanWriteSuppliers
from suppliers.suppliers import actions, queries
from suppliers.suppliers.rules import IdentifierTaken, InvalidIdentifier, SupplierKind, SupplierNotFound
from suppliers.suppliers.schemas import SupplierIn, SupplierItem, SupplierOut, SupplierPatch
from suppliers.suppliers.views import supplier_out

router = new_router("/v1/suppliers", "suppliers")

SupplierId = Annotated[UUID, Path(description="The market party.")]


@router.post(
    "",
    status_code=201,
    responses=raises(Invalid, InvalidIdentifier, IdentifierTaken),
)
async def register_supplier(
    body: SupplierIn, caller: CanWriteSuppliers, session: Session, response: Response
) -> SupplierOut:
    """Register a market party. Identifiers are checked against their register's own checksum."""
    row = await actions.register_supplier(session, caller, body)
    response.headers["Location"] = f"/v1/suppliers/{row.id}"
    return supplier_out(row)


@router.get("", response_model=Page[SupplierItem], responses=raises(BadCursor))
async def list_suppliers(
    caller: CanReadSuppliers,
    reads: Reads,
    paging: Paging,
    q: Annotated[Line | None, Query(description="part of the name")] = None,
    country: Annotated[Country | None, Query()] = None,
    kind: SupplierKind | None = None,
    updated_since: Instant | None = None,
) -> Response:
    """Market parties, newest first; a supplier's person finds its own alone."""
    filters = {"q": q, "country": country, "kind": kind, "updated_since": updated_since}
    return await reads.page(queries.SUPPLIERS, caller, paging, filters)


@router.get(
    "/{supplier_id}",
    responses=raises(SupplierNotFound),
)
async def read_supplier(supplier_id: SupplierId, caller: CanReadSuppliers, session: Session) -> SupplierOut:
    """One market party."""
    return supplier_out(await queries.supplier(session, caller, supplier_id))


@router.patch(
    "/{supplier_id}",
    responses=raises(SupplierNotFound, Stale, PreconditionRequired, InvalidIdentifier, IdentifierTaken),
)
async def amend_supplier(
    supplier_id: SupplierId,
    body: SupplierPatch,
    caller: CanWriteSuppliers,
    session: Session,
    expected: ExpectedVersion,
) -> SupplierOut:
    """Correct a market party's record (RFC 7396); the organisation that registered it, or the platform."""
    return supplier_out(await actions.amend_supplier(session, caller, supplier_id, body, expected))
