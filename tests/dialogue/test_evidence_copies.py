"""Evidence is stored as a copy: what the file shows, without who made it, where and with what."""

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from PIL import Image
from sqlmodel import col, update

from chassis.state import state_of
from dialogue.evidence.jobs import copy_older_file
from dialogue.evidence.metadata.copies import write_copy
from dialogue.evidence.metadata.pictures import MOST_PIXELS
from dialogue.evidence.rules import FileDamaged, FileNotAllowed, FileTooLarge
from dialogue.evidence.storage.files import place_of
from dialogue.tables import Evidence
from support import documents_of_people as people
from support.documents_of_people import ON_ITS_SIDE, PERSON, TRACES, parts_of, zipped
from support.dossiers import MakeScene, Scene
from support.memory import growing_at_most


def copied(content: bytes) -> bytes:
    result = io.BytesIO()
    write_copy(io.BytesIO(content), result)
    return result.getvalue()


def pixels_of(content: bytes) -> bytes:
    return Image.open(io.BytesIO(content)).convert("RGB").tobytes()


def has_traces(content: bytes) -> bool:
    return any(trace in content for trace in TRACES)


@pytest.mark.parametrize("make", [people.jpeg, people.png])
def test_a_picture_keeps_its_pixels_and_nothing_of_its_maker(make: Callable[[], bytes]) -> None:
    sent = make()
    copy = copied(sent)
    assert has_traces(sent)
    assert not has_traces(copy)
    assert pixels_of(copy) == pixels_of(sent)
    seen = Image.open(io.BytesIO(copy))
    assert (dict(seen.getexif()), seen.getexif().get_ifd(0x8825)) == ({}, {})
    assert copied(copy) == copy


def test_a_photo_keeps_which_side_is_up() -> None:
    seen = Image.open(io.BytesIO(copied(people.jpeg(ON_ITS_SIDE))))
    assert dict(seen.getexif()) == {0x0112: ON_ITS_SIDE}


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_pictures_in_other_colours_stay_the_same(mode: str) -> None:
    out = io.BytesIO()
    people.picture().convert(mode).save(out, "JPEG")
    assert pixels_of(copied(out.getvalue())) == pixels_of(out.getvalue())


def test_a_profile_of_colours_stays_unless_it_unpacks_to_too_much() -> None:
    out, bomb = io.BytesIO(), io.BytesIO()
    people.picture().save(out, "PNG", icc_profile=b"a profile")
    people.picture().save(bomb, "PNG", icc_profile=bytes(64 << 20))
    assert Image.open(io.BytesIO(copied(out.getvalue()))).info["icc_profile"] == b"a profile"
    assert b"iCCP" not in copied(bomb.getvalue())


def test_a_pdf_keeps_its_pages_and_nothing_of_its_author() -> None:
    sent = people.pdf()
    assert has_traces(people.shown_of(sent))
    copy = copied(sent)
    assert not has_traces(people.shown_of(copy))
    with pikepdf.open(io.BytesIO(copy)) as document:
        (page,) = document.pages
        page.contents_coalesce()
        assert b"/Photo Do" in page.Contents.read_bytes()
        note, field = page.Annots
        assert str(note.Contents) == "Compare with page 3."
        assert (str(field.T), "/V" in field) == ("approval", False)
        (layer,) = document.Root.OCProperties.OCGs
        assert (str(layer.Name), list(layer.Usage.keys())) == ("Notes", ["/Print"])
        assert len(document.Root.StructTreeRoot.K.A[0].P) == 0
        photo = page.Resources.XObject.Photo.read_raw_bytes()
    assert pixels_of(photo) == pixels_of(people.jpeg())


def test_an_earlier_version_of_a_pdf_is_not_in_its_copy() -> None:
    sent = people.pdf()
    root = re.findall(rb"/Root (\d+) 0 R", people.shown_of(sent))
    assert root
    later = people.shown_of(copied(sent)) + b"\n% an update\n"
    assert b"an update" not in copied(later)


def test_a_pdf_with_a_password_is_refused_and_one_that_only_forbids_printing_is_not() -> None:
    with pytest.raises(FileDamaged, match="password"):
        copied(people.pdf(password="open sesame"))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(people.pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    assert not has_traces(people.shown_of(copied(out.getvalue())))


def test_a_pdf_with_files_attached_is_refused() -> None:
    with pytest.raises(FileNotAllowed, match="attached"):
        copied(people.pdf(attached=True))


def test_a_workbook_keeps_its_cells_and_nothing_of_its_author() -> None:
    sent = people.xlsx()
    copy = copied(sent)
    assert any(has_traces(part) for part in parts_of(sent).values())
    assert not any(has_traces(part) for part in parts_of(copy).values())
    assert not has_traces(copy)
    sheet = load_workbook(io.BytesIO(copy)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["Havenkant Assembly Works", 1200]
    assert sheet["A1"].comment.text == "Is this the new hall?"
    assert set(parts_of(copy)) == set(parts_of(sent))


def test_a_workbook_keeps_nothing_of_its_authors_office_and_colleagues() -> None:
    parts = parts_of(copied(people.xlsx()))
    hidden = PERSON.encode("utf-16-le")
    assert [name for name, part in parts.items() if has_traces(part) or hidden in part] == []
    assert len(parts["xl/printerSettings/printerSettings1.bin"]) == 220
    links = re.findall(rb'Target="([^"]*)"', parts["xl/externalLinks/_rels/externalLink1.xml.rels"])
    shown = [b"stock.docx#Sites", b"https://havenkant.example/about?x=1&amp;y=2#us"]
    assert links == [b"stock.xlsx"] * 3 + shown
    assert b'<connection id="1" name="stock" sourceFile=""' in parts["xl/connections.xml"]


def test_a_report_keeps_its_text_and_nothing_of_its_author() -> None:
    copy = copied(people.docx())
    parts = parts_of(copy)
    inner = parts_of(parts["word/embeddings/sheet.xlsx"])
    assert not any(has_traces(part) for part in (*parts.values(), *inner.values(), copy))
    assert b"twelve hours" in parts["word/document.xml"]
    assert b'<w:connectString w:val=""/>' in parts["word/settings.xml"]
    assert b'<w:defaultTabStop w:val="708"/>' in parts["word/settings.xml"]
    assert b'Target="Normal.dotm"' in parts["word/_rels/settings.xml.rels"]
    assert parts["word/document.xml"].count(b'w:author="Author"') == 1
    assert pixels_of(parts["word/media/image1.jpeg"]) == pixels_of(people.jpeg())
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


DAMAGED = [b"%PDF-1.7\nA list of sites.", b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0....", b"%PDF-1.4\n%%EOF\n"]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_kept_as_it_is_if_it_has_nothing_to_remove(content: bytes) -> None:
    assert copied(content) == content


@pytest.mark.parametrize(
    "content", [people.jpeg()[:600], people.png()[:-400], b"%PDF-1.7\n<< /Author (A Person) >>"]
)
def test_a_damaged_file_is_refused_if_it_may_have_something_to_remove(content: bytes) -> None:
    with pytest.raises(FileDamaged):
        copied(content)


def huge_png() -> bytes:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1 << 20))), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def huge_jpeg() -> bytes:
    return re.sub(rb"(\xff\xc2\x00\x11\x08)....", rb"\1" + struct.pack(">HH", 60_000, 60_000), people.jpeg())


@pytest.mark.parametrize("make", [huge_png, huge_jpeg])
def test_a_picture_that_claims_too_many_pixels_is_refused(make: Callable[[], bytes]) -> None:
    assert MOST_PIXELS < 60_000 * 60_000
    with pytest.raises(FileTooLarge, match="3,600 million pixels"):
        copied(make())


def pdf_bomb() -> bytes:
    """A PDF of 700 KB, with objects in a stream that unpacks to a thousand times as much."""
    packing = zlib.compressobj(9)
    head = b"1 0 " + b" " * 60
    packed = packing.compress(head + b"<</Type/Catalog/Pages 9 0 R>>")
    for _ in range(700):
        packed += packing.compress(b" " * (1 << 20))
    packed += packing.flush()
    said = f"/Type/ObjStm/N 1/First {len(head)}/Filter/FlateDecode/Length {len(packed)}"
    body = b"%PDF-1.5\n5 0 obj<<" + said.encode() + b">>stream\n" + packed + b"\nendstream endobj\n"
    place = len(body)
    table = b"".join(struct.pack(">BIB", *entry) for entry in ((0, 0, 0), (2, 5, 0), (1, 9, 0), (1, place, 0)))
    xref = f"6 0 obj<</Type/XRef/W[1 4 1]/Index[0 2 5 2]/Size 7/Root 1 0 R/Length {len(table)}>>stream\n"
    return body + xref.encode() + table + f"\nendstream endobj\nstartxref\n{place}\n%%EOF\n".encode()


PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}

BOMBS: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "a picture of millions of pixels": (huge_png, 413, "file_too_large"),
    "a document of zeros": (lambda: zipped(PARTS | {"word/media/a.bin": bytes(300 << 20)}), 413, "file_too_large"),
    "a document packed with bzip2": (
        lambda: zipped(PARTS | {"word/media/a.bin": bytes(200 << 20)}, zipfile.ZIP_BZIP2),
        422,
        "file_damaged",
    ),
    "a document of many parts": (
        lambda: zipped(PARTS | {f"word/{number}.bin": b"" for number in range(5_000)}),
        413,
        "file_too_large",
    ),
    "a pdf that unpacks to more than the memory": (pdf_bomb, 422, "file_damaged"),
}


async def hand_in(talk: Scene, content: bytes, name: str = "list.pdf") -> Any:
    form = {
        "dialogue_id": str(talk.id),
        "title": "Site list 2026",
        "issuer": "Meridiaan Systems",
        "issued_on": "2026-09-01",
    }
    return await talk.voice.post("/v1/evidence", data=form, files={"file": (name, content)})


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_is_refused_and_the_service_does_not_grow(name: str, scene: MakeScene) -> None:
    make, status, code = BOMBS[name]
    bomb = make()
    talk = await scene()
    with growing_at_most(50):
        answer = await hand_in(talk, bomb)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["errors"][0]["pointer"] == "/file"
    assert (await talk.voice.get("/v1/evidence")).json()["items"] == []


async def test_others_get_the_copy_and_the_hash_of_what_was_sent(scene: MakeScene) -> None:
    talk = await scene()
    for sent in (people.pdf(), people.jpeg(), people.docx(), b"naam;adres\n"):
        said = (await hand_in(talk, sent)).json()
        content = (await talk.officer.get(said["content"])).content
        assert PERSON.encode() not in content
        assert said["original_sha256"] == hashlib.sha256(sent).hexdigest()
        assert (said["sha256"], said["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    listed = (await talk.officer.get("/v1/evidence")).json()["items"]
    assert len({item["original_sha256"] for item in listed}) == 4


async def stored_by_earlier(
    app: FastAPI, said: dict[str, Any], content: bytes, original: str | None = None
) -> None:
    """As an earlier version left it: as it was sent, or a copy with the hash of the original."""
    state = state_of(app)
    place_of(state.settings.evidence_dir, UUID(said["id"])).write_bytes(content)
    hashes = {"sha256": hashlib.sha256(content).hexdigest(), "original_sha256": original}
    earlier = {"size": len(content), "copy_revision": 0, **hashes}
    async with state.worker_sessions() as session, session.begin():
        await session.exec(update(Evidence).where(col(Evidence.id) == UUID(said["id"])).values(**earlier))


async def test_files_of_earlier_versions_are_copied_as_well(dialogue_app: FastAPI, scene: MakeScene) -> None:
    talk = await scene()
    sent, locked = people.pdf(), people.pdf(password="open sesame")
    fresh = [(await hand_in(talk, sent)).json() for _ in range(2)]
    for said, content in zip(fresh, (sent, locked), strict=True):
        await stored_by_earlier(dialogue_app, said, content)
        before = (await talk.officer.get(f"/v1/evidence/{said['id']}")).json()
        assert before["original_sha256"] == before["sha256"] == hashlib.sha256(content).hexdigest()
    while await copy_older_file(state_of(dialogue_app)):
        pass
    copied_one, kept = [(await talk.officer.get(f"/v1/evidence/{said['id']}")).json() for said in fresh]
    content = (await talk.officer.get(copied_one["content"])).content
    assert PERSON.encode() not in people.shown_of(content)
    assert copied_one["sha256"] == hashlib.sha256(content).hexdigest() == fresh[0]["sha256"]
    assert copied_one["original_sha256"] == hashlib.sha256(sent).hexdigest()
    assert kept["original_sha256"] == kept["sha256"] == hashlib.sha256(locked).hexdigest()
    assert (await talk.officer.get(kept["content"])).content == locked


async def test_copies_that_left_out_less_are_made_again_and_only_once(
    dialogue_app: FastAPI, scene: MakeScene
) -> None:
    """The metadata that an earlier copy kept goes; who has a copy without any notices nothing."""
    talk = await scene()
    sent = people.docx()
    dirty, clean = [(await hand_in(talk, sent)).json() for _ in range(2)]
    original = hashlib.sha256(b"what was sent before").hexdigest()
    await stored_by_earlier(dialogue_app, dirty, sent, original)
    content = (await talk.officer.get(clean["content"])).content
    await stored_by_earlier(dialogue_app, clean, content, clean["original_sha256"])
    unchanged = await talk.officer.get(f"/v1/evidence/{clean['id']}")
    while await copy_older_file(state_of(dialogue_app)):
        pass
    again = (await talk.officer.get(f"/v1/evidence/{dirty['id']}")).json()
    assert (again["original_sha256"], again["sha256"]) == (original, clean["sha256"])
    assert (await talk.officer.get(again["content"])).content == content
    after = await talk.officer.get(f"/v1/evidence/{clean['id']}")
    assert (after.content, after.headers["ETag"]) == (unchanged.content, unchanged.headers["ETag"])
    assert not await copy_older_file(state_of(dialogue_app))
