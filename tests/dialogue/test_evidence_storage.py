"""The folder of evidence is missing, full or read-only: the caller is told, and the service is not ready."""

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from chassis.problems import StorageFull
from chassis.state import state_of
from dialogue.evidence.storage.files import INCOMING, place_of, write_file
from support.cast import Actor, Cast
from support.dossiers import MakeScene, Scene
from support.readiness import ready_now


@pytest.fixture
def folder(dialogue_app: FastAPI) -> Path:
    return Path(state_of(dialogue_app).settings.evidence_dir)  # type: ignore[attr-defined]


async def hand_in(actor: Actor, talk: Scene, **headers: str) -> httpx.Response:
    said = {
        "dialogue_id": str(talk.id),
        "title": "Site list 2026",
        "issuer": "Meridiaan Systems",
        "issued_on": "2026-09-01",
    }
    content = {"file": ("list.pdf", b"%PDF-1.7\nA list of sites.")}
    return await actor.post("/v1/evidence", data=said, files=content, headers=headers)


@contextmanager
def taking_nothing(folder: Path) -> Iterator[None]:
    """Where files arrive there is a file, so that nothing can be written, whoever runs this test."""
    incoming, aside = folder / INCOMING, folder / "aside"
    if incoming.exists():
        incoming.rename(aside)
    incoming.write_text("not a folder")
    try:
        yield
    finally:
        incoming.unlink()
        if aside.exists():
            aside.rename(incoming)


async def test_a_missing_file_is_told_and_its_description_stays(scene: MakeScene, folder: Path) -> None:
    talk = await scene()
    address = (await hand_in(talk.voice, talk)).headers["Location"]
    place_of(folder, UUID(address.rpartition("/")[2])).unlink()
    answer = await talk.officer.get(f"{address}/content")
    assert (answer.status_code, answer.json()["code"]) == (503, "file_missing")
    assert (await talk.officer.get(address)).status_code == 200


async def test_a_folder_that_takes_nothing_is_503_and_not_ready(
    dialogue: Cast, scene: MakeScene, folder: Path
) -> None:
    talk = await scene()
    with taking_nothing(folder):
        refused = await hand_in(talk.voice, talk, **{"Idempotency-Key": "k"})
        ready = await ready_now(dialogue.anonymous)
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert "nothing was saved" in refused.json()["detail"]
    assert (ready.status_code, ready.json()["checks"]["database"]) == (503, "ok")
    assert ready.json()["checks"]["evidence"] != "ok"
    assert (await hand_in(talk.voice, talk, **{"Idempotency-Key": "k"})).status_code == 201
    assert (await ready_now(dialogue.anonymous)).json()["checks"]["evidence"] == "ok"


class OnAFullDisk(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:  # noqa: ARG002
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_507_and_leaves_no_part_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StorageFull) as refused:
        write_file(OnAFullDisk(), tmp_path, uuid4())
    assert refused.value.status == 507
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
