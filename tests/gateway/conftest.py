"""Fixtures of the gateway's tests."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from support.proxy import BehindGateway, Proxy, gateway_before
from support.rig import Script


@pytest.fixture
async def behind_gateway() -> AsyncIterator[BehindGateway]:
    """A gateway before a service that follows a script: `await behind_gateway(script)`."""
    async with AsyncExitStack() as stack:

        async def start(script: Script) -> Proxy:
            return await stack.enter_async_context(gateway_before(script))

        yield start
