"""`/v1/disclosure-imports`: lists of sites as files."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Path, Query, Request, Response, UploadFile

from chassis.dates import Day
from chassis.list_routes import Reads, list_route
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import Page
from chassis.periods import PeriodReversed
from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Invalid, TooLarge
from chassis.routing import new_router
from chassis.state import state_of
from chassis.text import Line
from chassis.transactions import Session
from chassis.untrusted_files.problems import READING_PROBLEMS
from suppliers.disclosures.rows.rules import Confidentiality, ConsentMissing, DisclosureSource, Tier
from suppliers.disclosures.rows.schemas import AnyTier
from suppliers.disclosures.rules import NotADraft, ProductOrFamily
from suppliers.disclosures.schemas import DisclosureIn
from suppliers.facilities.rules import FacilityNotFound
from suppliers.imports import actions, queries
from suppliers.imports.reading.pieces import ReadList, reading
from suppliers.imports.reading.problems import EncodingNotFit, UnknownEncoding, UnreadableList, UnsupportedList
from suppliers.imports.rules import (
    FacilityOrNew,
    ImportNotFound,
    ImportRowNotFound,
    ImportStatus,
    NothingToDecide,
    TooManyRows,
)
from suppliers.imports.schemas import (
    ImportItem,
    ImportOut,
    ImportQuery,
    ImportRowItem,
    ImportRowQuery,
    ImportTerms,
    RowDecisionIn,
)
from suppliers.imports.views import import_out, import_row_out, read_list_out
from suppliers.permissions import CanReadImports, CanWriteDisclosures
from suppliers.products.rules import ProductNotFound
from suppliers.suppliers.rules import SupplierNotFound

router = new_router("/v1/disclosure-imports", "disclosure imports")

ImportId = Annotated[UUID, Path(description="The import.")]
LARGEST_LIST = 25 << 20
STATUS_OF = {(True, ImportStatus.DONE): 200, (False, ImportStatus.DONE): 201, (False, ImportStatus.PROCESSING): 202}
"""By whether it is a dry run, and how far the list has been read."""

StatedEncoding = Annotated[
    Line | None,
    Form(
        max_length=40,
        description="The encoding of a text, such as `cp1250` or `mac-latin2`; recognised where left out.",
    ),
]


async def import_terms(
    supplier_id: Annotated[UUID, Form(description="The supplier whose products are made at these sites.")],
    valid_from: Annotated[Day, Form(description="First day for which the list is valid.")],
    valid_to: Annotated[
        Day | None, Form(description="Last day for which the list is valid; left out where no end is known.")
    ] = None,
    product_id: Annotated[
        UUID | None, Form(description="The product that the list is about; left out where it is about several.")
    ] = None,
    product_family: Annotated[
        Line | None, Form(description="The family of products that the list is about, such as `laptops`.")
    ] = None,
    tier: Annotated[AnyTier, Form(description="Tier of rows that name none.")] = Tier.TX,
    source: Annotated[DisclosureSource, Form(description="Whose statement it is.")] = DisclosureSource.SUPPLIER,
    confidentiality: Annotated[
        Confidentiality | None,
        Form(description="Who may see the rows; where left out, `public` for a public source, else `parties`."),
    ] = None,
    addressed_to: Annotated[
        list[UUID] | None,
        Form(
            max_length=50,
            description="Buyers to whom a supplier will submit it; all that it is linked with where left out.",
        ),
    ] = None,
    encoding: StatedEncoding = None,
    dry_run: Annotated[bool, Form(description="Only show the outcomes; nothing is saved.")] = False,
) -> ImportTerms:
    disclosure = DisclosureIn(
        supplier_id=supplier_id,
        product_id=product_id,
        product_family=product_family,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        confidentiality=confidentiality,
        addressed_to=addressed_to or [],
    )
    return ImportTerms(disclosure=disclosure, tier=tier, encoding=encoding or "", dry_run=dry_run)


Terms = Annotated[ImportTerms, Depends(import_terms)]


async def read_upload(
    file: Annotated[UploadFile, File(description="The list, as CSV or .xlsx.")],
    terms: Terms,
    caller: CanWriteDisclosures,
    request: Request,
) -> AsyncIterator[ReadList]:
    """The rows of the list that was sent."""
    filename = file.filename or "list"
    given = {
        "filename": filename,
        "content_type": file.content_type or "",
        "encoding": terms.encoding,
        "dry_run": terms.dry_run,
    }
    how = reading(dry_run=terms.dry_run)
    async with state_of(request).files.read(caller.org, how, file.file, given=given) as result:
        yield ReadList.of(filename, result.answer, result.file)


Uploaded = Annotated[ReadList, Depends(read_upload, scope="function")]
"""Comes before the session in a signature: a list that waits for its turn must not hold a connection."""


@router.post(
    "",
    status_code=201,
    max_body_size=LARGEST_LIST,
    responses=raises(
        SupplierNotFound,
        ProductNotFound,
        TooLarge,
        UnsupportedList,
        Invalid,
        UnreadableList,
        UnknownEncoding,
        EncodingNotFit,
        TooManyRows,
        ProductOrFamily,
        PeriodReversed,
        ConsentMissing,
        *READING_PROBLEMS,
    )
    | {
        200: {"model": ImportOut, "description": "A dry run: nothing was saved; the rows are in `items`."},
        202: {
            "model": ImportOut,
            "description": "The list is long and is still being read. Read the import again until it is `done`.",
        },
    },
)
async def import_list(
    terms: Terms,
    caller: CanWriteDisclosures,
    uploaded: Uploaded,
    session: Session,
    response: Response,
) -> ImportOut:
    """Read a list of sites (CSV or .xlsx) into a draft disclosure.

    Each row gets an outcome with its reasons: `new`, `matched` (in the register), `review` (it may be one of
    several facilities) or `invalid`. Bad rows do not stop the import.
    """
    answer = read_list_out(await actions.import_list(session, caller, terms, uploaded))
    response.status_code = STATUS_OF[answer.dry_run, answer.status]
    response.headers.update(_location(answer.id))
    return answer


def _location(import_id: UUID | None) -> dict[str, str]:
    """The address of what was saved; a dry run has none."""
    return {"Location": f"/v1/disclosure-imports/{import_id}"} if import_id else {}


@list_route(router, "", item=ImportItem)
async def list_imports(caller: CanReadImports, reads: Reads, query: ImportQuery) -> Response:
    """The imports of your organisation, newest first."""
    return await reads.page(queries.IMPORTS, caller, query)


@router.get("/{import_id}", responses=raises(ImportNotFound))
async def read_import(import_id: ImportId, caller: CanReadImports, session: Session) -> ImportOut:
    """An import: how far the list has been read, and the outcomes of its rows."""
    return import_out(await queries.disclosure_import(session, caller, import_id))


@router.get(
    "/{import_id}/rows",
    response_model=Page[ImportRowItem],
    responses=raises(BadCursor, ImportNotFound),
)
async def list_import_rows(
    import_id: ImportId,
    caller: CanReadImports,
    session: Session,
    reads: Reads,
    query: Annotated[ImportRowQuery, Query()],
) -> Response:
    """The rows with their outcomes, in the order of the list."""
    await queries.disclosure_import(session, caller, import_id)
    return await reads.page(queries.IMPORT_ROWS, caller, query, {"import_id": import_id})


@router.post(
    "/{import_id}/rows/{row}/decision",
    responses=raises(
        ImportNotFound, ImportRowNotFound, FacilityNotFound, NothingToDecide, NotADraft, FacilityOrNew, Invalid
    ),
)
async def decide_row(
    import_id: ImportId,
    row: Annotated[int, Path(ge=1, le=2_000_000, description="Number of the row in the list."), WHOLE_NUMBER],
    body: RowDecisionIn,
    caller: CanWriteDisclosures,
    session: Session,
    read: VersionIfSent,
) -> ImportRowItem:
    """Decide which facility a `review` row is, or that it is a new site. The row of the draft changes too.

    The `ETag` in `If-Match` is that of the import.
    """
    return import_row_out(await actions.decide_row(session, caller, import_id, row, body=body, read=read))
