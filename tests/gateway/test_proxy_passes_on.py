"""What the gateway passes to a service and back without a change."""

import asyncio
from collections.abc import AsyncIterator

from support.proxy import BehindGateway
from support.rig import Visit


async def greet(visit: Visit) -> None:
    await visit.body()
    await visit.answer(b'{"items": []}', b"Content-Type: application/json")


async def echo(visit: Visit) -> None:
    await visit.answer(await visit.body())


async def test_the_answer_of_the_service_arrives_unchanged(behind_gateway: BehindGateway) -> None:
    async def teapot(visit: Visit) -> None:
        await visit.say(b"HTTP/1.1 418 x\r\nETag: \"1.ab\"\r\nContent-Length: 6\r\n\r\n{'a':\xff")

    proxy = await behind_gateway(teapot)
    answer = await proxy.client.get("/v1/suppliers")
    assert (answer.status_code, answer.headers["etag"], answer.content) == (418, '"1.ab"', b"{'a':\xff")


async def test_path_and_query_reach_the_service_unchanged(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        target = b"/v1/suppliers/a%20b;c=%C3%A9?q=%27x+y%2Fz&q=&limit=5&a[]=1|2"
        await line.say(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n\r\n")
        assert b" 200 " in await line.head()
    assert proxy.service.visits[0].target == target


async def test_a_service_gets_the_internal_token_and_never_the_callers(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    await proxy.client.get("/v1/suppliers", headers={"Cookie": "session=secret"})
    visit = proxy.service.visits[0]
    assert visit.fields("authorization") == ["Bearer internal-amina"]
    assert visit.fields("cookie") == []
    assert b"amina\r\n" not in visit.head.replace(b"internal-amina", b"")


async def test_hop_by_hop_fields_and_fields_set_by_the_gateway_are_not_passed_on(
    behind_gateway: BehindGateway,
) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        await line.say(
            b"GET /v1/suppliers HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer amina\r\n"
            b"Connection: X-Secret, keep-alive\r\nX-Secret: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
            b"X-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\nX-Original-URL: /internal/events\r\n"
            b'If-None-Match: "3.c0ffee"\r\nAccept-Language: nl\r\nX-Custom: a\r\nX-Custom: b\r\n\r\n'
        )
        await line.head()
    visit = proxy.service.visits[0]
    for name in ("x-secret", "keep-alive", "te", "x-forwarded-for", "forwarded", "x-original-url"):
        assert visit.fields(name) == []
    assert visit.fields("host") == [proxy.service.address.removeprefix("http://")]
    assert (visit.fields("if-none-match"), visit.fields("x-custom")) == (['"3.c0ffee"'], ["a", "b"])


async def test_repeated_fields_come_back_separately_without_hop_by_hop_fields(
    behind_gateway: BehindGateway,
) -> None:
    async def cookies(visit: Visit) -> None:
        await visit.answer(b"{}", b"Set-Cookie: a=1; Path=/", b"Set-Cookie: b=2", b"Keep-Alive: timeout=5")

    answer = await (await behind_gateway(cookies)).client.get("/v1/suppliers")
    assert answer.headers.get_list("set-cookie") == ["a=1; Path=/", "b=2"]
    assert "keep-alive" not in answer.headers


async def test_a_valid_request_id_is_kept_and_sent_to_both_sides(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    answer = await proxy.client.get("/v1/suppliers", headers={"X-Request-Id": "order-66.a"})
    assert answer.headers.get_list("x-request-id") == ["order-66.a"]
    assert proxy.service.visits[0].fields("x-request-id") == ["order-66.a"]


async def test_an_invalid_request_id_is_replaced(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    answer = await proxy.client.get("/v1/suppliers", headers={"X-Request-Id": 'x" onload=" {${jndi}'})
    made = answer.headers["x-request-id"]
    assert made.isalnum()
    assert proxy.service.visits[0].fields("x-request-id") == [made]


async def test_an_answer_without_a_body_ends_at_once(behind_gateway: BehindGateway) -> None:
    async def unchanged(visit: Visit) -> None:
        await visit.say(b'HTTP/1.1 304 Not Modified\r\nETag: "1.a"\r\nContent-Length: 812\r\n\r\n')

    proxy = await behind_gateway(unchanged)
    for _ in range(2):
        answer = await proxy.client.get("/v1/suppliers")
        assert (answer.status_code, answer.headers["etag"], answer.content) == (304, '"1.a"', b"")


async def test_compressed_answers_stay_compressed(behind_gateway: BehindGateway) -> None:
    async def squeezed(visit: Visit) -> None:
        await visit.answer(b"\x1f\x8bnot really", b"Content-Encoding: gzip")

    proxy = await behind_gateway(squeezed)
    async with proxy.client.stream("GET", "/v1/suppliers") as answer:
        assert b"".join([piece async for piece in answer.aiter_raw()]) == b"\x1f\x8bnot really"


async def test_redirects_are_for_the_client_to_follow(behind_gateway: BehindGateway) -> None:
    async def elsewhere(visit: Visit) -> None:
        await visit.say(b"HTTP/1.1 307 x\r\nLocation: /v1/elsewhere\r\nContent-Length: 0\r\n\r\n")

    answer = await (await behind_gateway(elsewhere)).client.get("/v1/suppliers")
    assert (answer.status_code, answer.headers["location"]) == (307, "/v1/elsewhere")


async def test_the_first_bytes_of_a_slow_answer_do_not_wait_for_the_last(behind_gateway: BehindGateway) -> None:
    more = asyncio.Event()

    async def slow(visit: Visit) -> None:
        await visit.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
        await more.wait()
        await visit.say(b"3\r\ntwo\r\n0\r\n\r\n")

    proxy = await behind_gateway(slow)
    async with proxy.client.stream("GET", "/v1/suppliers") as answer:
        pieces = answer.aiter_raw()
        assert await anext(pieces) == b"one"
        more.set()
        assert await anext(pieces) == b"two"


async def test_an_upload_is_passed_on_while_it_is_received(behind_gateway: BehindGateway) -> None:
    first_piece_seen = asyncio.Event()

    async def watch(visit: Visit) -> None:
        await visit.reader.readuntil(b"begin")
        first_piece_seen.set()
        await visit.reader.readuntil(b"end\r\n0\r\n\r\n")
        await visit.answer()

    async def pieces() -> AsyncIterator[bytes]:
        yield b"begin"
        await asyncio.wait_for(first_piece_seen.wait(), 5)
        yield b"end"

    proxy = await behind_gateway(watch)
    answer = await proxy.client.post("/v1/disclosure-imports", content=pieces())
    assert (answer.status_code, first_piece_seen.is_set(), answer.text) == (200, True, "{}")


async def test_large_bodies_arrive_complete_in_both_directions(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(echo)
    body = bytes(range(256)) * 8192
    announced = await proxy.client.post("/v1/disclosure-imports", content=body)
    assert announced.content == body
    assert proxy.service.visits[0].fields("content-length") == [str(len(body))]

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 50_000):
            yield body[start : start + 50_000]

    chunked = await proxy.client.post("/v1/disclosure-imports", content=pieces())
    assert chunked.content == body
    assert proxy.service.visits[1].fields("transfer-encoding") == ["chunked"]


async def test_an_empty_chunked_body_arrives_as_an_empty_body(behind_gateway: BehindGateway) -> None:
    async def nothing() -> AsyncIterator[bytes]:
        return
        yield b""

    answer = await (await behind_gateway(echo)).client.post("/v1/suppliers", content=nothing())
    assert (answer.status_code, answer.content) == (200, b"")


async def test_one_connection_to_the_service_serves_many_requests(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    for _ in range(5):
        assert (await proxy.client.get("/v1/suppliers")).status_code == 200
        assert (await proxy.client.post("/v1/suppliers", json={"name": "Invented"})).status_code == 200
    assert proxy.service.connections == 1


async def test_a_client_that_waits_for_100_continue_gets_it(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(echo)
    async with proxy.dial() as line:
        await line.say(
            b"POST /v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n"
            b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        )
        assert await line.head() == b"HTTP/1.1 100 Continue\r\n\r\n"
        await line.say(b"hello")
        assert b" 200 " in await line.head()
        assert await line.reader.readexactly(5) == b"hello"
    assert proxy.service.visits[0].fields("expect") == []


async def test_head_reaches_the_service_and_its_length_the_client(behind_gateway: BehindGateway) -> None:
    async def length_only(visit: Visit) -> None:
        assert visit.head.startswith(b"HEAD ")
        await visit.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1234\r\n\r\n")

    proxy = await behind_gateway(length_only)
    for _ in range(2):
        answer = await proxy.client.head("/v1/suppliers")
        assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "1234", b"")
    assert len(proxy.service.visits) == 2
