"""Idempotency-Key: the same request with the same key is done once and answered alike."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI

from support.cast import Actor, Cast
from support.notebook.state import state_of
from support.refusals import refusal

INK = {"title": "Ink"}


def keyed(key: str = "k-1") -> dict[str, str]:
    return {"Idempotency-Key": key}


async def titles(buyer: Actor) -> list[str]:
    return [note["title"] for note in (await buyer.get("/v1/notes")).json()["items"]]


async def test_a_repeat_gives_the_first_answer_again(notebook: Cast) -> None:
    buyer = notebook.buyer()
    first, again = [await buyer.post("/v1/notes", json=INK, headers=keyed()) for _ in range(2)]
    assert (again.status_code, again.content) == (201, first.content)
    assert [again.headers[name] == first.headers[name] for name in ("Location", "ETag", "Content-Type")] == [
        True
    ] * 3
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert await titles(buyer) == ["Ink"]


async def test_a_repeat_is_refused_as_a_read_is_once_its_caller_may_not_read_it(
    notebook: Cast, as_worker: asyncpg.Connection
) -> None:
    buyer, heir = notebook.buyer(), notebook.buyer()
    first = await buyer.post("/v1/notes", json=INK, headers=keyed())
    await as_worker.execute("update notes set owner_id = $1 where id = $2", heir.org, first.json()["id"])
    again = await buyer.post("/v1/notes", json=INK, headers=keyed())
    read = await buyer.get(first.headers["Location"])
    assert (
        (again.status_code, again.json()["code"]) == (read.status_code, read.json()["code"]) == (404, "not_found")
    )
    assert "Ink" not in again.text


async def test_the_order_and_spacing_of_json_make_no_other_request(notebook: Cast) -> None:
    buyer = notebook.buyer()
    headers = {**keyed(), "Content-Type": "application/json"}
    await buyer.post("/v1/notes", content=b'{"title": "Ink", "due": "2026-05-01"}', headers=headers)
    again = await buyer.post("/v1/notes", content=b'{"due":"2026-05-01","title":"Ink"}', headers=headers)
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_the_same_key_with_another_body_is_refused(notebook: Cast) -> None:
    buyer = notebook.buyer()
    await buyer.post("/v1/notes", json=INK, headers=keyed())
    answer = await buyer.post("/v1/notes", json={"title": "Paper"}, headers=keyed())
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert await titles(buyer) == ["Ink"]


async def test_the_same_key_with_another_file_is_refused(notebook: Cast) -> None:
    buyer = notebook.buyer()
    for content, status in ((b"Ink\nPaper", 201), (b"Ink\nPaper", 201), (b"Ink\nPens", 422)):
        answer = await buyer.post("/v1/note-files", files={"file": ("a.txt", content)}, headers=keyed())
        assert answer.status_code == status
    assert sorted(await titles(buyer)) == ["Ink", "Paper"]


async def test_a_request_still_under_way_is_a_conflict(notebook: Cast, gate: FastAPI) -> None:
    buyer = notebook.buyer()
    first = asyncio.create_task(buyer.post("/v1/slow-notes", json=INK, headers=keyed()))
    await state_of(gate).at_the_gate.wait()
    second = await buyer.post("/v1/slow-notes", json=INK, headers=keyed())
    assert (second.status_code, second.json()["code"]) == (409, "still_running")
    state_of(gate).gate.set()
    third = await buyer.post("/v1/slow-notes", json=INK, headers=keyed()) if (await first).is_success else second
    assert third.json() == (await first).json()


async def test_of_many_at_once_one_is_done(notebook: Cast) -> None:
    buyer = notebook.buyer()
    answers = await asyncio.gather(*(buyer.post("/v1/notes", json=INK, headers=keyed()) for _ in range(8)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert await titles(buyer) == ["Ink"]


async def test_a_refused_request_keeps_nothing(notebook: Cast) -> None:
    buyer = notebook.buyer()
    taken = await buyer.post("/v1/notes", json=INK)
    refused = await buyer.post("/v1/notes", json=INK, headers=keyed())
    assert refusal(refused) == (409, "already_exists")
    headers = {"If-Match": taken.headers["ETag"]}
    await buyer.patch(taken.headers["Location"], json={"title": "Old ink"}, headers=headers)
    done = await buyer.post("/v1/notes", json=INK, headers=keyed())
    assert (done.status_code, "Idempotent-Replayed" in done.headers) == (201, False)
    assert sorted(await titles(buyer)) == ["Ink", "Old ink"]


async def test_a_request_that_fails_at_its_commit_keeps_nothing(
    notebook: Cast, as_worker: asyncpg.Connection
) -> None:
    buyer = notebook.buyer()
    answer = await buyer.post("/v1/notes", json={**INK, "follows": str(uuid4())}, headers=keyed())
    assert answer.status_code == 422
    assert await as_worker.fetchval("select count(*) from idempotency_answers where owner_id = $1", buyer.org) == 0


async def test_a_key_is_its_senders_own(notebook: Cast) -> None:
    one = notebook.buyer()
    colleague, stranger = notebook.buyer(org=one.org), notebook.buyer()
    for buyer in (one, colleague, stranger):
        note = {"title": f"Ink of {buyer.person}"}
        answer = await buyer.post("/v1/notes", json=note, headers=keyed())
        assert (answer.status_code, answer.json()["title"]) == (201, note["title"])
    assert len(await titles(one)) == 2


async def test_an_answer_is_forgotten_after_its_time(notebook: Cast, as_worker: asyncpg.Connection) -> None:
    buyer = notebook.buyer()
    await buyer.post("/v1/notes", json=INK, headers=keyed())
    await as_worker.execute("update idempotency_answers set kept_until = now() where owner_id = $1", buyer.org)
    answer = await buyer.post("/v1/notes", json={"title": "Paper"}, headers=keyed())
    assert (answer.status_code, "Idempotent-Replayed" in answer.headers) == (201, False)


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\there"])
async def test_a_key_that_is_none_is_refused(notebook: Cast, key: str) -> None:
    answer = await notebook.buyer().post("/v1/notes", json=INK, headers=keyed(key))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/header/Idempotency-Key")


async def test_kept_answers_stand_behind_the_fence(
    notebook: Cast, as_app: asyncpg.Connection, as_worker: asyncpg.Connection
) -> None:
    buyer = notebook.buyer()
    await buyer.post("/v1/notes", json=INK, headers=keyed())
    assert await as_app.fetch("select * from idempotency_answers") == []
    kept: UUID = await as_worker.fetchval("select person from idempotency_answers where owner_id = $1", buyer.org)
    assert kept == buyer.person
