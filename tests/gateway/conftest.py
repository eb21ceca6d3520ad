"""Fixtures of the gateway's tests."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi import FastAPI

from gateway.app import Gateway
from support.house import House, Resident, serve_gateway
from support.proxy import BehindGateway, Proxy, gateway_before
from support.rig import Script
from support.services import Keys, client_of, running


@pytest.fixture
async def behind_gateway() -> AsyncIterator[BehindGateway]:
    """A gateway before a service that follows a script: `await behind_gateway(script)`."""
    async with AsyncExitStack() as stack:

        async def start(script: Script) -> Proxy:
            return await stack.enter_async_context(gateway_before(script))

        yield start


@pytest.fixture(scope="session")
async def gateway_app(admin_url: str, suffix: str, keys: Keys, suppliers_app: FastAPI) -> AsyncIterator[Gateway]:
    nobody = httpx.MockTransport(lambda _: httpx.Response(404))
    clients = {
        "suppliers": client_of(suppliers_app),
        "dialogue": httpx.AsyncClient(transport=nobody, base_url="http://dialogue"),
    }
    gateway = serve_gateway(admin_url, suffix, keys, clients)
    async with running(gateway.own):
        yield gateway
    await gateway.forwarder.close()


@pytest.fixture
async def house(gateway_app: Gateway) -> AsyncIterator[House]:
    """The gateway with real accounts: `await house.buyer()`, `await house.monitor()`, `house.anonymous`."""
    async with House(gateway_app) as house:
        yield house


@pytest.fixture(scope="session")
async def gateway_platform(gateway_app: Gateway) -> AsyncIterator[Resident]:
    """The operator, there before any link is made."""
    async with House(gateway_app) as house:
        yield await house.platform()
