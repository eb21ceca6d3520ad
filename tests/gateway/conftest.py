"""Fixtures of the gateway's tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi import FastAPI

from chassis.state import state_of
from gateway.app import Gateway
from support.accounts import Account, Accounts, serve_gateway
from support.cast import Cast
from support.invitations import registered_supplier
from support.proxy import BehindGateway, Proxy, gateway_before
from support.rig import Script, running_here
from support.services import Keys, client_of, running


@pytest.fixture
async def behind_gateway() -> AsyncIterator[BehindGateway]:
    """A gateway before a service that follows a script: `await behind_gateway(script)`."""
    async with AsyncExitStack() as stack:

        async def start(script: Script) -> Proxy:
            return await stack.enter_async_context(gateway_before(script))

        yield start


@pytest.fixture(scope="session")
async def gateway_app(
    admin_url: str, suffix: str, keys: Keys, suppliers_app: FastAPI, dialogue_app: FastAPI
) -> AsyncIterator[Gateway]:
    clients = {"suppliers": client_of(suppliers_app), "dialogue": client_of(dialogue_app)}
    gateway = serve_gateway(admin_url, suffix, keys, clients)
    async with running(gateway.own):
        yield gateway
    gateway.forwarder.close()


@pytest.fixture(scope="session")
async def gateway_address(gateway_app: Gateway) -> AsyncIterator[str]:
    """The gateway behind a real server."""
    async with running_here(gateway_app) as address:
        yield address


@pytest.fixture
def take_away(gateway_app: Gateway, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """From now on a service does not answer: `take_away("dialogue")`."""

    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody listens", request=request)

    def take(service: str) -> None:
        gone = httpx.AsyncClient(transport=httpx.MockTransport(nobody), base_url="http://gone")
        monkeypatch.setitem(state_of(gateway_app.own).clients, service, gone)

    return take


@pytest.fixture
async def accounts(gateway_app: Gateway) -> AsyncIterator[Accounts]:
    """Real accounts at the gateway: `await accounts.buyer()`, `await accounts.monitor()`."""
    async with Accounts(gateway_app) as accounts:
        yield accounts


@pytest.fixture(scope="session")
async def gateway_platform(gateway_app: Gateway) -> AsyncIterator[Account]:
    """The operator; it exists before any link is created."""
    async with Accounts(gateway_app) as accounts:
        yield await accounts.platform()


@pytest.fixture
async def supplier_id(suppliers: Cast) -> str:
    """A supplier that no organisation speaks for yet."""
    return await registered_supplier(suppliers)
