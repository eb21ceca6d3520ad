"""`/v1/data-imports` and `/v1/data-exports`: one workbook in, and the same workbook out."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, File, Form, Path, Query, Request, UploadFile
from fastapi.responses import Response

from chassis.costs import HEAVY
from chassis.list_routes import Reads, list_route
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import Page
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Invalid, PreconditionRequired, Stale, TooLarge
from chassis.routing import new_router
from chassis.state import state_of
from chassis.transactions import CallerTransactions, Session
from chassis.untrusted_files.problems import READING_PROBLEMS
from suppliers.data_imports import actions, queries
from suppliers.data_imports.reading.pieces import ReadWorkbook, reading
from suppliers.data_imports.records.export import contents_of
from suppliers.data_imports.rules import (
    DataImportNotFound,
    DataImportStatus,
    DataRowNotFound,
    Language,
    RecordOrNew,
    RowIsSettled,
    TooManyDataRows,
    UnknownColumn,
    UnreadableWorkbook,
    UnsupportedWorkbook,
    WorkbookFormat,
)
from suppliers.data_imports.schemas import (
    DataImportItem,
    DataImportOut,
    DataImportQuery,
    DataRowOut,
    DataRowPatch,
    DataRowQuery,
)
from suppliers.data_imports.views import data_import_out, data_row_out, report, uploaded_out
from suppliers.data_imports.workbooks.contents import Contents
from suppliers.data_imports.workbooks.formats import FORMATS, file_of
from suppliers.permissions import CanExportData, CanImportData, CanReadDataImports

router = new_router("/v1/data-imports", "data imports")
exports = new_router("/v1/data-exports", "data imports")

ImportId = Annotated[UUID, Path(description="The import.")]
RowNumber = Annotated[
    int, Path(alias="row", ge=1, le=2_000_000, description="Number of the row in the import."), WHOLE_NUMBER
]
InLanguage = Annotated[Language, Query(description="Language of the headings, the notes and the lists.")]
AsFormat = Annotated[WorkbookFormat, Query(alias="format", description="Format of the file.")]

LARGEST_WORKBOOK = 25 << 20
Responses = dict[int | str, dict[str, Any]]
BYTES = {"schema": {"type": "string", "format": "binary"}}
WORKBOOK: Responses = {200: {"content": {each.media_type: BYTES for each in FORMATS.values()}}}
REPORT: Responses = {200: {"content": {"text/csv": BYTES}}}
STATUS_OF = {(True, DataImportStatus.DONE): 200, (False, DataImportStatus.DONE): 201}
"""By whether it is a dry run, and how far the rows have been applied; else 202."""


def download(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


async def workbook(contents: Contents, kind: WorkbookFormat, name: str) -> Response:
    """The file, made in a thread: a large one takes seconds."""
    made = await asyncio.to_thread(file_of, contents, kind)
    return download(made, FORMATS[kind].media_type, f"{name}-{contents.language}.{FORMATS[kind].ending}")


async def read_upload(
    file: Annotated[UploadFile, File(description="The workbook: .xlsx, .ods, CSV, or a zip file of CSV files.")],
    caller: CanImportData,
    request: Request,
    dry_run: Annotated[bool, Form(description="Only show the outcomes; nothing is saved.")] = False,
) -> AsyncIterator[ReadWorkbook]:
    """The rows of the workbook that was sent."""
    filename = file.filename or "workbook"
    given = {"filename": filename, "dry_run": dry_run}
    async with state_of(request).files.read(caller.org, reading(), file.file, given=given) as result:
        yield ReadWorkbook(filename, dry_run, result.answer["reading"], result.file)


Uploaded = Annotated[ReadWorkbook, Depends(read_upload, scope="function")]
"""Comes before the session in a signature: a file that waits for its turn must not hold a connection."""


@router.get("/template", response_class=Response, openapi_extra=HEAVY, responses=WORKBOOK)
async def download_template(
    caller: CanReadDataImports,  # noqa: ARG001  # anyone who may import
    language: InLanguage = Language.EN,
    kind: AsFormat = WorkbookFormat.XLSX,
) -> Response:
    """The empty workbook, with notes on its columns and lists to choose from.

    A hidden first row tells the columns, so it is read in whatever language its headings are.
    """
    return await workbook(Contents(language.value), kind, "template")


@router.post(
    "",
    status_code=201,
    max_body_size=LARGEST_WORKBOOK,
    responses=raises(TooLarge, UnsupportedWorkbook, UnreadableWorkbook, TooManyDataRows, Invalid, *READING_PROBLEMS)
    | {
        200: {"model": DataImportOut, "description": "A dry run: nothing was saved; the rows are in `items`."},
        202: {
            "model": DataImportOut,
            "description": "The workbook is long and is still being applied. Read it again until it is `done`.",
        },
    },
)
async def import_workbook(
    caller: CanImportData, uploaded: Uploaded, session: Session, response: Response
) -> DataImportOut:
    """Import a workbook: each valid row is registered or changes what is there, under the rules of its own route.

    A row that is refused changes nothing and can be repaired. An empty cell changes nothing. Importing the same
    workbook again changes nothing.
    """
    answer = uploaded_out(await actions.import_workbook(session, caller, uploaded))
    response.status_code = STATUS_OF.get((answer.dry_run, answer.status), 202)
    response.headers.update(_location(answer.id))
    return answer


def _location(import_id: UUID | None) -> dict[str, str]:
    """The address of what was saved; a dry run has none."""
    return {"Location": f"/v1/data-imports/{import_id}"} if import_id else {}


@list_route(router, "", item=DataImportItem)
async def list_data_imports(caller: CanReadDataImports, reads: Reads, query: DataImportQuery) -> Response:
    """The imports of your organisation, newest first."""
    return await reads.page(queries.DATA_IMPORTS, caller, query)


@router.get("/{data_import_id}", responses=raises(DataImportNotFound))
async def read_data_import(data_import_id: ImportId, caller: CanReadDataImports, session: Session) -> DataImportOut:
    """An import: how far it has been applied, and the outcomes of its rows."""
    return data_import_out(await queries.data_import(session, caller, data_import_id))


@router.get(
    "/{data_import_id}/rows", response_model=Page[DataRowOut], responses=raises(BadCursor, DataImportNotFound)
)
async def list_data_rows(
    data_import_id: ImportId,
    caller: CanReadDataImports,
    session: Session,
    reads: Reads,
    query: Annotated[DataRowQuery, Query()],
) -> Response:
    """The rows with their outcomes, in the order of the workbook."""
    await queries.data_import(session, caller, data_import_id)
    return await reads.page(queries.DATA_ROWS, caller, query, {"import_id": data_import_id})


@router.get("/{data_import_id}/report", response_class=Response, responses={**REPORT, **raises(DataImportNotFound)})
async def download_report(data_import_id: ImportId, caller: CanReadDataImports, session: Session) -> Response:
    """The outcomes of all rows as CSV, one line for each message."""
    await queries.data_import(session, caller, data_import_id)
    return download(report(await queries.rows(session, data_import_id)), "text/csv", "report.csv")


@router.get("/{data_import_id}/rows/{row}", responses=raises(DataImportNotFound, DataRowNotFound))
async def read_data_row(
    data_import_id: ImportId, number: RowNumber, caller: CanReadDataImports, session: Session
) -> DataRowOut:
    """One row with its outcome."""
    await queries.data_import(session, caller, data_import_id)
    return data_row_out(await queries.row(session, data_import_id, number))


@router.patch(
    "/{data_import_id}/rows/{row}",
    responses=raises(
        DataImportNotFound,
        DataRowNotFound,
        Stale,
        PreconditionRequired,
        RowIsSettled,
        UnknownColumn,
        RecordOrNew,
        Invalid,
    ),
)
async def repair_data_row(
    data_import_id: ImportId,
    number: RowNumber,
    body: DataRowPatch,
    caller: CanImportData,
    session: Session,
    expected: ExpectedVersion,
) -> DataRowOut:
    """Correct the cells of a row that was not applied, or say which record it is about. Then send `retry`."""
    return data_row_out(
        await actions.repair_row(session, caller, data_import_id, number, body=body, expected=expected)
    )


@router.post(
    "/{data_import_id}/rows/{row}/retry", responses=raises(DataImportNotFound, DataRowNotFound, Stale, RowIsSettled)
)
async def retry_data_row(
    data_import_id: ImportId, number: RowNumber, caller: CanImportData, session: Session, read: VersionIfSent
) -> DataRowOut:
    """Apply a row again, and with it the rows that were blocked."""
    return data_row_out(await actions.retry_row(session, caller, data_import_id, number, read=read))


@exports.get("", response_class=Response, openapi_extra=HEAVY, responses={**WORKBOOK, **raises(TooManyDataRows)})
async def export_data(
    caller: CanExportData,
    begin: CallerTransactions,
    language: InLanguage = Language.EN,
    kind: AsFormat = WorkbookFormat.XLSX,
) -> Response:
    """Your suppliers, contacts, products, contracts, deliveries and spend, as the workbook that you can import."""
    async with begin() as session:
        contents = await contents_of(session, caller, language)
    return await workbook(contents, kind, "data")
