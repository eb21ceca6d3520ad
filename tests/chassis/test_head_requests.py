"""HEAD is a GET without its body, at every path and for every caller."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from chassis.head_requests import HeadRequests
from support.cast import Cast

VARYING = {"x-request-id", "etag", "date"}


@pytest.mark.parametrize("path", ["/v1/notes", "/v1/faults", "/v1/nothing", "/health/ready"])
async def test_head_has_the_header_fields_of_get_and_no_body(notebook: Cast, path: str) -> None:
    buyer = notebook.buyer()
    await buyer.post("/v1/notes", json={"title": "Ink"})
    got, asked = await buyer.get(path), await buyer.head(path)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    kept = [(name, value) for name, value in got.headers.items() if name not in VARYING]
    assert [(name, value) for name, value in asked.headers.items() if name not in VARYING] == kept


async def test_head_of_what_one_holds_already_is_304(notebook: Cast) -> None:
    buyer = notebook.buyer()
    note = (await buyer.post("/v1/notes", json={"title": "Ink"})).json()["id"]
    etag = (await buyer.head(f"/v1/notes/{note}")).headers["ETag"]
    again = await buyer.head(f"/v1/notes/{note}", headers={"If-None-Match": etag})
    assert (again.status_code, again.headers["ETag"], again.content) == (304, etag, b"")


async def test_head_needs_what_get_needs(notebook: Cast) -> None:
    answer = await notebook.anonymous.head("/v1/notes")
    assert (answer.status_code, answer.headers["WWW-Authenticate"], answer.content) == (401, "Bearer", b"")


async def test_head_of_a_path_that_cannot_be_read_is_405(notebook: Cast) -> None:
    answer = await notebook.buyer().head("/v1/note-files")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


async def test_head_of_a_stream_without_end_is_answered_and_ends_the_stream() -> None:
    ended = asyncio.Event()

    async def without_end(scope: Scope, receive: Receive, send: Send) -> None:
        async def ticks() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b":\n\n"
                    await asyncio.sleep(0)
            finally:
                ended.set()

        await StreamingResponse(ticks(), media_type="text/event-stream")(scope, receive, send)

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    scope: Scope = {"type": "http", "method": "HEAD", "path": "/", "headers": [], "asgi": {"spec_version": "2.3"}}
    async with asyncio.timeout(5):
        await HeadRequests(without_end)(scope, receive, send)
    assert [message.get("body") for message in sent] == [None, b""]
    assert ended.is_set()
