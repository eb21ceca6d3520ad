"""The proxy under test: a real server, real sockets, and a credential check that accepts one token."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import httpx
from starlette.responses import PlainTextResponse

from chassis.problems import Unauthenticated
from gateway.limits.queues.admission import Admission
from gateway.proxy.api_descriptions import Operation
from gateway.proxy.dispatch import Dispatcher
from gateway.proxy.forward import Forwarder
from gateway.proxy.routing import RoutingTable
from gateway.tokens.credentials.cache import VerifiedCredential
from support.rig import Line, Script, ScriptedService, dialled, running, scripted

OPERATIONS = (
    Operation("suppliers", "GET", "/v1/suppliers"),
    Operation("suppliers", "POST", "/v1/suppliers", max_body_bytes=100_000),
    Operation("suppliers", "GET", "/v1/suppliers/{supplier_id}"),
    Operation("suppliers", "PUT", "/v1/suppliers/{supplier_id}"),
    Operation("suppliers", "DELETE", "/v1/suppliers/{supplier_id}"),
    Operation("suppliers", "POST", "/v1/disclosure-imports", max_body_bytes=64 * 1024 * 1024),
    Operation("dialogue", "GET", "/v1/findings"),
)
AMINAS = "0199a000-0000-7000-8000-000000000001"
BENS = "0199a000-0000-7000-8000-000000000002"
"""Their organisations."""
NOBODY_LISTENS = "http://127.0.0.1:1"


@dataclass
class Proxy:
    """A gateway in front of one scripted service; `dialogue` is never reachable."""

    address: str
    service: ScriptedService
    client: httpx.AsyncClient

    def dial(self) -> AbstractAsyncContextManager[Line]:
        return dialled(self.address)


class BehindGateway(Protocol):
    async def __call__(self, script: Script) -> Proxy: ...


async def admit_amina(credential: bytes, _: str) -> VerifiedCredential:
    if credential == b"trouble":
        raise RuntimeError("trouble")
    if credential == b"ben":
        return VerifiedCredential("Bearer internal-ben", BENS, 60)
    if credential != b"amina":
        raise Unauthenticated
    return VerifiedCredential("Bearer internal-amina", AMINAS, 60)


@asynccontextmanager
async def gateway_before(
    script: Script, *, seconds: float = 30.0, admission: Admission | None = None
) -> AsyncIterator[Proxy]:
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(scripted(script))
        forwarder = Forwarder(
            {"suppliers": service.address, "dialogue": NOBODY_LISTENS}, seconds=seconds, file_seconds=0
        )
        app = Dispatcher(
            RoutingTable(OPERATIONS),
            authorize=admit_amina,
            forward=forwarder,
            own=PlainTextResponse("our own routes"),
            admission=admission or Admission(),
        )
        address = await stack.enter_async_context(running(app, close=forwarder.close))
        headers = {"Authorization": "Bearer amina"}
        client = httpx.AsyncClient(base_url=address, headers=headers, timeout=10)
        yield Proxy(address, service, await stack.enter_async_context(client))
