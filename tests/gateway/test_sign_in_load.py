"""Many people who sign in at once: they wait for each other, and nobody else waits for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.state import state_of
from chassis.vocabulary import Role
from gateway.app import Gateway
from gateway.limits.queues.fair_queue import FairQueue
from gateway.limits.rules import SIGN_INS_WAITING, TooManySignIns
from gateway.state import GatewayState
from support.accounts import Accounts
from support.clients import async_client_at


@pytest.fixture
def state(gateway_app: Gateway) -> GatewayState:
    return state_of(gateway_app.own, GatewayState)


@pytest.fixture
async def busy(state: GatewayState) -> AsyncIterator[AsyncExitStack]:
    """All places for hashing are taken until the stack is closed."""
    queue = state.passwords.queue
    async with AsyncExitStack() as places:
        while queue.has_free_place:
            await places.enter_async_context(queue.turn("192.0.2.9"))
        yield places


async def until_waiting(queue: FairQueue, count: int) -> None:
    async with asyncio.timeout(20):
        while queue.waiting < count:  # noqa: ASYNC110  # the queue tells nobody
            await asyncio.sleep(0.01)


def taken(engine: AsyncEngine) -> int:
    return int(engine.pool.checkedout())  # type: ignore[attr-defined]


async def test_who_waits_for_a_password_holds_no_connection_and_stops_nobody(
    accounts: Accounts, state: GatewayState, busy: AsyncExitStack
) -> None:
    amina, manager = await accounts.buyer(), await accounts.buyer(Role.BUYER_MANAGER)
    invited = {"email": "c@buyer.example", "role": "buyer_viewer"}
    token = (await manager.post("/v1/invitations", json=invited)).json()["token"]
    account = {"token": token, "username": f"n{uuid4().hex}", "password": "correct horse"}
    form = {"grant_type": "password", "username": amina.username, "password": amina.password}
    change = {"current": "wrong horse", "new": "battery staple"}
    waiting = [
        *(asyncio.create_task(accounts.anonymous.post("/v1/token", data=form)) for _ in range(3)),
        asyncio.create_task(amina.post("/v1/me/password", json=change)),
        asyncio.create_task(accounts.anonymous.post("/v1/invitations/accept", json=account)),
    ]
    await until_waiting(state.passwords.queue, len(waiting))
    assert taken(state.engine) == 0
    assert (await amina.get("/v1/me")).status_code == 200
    await busy.aclose()
    answers = await asyncio.gather(*waiting)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 422, 201]


async def test_beyond_the_queue_sign_ins_are_refused_and_another_client_still_gets_in(
    accounts: Accounts, state: GatewayState, busy: AsyncExitStack, gateway_address: str
) -> None:
    amina = await accounts.buyer()
    form = {"grant_type": "password", "username": amina.username, "password": amina.password}

    async def flood(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/v1/token", data={**form, "username": f"u{uuid4().hex}"})

    elsewhere = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
    no_limits = httpx.Limits(max_connections=None)
    async with (
        async_client_at(gateway_address, limits=no_limits) as flooder,
        async_client_at(gateway_address, transport=elsewhere) as neighbour,
    ):
        flooding = [asyncio.create_task(flood(flooder)) for _ in range(2 * SIGN_INS_WAITING)]
        await until_waiting(state.passwords.queue, SIGN_INS_WAITING)
        signing_in = asyncio.create_task(neighbour.post("/v1/token", data=form))
        await asyncio.sleep(0.2)
        assert not signing_in.done()
        assert (await amina.get("/v1/me")).status_code == 200
        await busy.aclose()
        assert (await signing_in).status_code == 200
        answered = [sign_in.result() for sign_in in flooding if sign_in.done()]
        for sign_in in flooding:
            sign_in.cancel()
        await asyncio.gather(*flooding, return_exceptions=True)
    refused = [answer for answer in answered if answer.status_code == 429]
    assert len(refused) > SIGN_INS_WAITING // 2
    assert {answer.json()["code"] for answer in refused} == {"too_many_sign_ins"}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)


async def held(queue: FairQueue, client: str, order: list[str]) -> None:
    async with queue.turn(client):
        order.append(client)
        await asyncio.sleep(0)


async def test_clients_take_turns_whoever_comes_more_often() -> None:
    queue, order = FairQueue(places=1, most=10, refusal=TooManySignIns), list[str]()
    async with asyncio.TaskGroup() as group:
        for client in ("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3"):
            group.create_task(held(queue, client, order))
    assert order == ["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1", "192.0.2.1"]
    assert queue.has_free_place


async def test_a_place_is_free_again_when_who_waits_has_left() -> None:
    queue = FairQueue(places=1, most=10, refusal=TooManySignIns)
    async with queue.turn("192.0.2.1"):
        leaving = [asyncio.create_task(held(queue, f"192.0.2.{number}", [])) for number in range(5)]
        await asyncio.sleep(0)
        leaving[2].cancel()
        await asyncio.sleep(0)
        assert queue.waiting == 4
        leaving[1].cancel()  # its turn comes before it notices
    leaving[0].cancel()
    await asyncio.gather(*leaving, return_exceptions=True)
    assert (queue.waiting, queue.has_free_place) == (0, True)


async def test_the_last_of_the_longest_row_makes_room_for_a_client_with_fewer() -> None:
    queue, order = FairQueue(places=1, most=3, refusal=TooManySignIns), list[str]()
    async with queue.turn("192.0.2.9"):
        tasks = [asyncio.create_task(held(queue, "192.0.2.1", order)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(TooManySignIns):
            await held(queue, "192.0.2.1", order)
        tasks.append(asyncio.create_task(held(queue, "192.0.2.2", order)))
        await asyncio.sleep(0)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), type(None), TooManySignIns, type(None)]
    assert sorted(order) == ["192.0.2.1", "192.0.2.1", "192.0.2.2"]
