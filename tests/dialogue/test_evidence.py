"""Evidence: added once, its type detected from its content, visible to the two sides only."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from chassis.state import state_of
from chassis.vocabulary import Role
from dialogue.evidence.jobs import sweep
from dialogue.evidence.metadata.kinds import kind_of
from dialogue.evidence.rules import (
    MOST_BYTES,
    FileEmpty,
    FileKind,
    FileNotAllowed,
    FileTooLarge,
    printable_name,
)
from dialogue.evidence.storage.files import INCOMING, place_of, write_file
from support.cast import Actor, Cast
from support.dossiers import MakeScene, Scene

PDF = b"%PDF-1.7\nA list of sites."


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def office(*parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<xml/>")
    return held.getvalue()


def office_with(main: str, *parts: str, separator: str = "/") -> bytes:
    """A document that names its main part."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        relations = f'<Relationships><Relationship Id="a" Type="{kind}" Target="{main}"/></Relationships>'
        for part, content in (("_rels/.rels", relations), *((part, "<xml/>") for part in parts)):
            info = zipfile.ZipInfo("part")
            info.filename = part.replace("/", separator)
            archive.writestr(info, content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileKind.PDF),
        (b"\r\n" + PDF, FileKind.PDF),
        (b"\xef\xbb\xbf" + PDF, FileKind.PDF),
        (b"\xef\xbb\xbf\n \t\0" + PDF, FileKind.PDF),
        (b"\n" * 1000 + PDF, FileKind.PDF),
        (b"Content-Type: application/pdf\r\n\r\n" + PDF + b"\n%%EOF\n", FileKind.PDF),
        (b"\x01\x02\n" + PDF + b"\n%%EOF\n", FileKind.PDF),
        (b"A PDF begins with\n%PDF-1.7 and a line of comment.\n", FileKind.TEXT),
        (b"the sign %PDF-1.7 and the sign %%EOF", FileKind.TEXT),
        (b"x" * 2000 + b"\n" + PDF + b"\n%%EOF\n", FileKind.TEXT),
        (b"\x89PNG\r\n\x1a\n....", FileKind.PNG),
        (b"\xff\xd8\xff\xe0....", FileKind.JPEG),
        (office("xl/workbook.xml"), FileKind.XLSX),
        (office("word/document.xml"), FileKind.DOCX),
        (office("xl\\workbook.xml"), FileKind.XLSX),
        (office("/word/Document.xml"), FileKind.DOCX),
        (office_with("xl/book.xml", "xl/book.xml"), FileKind.XLSX),
        (office_with("/xl/book.xml", "xl/book.xml"), FileKind.XLSX),
        (office_with("word/document2.xml", "word/document2.xml", separator="\\"), FileKind.DOCX),
        ("naam;adres\nNoordster;Grote Markt 1, Leuven – België\n".encode(), FileKind.TEXT),
        (("é" * 70_000).encode(), FileKind.TEXT),
    ],
)
def test_the_type_of_a_file_is_detected_from_its_content(content: bytes, kind: FileKind) -> None:
    assert kind_of(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 a program",
        b"PK\x03\x04 not a zip after all",
        office("something/else.xml"),
        office("xl/workbook.xml", "xl/vbaProject.bin"),
        pytest.param(office("word/document.xml", *map(str, range(30_000))), id="a table of contents of megabytes"),
        b"text with a \x00 in it",
        "latin é".encode("latin-1"),
        b"a" * 70_000 + b"\xff",
        b"half a character \xc3",
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(FileNotAllowed):
        kind_of(io.BytesIO(content))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileEmpty):
        kind_of(io.BytesIO(b""))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("list.pdf", "list.pdf"),
        ("C:\\Users\\x\\list.pdf", "list.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("", "evidence"),
        (None, "evidence"),
    ],
)
def test_a_name_is_shown_without_its_path(given: str | None, shown: str) -> None:
    assert printable_name(given) == shown


def test_a_file_that_is_too_large_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        write_file(io.BytesIO(PDF + b" " * MOST_BYTES), tmp_path, uuid4())
    assert files_in(tmp_path) == []


async def hand_in(actor: Actor, talk: Scene, content: bytes = PDF, name: str = "list.pdf", **said: Any) -> Any:
    form = {
        "dialogue_id": str(talk.id),
        "title": "Site list 2026",
        "issuer": "Meridiaan Systems",
        "issued_on": "2026-09-01",
        **said,
    }
    return await actor.post("/v1/evidence", data=form, files={"file": (name, content)})


async def test_both_sides_add_and_read_evidence(scene: MakeScene) -> None:
    talk = await scene()
    for giver, reader in ((talk.voice, talk.officer), (talk.officer, talk.voice)):
        made = await hand_in(giver, talk, page="2")
        assert made.status_code == 201, made.text
        said = made.json()
        assert (said["kind"], said["media_type"], said["size"]) == ("pdf", "application/pdf", len(PDF))
        assert said["sha256"] == hashlib.sha256(PDF).hexdigest()
        assert (await reader.get(made.headers["Location"])).json() == said
        content = await reader.get(said["content"])
        assert (content.status_code, content.content) == (200, PDF)
        assert content.headers["Content-Disposition"] == 'attachment; filename="list.pdf"'
        assert content.headers["X-Content-Type-Options"] == "nosniff"
    listed = (await talk.voice.get("/v1/evidence", params={"dialogue_id": str(talk.id)})).json()["items"]
    assert len(listed) == 2


async def test_a_name_does_not_make_a_program_a_document(scene: MakeScene) -> None:
    talk = await scene()
    answer = await hand_in(talk.voice, talk, b"MZ\x90\x00 a program", "list.pdf")
    assert (answer.status_code, answer.json()["code"]) == (415, "file_not_allowed")


async def test_a_document_from_tomorrow_is_refused(scene: MakeScene) -> None:
    talk = await scene()
    tomorrow = str(datetime.now(UTC).date() + timedelta(days=1))
    answer = await hand_in(talk.voice, talk, issued_on=tomorrow)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/issued_on")


async def test_what_is_missing_is_pointed_at(scene: MakeScene) -> None:
    talk = await scene()
    answer = await talk.voice.post("/v1/evidence", data={"dialogue_id": str(talk.id)}, files={"file": ("a", PDF)})
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/title", "/issuer", "/issued_on"}


async def test_it_does_not_exist_for_others(dialogue: Cast, scene: MakeScene) -> None:
    talk = await scene()
    made = await hand_in(talk.voice, talk)
    for stranger in (dialogue.buyer(), dialogue.supplier(talk.supplier_id)):
        assert (await stranger.get(made.headers["Location"])).json()["code"] == "evidence_not_found"
        assert (await stranger.get(f"{made.headers['Location']}/content")).status_code == 404
        assert (await stranger.get("/v1/evidence", params={"count": "exact"})).json()["total"] == 0
        assert (await hand_in(stranger, talk)).json()["code"] == "dialogue_not_found"
    assert (await hand_in(dialogue.anonymous, talk)).status_code == 401
    assert (await hand_in(dialogue.buyer(Role.BUYER_VIEWER), talk)).status_code == 403


async def test_a_refused_file_leaves_nothing_behind(
    dialogue: Cast, dialogue_app: FastAPI, scene: MakeScene
) -> None:
    folder: Path = state_of(dialogue_app).settings.evidence_dir
    talk = await scene()
    await hand_in(talk.voice, talk)
    before = files_in(folder)
    await hand_in(dialogue.buyer(), talk)
    assert files_in(folder) == before


async def test_a_file_whose_description_is_refused_leaves_nothing_behind(
    dialogue_app: FastAPI, scene: MakeScene
) -> None:
    folder: Path = state_of(dialogue_app).settings.evidence_dir
    talk = await scene()
    before = files_in(folder)
    incomplete = {"file": ("list.pdf", PDF)}
    answer = await talk.voice.post("/v1/evidence", data={"dialogue_id": str(talk.id)}, files=incomplete)
    assert answer.status_code == 422
    assert files_in(folder) == before


async def test_the_same_key_and_file_are_taken_once(scene: MakeScene) -> None:
    talk = await scene()
    talk.voice.headers["Idempotency-Key"] = "once"
    first, again = await hand_in(talk.voice, talk), await hand_in(talk.voice, talk)
    assert (first.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert first.json() == again.json()
    other = await hand_in(talk.voice, talk, PDF + b" changed")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_orphans_are_swept_and_nothing_else(dialogue_app: FastAPI, scene: MakeScene) -> None:
    folder: Path = state_of(dialogue_app).settings.evidence_dir
    talk = await scene()
    kept = place_of(folder, UUID((await hand_in(talk.voice, talk)).json()["id"]))
    orphan = uuid4()
    write_file(io.BytesIO(PDF), folder, orphan)
    half = folder / INCOMING / uuid4().hex
    half.write_bytes(b"half")
    foreign = kept.parent / "notes.txt"
    foreign.write_text("somebody else's")
    assert await sweep(state_of(dialogue_app).worker_sessions, folder) == 0
    assert await sweep(state_of(dialogue_app).worker_sessions, folder, settled_seconds=-1) == 2
    assert kept.exists()
    assert foreign.exists()
    assert not half.exists()
    assert not place_of(folder, orphan).exists()


async def test_an_answer_refers_only_to_files_of_its_dialogue(scene: MakeScene) -> None:
    talk, elsewhere = await scene(), await scene()
    own = (await hand_in(talk.voice, talk)).json()["id"]
    foreign = (await hand_in(elsewhere.voice, elsewhere)).json()["id"]
    body = {"dialogue_id": str(talk.id), "questionnaire": "hrdd-start", "due_at": "2027-01-31"}
    asked = (await talk.officer.post("/v1/assignments", json=body)).headers["Location"]
    answer = await talk.voice.put(f"{asked}/answers/B1", json={"text": "See the list.", "evidence": [own, foreign]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/evidence/1")
    cited = {"evidence_id": own, "page": "3"}
    answer = await talk.voice.put(f"{asked}/answers/B1", json={"text": "See the list.", "evidence": [cited]})
    assert answer.json()["evidence"] == [
        {
            "evidence_id": own,
            "document": "Site list 2026",
            "issuer": "Meridiaan Systems",
            "issued_on": "2026-09-01",
            "page": "3",
        }
    ]
