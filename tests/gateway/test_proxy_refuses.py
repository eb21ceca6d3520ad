"""Requests that never reach a service, and their answers."""

import asyncio

import pytest

from chassis.problems import Unauthenticated
from support.proxy import BehindGateway
from support.rig import Visit

LIMIT = 100_000
HEAD = b"POST /v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n"


async def greet(visit: Visit) -> None:
    await visit.body()
    await visit.answer()


async def measure(visit: Visit) -> None:
    await visit.answer(b"%d" % len(await visit.body()))


@pytest.mark.parametrize("credential", ["", "Bearer", "Bearer mallory", "Basic amina", "Bearer " + "a" * 9000])
async def test_every_bad_credential_gets_the_same_401(behind_gateway: BehindGateway, credential: str) -> None:
    proxy = await behind_gateway(greet)
    answer = await proxy.client.get("/v1/suppliers", headers={"Authorization": credential})
    problem = answer.json()
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem.pop("request_id") == answer.headers["x-request-id"]
    assert problem == {
        "type": "/problems/unauthenticated", "title": "Unauthenticated", "status": 401,
        "detail": Unauthenticated.explanation(),
        "instance": "/v1/suppliers", "code": "unauthenticated", "errors": [],
    }  # fmt: skip
    assert proxy.service.visits == []


async def test_an_unknown_method_is_405_with_the_known_methods(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    answer = await proxy.client.patch("/v1/suppliers/1")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "DELETE, GET, HEAD, PUT"


@pytest.mark.parametrize("path", ["/v1/supplier", "/v1/suppliers/", "/v1//suppliers", "/internal/events", "/"])
async def test_unknown_paths_go_to_the_gateways_own_routes(behind_gateway: BehindGateway, path: str) -> None:
    proxy = await behind_gateway(greet)
    answer = await proxy.client.get(path)
    assert (answer.text, proxy.service.visits) == ("our own routes", [])


@pytest.mark.parametrize(
    "segment",
    ["..", ".", "%2e%2E", "%2e", ".%2e", "1%2Finternal", "1%2f..%2f..%2finternal", "1%5Cx", "1\\x", "%00", "%0a"],
)
async def test_a_parameter_that_a_service_could_read_as_another_path_is_not_passed_on(
    behind_gateway: BehindGateway, segment: str
) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        target = f"/v1/suppliers/{segment}".encode()
        await line.say(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n\r\n")
        await line.head()
    assert proxy.service.visits == []


async def test_a_body_with_a_too_large_length_is_413_before_it_is_read(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        await line.say(HEAD + b"Content-Length: %d\r\n\r\n" % (LIMIT + 1))
        head = await line.head()
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in head
    assert proxy.service.visits == []


async def test_the_413_names_the_limit_and_arrives_while_the_client_still_sends(
    behind_gateway: BehindGateway,
) -> None:
    proxy = await behind_gateway(greet)
    answer = await proxy.client.post("/v1/suppliers", content=b"x" * 8_000_000)
    assert (answer.status_code, answer.json()["max_body_bytes"]) == (413, LIMIT)


async def test_a_client_that_expects_100_continue_is_refused_before_it_sends(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        await line.say(HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (LIMIT + 1))
        assert (await line.rest()).startswith(b"HTTP/1.1 413 ")


async def test_a_body_of_exactly_the_limit_passes(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(measure)
    answer = await proxy.client.post("/v1/suppliers", content=b"x" * LIMIT)
    assert (answer.status_code, answer.json()) == (200, LIMIT)


async def test_a_too_large_chunked_body_is_413_and_aborted_at_the_service(
    behind_gateway: BehindGateway,
) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        await line.say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(3):
            await line.say(b"%x\r\n" % 40_000 + b"x" * 40_000 + b"\r\n")
            await asyncio.sleep(0.05)
        head = await line.head()
        assert head.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in head
    await asyncio.wait_for(proxy.service.broken_off.wait(), 5)


async def test_after_a_small_refused_body_the_connection_is_kept(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        for _ in range(2):
            await line.say(b"POST /v1/suppliers HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
            head = await line.head()
            assert head.startswith(b"HTTP/1.1 401 ")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await line.reader.readexactly(length)


AMBIGUOUS = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 40\r\n",
    "a list of lengths": b"Content-Length: 4, 40\r\n",
    "a signed length": b"Content-Length: +4\r\n",
    "a hidden coding": b"Transfer-Encoding: xchunked\r\n",
    "coding not last": b"Transfer-Encoding: chunked, identity\r\n",
    "coding twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "space before colon": b"Transfer-Encoding : chunked\r\n",
    "folded line": b"X-A: 1\r\n Transfer-Encoding: chunked\r\n",
    "vertical tab": b"Transfer-Encoding: \x0bchunked\r\n",
    "bare line feed": b"Content-Length: 0\nTransfer-Encoding: chunked\r\n",
}


@pytest.mark.parametrize("fields", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
async def test_a_request_with_an_ambiguous_length_reaches_no_service(
    behind_gateway: BehindGateway, fields: bytes
) -> None:
    proxy = await behind_gateway(greet)
    smuggled = b"0\r\n\r\nGET /internal/events HTTP/1.1\r\nHost: x\r\n\r\n"
    async with proxy.dial() as line:
        await line.say(HEAD + fields + b"\r\n" + smuggled)
        assert b" 400 " in await line.head()
    assert proxy.service.visits == []


async def test_bytes_after_a_body_are_a_new_request_that_is_authorised_itself(
    behind_gateway: BehindGateway,
) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        await line.say(HEAD + b"Content-Length: 2\r\n\r\n{}GET /internal/events HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in await line.head()
        assert await line.reader.readexactly(2) == b"{}"
        assert b" 200 " in await line.head()
        assert await line.reader.readexactly(14) == b"our own routes"
    assert len(proxy.service.visits) == 1


async def test_a_field_that_is_not_ascii_is_refused(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        await line.say(
            b"GET /v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\nX-Name: caf\xe9\r\n\r\n"
        )
        assert b" 400 " in await line.head()
    assert proxy.service.visits == []


async def test_an_internal_error_is_a_problem_without_its_cause(
    behind_gateway: BehindGateway,
) -> None:
    proxy = await behind_gateway(greet)
    answer = await proxy.client.get("/v1/suppliers", headers={"Authorization": "Bearer trouble"})
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "trouble" not in answer.text
