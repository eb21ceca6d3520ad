"""`/v1/contact-points`: the contact persons of suppliers for a buyer."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import Response

from chassis.batches import (
    Atomic,
    BatchAnswer,
    BatchItems,
    BatchRefused,
    TooManyItems,
    batch_answer,
    batch_body,
    read_items,
)
from chassis.clock import today
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.periods import PeriodReversed
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import (
    BadRequest,
    IllegalTransition,
    Invalid,
    PreconditionRequired,
    Stale,
)
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.contacts import actions, queries, views
from suppliers.contacts.rules import (
    ContactIsAnonymised,
    ContactIsSales,
    ContactIsSettled,
    ContactNotFound,
    UnknownBuyer,
)
from suppliers.contacts.schemas import (
    ContactPointIn,
    ContactPointItem,
    ContactPointOut,
    ContactPointPatch,
    ContactPointQuery,
    ContactPointTransition,
)
from suppliers.permissions import CanReadContacts, CanWriteContacts
from suppliers.suppliers.rules import SupplierNotFound

router = new_router("/v1/contact-points", "contact points")

ContactId = Annotated[UUID, Path(description="The contact point.")]


@router.post(
    "",
    status_code=201,
    responses=raises(SupplierNotFound, Invalid, UnknownBuyer, ContactIsSales, PeriodReversed),
)
async def add_contact_point(
    body: ContactPointIn, caller: CanWriteContacts, session: Session, response: Response
) -> ContactPointOut:
    """Add a contact point.

    One that a buyer adds is `accepted`; one that a supplier adds is `proposed` to a buyer.
    """
    row = await actions.add_contact(session, caller, body)
    response.headers["Location"] = f"/v1/contact-points/{row.id}"
    return views.contact_point_out(row, caller, today=today())


@router.post(
    "/batch",
    responses=raises(BadRequest, Invalid, TooManyItems, BatchRefused),
    openapi_extra=batch_body(ContactPointIn),
    max_body_size=4 << 20,
)
async def add_contact_points(
    items: BatchItems, caller: CanWriteContacts, session: Session, request: Request, atomic: Atomic = False
) -> BatchAnswer[ContactPointOut]:
    """Add up to 1,000 contact points. Each is accepted or refused separately, unless `atomic` is set."""
    results = await actions.add_contacts(session, caller, read_items(ContactPointIn, items), atomic=atomic)
    return batch_answer(request, results, lambda row: views.contact_point_out(row, caller, today=today()))


@list_route(router, "", item=ContactPointItem)
async def list_contact_points(caller: CanReadContacts, reads: Reads, query: ContactPointQuery) -> Response:
    """Contact points, newest first. Buyers see their own, suppliers those between them and their buyers."""
    return await reads.page(queries.CONTACTS, caller, query)


@router.get("/{contact_id}", responses=raises(ContactNotFound))
async def read_contact_point(contact_id: ContactId, caller: CanReadContacts, session: Session) -> ContactPointOut:
    """One contact point."""
    return views.contact_point_out(await queries.contact(session, caller, contact_id), caller, today=today())


@router.patch(
    "/{contact_id}",
    responses=raises(
        ContactNotFound,
        ContactIsAnonymised,
        ContactIsSettled,
        Stale,
        PreconditionRequired,
        Invalid,
        ContactIsSales,
        PeriodReversed,
    ),
)
async def amend_contact_point(
    contact_id: ContactId,
    body: ContactPointPatch,
    caller: CanWriteContacts,
    session: Session,
    expected: ExpectedVersion,
) -> ContactPointOut:
    """Change a contact point (JSON Merge Patch, RFC 7396).

    A supplier can change its proposal until it is answered.
    """
    return views.contact_point_out(
        await actions.amend_contact(session, caller, contact_id, body, expected=expected), caller, today=today()
    )


@router.post(
    "/{contact_id}/transitions",
    responses=raises(ContactNotFound, IllegalTransition, Invalid, MoveIncomplete),
)
async def move_contact_point(
    contact_id: ContactId,
    body: ContactPointTransition,
    caller: CanWriteContacts,
    session: Session,
    read: VersionIfSent,
) -> ContactPointOut:
    """Accept or reject a proposal, or end a contact. Ending the last clause contact opens a vacancy."""
    return views.contact_point_out(
        await actions.move_contact(session, caller, contact_id, body, read=read), caller, today=today()
    )
