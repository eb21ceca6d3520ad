"""A service that hangs: an answer in time, no invitation to repeat a change, and no queue that grows."""

import asyncio
from collections.abc import AsyncIterator

import httpx

from gateway.limits.queues.admission import Admission
from gateway.limits.rules import Kind
from support.proxy import Proxy, gateway_before
from support.rig import Visit

BEN = {"Authorization": "Bearer ben"}


async def say_nothing(_: Visit) -> None:
    await asyncio.Event().wait()


async def stop_in_the_middle(visit: Visit) -> None:
    await visit.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await asyncio.Event().wait()


async def test_a_service_that_hangs_is_504_at_the_first_try() -> None:
    async with gateway_before(say_nothing, seconds=0.3) as proxy:
        for method in ("GET", "HEAD", "POST", "DELETE"):
            path = "/v1/suppliers" if method == "POST" else "/v1/suppliers/7"
            answer = await proxy.client.request(method, path)
            assert answer.status_code == 504
            assert "Retry-After" not in answer.headers
        assert len(proxy.service.visits) == 4


async def test_only_a_change_without_a_key_may_not_be_repeated_unread() -> None:
    async with gateway_before(say_nothing, seconds=0.3) as proxy:
        read = (await proxy.client.get("/v1/suppliers")).json()
        written = (await proxy.client.post("/v1/suppliers", json={})).json()
        keyed = (await proxy.client.post("/v1/suppliers", json={}, headers={"Idempotency-Key": "k"})).json()
    assert (read["code"], read["service"]) == ("service_timeout", "suppliers")
    assert "Read before you repeat" in written["detail"]
    assert "Read before you repeat" not in read["detail"] + keyed["detail"]


async def test_a_change_whose_connection_broke_is_no_invitation_to_repeat_it() -> None:
    async def hear_and_leave(visit: Visit) -> None:
        await visit.body()
        visit.writer.close()
        raise ConnectionResetError

    async with gateway_before(hear_and_leave) as proxy:
        lost = await proxy.client.post("/v1/suppliers", json={})
        keyed = await proxy.client.post("/v1/suppliers", json={}, headers={"Idempotency-Key": "k"})
    assert (lost.status_code, lost.json()["code"], "Retry-After" in lost.headers) == (503, "outcome_unknown", False)
    assert (keyed.status_code, keyed.json()["code"], "Retry-After" in keyed.headers) == (503, "unavailable", True)


async def test_an_answer_that_stops_in_the_middle_is_visibly_incomplete() -> None:
    async with gateway_before(stop_in_the_middle, seconds=0.3) as proxy, proxy.dial() as line:
        await line.say(b"GET /v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\n\r\n")
        whole = await line.rest()
    assert whole.endswith(b"{")


async def test_a_slow_upload_is_not_the_services_fault() -> None:
    async def echo(visit: Visit) -> None:
        await visit.answer(await visit.body())

    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"x"
            await asyncio.sleep(0.2)

    async with gateway_before(echo, seconds=0.4) as proxy:
        answer = await proxy.client.post("/v1/disclosure-imports", content=slowly())
    assert (answer.status_code, answer.text) == (200, "xxxx")


async def several(proxy: Proxy, count: int) -> list[httpx.Response]:
    return await asyncio.gather(*(proxy.client.get("/v1/suppliers") for _ in range(count)))


async def test_no_queue_grows_before_a_service_that_hangs() -> None:
    admission = Admission({Kind.USUAL: (4, 2)}, seconds=0.3)
    async with gateway_before(say_nothing, seconds=2, admission=admission) as proxy:
        answers = await several(proxy, 10)
    assert sorted(answer.status_code for answer in answers) == [503] * 8 + [504] * 2
    for answer in answers:
        if answer.status_code == 503:
            assert int(answer.headers["Retry-After"]) > 0
            assert "nothing was done" in answer.json()["detail"]


async def test_an_organisation_with_many_requests_does_not_delay_another() -> None:
    is_open = asyncio.Event()

    async def wait_for_amina(visit: Visit) -> None:
        await visit.body()
        if visit.fields("authorization") == ["Bearer internal-amina"]:
            await is_open.wait()
        await visit.answer()

    admission = Admission({Kind.USUAL: (4, 2), Kind.FILE: (4, 2)})
    async with gateway_before(wait_for_amina, admission=admission) as proxy:
        for path in ("/v1/suppliers", "/v1/disclosure-imports"):
            is_open.clear()
            many = [asyncio.create_task(proxy.client.post(path, json={})) for _ in range(20)]
            await proxy.service.visited.wait()
            async with asyncio.timeout(5):
                assert (await proxy.client.post(path, json={}, headers=BEN)).status_code == 200
            assert not any(task.done() for task in many)
            is_open.set()
            assert {answer.status_code for answer in await asyncio.gather(*many)} == {200}
