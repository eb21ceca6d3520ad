"""`/v1/suppliers`: market parties, visible to every signed-in buyer, monitor and expert."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.list_routes import Reads, list_route
from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import Invalid, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.permissions import CanAmendSuppliers, CanReadSuppliers, CanWriteSuppliers
from suppliers.suppliers import actions, queries
from suppliers.suppliers.rules import (
    IdentifierTaken,
    InvalidIdentifier,
    SupplierKnown,
    SupplierNamesItself,
    SupplierNotFound,
)
from suppliers.suppliers.schemas import SupplierIn, SupplierItem, SupplierOut, SupplierPatch, SupplierQuery
from suppliers.suppliers.views import supplier_out

router = new_router("/v1/suppliers", "suppliers")

SupplierId = Annotated[UUID, Path(description="The market party.")]
AllowDuplicate = Annotated[bool, Query(description="Go on even if the register may have the market party already.")]


@router.post(
    "",
    status_code=201,
    responses=raises(Invalid, InvalidIdentifier, IdentifierTaken, SupplierKnown),
)
async def register_supplier(
    body: SupplierIn,
    caller: CanWriteSuppliers,
    session: Session,
    response: Response,
    allow_duplicate: AllowDuplicate = False,
) -> SupplierOut:
    """Register a market party. The check digits of its identifiers are verified.

    One whose name is known in its country is refused, with the candidates.
    """
    row = await actions.register_supplier(session, caller, body, allow_duplicate=allow_duplicate)
    response.headers["Location"] = f"/v1/suppliers/{row.id}"
    return supplier_out(row)


@list_route(router, "", item=SupplierItem)
async def list_suppliers(caller: CanReadSuppliers, reads: Reads, query: SupplierQuery) -> Response:
    """Market parties, newest first. Users of a supplier see only their own."""
    return await reads.page(queries.SUPPLIERS, caller, query)


@router.get(
    "/{supplier_id}",
    responses=raises(SupplierNotFound),
)
async def read_supplier(supplier_id: SupplierId, caller: CanReadSuppliers, session: Session) -> SupplierOut:
    """A market party."""
    return supplier_out(await queries.supplier(session, caller, supplier_id))


@router.patch(
    "/{supplier_id}",
    responses=raises(
        SupplierNotFound,
        Stale,
        PreconditionRequired,
        InvalidIdentifier,
        IdentifierTaken,
        SupplierKnown,
        SupplierNamesItself,
    ),
)
async def amend_supplier(
    supplier_id: SupplierId,
    body: SupplierPatch,
    caller: CanAmendSuppliers,
    session: Session,
    expected: ExpectedVersion,
    allow_duplicate: AllowDuplicate = False,
) -> SupplierOut:
    """Change a market party (JSON Merge Patch, RFC 7396).

    The organisation that registered it can, and the platform, and the supplier's own people once the platform has
    confirmed their organisation. From then on, only these people and the platform change its name, legal name,
    country, website and identifiers. The platform has then to confirm the supplier again; the event
    `supplier.renamed` tells it so.
    """
    row = await actions.amend_supplier(
        session, caller, supplier_id, body, expected=expected, allow_duplicate=allow_duplicate
    )
    return supplier_out(row)
