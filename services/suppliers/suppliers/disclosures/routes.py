"""`/v1/disclosures`: versions of lists of the sites where a supplier's products are made."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.callers import Caller
from chassis.costs import HEAVY
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.pages import Page
from chassis.periods import PeriodReversed
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import (
    BadCursor,
    IllegalTransition,
    Invalid,
    PreconditionRequired,
    Stale,
)
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.disclosures import actions, queries
from suppliers.disclosures.comparison.queries import compared
from suppliers.disclosures.comparison.schemas import DisclosureDiff
from suppliers.disclosures.comparison.views import diff_out
from suppliers.disclosures.drafts import actions as draft_actions
from suppliers.disclosures.rows.rules import ConsentMissing, SharesExceedWhole
from suppliers.disclosures.rows.schemas import RowItem, RowQuery
from suppliers.disclosures.rules import (
    AssemblySiteMissing,
    DisclosureNotFound,
    ImportStillRunning,
    NoBuyerAddressed,
    NotADraft,
    NothingToConfirm,
    ProductOrFamily,
    RowsInUse,
)
from suppliers.disclosures.schemas import (
    DisclosureIn,
    DisclosureItem,
    DisclosureOut,
    DisclosurePatch,
    DisclosureQuery,
    DisclosureTransition,
)
from suppliers.disclosures.statements.rules import RepresentativeRefused
from suppliers.disclosures.views import disclosure_out
from suppliers.facilities.rules import FacilityNotFound
from suppliers.permissions import CanReadDisclosures, CanWriteDisclosures
from suppliers.products.rules import ProductNotFound
from suppliers.suppliers.rules import SupplierNotFound
from suppliers.tables import Disclosure

router = new_router("/v1/disclosures", "disclosures")

DisclosureId = Annotated[UUID, Path(description="The version.")]


async def _answer(session: Session, caller: Caller, row: Disclosure) -> DisclosureOut:
    return disclosure_out(row, await queries.details(session, caller, row), caller)


@router.post(
    "",
    status_code=201,
    responses=raises(
        Invalid,
        SupplierNotFound,
        ProductNotFound,
        FacilityNotFound,
        ProductOrFamily,
        PeriodReversed,
        ConsentMissing,
        SharesExceedWhole,
    ),
)
async def enter_disclosure(
    body: DisclosureIn, caller: CanWriteDisclosures, session: Session, response: Response
) -> DisclosureOut:
    """Draft a version by hand. Its sites are compared with the register when it is accepted."""
    row = await draft_actions.enter_disclosure(session, caller, body)
    response.headers["Location"] = f"/v1/disclosures/{row.id}"
    return await _answer(session, caller, row)


@list_route(router, "", item=DisclosureItem)
async def list_disclosures(caller: CanReadDisclosures, reads: Reads, query: DisclosureQuery) -> Response:
    """Versions that you wrote, that were submitted to you, or that are public; newest first."""
    return await reads.page(queries.DISCLOSURES, caller, query)


@router.get("/{disclosure_id}", responses=raises(DisclosureNotFound))
async def read_disclosure(
    disclosure_id: DisclosureId, caller: CanReadDisclosures, session: Session
) -> DisclosureOut:
    """A version, with the state it has for your organisation."""
    return await _answer(session, caller, await queries.disclosure(session, caller, disclosure_id))


@router.patch(
    "/{disclosure_id}",
    responses=raises(
        DisclosureNotFound,
        FacilityNotFound,
        NotADraft,
        RowsInUse,
        ImportStillRunning,
        Stale,
        PreconditionRequired,
        Invalid,
        PeriodReversed,
        ConsentMissing,
        SharesExceedWhole,
    ),
)
async def amend_disclosure(
    disclosure_id: DisclosureId,
    body: DisclosurePatch,
    caller: CanWriteDisclosures,
    session: Session,
    expected: ExpectedVersion,
) -> DisclosureOut:
    """Change a draft (JSON Merge Patch, RFC 7396). `rows` replaces all its rows.

    A submitted version cannot be changed. One that was returned can, once its writer has moved it to `draft`.
    """
    row = await draft_actions.amend_disclosure(session, caller, disclosure_id, body, expected=expected)
    return await _answer(session, caller, row)


@router.delete(
    "/{disclosure_id}",
    status_code=204,
    responses=raises(DisclosureNotFound, NotADraft, ImportStillRunning),
)
async def discard_disclosure(
    disclosure_id: DisclosureId, caller: CanWriteDisclosures, session: Session, read: VersionIfSent
) -> None:
    """Delete a draft, with the imports that were read into it."""
    await draft_actions.discard_draft(session, caller, disclosure_id, read=read)


@router.get(
    "/{disclosure_id}/rows",
    response_model=Page[RowItem],
    responses=raises(BadCursor, DisclosureNotFound),
)
async def list_disclosure_rows(
    disclosure_id: DisclosureId,
    caller: CanReadDisclosures,
    session: Session,
    reads: Reads,
    query: Annotated[RowQuery, Query()],
) -> Response:
    """The rows of a version that you may see, in the order of the list."""
    await queries.disclosure(session, caller, disclosure_id)
    return await reads.page(queries.ROWS, caller, query, {"disclosure_id": disclosure_id})


@router.get("/{disclosure_id}/diff", openapi_extra=HEAVY, responses=raises(DisclosureNotFound))
async def read_disclosure_diff(
    disclosure_id: DisclosureId, caller: CanReadDisclosures, session: Session
) -> DisclosureDiff:
    """Which sites were added, removed or changed since the version that was accepted before, or became vaguer."""
    version = await queries.disclosure(session, caller, disclosure_id)
    earlier = await queries.predecessor(session, caller, version.id)
    return diff_out(earlier, await compared(session, caller, version, earlier))


@router.post(
    "/{disclosure_id}/transitions",
    responses=raises(
        DisclosureNotFound,
        IllegalTransition,
        Invalid,
        MoveIncomplete,
        ImportStillRunning,
        NoBuyerAddressed,
        AssemblySiteMissing,
        RepresentativeRefused,
        RowsInUse,
    ),
)
async def move_disclosure(
    disclosure_id: DisclosureId,
    body: DisclosureTransition,
    caller: CanWriteDisclosures,
    session: Session,
    read: VersionIfSent,
) -> DisclosureOut:
    """Move a version: submit it, return it, accept it for your own organisation, contest it.

    Acceptance adds its sites to the register: known sites are recognised, others become new, unverified facilities.
    A site that only resembles a known one becomes a new facility and counts in `possible_duplicates`.
    """
    version = await actions.move_disclosure(session, caller, disclosure_id, body, read=read)
    return await _answer(session, caller, version)


@router.post(
    "/{disclosure_id}/confirmation",
    responses=raises(DisclosureNotFound, NothingToConfirm, RepresentativeRefused),
)
async def confirm_disclosure(
    disclosure_id: DisclosureId, caller: CanWriteDisclosures, session: Session, read: VersionIfSent
) -> DisclosureOut:
    """Confirm that a version is still valid.

    A supplier that confirms a buyer's entry makes it its own statement.
    """
    version = await actions.confirm_disclosure(session, caller, disclosure_id, read=read)
    return await _answer(session, caller, version)
