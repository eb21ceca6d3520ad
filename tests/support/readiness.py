"""Whether a service is ready by a look of its own: it gives what it saw a moment ago to whoever asks soon after."""

import asyncio
from typing import Protocol

import httpx

from chassis.state import READY_SECONDS


class Asks(Protocol):
    async def get(self, url: str, /) -> httpx.Response: ...


async def ready_now(client: Asks) -> httpx.Response:
    await asyncio.sleep(READY_SECONDS)
    return await client.get("/health/ready")
