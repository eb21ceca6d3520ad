"""Services that are unreachable, slow or wrong, and clients that disconnect."""

import asyncio
import logging

import pytest

from support.proxy import BehindGateway
from support.refusals import refusal
from support.rig import Visit


async def greet(visit: Visit) -> None:
    await visit.body()
    await visit.answer()


def hang_up(visit: Visit) -> None:
    visit.writer.close()
    raise ConnectionResetError


async def test_an_unreachable_service_is_503_with_its_name_and_retry_after(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    answer = await proxy.client.get("/v1/findings")
    assert (answer.status_code, answer.json()["code"], answer.json()["service"]) == (503, "unavailable", "dialogue")
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_read_on_a_closed_connection_is_sent_again(behind_gateway: BehindGateway) -> None:
    async def tired_after_the_first(visit: Visit) -> None:
        if visit.connection == 1 and len(proxy.service.visits) > 1:
            hang_up(visit)
        await visit.answer(b"%d" % visit.connection)

    proxy = await behind_gateway(tired_after_the_first)
    assert (await proxy.client.get("/v1/suppliers")).text == "1"
    assert (await proxy.client.get("/v1/suppliers")).text == "2"
    assert len(proxy.service.visits) == 3


async def test_a_read_is_sent_at_most_twice(behind_gateway: BehindGateway) -> None:
    async def drop(visit: Visit) -> None:
        hang_up(visit)

    proxy = await behind_gateway(drop)
    answer = await proxy.client.get("/v1/suppliers")
    assert (answer.status_code, answer.json()["service"]) == (503, "suppliers")
    assert len(proxy.service.visits) == 2


async def test_a_write_is_never_sent_twice(behind_gateway: BehindGateway) -> None:
    async def drop(visit: Visit) -> None:
        await visit.body()
        hang_up(visit)

    proxy = await behind_gateway(drop)
    assert (await proxy.client.post("/v1/suppliers", json={})).status_code == 503
    assert (await proxy.client.post("/v1/suppliers")).status_code == 503
    assert (await proxy.client.put("/v1/suppliers/1", json={})).status_code == 503
    assert len(proxy.service.visits) == 3


async def test_an_idle_connection_closed_by_the_service_is_not_used_for_a_write(
    behind_gateway: BehindGateway,
) -> None:
    async def answer_once(visit: Visit) -> None:
        await visit.body()
        await visit.answer()
        visit.writer.close()
        raise ConnectionResetError

    proxy = await behind_gateway(answer_once)
    for _ in range(5):
        assert (await proxy.client.post("/v1/suppliers", json={})).status_code == 200
        await asyncio.sleep(0.02)
    assert [visit.connection for visit in proxy.service.visits] == [1, 2, 3, 4, 5]


async def test_an_answer_that_ends_too_early_is_visibly_incomplete(
    behind_gateway: BehindGateway,
) -> None:
    async def die(visit: Visit) -> None:
        if visit.target == b"/v1/suppliers/chunked":
            await visit.say(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"it\r\n')
        else:
            await visit.say(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"it')
        hang_up(visit)

    proxy = await behind_gateway(die)
    for name in (b"chunked", b"announced"):
        async with proxy.dial() as line:
            await line.say(
                b"GET /v1/suppliers/" + name + b" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n\r\n"
            )
            whole = await line.rest()
        assert b" 200 " in whole
        assert b'{"it' in whole
        assert not whole.endswith(b"0\r\n\r\n")


async def test_an_invalid_answer_of_a_service_is_503(behind_gateway: BehindGateway) -> None:
    async def babble(visit: Visit) -> None:
        await visit.say(b"EHLO gateway\r\n\r\n")
        hang_up(visit)

    assert refusal(await (await behind_gateway(babble)).client.get("/v1/suppliers")) == (503, "unavailable")


async def test_a_header_of_a_service_that_is_not_ascii_is_503(
    behind_gateway: BehindGateway,
) -> None:
    async def accent(visit: Visit) -> None:
        await visit.answer(b"{}", b"X-Name: caf\xe9")

    assert refusal(await (await behind_gateway(accent)).client.get("/v1/suppliers")) == (503, "unavailable")


async def test_a_client_that_disconnects_while_waiting_is_noticed(
    behind_gateway: BehindGateway, caplog: pytest.LogCaptureFixture
) -> None:
    answered = asyncio.Event()

    async def ponder(visit: Visit) -> None:
        await answered.wait()
        await visit.answer()

    proxy = await behind_gateway(ponder)
    with caplog.at_level(logging.INFO, "gateway.proxy"):
        async with proxy.dial() as line:
            await line.say(b"GET /v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n\r\n")
            await proxy.service.visited.wait()
        async with asyncio.timeout(5):
            while "client disconnected" not in caplog.messages:  # noqa: ASYNC110  # written by the server's thread
                await asyncio.sleep(0.01)
    answered.set()


async def test_a_service_is_told_that_nobody_waits_for_a_file_any_more(behind_gateway: BehindGateway) -> None:
    is_over = asyncio.Event()

    async def read_for_ever(visit: Visit) -> None:
        await visit.body()
        if visit.head.startswith(b"DELETE"):
            is_over.set()
            await visit.answer()
        await is_over.wait()

    proxy = await behind_gateway(read_for_ever)
    async with proxy.dial() as line:
        await line.say(
            b"POST /v1/disclosure-imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n"
            b"X-Request-Id: the-list\r\nContent-Length: 4\r\n\r\nlist"
        )
        await proxy.service.visited.wait()
    await asyncio.wait_for(is_over.wait(), 5)
    told = proxy.service.visits[-1]
    assert told.target == b"/internal/readings/the-list"
    assert told.fields("authorization") == ["Bearer internal-amina"]


async def test_a_client_that_disconnects_during_its_upload_cancels_the_work(behind_gateway: BehindGateway) -> None:
    proxy = await behind_gateway(greet)
    async with proxy.dial() as line:
        await line.say(
            b"POST /v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n"
            b"Content-Length: 5000\r\n\r\n{"
        )
        await proxy.service.visited.wait()
    await asyncio.wait_for(proxy.service.broken_off.wait(), 5)


async def test_a_client_that_disconnects_during_an_answer_cancels_the_work(
    behind_gateway: BehindGateway,
) -> None:
    async def endless(visit: Visit) -> None:
        await visit.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            await visit.say(b"4\r\ntick\r\n")
            await asyncio.sleep(0.01)

    proxy = await behind_gateway(endless)
    async with proxy.dial() as line:
        await line.say(b"GET /v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n\r\n")
        await line.head()
    await asyncio.wait_for(proxy.service.broken_off.wait(), 5)


async def test_a_service_may_answer_before_it_has_read_the_upload(behind_gateway: BehindGateway) -> None:
    async def refuse(visit: Visit) -> None:
        await visit.say(b"HTTP/1.1 415 x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        hang_up(visit)

    proxy = await behind_gateway(refuse)
    async with proxy.dial() as line:
        await line.say(
            b"POST /v1/disclosure-imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
        )
        assert b" 415 " in await line.head()


async def test_after_every_failure_the_next_request_is_served(behind_gateway: BehindGateway) -> None:
    async def every_other(visit: Visit) -> None:
        if len(proxy.service.visits) % 2:
            await visit.say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            hang_up(visit)
        await visit.answer(b"whole")

    proxy = await behind_gateway(every_other)
    for _ in range(3):
        async with proxy.dial() as line:
            await line.say(b"GET /v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n\r\n")
            await line.rest()
        assert (await proxy.client.get("/v1/suppliers")).text == "whole"
