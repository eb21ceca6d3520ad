"""The notebook's operations, each there to try one convention of the house."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Form, Query, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel
from sqlmodel import col, select

from chassis.auth import Access
from chassis.callers import Caller
from chassis.database import AlreadyExists
from chassis.grants import open_dossier
from chassis.journal import Entry, record
from chassis.list_routes import Reads, list_route
from chassis.listing import ORG, Clause, Listing, contains, equals
from chassis.moves import Machine, by, step
from chassis.pages import ListQuery, Page
from chassis.preconditions import ExpectedVersion, demand
from chassis.problem_documents import raises
from chassis.problems import Invalid, NotFound
from chassis.routing import new_router
from chassis.rows import find, stamps, touch
from chassis.transactions import Session
from chassis.vocabulary import OrgKind, Role
from support.notebook.schemas import (
    NoteIn,
    NoteItem,
    NoteOut,
    NotePatch,
    NoteQuery,
    RemarkIn,
    RemarkOut,
    Transition,
)
from support.notebook.state import state_of
from support.notebook.tables import Mood, Note, Remark


class Permission(StrEnum):
    WRITE = "note:write"


access = Access({Permission.WRITE: frozenset({Role.BUYER_OFFICER})})
Writer = Annotated[Caller, access.may(Permission.WRITE)]

MOVES: Machine[Mood] = {
    (Mood.DRAFT, Mood.SENT): by("buyer_officer", needs=("reason",)),
    (Mood.SENT, Mood.ANSWERED): by("supplier_contact"),
}

VISIBLE: dict[OrgKind, Clause] = {OrgKind.BUYER: col(Note.owner_id) == ORG}
UNANSWERED: dict[OrgKind, Clause] = {
    OrgKind.BUYER: (col(Note.owner_id) == ORG) & col(Note.mood).in_((Mood.DRAFT, Mood.SENT)),
}
COLUMNS: tuple[Any, ...] = tuple(col(getattr(Note, name)) for name in NoteItem.model_fields)
FILTERS = {"q": contains(col(Note.title)), "mood": equals(col(Note.mood)), "follows": equals(col(Note.follows))}

NOTES = Listing(name="notes", columns=COLUMNS, key=col(Note.id), visible=VISIBLE, query=NoteQuery, filters=FILTERS)
OPEN_NOTES = Listing(name="notes", columns=COLUMNS, key=col(Note.id), visible=UNANSWERED)
PERIODS = Listing(name="periods", columns=(col(Note.id), col(Note.runs)), key=col(Note.id), visible=VISIBLE)


class UnknownNote(Invalid):
    """`follows` names a note that is not there."""

    title = "Unknown note"


class PeriodItem(BaseModel):
    id: UUID
    runs: dict[str, str | None] | None


router = new_router("/v1", "notes")
WRITING = raises(UnknownNote, AlreadyExists)


async def _write(session: Session, caller: Caller, body: NoteIn) -> Note:
    row = Note(**body.model_dump(), owner_id=caller.org, **stamps(caller))
    session.add(row)
    await record(
        session, caller, Entry("note.written", ("note", row.id), followed=True, payload={"title": row.title})
    )
    return row


@router.post("/notes", status_code=201, response_model=NoteOut, responses=raises(UnknownNote, AlreadyExists))
async def write_note(body: NoteIn, caller: Writer, session: Session, response: Response) -> Note:
    """Write a note."""
    row = await _write(session, caller, body)
    response.headers["Location"] = f"/v1/notes/{row.id}"
    return row


@router.post("/slow-notes", status_code=201, response_model=NoteOut)
async def write_slowly(body: NoteIn, caller: Writer, session: Session, request: Request) -> Note:
    """Write a note, and wait with the answer until the test opens the gate."""
    row = await _write(session, caller, body)
    await session.flush()
    state = state_of(request)
    state.at_the_gate.set()
    await state.gate.wait()
    return row


@router.post("/crossing-notes", status_code=201)
async def write_crossing(body: list[NoteIn], caller: Writer, session: Session, request: Request) -> dict[str, int]:
    """Write the first note, meet another request, and write the others."""
    for place, note in enumerate(body):
        await _write(session, caller, note)
        await session.flush()
        if place == 0:
            await state_of(request).crossing.wait()
    return {"count": len(body)}


@router.get("/notes-counted-twice")
async def count_twice(caller: Writer, session: Session, request: Request) -> dict[str, int]:
    """Make the mistake of asking for a second connection while the request holds one."""
    await session.exec(select(Note))
    async with state_of(request).sessions() as other:
        await other.exec(select(Note))
    return {}


@router.get("/notes-listed-beside")
async def list_beside(caller: Writer, session: Session, request: Request) -> Response:
    """Make the mistake of reading a list over the pool while the request holds a connection."""
    await session.exec(select(Note))
    return await state_of(request).reader.page(NOTES, caller, NoteQuery())


@router.post("/note-batches", status_code=201)
async def write_batch(body: list[NoteIn], caller: Writer, session: Session) -> dict[str, int]:
    """Write notes, each within a savepoint; one whose title is `bad` is taken back again."""
    for note in body:
        savepoint = await session.begin_nested()
        await _write(session, caller, note)
        await session.flush()
        await (savepoint.rollback() if note.title == "bad" else savepoint.commit())
    return {"count": len(body)}


@list_route(router, "/notes", item=NoteItem)
async def list_notes(caller: Writer, reads: Reads, query: NoteQuery) -> Response:
    """One's notes."""
    return await reads.page(NOTES, caller, query)


@router.get("/notes-as-a-plain-route", response_model=Page[NoteItem])
async def list_notes_as_a_plain_route(
    caller: Writer, reads: Reads, query: Annotated[NoteQuery, Query()]
) -> Response:
    """One's notes, as FastAPI by itself reads the request."""
    return await reads.page(NOTES, caller, query)


@list_route(router, "/open-notes", item=NoteItem)
async def list_open_notes(caller: Writer, reads: Reads, query: ListQuery) -> Response:
    """One's notes that nobody has answered."""
    return await reads.page(OPEN_NOTES, caller, query)


@list_route(router, "/periods", item=PeriodItem)
async def list_periods(caller: Writer, reads: Reads, query: ListQuery) -> Response:
    """The business days one's notes run."""
    return await reads.page(PERIODS, caller, query)


@router.get("/notes/{note_id}", response_model=NoteOut, responses=raises(NotFound))
async def read_note(note_id: UUID, caller: Writer, session: Session) -> Note:
    """One note."""
    return await find(session, Note, note_id, caller, visible=VISIBLE)


@router.patch("/notes/{note_id}", response_model=NoteOut, responses=raises(NotFound))
async def amend_note(
    note_id: UUID, body: NotePatch, caller: Writer, session: Session, expected: ExpectedVersion
) -> Note:
    """Give a note another title."""
    row = await find(session, Note, note_id, caller, visible=VISIBLE, lock=True)
    demand(row.version, expected)
    touch(row, caller, title=body.title)
    return row


@router.post("/notes/{note_id}/transitions", response_model=NoteOut)
async def move_note(note_id: UUID, body: Transition, caller: Writer, session: Session) -> Note:
    """Send a note, or mark it answered."""
    row = await find(session, Note, note_id, caller, visible=VISIBLE, lock=True)
    mood = step(MOVES, row.mood, body.to, actors=caller.roles, given=body.model_dump())
    await record(session, caller, Entry("note.moved", ("note", row.id), moved=(row.mood, mood)))
    touch(row, caller, mood=mood)
    return row


@router.post("/remarks", status_code=201, response_model=RemarkOut)
async def remark(body: RemarkIn, caller: Writer, session: Session) -> Remark:
    """Open a dossier with others and say something in it."""
    dossier = uuid4()
    await open_dossier(session, dossier, [caller.org, *body.with_orgs])
    row = Remark(dossier_id=dossier, words=body.words, **stamps(caller))
    session.add(row)
    return row


@router.get("/remarks", response_model=list[RemarkOut])
async def list_remarks(caller: Writer, session: Session) -> list[Remark]:
    """What the fence lets through, with no WHERE of its own."""
    return list((await session.exec(select(Remark))).all())


@router.post("/note-files", status_code=201)
async def read_file(file: UploadFile, caller: Writer, session: Session) -> dict[str, int]:
    """Write a note for each line of a file."""
    lines = (await file.read()).decode().splitlines()
    for line in lines:
        await _write(session, caller, NoteIn(title=line))
    return {"count": len(lines)}


@router.post("/titled-files", status_code=201)
async def read_titled_file(file: UploadFile, title: Annotated[str, Form()], caller: Writer) -> dict[str, str]:
    """A file and what it is called."""
    return {"title": title, "name": file.filename or ""}


@router.get("/faults")
async def fail(caller: Writer) -> dict[str, str]:
    """Meet a fault nobody expected."""
    raise RuntimeError(f"the secret of {caller.org}")
