"""`/v1/evidence`: files that support a statement; they never change."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Path, Request, UploadFile
from fastapi.responses import FileResponse, Response

from chassis.dates import Day
from chassis.list_routes import Reads, list_route
from chassis.problem_documents import raises
from chassis.problems import Invalid
from chassis.routing import new_router
from chassis.text import Line
from chassis.transactions import Session
from chassis.untrusted_files.problems import READING_PROBLEMS
from dialogue.dialogues.rules import DialogueClosed, DialogueNotFound, TenderLocked
from dialogue.evidence import actions, queries
from dialogue.evidence.actions import StoredCopy, Upload
from dialogue.evidence.metadata.copies import COPYING, Copy
from dialogue.evidence.rules import (
    MEDIA_TYPES,
    MOST_FORM,
    EvidenceNotFound,
    FileDamaged,
    FileEmpty,
    FileKind,
    FileNotAllowed,
    FileTooLarge,
    IssuedInFuture,
    check_size,
    printable_name,
)
from dialogue.evidence.schemas import EvidenceItem, EvidenceOut, EvidenceQuery
from dialogue.evidence.storage.files import FileMissing, existing_place, sha256_of
from dialogue.evidence.views import evidence_out
from dialogue.permissions import CanReadEvidence, CanWriteEvidence
from dialogue.state import state_of

router = new_router("/v1/evidence", "evidence")

EvidenceId = Annotated[UUID, Path(description="The file of evidence.")]

AN_UPLOAD = {
    "file": "(the bytes of a PDF)",
    "dialogue_id": "01980000-0000-7000-8000-000000000001",
    "title": "Site list 2026",
    "issuer": "Meridiaan Systems",
    "issued_on": "2026-09-01",
    "page": "2",
}

BYTES = {"schema": {"type": "string", "format": "binary"}}
PLAIN_TYPES = [media_type.partition(";")[0] for media_type in MEDIA_TYPES.values()]
FILES = dict.fromkeys(("application/octet-stream", *PLAIN_TYPES), BYTES)

# A browser does not guess the type of such a file, and runs nothing in it.
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


async def stored_upload(
    file: Annotated[UploadFile, File(description="The file: its bytes, and its name.")],
    caller: CanWriteEvidence,
    request: Request,
) -> AsyncIterator[StoredCopy]:
    """The copy of the file that was sent, stored."""
    check_size(file.size)
    original = await asyncio.to_thread(sha256_of, file.file)
    async with state_of(request).files.read(caller.org, COPYING, file.file) as result:
        copy = Copy(result.file, FileKind(result.answer["kind"]), original)
        async with actions.stored(copy, state_of(request).settings.evidence_dir) as stored:
            yield stored


Stored = Annotated[StoredCopy, Depends(stored_upload, scope="function")]
"""Comes before the session in a signature: what is read and written of a file must not hold a connection."""


@router.post(
    "",
    status_code=201,
    max_body_size=MOST_FORM,
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"example": AN_UPLOAD}}}},
    responses=raises(
        DialogueNotFound,
        DialogueClosed,
        TenderLocked,
        Invalid,
        IssuedInFuture,
        FileEmpty,
        FileDamaged,
        FileNotAllowed,
        FileTooLarge,
        *READING_PROBLEMS,
    ),
)
async def add_evidence(
    file: Annotated[UploadFile, File(description="The file: its bytes, and its name.")],
    copy: Stored,
    dialogue_id: Annotated[UUID, Form(description="The dialogue it belongs to.")],
    title: Annotated[Line, Form(description="What the document is.", examples=["Site list 2026"])],
    issuer: Annotated[Line, Form(description="Who issued the document.", examples=["Meridiaan Systems"])],
    issued_on: Annotated[Day, Form(description="The date on the document.", examples=["2026-09-01"])],
    caller: CanWriteEvidence,
    session: Session,
    response: Response,
    page: Annotated[
        Line | None, Form(description="The page or place to look at. Absent: the whole document.")
    ] = None,
) -> EvidenceOut:
    """Add a PDF, PNG, JPEG, XLSX, DOCX or text file of at most 50 MiB; both sides of the dialogue see it.

    The file type is detected from the content. The platform stores a copy without the authors, programs, places and
    times that such files have beside their content (EXIF, XMP, properties of documents, signatures);
    `original_sha256` proves which file was sent. A file never changes: add a better one beside it.
    """
    upload = Upload(
        dialogue_id=dialogue_id,
        title=title,
        issuer=issuer,
        issued_on=issued_on,
        page=page,
        file_name=printable_name(file.filename),
    )
    row = await actions.add_evidence(session, caller, copy, upload)
    response.headers["Location"] = f"/v1/evidence/{row.id}"
    return evidence_out(row)


@list_route(router, "", item=EvidenceItem)
async def list_evidence(caller: CanReadEvidence, reads: Reads, query: EvidenceQuery) -> Response:
    """The evidence of your dialogues, newest first."""
    return await reads.page(queries.EVIDENCE, caller, query)


@router.get("/{evidence_id}", responses=raises(EvidenceNotFound))
async def read_evidence(evidence_id: EvidenceId, caller: CanReadEvidence, session: Session) -> EvidenceOut:
    """One file of evidence, without its bytes."""
    return evidence_out(await queries.evidence(session, caller, evidence_id))


@router.get(
    "/{evidence_id}/content",
    response_class=FileResponse,
    responses={200: {"content": FILES}, **raises(EvidenceNotFound, FileMissing)},
)
async def download_evidence(
    evidence_id: EvidenceId, caller: CanReadEvidence, session: Session, request: Request
) -> FileResponse:
    """The bytes of the file, as a download."""
    row = await queries.evidence(session, caller, evidence_id)
    place = existing_place(state_of(request).settings.evidence_dir, row.id)
    return FileResponse(place, headers=HARMLESS, media_type=MEDIA_TYPES[row.kind], filename=row.file_name)
